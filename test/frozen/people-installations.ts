import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Services } from '../../core/ports.ts';
import type { ReportedEntry } from '../../core/reported-entry.ts';
import { readStatistics, type StoredStatistics } from '../../engine/read-statistics.ts';
import { reported } from '../harness/adapters/aws-services.ts';
import { breaks } from '../harness/functions/in-container.ts';
import { CLOSED_CONVERTED, CONVERTED, HALF_CAPPED, SPLIT } from './campaigns.ts';
import { Cloud, type FrozenCloud } from './cloud.ts';
import { deletes, enveloped, type SentEvent } from './events.ts';
import { createStore, OneMachine, STORE_FILE } from './one-machine.ts';
import { DELETED_USERS, PEOPLE_BEGIN, PEOPLE_CHANNELS, peopleStory } from './people-story.ts';
import type { FrozenMessage } from './queue-story.ts';
import { dumpOf } from './sql-dump.ts';
import { TOKEN_OWNER } from './token-story.ts';

/** The figures that are stored of campaigns, by campaign. */
type StoredFigures = Readonly<Record<string, StoredStatistics>>;

/** The campaigns of the story that have statistics. */
const COUNTED = [CONVERTED, SPLIT, CLOSED_CONVERTED, HALF_CAPPED].map(({ id }) => id);

/** The installation of people on AWS, and what it told. */
export interface FrozenPeople {
  readonly cloud: FrozenCloud;
  /** The interactions that the connector itself put on the bus. */
  readonly reported: readonly ReportedEntry[];
  /** The deletion of a user in the queue of profiles, and an erasure in its queue. */
  readonly queued: Readonly<Record<'a deletion' | 'an erasure', FrozenMessage>>;
  readonly figures: StoredFigures;
}

/** The store of people on one machine. */
export interface FrozenPeopleStore {
  readonly sql: string;
  readonly figures: StoredFigures;
}

/** Reads the figures of every campaign that has statistics. No server is started, which would go on with a recount. */
export async function figuresOf(services: Services): Promise<StoredFigures> {
  const read: Record<string, StoredStatistics> = {};
  for (const id of COUNTED) read[id] = await readStatistics(id, services);
  return read;
}

/** Plays the story of people on AWS. */
export async function peopleOnAws(): Promise<FrozenPeople> {
  const cloud = new Cloud(PEOPLE_BEGIN);
  const { installed } = cloud;
  installed.senderChannels = PEOPLE_CHANNELS;
  const moveTo = async (instant: number) => {
    installed.now = instant;
  };
  await peopleStory({
    services: installed.services,
    takes: (...events) => takesOnAws(cloud, events),
    moveTo,
    http: (method, path, body) => cloud.http(method, path, body),
    async claims(campaignId, instant) {
      await moveTo(instant);
      const input = cloud.frozen().executions.find(({ name }) => name.startsWith(`${campaignId}.`))?.input ?? '{}';
      await cloud.dispatch({ ...JSON.parse(input).call, at: instant }, breaks('PutEvents'));
    },
  });
  const [request] = cloud.queued('erasures').filter(({ body }) => JSON.parse(body).userId === DELETED_USERS.begun);
  const deletion = enveloped(deletes(DELETED_USERS.queued), installed.now);
  return {
    cloud: cloud.frozen(),
    reported: reported(cloud.entries()),
    queued: {
      'a deletion': { queue: 'profiles', body: JSON.stringify(deletion), attributes: {} },
      'an erasure': { queue: 'erasures', body: request?.body ?? '', attributes: request?.attributes ?? {} },
    },
    figures: await figuresOf(installed.services),
  };
}

/** Takes events on AWS, each to its first queue. Throws where a message is given back. */
export async function takesOnAws(cloud: Cloud, events: readonly SentEvent[]): Promise<void> {
  for (const event of events) {
    const envelope = enveloped(event, cloud.installed.now);
    if (event.type === 'Campaign Interaction' || event.type === 'User Behavior') await cloud.takes(envelope);
    else if ((await cloud.deliver('profiles', [envelope])) > 0) throw new Error('profiles: given back');
  }
}

/** Plays the story of people on one machine. */
export async function peopleOnOneMachine(): Promise<FrozenPeopleStore> {
  const directory = mkdtempSync(join(tmpdir(), 'frozen-people-'));
  try {
    await createStore(directory, TOKEN_OWNER);
    const machine = new OneMachine(directory, PEOPLE_BEGIN, PEOPLE_CHANNELS);
    await peopleStory({
      services: machine.services,
      takes: (...events) => machine.takes(...events),
      moveTo: (instant) => machine.moveTo(instant),
      http: (method, path, body) => machine.http(method, path, body),
      claims: (_, instant) => machine.callsInVain(instant),
    });
    const figures = await figuresOf(machine.services);
    await machine.stop();
    return { sql: dumpOf(join(directory, STORE_FILE)), figures };
  } finally {
    rmSync(directory, { recursive: true });
  }
}
