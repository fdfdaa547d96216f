import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Instant } from '../../core/contracts/instant.ts';
import { DAY, SECOND } from '../../core/contracts/time-span.ts';
import {
  computeBurst,
  FULL_BUCKET,
  type SendLimits,
  type TokenBucket,
  type TokenLease,
  takeTokens,
  useToken,
} from '../../core/token-bucket.ts';

const MIDNIGHT = Date.UTC(2026, 11, 2);
const NOON = MIDNIGHT + DAY / 2;

/** A taker with its own clock and its own leases, all from one bucket. */
class Taker {
  readonly #shared: { bucket: TokenBucket };
  #lease: TokenLease | undefined;
  #unused = 0;

  constructor(shared: { bucket: TokenBucket }) {
    this.#shared = shared;
  }

  /** Takes a token, with a new lease of so many if none is left. */
  take(limits: SendLimits, now: Instant, count: number): 'granted' | { readonly retryAt: Instant } {
    const held = this.#use(now);
    if (held !== undefined) return held;
    const unused = this.#lease && { count: this.#unused, day: this.#lease.day };
    const taken = takeTokens(this.#shared.bucket, { limits, now, count, ...(unused && { unused }) });
    if ('retryAt' in taken) return taken;
    this.#shared.bucket = taken.bucket;
    [this.#lease, this.#unused] = [taken.lease, taken.lease.count];
    const used = this.#use(now);
    if (used !== 'granted') throw new Error('expected the first token of a lease to be usable');
    return used;
  }

  #use(now: Instant) {
    const used = this.#lease && useToken(this.#lease, now);
    if (used === undefined || 'retryAt' in used) return used;
    this.#lease = used.rest;
    this.#unused -= 1;
    return 'granted' as const;
  }
}

const rates = fc.constantFrom(0.3, 1, 1.5, 2, 7, 10, 14, 33.3);
const attempts = fc.array(
  fc.record({
    taker: fc.nat(3),
    pause: fc.constantFrom(0, 0, 0, 1, 20, 99, 100, 700, 3_000),
    count: fc.integer({ min: 1, max: 30 }),
  }),
  { minLength: 1, maxLength: 200 },
);
interface Run {
  readonly limits: SendLimits;
  readonly tried: readonly { readonly taker: number; readonly pause: number; readonly count: number }[];
  /** The milliseconds by which the clock of each taker is ahead. */
  readonly skews: readonly number[];
}

/** Runs takers that share a bucket. Returns the instants at which tokens were granted, by a true clock. */
function grantedIn({ limits, tried, skews }: Run): Instant[] {
  const shared = { bucket: FULL_BUCKET };
  const takers = skews.map((skew) => ({ taker: new Taker(shared), skew }));
  let now = NOON;
  return tried.flatMap(({ taker, pause, count }) => {
    now += pause;
    const at = takers[taker];
    if (at === undefined) throw new Error('expected a taker');
    return at.taker.take(limits, now + at.skew, Math.min(count, Math.floor(computeBurst(limits)))) === 'granted'
      ? [now]
      : [];
  });
}

/** Expects that no window has more grants than the rate allows, if clocks differ by so much. */
function expectWithinRate(granted: readonly Instant[], limits: SendLimits, skew: number): void {
  for (const [first, from] of granted.entries()) {
    for (const [last, to] of granted.entries()) {
      const allowed = computeBurst(limits) + (limits.perSecond * (to - from + skew)) / SECOND;
      if (last >= first && last - first + 1 > allowed + 0.01)
        throw new Error(`${last - first + 1} of at most ${allowed} from ${from - NOON} to ${to - NOON}`);
    }
  }
}

describe('the token bucket of a channel', () => {
  test('takers that share a bucket are granted no more in any window than its rate and one burst (R87)', () =>
    fc.assert(
      fc.property(rates, attempts, (perSecond, tried) => {
        const limits = { perSecond };
        expectWithinRate(grantedIn({ limits, tried, skews: [0, 0, 0, 0] }), limits, 0);
      }),
      { numRuns: 500 },
    ));

  test('takers whose clocks differ by seconds are granted no more than the difference allows once, however often they alternate (R87)', () =>
    fc.assert(
      fc.property(
        rates,
        attempts,
        fc.array(fc.nat(5_000), { minLength: 4, maxLength: 4 }),
        (perSecond, tried, skews) => {
          const limits = { perSecond };
          expectWithinRate(grantedIn({ limits, tried, skews }), limits, Math.max(...skews) - Math.min(...skews));
        },
      ),
      { numRuns: 500 },
    ));

  test('a taker that tries at the instants it was given has the whole rate (R87)', () =>
    fc.assert(
      fc.property(rates, fc.integer({ min: 1, max: 40 }), (perSecond, count) => {
        const [limits, taker] = [{ perSecond }, new Taker({ bucket: FULL_BUCKET })];
        let [now, granted] = [NOON, 0];
        while (now < NOON + 20 * SECOND) {
          const taken = taker.take(limits, now, Math.min(count, Math.floor(computeBurst(limits))));
          if (taken === 'granted') granted += 1;
          else now = taken.retryAt;
        }
        expect(granted).toBeGreaterThanOrEqual(Math.floor(20 * perSecond) - 1);
      }),
    ));

  test('takers with leases never use more tokens on a day than its maximum (R87)', () =>
    fc.assert(
      fc.property(attempts, fc.integer({ min: 1, max: 30 }), (tried, perDay) => {
        const limits = { perSecond: 10, perDay };
        const granted = grantedIn({ limits, tried, skews: [0, 0, 0, 0] });
        expect(granted.length).toBeLessThanOrEqual(perDay);
      }),
    ));

  test('a taker gives the tokens that it did not use back to the daily maximum of their day, not of another (R87)', () => {
    const limits = { perSecond: 10, perDay: 10 };
    const first = takeTokens(FULL_BUCKET, { limits, now: NOON, count: 10 });
    if ('retryAt' in first) throw new Error('expected tokens');
    const takeLater = (now: Instant, unused: { count: number; day: number }) =>
      takeTokens(first.bucket, { limits, now, count: 10, unused });
    const { day } = first.lease;
    expect(takeLater(NOON + SECOND, { count: 0, day })).toEqual({ retryAt: MIDNIGHT + DAY });
    expect(takeLater(NOON + SECOND, { count: 4, day })).toMatchObject({ lease: { count: 4 }, bucket: { taken: 10 } });
    expect(takeLater(NOON + SECOND, { count: 4, day: day - 1 })).toEqual({ retryAt: MIDNIGHT + DAY });
    expect(takeLater(MIDNIGHT + DAY, { count: 4, day })).toMatchObject({ bucket: { taken: 10, day: day + 1 } });
  });

  test('a lease ends with its day in UTC, to the millisecond, so that its tokens are not used on the next one (R87)', () => {
    const limits = { perSecond: 100 };
    const taken = takeTokens(FULL_BUCKET, { limits, now: MIDNIGHT - 1, count: 100 });
    if ('retryAt' in taken) throw new Error('expected tokens');
    expect(useToken(taken.lease, MIDNIGHT - 1)).toHaveProperty('rest');
    expect(useToken(taken.lease, MIDNIGHT)).toBeUndefined();
  });

  test('a clock that is behind does not begin the day of the bucket again (R87)', () => {
    const limits = { perSecond: 10, perDay: 2 };
    const ahead = takeTokens(FULL_BUCKET, { limits, now: MIDNIGHT + 1, count: 2 });
    if ('retryAt' in ahead) throw new Error('expected tokens');
    const bucket = { ...ahead.bucket, nextAt: 0 };
    expect(takeTokens(bucket, { limits, now: MIDNIGHT - 1, count: 1 })).toEqual({ retryAt: MIDNIGHT + DAY });
  });
});
