import { CONNECTOR_SOURCE, MESSAGE_DISPATCHED } from '../../../core/contracts/dispatch.ts';
import { formatInstant, type Instant } from '../../../core/contracts/instant.ts';
import { MINUTE } from '../../../core/contracts/time-span.ts';
import type { Delivery } from '../../../core/delivery.ts';
import { createHandler as matchException } from '../../../functions/match-exception.ts';
import { createHandler as matchTrigger } from '../../../functions/match-trigger.ts';
import { defineSenderHandler } from '../../../functions/sending/define-sender-handler.ts';
import { createHandler as sesEvents } from '../../../functions/ses-events.ts';
import { createHandler as updateProfile } from '../../../functions/update-profile.ts';
import { RESOURCE_NAMES } from '../../doubles/aws.ts';
import { createScriptedSender, type ScriptedSender } from '../../doubles/scripted-sender.ts';
import type { Around } from '../../doubles/tally.ts';
import { AT, aMail, anEvent, SENT_AT, type SesType } from '../../sources/ses/recorded-events.ts';
import { received } from '../adapters/aws-services.ts';
import { NOON } from '../adapters/sample.ts';
import { forwarded } from './forwarded.ts';
import { drained, handed, Installed, onTheBus, record } from './in-container.ts';
import { gets, immediate } from './welcome.ts';

const INSTALLATION_ID = 'shop-prod';
/** The instants at which SES accepted the emails of these tests, and at which it reports something else about them. */
export const [ACCEPTED_AT, REPORTED_AT] = [NOON + MINUTE, NOON + 2 * MINUTE];

/** An installation on stand-ins that sends emails, with the events of SES about them. */
export class InstalledWithEmail extends Installed {
  override readonly senderChannels = new Set(['email'] as const);
  readonly sender: ScriptedSender = createScriptedSender('email');
  /** The environment of the handler of the events of SES. */
  environment: Readonly<Record<string, string>> = { INSTALLATION_ID };

  /** Takes a profile update with the address of a user. */
  async knows(userId: string): Promise<void> {
    const update = onTheBus({ userId, attributes: {}, email: `${userId}@example.com` });
    await handed(updateProfile(this.lambda()), [record({ ...update, 'detail-type': 'User Profile Updated' })]);
  }

  /** Dispatches the message of the immediate follow-up to a user; returns its dispatch id. */
  async dispatches(userId: string, trigger = `mail for ${userId}`): Promise<string> {
    await handed(matchTrigger(this.lambda()), [record(gets(userId, trigger))]);
    return received(this.standIns.eventBridge.entries).at(-1)?.dispatchId ?? 'none';
  }

  /** Passes the messages that were dispatched to the sender; returns the number of those that are to come again. */
  async sends(): Promise<number> {
    const envelope = { source: CONNECTOR_SOURCE, 'detail-type': MESSAGE_DISPATCHED };
    const messages = received(this.standIns.eventBridge.entries).map((each) =>
      record(onTheBus({ ...each }, { ...envelope, id: each.dispatchId })),
    );
    return (
      await handed(
        defineSenderHandler(async () => ({ senders: [this.sender], getLimits: async () => undefined }))(this.lambda()),
        messages,
      )
    ).length;
  }

  /** Passes messages of a queue to the handler of the events of SES; returns the bodies of those that failed. */
  reports(bodies: readonly unknown[], around?: Around): Promise<string[]> {
    const handler = sesEvents(this.environment)(this.lambda(around));
    return handed(
      handler,
      bodies.map((each) => record(each)),
    );
  }

  /** Passes the events in their first queue to their handlers; returns the Details of their interactions, oldest first. */
  async processes(): Promise<Readonly<Record<string, unknown>>[]> {
    const packs = [...drained(this.standIns.sqs.in(RESOURCE_NAMES.eventsQueueUrl))].map(({ body }) => body);
    await handed(
      matchException(this.lambda()),
      packs.map((each) => record(each)),
    );
    await handed(matchTrigger(this.lambda()), forwarded(this));
    return packs.flatMap((pack) => JSON.parse(pack).events.map(({ detail }: { detail: object }) => detail));
  }

  /** Returns the delivery of a dispatch. */
  delivery(dispatchId: string): Promise<Delivery | undefined> {
    return this.services.deliveries.get({ dispatchId, channel: 'email', part: 0 });
  }
}

/** Installs a published follow-up that leaves at once, and users whose addresses are known. */
export async function installedWithEmail(...users: readonly string[]): Promise<InstalledWithEmail> {
  const installed = new InstalledWithEmail();
  await installed.publishes(immediate);
  for (const each of users) await installed.knows(each);
  return installed;
}

/** Returns the tags of an email of the installation. */
export const tagsOf = (dispatchId: string, more: object = {}) => ({
  cc_installation: [INSTALLATION_ID],
  cc_campaign: ['immediate'],
  cc_dispatch: [dispatchId],
  ...more,
});

/** The fields of the email of an event that a test chooses. */
interface EmailFields {
  readonly tags: object;
  readonly messageId?: string;
  readonly userId?: string;
  readonly at?: Instant;
}

/** Returns an event of SES about an email, as a configuration set publishes it. */
export function emailEvent(
  type: SesType,
  { tags, messageId = 'p1', userId = 'ann', at = REPORTED_AT }: EmailFields,
): object {
  const event = JSON.stringify(anEvent(type, aMail(tags, { messageId, destination: [`${userId}@example.com`] })));
  return JSON.parse(
    event
      .replaceAll(AT, formatInstant(at))
      .replaceAll(SENT_AT, formatInstant(ACCEPTED_AT))
      .replaceAll('ada@mail.example', `${userId}@example.com`),
  );
}
