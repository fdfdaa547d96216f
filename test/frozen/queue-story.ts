import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { StandInMessage } from '../doubles/sqs.ts';
import { followUpOfTarget } from '../harness/adapters/sample.ts';
import { Cloud, type FrozenCloud, type Queue } from './cloud.ts';
import { at, executionEnded } from './cloud-story.ts';
import { does, enveloped, receives, updatesProfile } from './events.ts';
import { collapsed } from './long-runs.ts';
import { waveOfSeat } from './wave-of-seat.ts';

/** A message in a queue, with the long runs of its body collapsed. */
export interface FrozenMessage {
  readonly queue: Queue;
  readonly body: string;
  readonly attributes: StandInMessage['attributes'];
}

/** The messages that lie in queues, by what they are. */
export type FrozenMessages = Readonly<Record<string, FrozenMessage>>;

const NOW = at('11:40:00');
/** The maximum bytes of a Detail; the time that HTTP adds makes it longer. */
const LONGEST = 256 * 1024;
/** The instant at which the publication with many waves begins. */
const NOON = at('12:00:00');

/** Puts messages into every queue of the installation of the story, beside those that cancel waits, which are there already. */
export async function queueStory(frozen: FrozenCloud, cancelRequests: readonly string[]): Promise<FrozenMessages> {
  const cloud = await Cloud.over(frozen);
  const message = (queue: Queue, body: unknown, attributes: StandInMessage['attributes'] = {}): FrozenMessage => ({
    queue,
    body: collapsed(typeof body === 'string' ? body : JSON.stringify(body)),
    attributes,
  });
  const [http, currents, measured] = await putOverHttp(cloud);
  // A backlog delayed it: that it is received for the first time shows in the instant at which it was forwarded.
  await cloud.deliver('events', [enveloped(receives('hanna', 'news'), at('10:45:00'))]);
  const [forwarded] = cloud.queued('triggers');
  const [stopped, aborted] = cancelRequests;
  const execution = frozen.executions.find(({ name }) => name.startsWith('each-news.'));
  return {
    'an interaction': message('events', enveloped(receives('fred', 'news'), NOW)),
    'a behavior': message('events', enveloped(does('wanda', 'purchase.made', { price: 12 }), NOW)),
    'an event over HTTP': message('events', http),
    'an event of Braze Currents': message('events', currents),
    'an event over HTTP that is as long as it may be': message('events', measured),
    'a trigger handed on': message('triggers', forwarded?.body ?? '', forwarded?.attributes),
    'a profile': message(
      'profiles',
      enveloped(updatesProfile('owen', { plan: 'silver' }, { timeZone: 'Europe/Berlin' }), NOW),
    ),
    'an execution that was aborted': message(
      'wave-ended',
      executionEnded({ name: '', input: '', ...execution, status: 'ABORTED' }),
    ),
    'a wave of a stopped publication': message('endings', stopped),
    'an aborted wave': message('endings', aborted),
  };
}

async function putOverHttp(cloud: Cloud) {
  cloud.installed.eventsOnBus = true;
  const Detail = { userId: 'gina', interaction: 'email.received', campaignId: 'news' };
  const entry = { Source: 'crm', DetailType: 'Campaign Interaction', Detail };
  await cloud.http('POST', '/events', { entries: [{ ...entry, Detail: { ...Detail, id: 'news to gina' } }] });
  const events = [
    {
      id: 'currents 1',
      event_type: 'users.messages.email.Send',
      time: NOW / 1_000,
      user: { user_id: 'braze-1', external_user_id: 'hugo' },
      properties: { campaign_id: 'news' },
    },
  ];
  const headers = { authorization: 'Bearer secret' };
  await cloud.http('POST', '/ingest/currents', { events }, { token: 'secret', headers });
  const long = { ...Detail, userId: 'ines', id: 'news to ines', note: '' };
  const note = 'x'.repeat(LONGEST - JSON.stringify(long).length);
  await cloud.http('POST', '/events', { entries: [{ ...entry, Detail: { ...long, note } }] });
  return cloud.installed.standIns.eventBridge.entries.map(delivered);
}

/** Returns an entry of the bus as EventBridge delivers it. */
function delivered({ Source, DetailType = '', Detail = '{}', Resources = [] }: PutEventsRequestEntry) {
  const envelope = enveloped({ type: 'Campaign Interaction', detail: JSON.parse(Detail) }, NOW);
  return { ...envelope, 'detail-type': DetailType, source: Source, resources: Resources };
}

/** A stopped publication with more waves than one page of them, and the enrollments in a few of them. */
export interface FrozenStopping {
  readonly cloud: FrozenCloud;
  /** The message that cancels the waits of the remaining waves. */
  readonly body: string;
}

/** Stops a publication with many waves: the first hundred have a message each, and one more has the cursor of the rest. */
export async function stoppingStory(): Promise<FrozenStopping> {
  const cloud = new Cloud(NOON);
  await cloud.installed.publishes(followUpOfTarget('many', 'welcome', { precision: '1 second' }));
  const users = Array.from({ length: 103 }, (_, index) => `w${index}`);
  await cloud.deliver(
    'triggers',
    users.map((each, index) => enveloped(receives(each, 'welcome'), NOON + index * 1_000)),
  );
  await cloud.http('POST', '/campaigns/many/stop', undefined, { remaining: () => 0 });
  const body = cloud.queued('endings').at(-1)?.body ?? '';
  const kept = ['w0', 'w1', 'w101', 'w102'];
  const seats = cloud.frozen(({ userId }) => kept.includes(String(userId))).tables['enrollments'] ?? [];
  const waves = new Set(seats.map(waveOfSeat));
  const isKept = ({ pk, userId, name }: Readonly<Record<string, unknown>>) => {
    if (name !== undefined) return waves.has(String(name));
    const user = userId ?? /^user#(.*)$/.exec(String(pk))?.[1];
    return user === undefined || kept.includes(String(user));
  };
  return { cloud: { ...cloud.frozen(isKept), executions: [] }, body };
}
