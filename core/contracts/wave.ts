import { formatInstant, type Instant } from './instant.ts';
import { SECOND, type TimeSpan } from './time-span.ts';

/** A wave: all enrollments of one publication of one follow-up that depart at the same instant. */
export interface Wave {
  /** The name, derived from the three fields below only, so that a wave that is started twice runs once. */
  readonly name: string;
  readonly campaignId: string;
  readonly publication: number;
  readonly departure: Instant;
}

/** A wave that is not done, with the number of its restarts. */
export interface OpenWave {
  readonly wave: Wave;
  readonly restarts: number;
}

/** A call of the dispatch handler for a wave. It is the input of every round of the state machine. */
export interface WaveCall {
  readonly wave: Wave;
  /** The instant of the call. */
  readonly at: Instant;
  /** True for the pass that dispatches enrollments which boarded while the wave was leaving. After it the wave is done. */
  readonly isLastCall: boolean;
  /** The position of the pass over the seats; absent at its beginning. */
  readonly cursor?: string;
  /** The number of enrollments in this pass so far whose dispatch failed. They are tried again. */
  readonly broken: number;
  /** The number of failed passes in a row, counted from the last pass that had fewer failures than any before it. */
  readonly attempts: number;
  /** The smallest number of failures in one of the failed passes in a row; absent if none failed. */
  readonly fewestBroken?: number;
  /** True for one of several calls that share a pass. It ends with a number of failures, not with a next call. */
  readonly isPart?: true;
  /** True for the call after all parts of a pass: no seats are left to read. */
  readonly isOver?: true;
}

/**
 * The result of a call: the next call, or none (R72); for a part of a pass, the number of its failures. A wave whose campaign is paused
 * at its last call is not done: it is called again after the pause (R92).
 */
export type WaveCallResult =
  | { readonly next: WaveCall }
  | { readonly done: true }
  | { readonly paused: true }
  | { readonly passed: number };

/** Returns the first call of a wave, at its departure. */
export function createFirstCall(wave: Wave): WaveCall {
  return { wave, at: wave.departure, isLastCall: false, broken: 0, attempts: 0 };
}

/** The longest time that a matcher takes for a batch. */
export const MATCHER_TIMEOUT: TimeSpan = 60 * SECOND;

/** The age up to which a decision may be written. An older one is made again, so that enrollments board before the last call of the wave. */
export const MAX_DECISION_AGE: TimeSpan = 20 * SECOND;

/** The shortest time between boarding a wave and its departure. */
export const MIN_BOARDING_LEAD: TimeSpan = 2 * SECOND;

/**
 * The time from the departure of a wave to its last call, which dispatches enrollments that boarded while the wave was leaving. A
 * decision is at most 20 s old when its row is written, the write takes at most 36 s with its retries, and clocks of Lambda functions
 * differ by 10 s at most.
 */
export const LAST_CALL_DELAY: TimeSpan = 90 * SECOND;

/** The departure that was formatted last, since enrollments of one wave board one after another. */
let latestDeparture = { departure: Number.NaN, text: '' };

/**
 * Returns the wave of a publication that departs at an instant. Its name is readable for operators: `resend-welcome.1.20261201T093000Z`.
 * Throws if the departure is not a whole second: two waves of one second would share a name, and with it their seats.
 */
export function createWave(campaignId: string, publication: number, departure: Instant): Wave {
  if (departure % SECOND !== 0)
    throw new Error(`wave of ${campaignId}: expected a departure in whole seconds, found ${departure}`);
  if (departure !== latestDeparture.departure)
    latestDeparture = { departure, text: formatInstant(departure).replace(/\.\d+|[-:]/g, '') };
  return { name: `${campaignId}.${publication}.${latestDeparture.text}`, campaignId, publication, departure };
}

/** Parses the departure from the name of a wave; returns undefined for any other text. */
export function parseDeparture(name: string): Instant | undefined {
  const [, date, time] = /\.(\d{8})T(\d{6})Z$/.exec(name) ?? [];
  if (date === undefined || time === undefined) return undefined;
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(date) ?? [];
  const instant = Date.parse(`${year}-${month}-${day}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`);
  return Number.isNaN(instant) ? undefined : instant;
}

/** Parses the name of a wave; returns undefined for any other text. */
export function parseWaveName(name: string): Wave | undefined {
  const [, campaignId, publication] = /^([^.]+)\.(\d+)\./.exec(name) ?? [];
  const departure = parseDeparture(name);
  if (campaignId === undefined || departure === undefined) return undefined;
  return { name, campaignId, publication: Number(publication), departure };
}
