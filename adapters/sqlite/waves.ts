import type { Instant } from '../../core/contracts/instant.ts';
import { departureIn, firstCall, type Wave, type WaveCall } from '../../core/contracts/wave.ts';
import type { Page, Waves } from '../../core/ports.ts';
import { partsOfCursor } from '../../core/store-cursor.ts';
import { pageOf } from './page-of.ts';
import { instantOf, remembered } from './remembered.ts';
import type { Store } from './store.ts';

/** Waves and, in place of a wave machine, the calls that are due. */
export interface LocalWaves extends Waves {
  /** When the next call is due, if any wave is under way. */
  nextCallAt(): Instant | undefined;
  /** The calls due at an instant, the earliest first. */
  due(now: Instant): WaveCall[];
  /** The wave is called next like this. */
  callNext(call: WaveCall): void;
  /** Starts the waves that have seats and are not registered, which nothing would ever call; answers their names. */
  restore(): string[];
}

const PAGE = 100;
/** Waves remembered to be under way, to spare the store. */
const MOST_REMEMBERED = 10_000;

/** Waves in the embedded store. */
export function localWaves(store: Store): LocalWaves {
  const underWay = new Set<string>();
  const nextCall = remembered(() =>
    instantOf(store.one('SELECT min(call_at) AS at FROM waves WHERE call_at IS NOT NULL')),
  );
  store.afterRollback(() => {
    underWay.clear();
    nextCall.forget();
  });
  const remember = (name: string): true => {
    if (underWay.size >= MOST_REMEMBERED) underWay.clear();
    underWay.add(name);
    return true;
  };
  const register = (wave: Wave): boolean => {
    const { name, campaignId, publication, departure } = wave;
    nextCall.forget();
    const sql =
      'INSERT INTO waves (name, campaign_id, publication, departure, call, call_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING';
    return store.run(sql, name, campaignId, publication, departure, JSON.stringify(firstCall(wave)), departure) === 1;
  };
  return {
    async start(wave) {
      const { name } = wave;
      if (underWay.has(name)) return true;
      if (register(wave)) return remember(name);
      const isUnderWay = store.one('SELECT call_at FROM waves WHERE name = ?', name)?.['call_at'] !== null;
      return isUnderWay && remember(name);
    },
    async finish({ name }) {
      underWay.delete(name);
      nextCall.forget();
      store.run('UPDATE waves SET call = NULL, call_at = NULL WHERE name = ?', name);
    },
    async ofCampaign(campaignId, cursor) {
      return listed(store, { where: 'campaign_id = ?', values: [campaignId], cursor });
    },
    async openOf(campaignId, publication, cursor) {
      const where = 'campaign_id = ? AND publication = ? AND call_at IS NOT NULL';
      return listed(store, { where, values: [campaignId, publication], cursor });
    },
    nextCallAt: () => nextCall.value(),
    due(now) {
      const found = store.all('SELECT call FROM waves WHERE call_at <= ? ORDER BY call_at, name LIMIT 100', now);
      return found.map(({ call }) => JSON.parse(String(call)));
    },
    callNext(call) {
      nextCall.forget();
      store.run('UPDATE waves SET call = ?, call_at = ? WHERE name = ?', JSON.stringify(call), call.at, call.wave.name);
    },
    restore() {
      const missing = store.all(UNREGISTERED).flatMap((columns) => waveNamed(String(columns['name'])) ?? []);
      store.atomically(() => missing.forEach(register));
      return missing.map(({ name }) => name);
    },
  };
}

// From one wave to the next in the key of the seats, without a look at each seat.
const UNREGISTERED = `
WITH RECURSIVE seated (name) AS (
  SELECT min(wave) FROM seats
  UNION ALL SELECT (SELECT min(wave) FROM seats WHERE wave > name) FROM seated WHERE name IS NOT NULL
)
SELECT name FROM seated WHERE name IS NOT NULL AND NOT EXISTS (SELECT 1 FROM waves WHERE waves.name = seated.name)`;

function waveNamed(name: string): Wave | undefined {
  const [, campaignId, publication] = /^([^.]+)\.(\d+)\./.exec(name) ?? [];
  const departure = departureIn(name);
  if (campaignId === undefined || departure === undefined) return undefined;
  return { name, campaignId, publication: Number(publication), departure };
}

interface Asked {
  readonly where: string;
  readonly values: readonly (string | number)[];
  readonly cursor: string | undefined;
}

function listed(store: Store, { where, values, cursor }: Asked): Page<Wave> {
  const sql = `SELECT name, campaign_id, publication, departure FROM waves
    WHERE ${where} AND (departure, publication) > (?, ?) ORDER BY departure, publication LIMIT ?`;
  const place = cursor === undefined ? [] : partsOfCursor(cursor, /^(\d{1,15})\|(\d{1,15})$/);
  const [departure = 0, publication = 0] = place.map(Number);
  return pageOf(store.each(sql, ...values, departure, publication, PAGE + 1), PAGE, (columns) => {
    const wave: Wave = {
      name: String(columns['name']),
      campaignId: String(columns['campaign_id']),
      publication: Number(columns['publication']),
      departure: Number(columns['departure']),
    };
    return { item: wave, cursor: `${wave.departure}|${wave.publication}` };
  });
}
