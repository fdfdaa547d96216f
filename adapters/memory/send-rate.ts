import type { Channel } from '../../core/contracts/definition.ts';
import type { SendRate } from '../../core/ports.ts';
import { FULL_BUCKET, type TokenBucket, takeTokens } from '../../core/token-bucket.ts';

/** Creates the rates of channels in memory. */
export function createMemorySendRate(): SendRate {
  const buckets = new Map<Channel, TokenBucket>();
  return {
    async take(channel, limits, now) {
      const taken = takeTokens(buckets.get(channel) ?? FULL_BUCKET, { limits, now, count: 1 });
      if ('retryAt' in taken) return taken;
      buckets.set(channel, taken.bucket);
      return 'granted';
    },
  };
}
