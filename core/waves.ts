import type { Instant } from './contracts/instant.ts';
import { getElapsedDelay, getMaxDelay, isCalendarDelay, type ScheduleDelay } from './contracts/schedule-delay.ts';
import { DAY, MINUTE, SECOND, type TimeSpan } from './contracts/time-span.ts';
import { LAST_CALL_DELAY, MIN_BOARDING_LEAD, type Wave, type WaveCall, type WaveCallResult } from './contracts/wave.ts';
import { digest } from './identity.ts';

/** The widths that divide an hour or a day. */
const WINDOW_WIDTHS: readonly TimeSpan[] = [
  ...listDivisors(3600).map((count) => count * SECOND),
  ...listDivisors(1440).map((count) => count * MINUTE),
].sort((one, other) => one - other);

/** The windows of a publication, each from one departure to the next: their width, and the offset of every departure from a multiple of it. */
export interface Windows {
  readonly width: TimeSpan;
  readonly offset: TimeSpan;
}

/**
 * Returns the width of the windows of a delay: 1/10 of it, at least 1 s, and at most 60 s or 1/1000 of it, whichever is more. It is
 * rounded down to a width that divides an hour or a day, so that waves depart at the same times every hour or every day.
 */
export function computeWindowWidth(delay: TimeSpan, precision?: TimeSpan): TimeSpan {
  if (precision !== undefined) return precision;
  const max = Math.max(SECOND, Math.min(delay / 10, Math.max(MINUTE, delay / 1000), DAY));
  return WINDOW_WIDTHS.findLast((windowWidth) => windowWidth <= max) ?? SECOND;
}

/**
 * Returns the offset of the departures of a publication: whole seconds less than the width, from a hash, so that campaigns with equal
 * windows do not all depart at the full minute.
 */
export function computeWindowOffset(campaignId: string, publication: number, width: TimeSpan): TimeSpan {
  const text = digest('window', campaignId, String(publication));
  let hash = 0;
  for (let index = 0; index < text.length; index++) hash = (hash * 31 + text.charCodeAt(index)) % 0x100000000;
  return (hash % Math.max(1, Math.floor(width / SECOND))) * SECOND;
}

/** Returns the departure for a message: the end of the window that contains its due instant, or of a later one that can still be boarded. */
export function computeDeparture(dueAt: Instant, { width, offset }: Windows, after: Instant): Instant {
  return Math.ceil((Math.max(dueAt, after) - offset) / width) * width + offset;
}

/** The width of the windows that messages without a delay share while their campaign is paused: one wave a second would be restarted later. */
const PAUSED_WIDTH: TimeSpan = MINUTE;

/** Returns the windows for messages that a pause keeps from leaving at once (R92). */
export function widenWindows(windows: Windows): Windows {
  return windows.width >= PAUSED_WIDTH ? windows : { width: PAUSED_WIDTH, offset: windows.offset };
}

/** The width of the windows of calendar delays, whose due instants are full minutes: no offset moves a message to another day. */
const CALENDAR_WIDTH: TimeSpan = MINUTE;

/** The number of time zones in which a company may have users, for estimates: about as many have different clocks. */
const ASSUMED_ZONES = 40;

/** Returns the windows of a publication of a campaign. */
export function computeWindows({ id, delay, precision }: WindowedCampaign, publication: number): Windows {
  const elapsed = getElapsedDelay(delay);
  const width = elapsed === undefined ? CALENDAR_WIDTH : computeWindowWidth(elapsed, precision);
  return { width, offset: computeWindowOffset(id, publication, width) };
}

/** Returns the windows of messages that quiet hours hold: a minute wide whatever the delay, so that they leave soon after the end (R26). */
export function computeHeldWindows({ offset }: Windows): Windows {
  return { width: CALENDAR_WIDTH, offset: offset % CALENDAR_WIDTH };
}

/** The fields of a campaign that its windows depend on. */
export interface WindowedCampaign {
  readonly id: string;
  readonly delay: ScheduleDelay;
  /** The width that the campaign asks for. */
  readonly precision?: TimeSpan | undefined;
}

/**
 * Returns the maximum number of waves of a publication that are open at once: one for each window of the delay, and those before their
 * last call. A calendar delay has one for each of its days and each zone.
 */
export function countOpenWaves({ delay: schedule, precision }: Omit<WindowedCampaign, 'id'>): number {
  if (isCalendarDelay(schedule)) return (getMaxDelay(schedule) / DAY) * ASSUMED_ZONES;
  const delay = getElapsedDelay(schedule) ?? 0;
  if (delay === 0) return 0;
  const width = computeWindowWidth(delay, precision);
  return Math.ceil((delay + LAST_CALL_DELAY) / width) + 1;
}

/** Returns the first departure that can be boarded at an instant, after that of a wave that has ended, if one is given. */
export function computeBoardableFrom(now: Instant, endedDeparture?: Instant): Instant {
  const earliest = now + MIN_BOARDING_LEAD;
  return endedDeparture === undefined ? earliest : Math.max(earliest, endedDeparture + 1);
}

/** The number of failed passes in a row without progress after which a wave fails and alarms. */
const MAX_STALLED_PASSES = 5;

/** The result of one page of a pass. */
export interface PassResult {
  /** The position of the next page; absent at the end of the pass. */
  readonly cursor?: string;
  /** The number of enrollments that failed, or that a pause held back. */
  readonly failedSeats: number;
  readonly now: Instant;
  /** True if the campaign is paused at the end of the pass (R92). */
  readonly isPaused?: boolean;
}

/**
 * Returns the next call of a wave: immediately for the next page, soon for enrollments whose dispatch failed, then the last call, then
 * none. Throws if passes fail too often without progress: the wave then fails, alarms, and can be redriven.
 */
export function planNextCall(
  call: WaveCall,
  { cursor, failedSeats, now, isPaused = false }: PassResult,
): WaveCallResult {
  const { wave, isLastCall, attempts } = call;
  const failedSoFar = call.broken + failedSeats;
  if (cursor !== undefined) return { next: { ...call, at: now, cursor, broken: failedSoFar } };
  if (call.isPart) return { passed: failedSoFar };
  if (failedSoFar > 0 && isPaused) return isLastCall ? { paused: true } : { next: createLastCall(wave) };
  if (failedSoFar > 0) {
    // A throttled service accepts some calls in each pass. The wave continues as long as a pass has fewer failures than any before.
    const { fewestBroken = failedSoFar } = call;
    const nextAttempts = failedSoFar < fewestBroken ? 1 : attempts + 1;
    if (nextAttempts >= MAX_STALLED_PASSES)
      throw new Error(`wave ${wave.name}: ${failedSoFar} enrollments failed ${MAX_STALLED_PASSES} times`);
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
  return { next: createLastCall(wave) };
}

function createLastCall(wave: Wave): WaveCall {
  return { wave, at: wave.departure + LAST_CALL_DELAY, isLastCall: true, broken: 0, attempts: 0 };
}

/** Splits the rest of a pass into calls that can be made concurrently, one for each cursor. */
export function splitIntoParts({ broken: _, ...call }: WaveCall, cursors: readonly string[]): WaveCall[] {
  return cursors.map((cursor) => ({ ...call, cursor, broken: 0, isPart: true }));
}

/** Returns the call that ends a pass after all of its parts have ended. */
export function joinParts(call: WaveCall, failedByPart: readonly number[]): WaveCall {
  return { ...call, broken: failedByPart.reduce((sum, broken) => sum + broken, call.broken), isOver: true };
}

function listDivisors(whole: number): number[] {
  return Array.from({ length: whole }, (_, index) => index + 1).filter((count) => whole % count === 0);
}
