import { createInboxSender } from '../../channels/inbox/inbox.ts';
import { optOutContact } from '../../core/contact-changes.ts';
import type { Channel } from '../../core/contracts/definition.ts';
import type { MessageDispatched } from '../../core/contracts/dispatch.ts';
import type { Sender, SendResult } from '../../core/contracts/sender.ts';
import type { SendingPolicy } from '../../core/contracts/sending.ts';
import { listMessageParts } from '../../core/delivery/create-delivery.ts';
import type { DeliveryReport } from '../../core/feedback.ts';
import { answerInboxMessage, type InboxAnswer } from '../../core/inbox.ts';
import type { Bus, Services } from '../../core/ports.ts';
import { applyFeedback } from '../../engine/apply-feedback.ts';
import { sendMessage } from '../../engine/send-message.ts';
import { createScriptedSender } from '../doubles/scripted-sender.ts';
import { Owner } from '../harness/adapters/sample.ts';
import { SENT, TRANSACTIONAL } from './campaigns.ts';
import { does, receives, type SentEvent, updatesProfile } from './events.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The channels that the installation of the story sends on itself. */
export const SENT_CHANNELS: ReadonlySet<Channel> = new Set(['email', 'push', 'in_app_message']);

/** A user with an address who is sent nothing in this story. */
export const CLAIMED = 'ivo';

/** The part of an installation that sends messages, on AWS or on one machine. */
export interface SendingPlatform {
  readonly services: Services;
  readonly bus: Bus;
  /** Returns the messages that were dispatched. */
  messages(): Promise<readonly MessageDispatched[]>;
}

/** An installation that sends messages itself. */
export interface SendingInstallation extends SendingPlatform {
  /** Takes events at the present instant. */
  takes(...events: readonly SentEvent[]): Promise<unknown>;
  moveTo(instant: number): Promise<void>;
}

/** Plays an hour of sending, after which there is a delivery in every state, a halt of a channel, and a contact of every kind. */
export async function sendingStory(installation: SendingInstallation): Promise<void> {
  const { services, moveTo } = installation;
  const now = () => services.clock.now();
  for (const each of [SENT, TRANSACTIONAL]) await new Owner(services, now() - MINUTE).publishes(each);
  await moveTo(now() + MINUTE);
  await describeUsers(installation);
  await moveTo(now() + MINUTE);
  for (const each of Object.keys(USERS).filter((id) => id !== CLAIMED))
    await installation.takes(receives(each, 'offer'));
  await installation.takes(orders('ada'), orders('nora'));
  const sends = createSends(installation);

  await sends('ada', 'email');
  await sends('pia', 'email');
  await reports(installation, 'pia');
  await sends('ben', 'email', { kind: 'refused', reason: 'no-such-mailbox', mark: 'undeliverable' });
  await sends('cleo', 'email', { kind: 'later', reason: 'busy', after: 2 * HOUR });
  await sends('dan', 'email', { kind: 'unknown', reason: 'no-answer' });
  await sends('eva', 'email', new Error('the process ended')).catch(() => undefined);
  await sends('hal', 'email', { kind: 'unknown', reason: 'no-answer' });
  await sends('finn', 'email', undefined, { policy: { mode: 'allow-list', allow: ['user:ada'] } });
  await moveTo(now() + 15 * MINUTE);
  await sends('hal', 'email', { kind: 'unknown', reason: 'no-answer' });
  await sends('gus', 'email', undefined, { sendBefore: new Date(now()).toISOString() });
  await sends('ida', 'email', { kind: 'later', reason: 'quota-used-up', haltFor: HOUR });
  for (const each of ['ada', 'ben', 'cleo']) await sends(each, 'in_app_message');
  await answers(installation, 'ada', [{ did: 'viewed' }, { did: 'pressed', buttonId: 'buy' }, { did: 'clicked' }]);
  await answers(installation, 'ben', [{ did: 'dismissed' }]);
  await services.contacts.update('ada', 'email', (contact) =>
    optOutContact(contact, { at: now(), source: 'unsubscribe-link', evidence: 'a link' }),
  );
  await services.sendRate.take('email', { perSecond: 10, perDay: 1_000 }, now());
  // On AWS they are written at the end of an invocation, or when they are read.
  await services.deliveries.readFigures(SENT.id);
}

const orders = (userId: string) =>
  does(userId, 'custom_event.performed', { name: 'order.placed', id: `order of ${userId}` });

/** The users of the story, and what their profiles say. */
const USERS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  ada: {
    email: 'ada@example.com',
    language: 'de',
    phone: '+4915112345678',
    consent: { email: 'optedIn', sms: 'subscribed', tracking: 'denied' },
    consentEvidence: 'form 12',
  },
  nora: { email: 'nora@example.com', consent: { email: 'unsubscribed' } },
  ...Object.fromEntries(
    ['pia', 'ben', 'cleo', 'dan', 'eva', 'finn', 'gus', 'hal', 'ida', CLAIMED].map((id) => [
      id,
      { email: `${id}@example.com` },
    ]),
  ),
};

async function describeUsers({ takes, services, moveTo }: SendingInstallation): Promise<void> {
  for (const [id, fields] of Object.entries(USERS)) await takes(updatesProfile(id, { plan: 'gold' }, fields));
  await moveTo(services.clock.now() + MINUTE);
  await takes(updatesProfile('nora', {}, { id: 'nora left', email: null }));
}

/** Returns the dispatched message of a user. */
async function messageTo({ messages }: SendingPlatform, userId: string): Promise<MessageDispatched> {
  const found = (await messages()).find((each) => each.userId === userId && each.campaignId === SENT.id);
  if (found === undefined) throw new Error(`${userId}: expected a message`);
  return found;
}

/** A change of the facts that decide about an attempt to send. */
interface AttemptChange extends Partial<Pick<MessageDispatched, 'sendBefore'>> {
  readonly policy?: SendingPolicy;
}

/** Creates the function that makes an attempt to send a message, whose provider answers as its caller says. */
export function createSends(installation: SendingPlatform) {
  const { services, bus } = installation;
  return async (userId: string, channel: Channel, answer?: SendResult | Error, change: AttemptChange = {}) => {
    const { policy = LIVE, ...more } = change;
    const dispatched = { ...(await messageTo(installation, userId)), ...more };
    const [found] = listMessageParts(dispatched, channel);
    if (found === undefined) throw new Error(`${userId}: expected a message on the channel ${channel}`);
    const sending = { ...services, bus, policy, takeSendSlot: async () => undefined, random: () => 0.5 };
    return sendMessage({ dispatched, ...found, sender: createSender(services, channel, answer) }, sending);
  };
}

const LIVE: SendingPolicy = { mode: 'live', allow: [] };

function createSender({ inboxMessages }: Services, channel: Channel, answer?: SendResult | Error): Sender {
  if (channel === 'in_app_message') return createInboxSender(channel, inboxMessages);
  const sender = createScriptedSender(channel);
  if (answer !== undefined) sender.answers(answer);
  return sender;
}

/** Applies every report of a provider about the email of a user. */
async function reports(installation: SendingPlatform, userId: string): Promise<void> {
  const { services, bus } = installation;
  const { dispatchId } = await messageTo(installation, userId);
  const at = services.clock.now();
  const key = { dispatchId, channel: 'email', part: 0 } as const;
  const all: readonly DeliveryReport[] = ['delivered', 'opened', 'clicked', 'bounced'];
  for (const report of all) {
    const feedback = { ...key, report, at, sentAt: at, providerId: 'p1' };
    const event = { channel: 'email', key, report: feedback, contact: [], createEntries: () => [] } as const;
    await applyFeedback(event, { ...services, bus });
  }
}

/** Answers the message in the inbox of a user. */
async function answers({ services }: SendingPlatform, userId: string, all: readonly InboxAnswer[]): Promise<void> {
  const { inboxMessages, clock } = services;
  for (const each of all) {
    const [message] = (await inboxMessages.list(userId)).items;
    const answered = message && answerInboxMessage(message, each, clock.now());
    if (answered === undefined || 'refused' in answered) throw new Error(`${userId}: expected a message in the inbox`);
    await inboxMessages.write(answered.message);
  }
}
