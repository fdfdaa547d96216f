import { randomUUID } from 'node:crypto';
import type { Channel } from '../../core/contracts/definition.ts';
import type { Instant } from '../../core/contracts/instant.ts';
import { SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import type { SendRate } from '../../core/ports.ts';
import { retry } from '../../core/retry.ts';
import { TOKEN_BUCKET } from '../../core/stored/token-bucket-shape.ts';
import {
  computeBurst,
  FULL_BUCKET,
  type SendLimits,
  type TokenLease,
  type TryAgain,
  takeTokens,
  useToken,
} from '../../core/token-bucket.ts';
import type { Backoff } from './backoff.ts';
import { encodeBody } from './encode-body.ts';
import { createRateKey } from './keys.ts';
import { readBody, readNumberAttribute } from './read-item.ts';
import { createRevisionCondition, type Item, type Table } from './table.ts';

/** The maximum number of attempts to take tokens that other functions take at the same time. */
const MAX_WRITE_ATTEMPTS = 5;
/** The longest time for which a function believes that there are no tokens: its limits may be raised, and others give tokens back. */
const MAX_BLOCKED: TimeSpan = 10 * SECOND;

/**
 * Creates the rates of channels, which all functions share: for each channel one item with its token bucket, written on condition of its
 * revision.
 *
 * A function takes tokens in leases, twice as many as it used of the lease before, from one up to those of a second. At 1,000 messages a
 * second, a function that uses all of them reaches the longest lease after 1 + 2 + 4 + … + 512 tokens, in ten writes, and then writes
 * once a second. Functions that share the rate take turns: 50 that each send 20 a second have leases of 20 to 40 tokens, which is 25 to
 * 50 writes a second, where one item takes 1,000. An unused token is lost after a second, but not to the daily maximum: the next lease
 * gives it back. A function that ends loses at most the tokens of one second.
 */
export function createAwsSendRate(deliveries: Table, backoff: Backoff): SendRate {
  const takers = new Map<Channel, Taker>();
  return {
    take(channel, limits, now) {
      const taker = takers.get(channel) ?? createTaker({ deliveries, backoff }, channel);
      takers.set(channel, taker);
      return taker(limits, now);
    },
  };
}

/** A function that takes a token of one channel, or returns when to try again. */
type Taker = (limits: SendLimits, now: Instant) => Promise<'granted' | TryAgain>;

/** A lease, and how many of its tokens were there and were used. */
interface HeldLease {
  readonly lease: TokenLease;
  readonly count: number;
  readonly used: number;
}

/** The table of the buckets, and the wait of a writer whom another one overtook. */
interface RateStore {
  readonly deliveries: Table;
  readonly backoff: Backoff;
}

function createTaker(store: RateStore, channel: Channel): Taker {
  let held: HeldLease | undefined;
  let blocked = { retryAt: 0, until: 0 };
  let renewal: Promise<void> | undefined;
  const useHeldToken = (now: Instant): 'granted' | TryAgain | undefined => {
    if (held === undefined) return undefined;
    const result = useToken(held.lease, now);
    if (result === undefined || 'retryAt' in result) return result;
    held = { ...held, lease: result.rest, used: held.used + 1 };
    return 'granted';
  };
  const renew = async (limits: SendLimits, now: Instant): Promise<void> => {
    const last = held;
    // If the call fails, it is not known whether the tokens that are left were given back: they are not given back again.
    held = undefined;
    const taken = await takeLease(store, { channel, limits, now, last });
    if ('retryAt' in taken) {
      blocked = { retryAt: taken.retryAt, until: Math.min(taken.retryAt, now + MAX_BLOCKED) };
      held = taken.last;
    } else held = { lease: taken, count: taken.count, used: 0 };
  };
  return async (limits, now) => {
    for (;;) {
      const result = useHeldToken(now);
      if (result !== undefined) return result;
      if (now < blocked.until) return { retryAt: blocked.retryAt };
      // Those who wait for one renewal continue in the order in which they came: the first has a token, and the others the rest.
      renewal ??= renew(limits, now).finally(() => {
        renewal = undefined;
      });
      await renewal;
    }
  };
}

interface LeaseRequest {
  readonly channel: Channel;
  readonly limits: SendLimits;
  readonly now: Instant;
  readonly last: HeldLease | undefined;
}

/**
 * Takes tokens from the bucket of a channel. If others take at the same time too often, it has to be tried again a second later. A write
 * may be refused because it was made before: the SDK repeats a call whose answer did not come. `by` tells such a write from those of
 * others, so that no token is given back twice.
 */
async function takeLease(
  { deliveries, backoff }: RateStore,
  { channel, limits, now, last }: LeaseRequest,
): Promise<TokenLease | (TryAgain & { readonly last?: HeldLease | undefined })> {
  const [by, count] = [randomUUID(), computeLeaseSize(limits, last)];
  let givingBack = last;
  let tried: { readonly rev: number; readonly lease: TokenLease } | undefined;
  const attempt = async () => {
    const stored = readBucket(deliveries, await deliveries.get(createRateKey(channel)));
    if (tried?.rev === stored.rev && stored.by === by) return tried.lease;
    // Others have written over the write that was refused: it may have been made.
    if (tried !== undefined && tried.rev !== stored.rev) givingBack = undefined;
    const taken = takeTokens(stored.bucket, {
      limits,
      now,
      count,
      ...(givingBack && { unused: getUnused(givingBack) }),
    });
    if ('retryAt' in taken) return { ...taken, last: givingBack };
    tried = { rev: stored.rev + 1, lease: taken.lease };
    const item = { ...createRateKey(channel), rev: tried.rev, by, body: encodeBody(taken.bucket) };
    return (await deliveries.put(item, createRevisionCondition(tried.rev))) ? taken.lease : undefined;
  };
  return (await retry({ maxAttempts: MAX_WRITE_ATTEMPTS, wait: backoff }, attempt)) ?? { retryAt: now + SECOND };
}

/** Returns how many tokens to take: twice as many as were used of the lease before, from one to those of a second. */
function computeLeaseSize(limits: SendLimits, last: HeldLease | undefined): number {
  return Math.min(Math.max(1, 2 * (last?.used ?? 0)), Math.floor(computeBurst(limits)));
}

function getUnused({ lease: { day }, count, used }: HeldLease) {
  return { count: count - used, day };
}

function readBucket(table: Table, item: Item | undefined) {
  if (item === undefined) return { rev: 0, by: undefined, bucket: FULL_BUCKET };
  const stored = { table, item };
  return { rev: readNumberAttribute(stored, 'rev'), by: item['by'], bucket: readBody(stored, TOKEN_BUCKET) };
}
