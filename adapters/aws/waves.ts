import type { Instant } from '../../core/contracts/instant.ts';
import { WAVE_LIFETIME } from '../../core/contracts/lifetime.ts';
import { METRICS } from '../../core/contracts/metrics.ts';
import { EXPIRES_AT_ATTRIBUTE, KEY_ATTRIBUTES, OPEN_WAVES_INDEX } from '../../core/contracts/tables.ts';
import { DAY, SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import type { OpenWave, Wave } from '../../core/contracts/wave.ts';
import type { Clock, Waves } from '../../core/ports.ts';
import { parseStoreCursor } from '../../core/store-cursor.ts';
import { ExpiringCache } from './expiring-cache.ts';
import { isNamed } from './is-named.ts';
import {
  AFTER_EVERY_DEPARTURE,
  createDeparturePrefix,
  createWaveKey,
  createWavePartition,
  OPEN_WAVE_KEY,
  parseWavePartition,
  WAVE_SORT_KEY_PATTERN,
} from './keys.ts';
import type { Meter } from './meter.ts';
import { readNumberAttribute, readTextAttribute, type StoredItem } from './read-item.ts';
import { ITEM_EXISTS, ITEM_IS_ABSENT, type Item, type Table, toExpirySeconds } from './table.ts';
import { type ExecutionStatus, nameExecution, type WaveExecutions } from './wave-executions.ts';

/** The waves and their registry on AWS. */
export interface AwsWaves extends Waves {
  /** Closes a wave to new enrollments. Those in it still have to be processed. */
  closeBoarding(wave: Wave): Promise<void>;
  /** Returns the waves that departed before an instant and are not done, the earliest first. */
  listOpenBefore(instant: Instant): AsyncGenerator<OpenWave>;
  /** Returns the waves that depart after an instant, can be boarded, and have no running execution, the earliest first. */
  listLostAfter(instant: Instant): AsyncGenerator<OpenWave>;
  /** Starts a wave whose execution is lost. Returns false if an operator aborted it. */
  resume(open: OpenWave): Promise<boolean>;
  getStatus(open: OpenWave): Promise<ExecutionStatus>;
  /** Stops executions, and returns the names of those that were stopped: the others were throttled, and are left for a later call. */
  stop(names: readonly string[], cause: string): Promise<string[]>;
  /** Restarts a wave whose execution is gone. */
  restart(open: OpenWave): Promise<void>;
}

/** The dependencies of the waves. */
export interface WavesDeps {
  readonly enrollments: Table;
  readonly executions: WaveExecutions;
  readonly clock: Clock;
  readonly meter: Meter;
}

const PAGE_SIZE = 100;
/** The number of waves of the registry that the first query for open waves reads at least. They are about 4 KB: one read unit, or two. */
const FIRST_QUERY_SIZE = 20;
/** The number of waves, about 100 KB, that each further query reads: waves of other publications, and ended ones, stay for weeks. */
const QUERY_SIZE = 500;
/** The maximum number of queries for a page of open waves. */
const MAX_QUERIES = 10;
/**
 * The age up to which open waves are listed. An older wave is done, is restarted every five minutes, or was paused: once its publication
 * is over, it is restarted too, and its waits are cancelled (R50).
 */
const MAX_OPEN_AGE: TimeSpan = DAY;
/** The size of the cache of started waves, and how long an entry is kept: another function may end the wave. */
const MAX_CACHED_WAVES = 10_000;
const CACHE_DURATION: TimeSpan = 10 * SECOND;

/** Creates the waves: executions of the state machine, with a registry in the enrollments table. */
export function createAwsWaves({ enrollments, executions, clock, meter }: WavesDeps): AwsWaves {
  const startedCache = new ExpiringCache<boolean>(MAX_CACHED_WAVES);
  const register = (wave: Wave): Promise<boolean> => {
    const { name, publication, departure } = wave;
    const open = {
      ...OPEN_WAVE_KEY,
      [EXPIRES_AT_ATTRIBUTE]: toExpirySeconds(departure + WAVE_LIFETIME),
    };
    return enrollments.put({ ...createWaveKey(wave), name, publication, departure, ...open }, ITEM_IS_ABSENT);
  };
  const updateItem = (wave: Wave, text: string, values: Record<string, unknown>): Promise<boolean> => {
    return enrollments.update(createWaveKey(wave), { text, values }, ITEM_EXISTS);
  };
  const start = async (wave: Wave): Promise<boolean> => {
    const known = await enrollments.get(createWaveKey(wave));
    if (known?.['doneAt'] !== undefined) return false;
    if (known === undefined) await register(wave);
    if (known?.['startedAt'] !== undefined) return true;
    if (!(await executions.start(wave, 0))) return false;
    await updateItem(wave, 'SET startedAt = :now', { ':now': clock.now() });
    meter.add(METRICS.wavesStarted, 1);
    return true;
  };
  const restart = async ({ wave, restarts }: OpenWave): Promise<void> => {
    await executions.start(wave, restarts + 1);
    await updateItem(wave, 'SET restarts = :restarts', { ':restarts': restarts + 1 });
  };
  const listOpenAfter: Waves['listOpenAfter'] = async ({ campaignId, publication, after, limit }, cursor) => {
    // A cursor lies after the instant of its first page, but perhaps not after that of this one, and must lie within the range.
    const first = createDeparturePrefix(cursor === undefined ? Math.max(0, after + 1) : 0);
    const range = {
      partition: createWavePartition(campaignId),
      between: [first, AFTER_EVERY_DEPARTURE] as const,
    };
    const waves: Wave[] = [];
    let place = parseSortKeyCursor(cursor);
    for (let queries = 0; queries < MAX_QUERIES; queries += 1) {
      const size = queries === 0 ? Math.max(limit, FIRST_QUERY_SIZE) : QUERY_SIZE;
      const page = await enrollments.queryPage({ ...range, after: place, limit: size });
      const open = page.items.filter((item) => item['doneAt'] === undefined && item['publication'] === publication);
      const found = open.map((item) => parseWave(campaignId, { table: enrollments, item }));
      waves.push(...found.filter(({ departure }) => departure > after));
      place = page.cursor;
      if (place === undefined || waves.length >= limit) break;
    }
    const items = waves.slice(0, limit);
    const last = items.at(-1);
    // What a query read beyond the limit is left to the next page.
    if (last !== undefined && waves.length > limit) place = createWaveKey(last)[KEY_ATTRIBUTES.sort];
    return { items, ...(place === undefined ? {} : { cursor: place }) };
  };

  return {
    async start(wave) {
      const now = clock.now();
      return startedCache.getOrLoad(wave.name, { now, until: now + CACHE_DURATION }, () => start(wave));
    },
    async finish(wave) {
      startedCache.delete(wave.name);
      await updateItem(wave, `SET doneAt = :now REMOVE ${OPEN_WAVES_INDEX.partition}`, { ':now': clock.now() });
    },
    async closeBoarding(wave) {
      startedCache.delete(wave.name);
      await updateItem(wave, 'SET doneAt = :now', { ':now': clock.now() });
    },
    async listByCampaign(campaignId, cursor) {
      const range = { partition: createWavePartition(campaignId), after: parseSortKeyCursor(cursor), limit: PAGE_SIZE };
      const { items, ...rest } = await enrollments.queryPage(range);
      return { items: items.map((item) => parseWave(campaignId, { table: enrollments, item })), ...rest };
    },
    listOpenByPublication(campaignId, publication, cursor) {
      const after = clock.now() - MAX_OPEN_AGE - 1;
      return listOpenAfter({ campaignId, publication, after, limit: PAGE_SIZE }, cursor);
    },
    listOpenAfter,
    async *listOpenBefore(instant) {
      for await (const item of enrollments.queryIndex(OPEN_WAVES_INDEX, {
        equals: OPEN_WAVES_INDEX.openValue,
        lessThan: instant,
      })) {
        yield parseOpenWave(enrollments, item);
      }
    },
    async *listLostAfter(instant) {
      let running: ReadonlySet<string> | undefined;
      for await (const item of enrollments.queryIndex(OPEN_WAVES_INDEX, {
        equals: OPEN_WAVES_INDEX.openValue,
        moreThan: instant,
      })) {
        if (item['doneAt'] !== undefined) continue;
        const open = parseOpenWave(enrollments, item);
        running ??= await listAllRunning(executions);
        if (!running.has(nameExecution(open.wave, open.restarts))) yield open;
      }
    },
    async resume(open) {
      const { wave, restarts } = open;
      if (await executions.start(wave, restarts)) return true;
      if ((await executions.getStatus(wave, restarts)) === 'ABORTED') return false;
      await restart(open);
      return true;
    },
    listWaiting: (cursor) => executions.listRunning(cursor),
    async stop(names, cause) {
      const outcomes = await Promise.allSettled(names.map((name) => executions.stop(name, cause)));
      for (const outcome of outcomes)
        if (outcome.status === 'rejected' && !isNamed(outcome.reason, 'ThrottlingException')) throw outcome.reason;
      return names.filter((_, index) => outcomes[index]?.status === 'fulfilled');
    },
    getStatus: ({ wave, restarts }) => executions.getStatus(wave, restarts),
    restart,
  };
}

/** Parses a cursor: the sort key after which a list continues. */
function parseSortKeyCursor(cursor: string | undefined): string | undefined {
  return cursor === undefined ? undefined : parseStoreCursor(cursor, WAVE_SORT_KEY_PATTERN)[0];
}

/** Returns the names of all running executions: at most a million, which is the quota of an account. */
async function listAllRunning(executions: WaveExecutions): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await executions.listRunning(cursor);
    for (const name of page.items) names.add(name);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return names;
}

function parseOpenWave(table: Table, item: Item): OpenWave {
  const wave = parseWave(parseWavePartition(String(item['pk'])), { table, item });
  return { wave, restarts: Number(item['restarts'] ?? 0) };
}

function parseWave(campaignId: string, stored: StoredItem): Wave {
  return {
    name: readTextAttribute(stored, 'name'),
    campaignId,
    publication: readNumberAttribute(stored, 'publication'),
    departure: readNumberAttribute(stored, 'departure'),
  };
}
