import { Owner } from '../harness/adapters/sample.ts';
import { breaks } from '../harness/functions/in-container.ts';
import {
  AGAIN,
  COMPARED,
  EACH_NEWS,
  EDITED_REMINDER,
  ELSEWHERE,
  IMMEDIATE,
  ORPHANED,
  REMINDER,
  REOPENED,
  STOPPED,
} from './campaigns.ts';
import { Cloud } from './cloud.ts';
import { documentsStory } from './documents-story.ts';
import { buys, does, enveloped, fills, opens, receives, type SentEvent, updatesProfile } from './events.ts';
import { olderRows } from './older-rows.ts';
import { CLAIMED, SENT_CHANNELS, sendingStory } from './sending-story.ts';

/** Returns an instant of the day of the story. */
export const at = (time: string): number => Date.parse(`2026-12-01T${time}Z`);

const SECOND = 1_000;
/** The number of triggers, more than a row keeps itself: ids and decisions are archived. */
const SESSIONS = 103;
/** The number of things that a user bought, of more values than a row keeps marks of. */
export const BOUGHT = 53;

/** Plays a morning of an installation on AWS, after which every shape of item is stored. */
export async function cloudStory(): Promise<Cloud> {
  const cloud = new Cloud(at('09:00:00'));
  const owners = await publishAll(cloud);
  const takes = async (time: string, ...events: readonly SentEvent[]): Promise<void> => {
    cloud.installed.now = at(time);
    await cloud.takes(...events.map((event) => enveloped(event, at(time))));
  };
  for (const each of ['wanda', 'stan', 'clara', 'rita', 'carl', 'lena', 'marta', 'lois']) {
    await cloud.deliver('profiles', [
      enveloped(updatesProfile(each, { plan: 'gold', firstName: `Ms ${each}`, old: null }), at('09:05:00')),
    ]);
  }

  await sends(cloud, '09:10:00');

  // Mails are received, and some users open them or buy.
  await takes('10:00:00', ...['rita', 'lena'].map((each) => receives(each, 'welcome')));
  await takes('10:05:00', receives('clara', 'welcome'));
  await takes('10:30:00', receives('carl', 'welcome'), receives('owen', 'welcome'));
  await takes('10:40:00', does('carl', 'purchase.made', { price: 15 }));
  await takes('10:50:00', opens('marta', 'welcome'));
  await takes('10:51:00', does('lois', 'custom_event.performed', { name: 'unsubscribed', list: 'list-117' }));

  await takes('10:52:00', fills('dora', 'hat'));
  const things = Array.from({ length: BOUGHT }, (_, index) => `thing ${index}`);
  await takes('10:53:00', ...things.map((thing) => buys('cora', thing)));

  // One wave leaves and ends; another cannot dispatch its message, and its execution fails.
  await departs(cloud, '11:00:00');
  const [first, second] = cloud.frozen().executions;
  await callsDispatch(cloud, first?.input);
  await departs(cloud, '11:01:30');
  await callsDispatch(cloud, first?.input, { isLastCall: true });
  cloud.installed.standIns.stepFunctions.end(first?.name ?? '', 'SUCCEEDED');
  await takes('11:02:00', opens('lena', 'welcome', { occurredAt: '2026-12-01T10:59:00Z' }));
  await departs(cloud, '11:05:00');
  await callsDispatch(cloud, second?.input, {}, breaks('PutEvents'));
  await owners.reminder.publishes(EDITED_REMINDER);

  // A receipt that counts for a day.
  await departs(cloud, '11:10:00');
  await callsDispatch(cloud, cloud.frozen().executions.find(({ name }) => name.startsWith('again.'))?.input);

  // Users wait, in every way in which one can.
  const long = { subject: 'Welcome', text: 'word '.repeat(200) };
  await takes('11:10:00', receives('wanda', 'welcome', long), receives('stan', 'welcome', { subject: 'Welcome' }));
  await takes('11:20:00', receives('stan', 'welcome', { id: 'second welcome to stan' }));
  await departs(cloud, '11:29:00');
  await callsDispatch(cloud, cloud.frozen().executions.find(({ name }) => name.startsWith('compared.'))?.input);
  await takes('11:29:30', fills('cora', 'scarf'), fills('cora', 'glove'));
  await takes('11:30:00', receives('eve', 'news', { id: 'news 1' }));
  await takes('11:30:05', receives('eve', 'news', { id: 'news 2' }));
  const sessions = Array.from({ length: SESSIONS }, (_, index) =>
    does('vera', 'session.started', { id: `session ${index}` }),
  );
  for (let index = 0; index < SESSIONS; index += 50) await takes('11:31:00', ...sessions.slice(index, index + 50));
  await claimsImmediately(cloud);
  await takes('11:34:00', does('rosa', 'purchase.made', { id: 'purchase 1', price: 5 }));
  await takes('11:34:30', does('rosa', 'purchase.made', { id: 'purchase 2', price: 5 }));
  await takes('11:35:00', receives('carol', 'closing'), receives('ron', 'opening'));
  await cloud.http('POST', `/campaigns/${STOPPED.id}/stop`, undefined, { remaining: () => 0 });
  await owners.reopened.stops();
  await owners.reopened.publishes();

  // Operators abort one wave, another is restarted, and events are refused.
  await takes('11:36:00', receives('abe', 'news'));
  await abortsLast(cloud);
  cloud.installed.standIns.stepFunctions.end(second?.name ?? '', 'FAILED');
  cloud.installed.now = at('11:37:00');
  await cloud.check();
  await takes(
    '11:38:00',
    does('ann', 'session.ended'),
    does('ann', 'purchase.made', { id: 'long', text: 'x'.repeat(300_000) }),
  );
  await olderRows(cloud);
  // The apply is interrupted: its lease is over when the story ends.
  cloud.installed.now = at('11:38:30');
  await documentsStory(cloud);
  cloud.installed.now = at('11:40:00');
  return cloud;
}

async function publishAll(cloud: Cloud) {
  const owner = () => new Owner(cloud.installed.services, at('09:00:00'));
  const owners = {
    reminder: owner(),
    reopened: owner(),
    others: [AGAIN, IMMEDIATE, EACH_NEWS, ORPHANED, STOPPED, COMPARED],
  };
  await owners.reminder.publishes(REMINDER);
  await owners.reopened.publishes(REOPENED);
  for (const each of owners.others) await owner().publishes(each);
  await owner().saves({ ...REMINDER, id: 'draft', name: 'Not published yet' });
  await cloud.http('PUT', `/campaigns/${ELSEWHERE.id}`, ELSEWHERE);
  cloud.installed.now = at('09:01:00');
  await cloud.http('POST', `/campaigns/${ELSEWHERE.id}/archive`);
  return owners;
}

/** Plays what an installation does that sends messages itself. Its last message is claimed, and its Lambda dies. */
async function sends(cloud: Cloud, time: string): Promise<void> {
  const { installed } = cloud;
  installed.senderChannels = SENT_CHANNELS;
  const moveTo = async (instant: number) => {
    installed.now = instant;
  };
  await moveTo(at(time));
  const takes = async (...events: readonly SentEvent[]) => {
    for (const event of events) {
      const envelope = enveloped(event, installed.now);
      if (event.type === 'User Profile Updated') await cloud.deliver('profiles', [envelope]);
      else await cloud.takes(envelope);
    }
  };
  const { services } = installed;
  await sendingStory({ services, bus: services.bus, takes, moveTo, messages: async () => cloud.messages() });
  await cloud.deliver('events', [enveloped(receives(CLAIMED, 'offer'), installed.now)]);
  const triggers = cloud.queued('triggers').map(({ body }) => body);
  await cloud.deliver('triggers', triggers, { around: breaks('PutEvents') });
  await cloud.rewrite('deliveries', (item) =>
    'by' in item ? { ...item, by: 'the taker, whose name is random' } : item,
  );
  installed.senderChannels = new Set();
}

async function departs(cloud: Cloud, time: string): Promise<void> {
  cloud.installed.now = at(time);
}

async function callsDispatch(
  cloud: Cloud,
  input = '{}',
  more: object = {},
  around?: Parameters<Cloud['dispatch']>[1],
): Promise<void> {
  const { call } = JSON.parse(input);
  await cloud.dispatch({ ...call, ...more, at: cloud.installed.now }, around);
}

/** Claims a message that leaves at once; its Lambda dies before it is dispatched. */
async function claimsImmediately(cloud: Cloud): Promise<void> {
  cloud.installed.now = at('11:32:00');
  const event = enveloped(does('attila', 'session.started'), at('11:32:00'));
  await cloud.deliver('triggers', [event], { around: breaks('PutEvents') });
}

async function abortsLast(cloud: Cloud): Promise<void> {
  const { name = '', input = '' } = cloud.frozen().executions.at(-1) ?? {};
  cloud.installed.standIns.stepFunctions.end(name, 'ABORTED');
  await cloud.deliver('wave-ended', [executionEnded({ name, input, status: 'ABORTED' })]);
}

/** Returns what Step Functions tells of an execution that ended. */
export function executionEnded({ name, input, status }: { name: string; input: string; status: string }) {
  const machine = 'arn:aws:states:eu-west-1:000000000000:stateMachine:campaign-connector-waves';
  return {
    version: '0',
    id: `end of ${name}`,
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account: '000000000000',
    time: '2026-12-01T11:36:30Z',
    region: 'eu-west-1',
    resources: [`${machine.replace(':stateMachine:', ':execution:')}:${name}`],
    detail: {
      executionArn: `${machine.replace(':stateMachine:', ':execution:')}:${name}`,
      stateMachineArn: machine,
      name,
      status,
      startDate: at('11:36:00'),
      stopDate: at('11:36:00') + 30 * SECOND,
      input,
      output: null,
      inputDetails: { included: true },
      outputDetails: null,
      error: null,
      cause: null,
    },
  };
}
