import type { Channel } from '../../core/contracts/definition.ts';
import type { SendRate } from '../../core/ports.ts';
import { parseStored } from '../../core/stored/parse-stored.ts';
import { TOKEN_BUCKET } from '../../core/stored/token-bucket-shape.ts';
import { FULL_BUCKET, type TokenBucket, takeTokens } from '../../core/token-bucket.ts';
import type { SqliteStore } from './store.ts';

/** Creates the rates of channels over the embedded store, in the table of settings, so that a restart grants no second daily maximum. */
export function createSqliteSendRate(store: SqliteStore): SendRate {
  const read = (name: string): TokenBucket => {
    const value = store.get('SELECT value FROM settings WHERE name = ?', name)?.['value'];
    return value === undefined
      ? FULL_BUCKET
      : parseStored(String(value), TOKEN_BUCKET, { table: 'settings', key: [name] });
  };
  return {
    async take(channel, limits, now) {
      const name = createRateName(channel);
      const taken = takeTokens(read(name), { limits, now, count: 1 });
      if ('retryAt' in taken) return taken;
      store.run('INSERT OR REPLACE INTO settings VALUES (?, ?)', name, JSON.stringify(taken.bucket));
      return 'granted';
    },
  };
}

function createRateName(channel: Channel): string {
  return `rate-${channel}`;
}
