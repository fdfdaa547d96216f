import type { Instant } from './contracts/instant.ts';
import { DAY, MINUTE, SECOND, type Span } from './contracts/span.ts';
import { BOARDING_AHEAD, LAST_CALL_AFTER, type WaveAnswer, type WaveCall } from './contracts/wave.ts';

/** Widths that divide an hour or a day. */
const WIDTHS: readonly Span[] = [
  ...divisors(3600).map((count) => count * SECOND),
  ...divisors(1440).map((count) => count * MINUTE),
].sort((one, other) => one - other);

/**
 * How wide the windows of a delay are: 1/60 of it, at least 1 s; at most 60 s or 1/1000 of it, whichever is more;
 * rounded down to a width that divides an hour or a day, so that waves leave at instants a person would choose.
 */
export function windowWidth(delay: Span, precision?: Span): Span {
  if (precision !== undefined) return precision;
  const most = Math.max(SECOND, Math.min(delay / 60, Math.max(MINUTE, delay / 1000), DAY));
  return WIDTHS.findLast((width) => width <= most) ?? SECOND;
}

/** When a message due at an instant departs: at the end of its window, never early, and late enough to board. */
export function departureOf(dueAt: Instant, width: Span, after: Instant): Instant {
  return Math.ceil(Math.max(dueAt, after) / width) * width;
}

/** The first instant at which a wave boarded now may depart. */
export function boardableFrom(now: Instant): Instant {
  return now + BOARDING_AHEAD;
}

/** Passes in a row that may break without progress before a wave fails and alarms. */
const MOST_ATTEMPTS = 5;

/** What one page of a pass came to. */
export interface PassResult {
  /** Where the next page begins; none: the pass is over. */
  readonly cursor?: string;
  readonly broken: number;
  readonly now: Instant;
}

/**
 * When a wave is called again: at once for the next page; soon for passengers whose turn broke; for the last call; then
 * never. Throws when as many broke too often: the wave fails, alarms and can be redriven.
 */
export function nextCall(call: WaveCall, { cursor, broken, now }: PassResult): WaveAnswer {
  const { wave, isLastCall, attempts } = call;
  const brokenSoFar = call.broken + broken;
  if (cursor !== undefined) return { next: { ...call, at: now, cursor, broken: brokenSoFar } };
  if (call.isPart) return { passed: brokenSoFar };
  if (brokenSoFar > 0) {
    // A service that is throttled lets some through at each pass: the wave goes on for as long as fewer break than ever before.
    const { fewestBroken = brokenSoFar } = call;
    const tries = brokenSoFar < fewestBroken ? 1 : attempts + 1;
    if (tries >= MOST_ATTEMPTS)
      throw new Error(`wave ${wave.name}: ${brokenSoFar} passengers broke ${MOST_ATTEMPTS} times`);
    const at = now + 2 ** (tries - 1) * SECOND;
    return {
      next: { wave, isLastCall, at, broken: 0, attempts: tries, fewestBroken: Math.min(brokenSoFar, fewestBroken) },
    };
  }
  if (isLastCall) return { done: true };
  return { next: { wave, at: wave.departure + LAST_CALL_AFTER, isLastCall: true, broken: 0, attempts: 0 } };
}

/** The rest of a pass as calls that can be made side by side, one for each cursor. */
export function partsOf({ broken: _, ...call }: WaveCall, cursors: readonly string[]): WaveCall[] {
  return cursors.map((cursor) => ({ ...call, cursor, broken: 0, isPart: true }));
}

/** The call that ends a pass whose parts have all ended. */
export function joined(call: WaveCall, passed: readonly number[]): WaveCall {
  return { ...call, broken: passed.reduce((sum, broken) => sum + broken, call.broken), isOver: true };
}

function divisors(whole: number): number[] {
  return Array.from({ length: whole }, (_, index) => index + 1).filter((count) => whole % count === 0);
}
