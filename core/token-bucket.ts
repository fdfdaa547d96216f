import { computeDay, type Instant } from './contracts/instant.ts';
import { DAY, SECOND, type TimeSpan } from './contracts/time-span.ts';

/** The limits of a channel's provider. */
export interface SendLimits {
  /** The messages a second, more than 0. A burst may have as many, and at least one. */
  readonly perSecond: number;
  /** The maximum number of messages on one day, in UTC, such as while an address is warmed up; absent: no maximum. */
  readonly perDay?: number;
}

/**
 * The token bucket of a channel. Its tokens lie on a line of time, one every `1 / perSecond`: a token may be used from its instant on,
 * and is lost when as many later ones may be used as a burst has. So a bucket is full after a second without messages, and tokens that
 * one taker holds back are lost, not saved up.
 */
export interface TokenBucket {
  /** The instant of the first token that is not taken, with fractions of a millisecond. */
  readonly nextAt: number;
  /** The day since 1970 of the last token that was taken. */
  readonly day: number;
  /** The number of tokens that were taken on that day. */
  readonly taken: number;
}

/** The bucket of a channel that has sent nothing. */
export const FULL_BUCKET: TokenBucket = { nextAt: 0, day: 0, taken: 0 };

/** Tokens that follow each other and belong to one taker. */
export interface TokenLease {
  readonly limits: SendLimits;
  /** The instant of the first token. */
  readonly from: number;
  readonly count: number;
  /** The only day on which they may be used. */
  readonly day: number;
}

/** The request of a taker for at most so many tokens, with the tokens of its last lease that it did not use. */
export interface TokenRequest {
  readonly limits: SendLimits;
  readonly now: Instant;
  readonly count: number;
  readonly unused?: { readonly count: number; readonly day: number };
}

/** The instant at which a taker tries again. */
export interface TryAgain {
  readonly retryAt: Instant;
}

/**
 * Takes tokens from a bucket, the first of which may be used now. Returns the bucket afterwards and the tokens, or the instant to try
 * again. Unused tokens are given back to the daily maximum only, if they are of its day: their instants are over. A clock that is behind
 * that of another taker finds the line further on, and never moves it back.
 */
export function takeTokens(
  bucket: TokenBucket,
  { limits, now, count, unused }: TokenRequest,
): { readonly bucket: TokenBucket; readonly lease: TokenLease } | TryAgain {
  const from = Math.max(bucket.nextAt, now - computeTolerance(limits));
  if (from > now) return { retryAt: Math.ceil(from) };
  const day = Math.max(bucket.day, computeDay(now));
  const givenBack = unused?.day === day ? unused.count : 0;
  const taken = day === bucket.day ? Math.max(0, bucket.taken - givenBack) : 0;
  const granted = Math.min(count, (limits.perDay ?? Number.POSITIVE_INFINITY) - taken);
  if (granted < 1) return { retryAt: (day + 1) * DAY };
  const nextAt = from + granted * computeInterval(limits);
  return { bucket: { nextAt, day, taken: taken + granted }, lease: { limits, from, count: granted, day } };
}

/** Takes a token out of a lease. Returns the rest of the lease, or the instant of its next token; undefined if none is left that may be used. */
export function useToken(lease: TokenLease, now: Instant): { readonly rest: TokenLease } | TryAgain | undefined {
  if (computeDay(now) > lease.day) return undefined;
  const interval = computeInterval(lease.limits);
  const expired = Math.ceil((now - computeTolerance(lease.limits) - lease.from) / interval);
  const skipped = Math.max(0, expired);
  const [from, count] = [lease.from + skipped * interval, lease.count - skipped];
  if (count <= 0) return undefined;
  if (from > now) return { retryAt: Math.ceil(from) };
  return { rest: { ...lease, from: from + interval, count: count - 1 } };
}

/** Returns the number of tokens that a bucket can hold: those of a second, at least one. */
export function computeBurst({ perSecond }: SendLimits): number {
  return Math.max(1, perSecond);
}

function computeInterval({ perSecond }: SendLimits): number {
  return SECOND / perSecond;
}

/** Returns for how long a token may be used after its instant. */
function computeTolerance(limits: SendLimits): TimeSpan {
  return (computeBurst(limits) - 1) * computeInterval(limits);
}
