import type { Instant } from '../../core/contracts/instant.ts';
import { WAVE_LIFETIME } from '../../core/contracts/lifetime.ts';
import { METRICS } from '../../core/contracts/metrics.ts';
import { EXPIRES_AT_ATTRIBUTE, OPEN_WAVES_INDEX } from '../../core/contracts/tables.ts';
import { DAY, SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import type { OpenWave, Wave } from '../../core/contracts/wave.ts';
import type { Clock, Waves } from '../../core/ports.ts';
import { parseStoreCursor } from '../../core/store-cursor.ts';
import { ExpiringCache } from './expiring-cache.ts';
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
import { ITEM_EXISTS, ITEM_IS_ABSENT, type Table, toExpirySeconds } from './table.ts';
import type { ExecutionStatus, WaveExecutions } from './wave-executions.ts';

/** Waves and their registry, as the cloud keeps them going. */
export interface AwsWaves extends Waves {
  /** Nobody boards a wave any more; who sits in it is still to be seen to. */
  closeBoarding(wave: Wave): Promise<void>;
  /** Waves that departed before an instant and are not done, the earliest first. */
  listOpenBefore(instant: Instant): AsyncGenerator<OpenWave>;
  getStatus(open: OpenWave): Promise<ExecutionStatus>;
  /** Starts a wave anew whose execution is gone. */
  restart(open: OpenWave): Promise<void>;
}

/** What the registry stands on. */
export interface WavesDeps {
  readonly enrollments: Table;
  readonly executions: WaveExecutions;
  readonly clock: Clock;
  readonly meter: Meter;
}

const PAGE_SIZE = 100;
/** A wave that departed longer ago is done, or is started anew every five minutes: nobody looks for it. */
const MAX_OPEN_AGE: TimeSpan = DAY;
/** Waves remembered to be under way, or gone, to spare the registry; and for how long: another may have ended one meanwhile. */
const MAX_CACHED_WAVES = 10_000;
const CACHE_DURATION: TimeSpan = 10 * SECOND;

/** Waves: executions of the machine, with a registry beside the rows. */
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
    async listOpenByPublication(campaignId, publication, cursor) {
      const between = [createDeparturePrefix(clock.now() - MAX_OPEN_AGE), AFTER_EVERY_DEPARTURE] as const;
      const range = {
        partition: createWavePartition(campaignId),
        between,
        after: parseSortKeyCursor(cursor),
        limit: PAGE_SIZE,
      };
      const { items, ...rest } = await enrollments.queryPage(range);
      const open = items.filter((item) => item['doneAt'] === undefined && item['publication'] === publication);
      return { items: open.map((item) => parseWave(campaignId, { table: enrollments, item })), ...rest };
    },
    async *listOpenBefore(instant) {
      for await (const item of enrollments.queryIndex(OPEN_WAVES_INDEX, {
        equals: OPEN_WAVES_INDEX.openValue,
        lessThan: instant,
      })) {
        const wave = parseWave(parseWavePartition(String(item['pk'])), { table: enrollments, item });
        yield { wave, restarts: Number(item['restarts'] ?? 0) };
      }
    },
    getStatus: ({ wave, restarts }) => executions.getStatus(wave, restarts),
    async restart({ wave, restarts }) {
      await executions.start(wave, restarts + 1);
      await updateItem(wave, 'SET restarts = :restarts', { ':restarts': restarts + 1 });
    },
  };
}

/** The sort key after which a list goes on. */
function parseSortKeyCursor(cursor: string | undefined): string | undefined {
  return cursor === undefined ? undefined : parseStoreCursor(cursor, WAVE_SORT_KEY_PATTERN)[0];
}

function parseWave(campaignId: string, stored: StoredItem): Wave {
  return {
    name: readTextAttribute(stored, 'name'),
    campaignId,
    publication: readNumberAttribute(stored, 'publication'),
    departure: readNumberAttribute(stored, 'departure'),
  };
}
