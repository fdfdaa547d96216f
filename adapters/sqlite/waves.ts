import type { Instant } from '../../core/contracts/instant.ts';
import { createFirstCall, parseWaveName, type Wave, type WaveCall } from '../../core/contracts/wave.ts';
import type { Log, Page, Waves } from '../../core/ports.ts';
import { parseStoreCursor } from '../../core/store-cursor.ts';
import { parseStored, UnreadableDataError } from '../../core/stored/parse-stored.ts';
import { WAVE_CALL } from '../../core/stored/wave-call-shape.ts';
import { createCachedValue, readInstantColumn } from './cached-value.ts';
import { paginateRows } from './paginate-rows.ts';
import type { SqliteStore, SqlRow } from './store.ts';

/** The waves and, in place of a state machine, their due calls. */
export interface SqliteWaves extends Waves {
  /** Returns the instant of the next call, if a wave is running. */
  nextCallAt(): Instant | undefined;
  /** Returns the calls that are due at an instant, the earliest first. */
  listDueCalls(now: Instant): WaveCall[];
  /** Schedules the next call of a wave. */
  scheduleCall(call: WaveCall): void;
  /** Starts the waves that have seats but are not registered, which would never be called. Returns their names. */
  restoreUnregistered(): string[];
}

const PAGE_SIZE = 100;
/** The pattern of a cursor of the waves that wait: the name of the last one of a page. */
const WAVE_NAME = /^([^.]+\.\d+\.\d{8}T\d{6}Z)$/;
/** The maximum number of cached names of running waves, which saves reads of the store. */
const MAX_CACHED_WAVES = 10_000;

/** Creates the waves over the embedded store. */
export function createSqliteWaves(store: SqliteStore, log: Log): SqliteWaves {
  /** The names of running waves in the order of their use, the least recently used first. */
  const runningWaves = new Set<string>();
  const nextCall = createCachedValue(() =>
    readInstantColumn(store.get('SELECT min(call_at) AS at FROM waves WHERE call_at IS NOT NULL')),
  );
  store.onAfterRollback(() => {
    runningWaves.clear();
    nextCall.invalidate();
  });
  const remember = (name: string): true => {
    const [leastRecentlyUsed] = runningWaves;
    if (leastRecentlyUsed !== undefined && runningWaves.size >= MAX_CACHED_WAVES)
      runningWaves.delete(leastRecentlyUsed);
    runningWaves.add(name);
    return true;
  };
  const register = (wave: Wave): boolean => {
    const { name, campaignId, publication, departure } = wave;
    nextCall.invalidate();
    const sql =
      'INSERT INTO waves (name, campaign_id, publication, departure, call, call_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING';
    return (
      store.run(sql, name, campaignId, publication, departure, JSON.stringify(createFirstCall(wave)), departure) === 1
    );
  };
  return {
    async start(wave) {
      const { name } = wave;
      if (runningWaves.delete(name)) return remember(name);
      if (register(wave)) return remember(name);
      const isRunning = store.get('SELECT call_at FROM waves WHERE name = ?', name)?.['call_at'] !== null;
      return isRunning && remember(name);
    },
    async finish({ name }) {
      runningWaves.delete(name);
      nextCall.invalidate();
      store.run('UPDATE waves SET call = NULL, call_at = NULL WHERE name = ?', name);
    },
    async listByCampaign(campaignId, cursor) {
      return listWaves(store, { where: 'campaign_id = ?', values: [campaignId], cursor });
    },
    async listOpenByPublication(campaignId, publication, cursor) {
      const where = 'campaign_id = ? AND publication = ? AND call_at IS NOT NULL';
      return listWaves(store, { where, values: [campaignId, publication], cursor });
    },
    async listOpenAfter({ campaignId, publication, after, limit }, cursor) {
      const where = 'campaign_id = ? AND publication = ? AND call_at IS NOT NULL AND departure > ?';
      return listWaves(store, { where, values: [campaignId, publication, after], cursor, limit });
    },
    async listWaiting(cursor) {
      const [after = ''] = cursor === undefined ? [] : parseStoreCursor(cursor, WAVE_NAME);
      const sql = 'SELECT name FROM waves WHERE call_at IS NOT NULL AND name > ? ORDER BY name LIMIT ?';
      return paginateRows(store.iterate(sql, after, PAGE_SIZE + 1), PAGE_SIZE, (columns) => {
        const name = String(columns['name']);
        return { item: name, cursor: name };
      });
    },
    nextCallAt: () => nextCall.get(),
    listDueCalls(now) {
      const sql = `SELECT ${WAVE_COLUMNS}, call FROM waves WHERE call_at <= ? ORDER BY call_at, name LIMIT 100`;
      return store.all(sql, now).map((columns) => readCall(columns, log));
    },
    scheduleCall(call) {
      nextCall.invalidate();
      store.run('UPDATE waves SET call = ?, call_at = ? WHERE name = ?', JSON.stringify(call), call.at, call.wave.name);
    },
    restoreUnregistered() {
      const missing = store.all(UNREGISTERED).flatMap((columns) => parseWaveName(String(columns['name'])) ?? []);
      store.transactionSync(() => missing.forEach(register));
      return missing.map(({ name }) => name);
    },
  };
}

// Goes from one wave to the next in the key of the seats, without reading each seat.
const UNREGISTERED = `
WITH RECURSIVE seated (name) AS (
  SELECT min(wave) FROM seats
  UNION ALL SELECT (SELECT min(wave) FROM seats WHERE wave > name) FROM seated WHERE name IS NOT NULL
)
SELECT name FROM seated WHERE name IS NOT NULL AND NOT EXISTS (SELECT 1 FROM waves WHERE waves.name = seated.name)`;

const WAVE_COLUMNS = 'name, campaign_id, publication, departure';

function readWave(columns: SqlRow): Wave {
  return {
    name: String(columns['name']),
    campaignId: String(columns['campaign_id']),
    publication: Number(columns['publication']),
    departure: Number(columns['departure']),
  };
}

/** Reads the next call of a wave. One that cannot be read is replaced by the first call, which passes all seats again: who has left is skipped (R72). */
function readCall(columns: SqlRow, log: Log): WaveCall {
  const wave = readWave(columns);
  try {
    return parseStored(String(columns['call']), WAVE_CALL, { table: 'waves', key: [wave.name] });
  } catch (error) {
    if (!(error instanceof UnreadableDataError)) throw error;
    log.warn('WAVE_CALL_UNREADABLE', { wave: wave.name, error: String(error) });
    return createFirstCall(wave);
  }
}

interface WaveQuery {
  readonly where: string;
  readonly values: readonly (string | number)[];
  readonly cursor: string | undefined;
  readonly limit?: number;
}

function listWaves(store: SqliteStore, { where, values, cursor, limit = PAGE_SIZE }: WaveQuery): Page<Wave> {
  const sql = `SELECT ${WAVE_COLUMNS} FROM waves
    WHERE ${where} AND (departure, publication) > (?, ?) ORDER BY departure, publication LIMIT ?`;
  const place = cursor === undefined ? [] : parseStoreCursor(cursor, /^(\d{1,15})\|(\d{1,15})$/);
  const [departure = 0, publication = 0] = place.map(Number);
  return paginateRows(store.iterate(sql, ...values, departure, publication, limit + 1), limit, (columns) => {
    const wave = readWave(columns);
    return { item: wave, cursor: `${wave.departure}|${wave.publication}` };
  });
}
