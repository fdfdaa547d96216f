import type { Instant } from './contracts/instant.ts';
import { DAY, MINUTE, SECOND, type TimeSpan } from './contracts/span.ts';
import { LAST_CALL_DELAY, MIN_BOARDING_LEAD, type WaveCall, type WaveCallResult } from './contracts/wave.ts';

/** Widths that divide an hour or a day. */
const WINDOW_WIDTHS: readonly TimeSpan[] = [
  ...listDivisors(3600).map((count) => count * SECOND),
  ...listDivisors(1440).map((count) => count * MINUTE),
].sort((one, other) => one - other);

/**
 * How wide the windows of a delay are: 1/60 of it, at least 1 s; at most 60 s or 1/1000 of it, whichever is more;
 * rounded down to a width that divides an hour or a day, so that waves leave at instants a person would choose.
 */
export function computeWindowWidth(delay: TimeSpan, precision?: TimeSpan): TimeSpan {
  if (precision !== undefined) return precision;
  const most = Math.max(SECOND, Math.min(delay / 60, Math.max(MINUTE, delay / 1000), DAY));
  return WINDOW_WIDTHS.findLast((windowWidth) => windowWidth <= most) ?? SECOND;
}

/** When a message due at an instant departs: at the end of its window, never early, and late enough to board. */
export function computeDeparture(dueAt: Instant, windowWidth: TimeSpan, after: Instant): Instant {
  return Math.ceil(Math.max(dueAt, after) / windowWidth) * windowWidth;
}

/** The first instant at which a wave boarded now may depart. */
export function computeBoardableFrom(now: Instant): Instant {
  return now + MIN_BOARDING_LEAD;
}

/** Passes in a row that may break without progress before a wave fails and alarms. */
const MAX_STALLED_PASSES = 5;

/** What one page of a pass came to. */
export interface PassResult {
  /** Where the next page begins; none: the pass is over. */
  readonly cursor?: string;
  readonly failedSeats: number;
  readonly now: Instant;
}

/**
 * When a wave is called again: at once for the next page; soon for passengers whose turn broke; for the last call; then
 * never. Throws when as many broke too often: the wave fails, alarms and can be redriven.
 */
export function planNextCall(call: WaveCall, { cursor, failedSeats, now }: PassResult): WaveCallResult {
  const { wave, isLastCall, attempts } = call;
  const failedSoFar = call.broken + failedSeats;
  if (cursor !== undefined) return { next: { ...call, at: now, cursor, broken: failedSoFar } };
  if (call.isPart) return { passed: failedSoFar };
  if (failedSoFar > 0) {
    // A service that is throttled lets some through at each pass: the wave goes on for as long as fewer break than ever before.
    const { fewestBroken = failedSoFar } = call;
    const nextAttempts = failedSoFar < fewestBroken ? 1 : attempts + 1;
    if (nextAttempts >= MAX_STALLED_PASSES)
      throw new Error(`wave ${wave.name}: ${failedSoFar} passengers broke ${MAX_STALLED_PASSES} times`);
    const at = now + 2 ** (nextAttempts - 1) * SECOND;
    return {
      next: {
        wave,
        isLastCall,
        at,
        broken: 0,
        attempts: nextAttempts,
        fewestBroken: Math.min(failedSoFar, fewestBroken),
      },
    };
  }
  if (isLastCall) return { done: true };
  return { next: { wave, at: wave.departure + LAST_CALL_DELAY, isLastCall: true, broken: 0, attempts: 0 } };
}

/** The rest of a pass as calls that can be made side by side, one for each cursor. */
export function splitIntoParts({ broken: _, ...call }: WaveCall, cursors: readonly string[]): WaveCall[] {
  return cursors.map((cursor) => ({ ...call, cursor, broken: 0, isPart: true }));
}

/** The call that ends a pass whose parts have all ended. */
export function joinParts(call: WaveCall, failedByPart: readonly number[]): WaveCall {
  return { ...call, broken: failedByPart.reduce((sum, broken) => sum + broken, call.broken), isOver: true };
}

function listDivisors(whole: number): number[] {
  return Array.from({ length: whole }, (_, index) => index + 1).filter((count) => whole % count === 0);
}
