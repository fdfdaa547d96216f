import { formatInstant, type Instant } from './instant.ts';
import { SECOND, type TimeSpan } from './span.ts';

/** All enrollments of one publication of one follow-up that leave at the same instant. */
export interface Wave {
  /** A function of the three below and nothing else: started twice is started once. */
  readonly name: string;
  readonly campaignId: string;
  readonly publication: number;
  readonly departure: Instant;
}

/** A wave that nobody has ended yet, and how often it was started anew. */
export interface OpenWave {
  readonly wave: Wave;
  readonly restarts: number;
}

/** One call of the dispatch stage for a wave: the input of the wave machine's every round. */
export interface WaveCall {
  readonly wave: Wave;
  /** When to call. */
  readonly at: Instant;
  /** The pass that picks up whoever boarded while the wave was leaving; after it the wave is done. */
  readonly isLastCall: boolean;
  /** Where the pass over the passengers stands; absent at its beginning. */
  readonly cursor?: string;
  /** Passengers of this pass so far whose turn broke: they get another one. */
  readonly broken: number;
  /** Passes in a row in which turns broke, since there were fewer than ever before. */
  readonly attempts: number;
  /** The fewest turns that broke in one of the passes so far that came one after the other; absent where none broke. */
  readonly fewestBroken?: number;
  /** It is one of several calls that share a pass: at its end it only says how it went. */
  readonly isPart?: true;
  /** The parts of its pass have all ended: nobody is left to walk past. */
  readonly isOver?: true;
}

/** What the dispatch stage answers: when to come back, or never (R72); of a part of a pass, how many of its turns broke. */
export type WaveCallResult = { readonly next: WaveCall } | { readonly done: true } | { readonly passed: number };

/** The first call of a wave: at its departure. */
export function createFirstCall(wave: Wave): WaveCall {
  return { wave, at: wave.departure, isLastCall: false, broken: 0, attempts: 0 };
}

/** The longest that a matcher takes for a batch. */
export const MATCHER_TIMEOUT: TimeSpan = 60 * SECOND;

/** An older decision is not written: it is made anew, so that whoever boards does so before the last call of the wave. */
export const MAX_DECISION_AGE: TimeSpan = 20 * SECOND;

/** Boarding asks for a departure at least this far ahead. */
export const MIN_BOARDING_LEAD: TimeSpan = 2 * SECOND;

/**
 * After this a wave picks up whoever boarded while it was leaving, whichever Lambda they boarded in. A decision is at most 20 s
 * old when its row is written, the write takes at most 36 s with its retries, and clocks differ by 10 s at most.
 */
export const LAST_CALL_DELAY: TimeSpan = 90 * SECOND;

/** The departure written last: passengers of one wave board one after the other. */
let latestDeparture = { departure: Number.NaN, text: '' };

/**
 * Returns the wave of a publication that departs at an instant, named so that an operator can read it: `resend-welcome.1.20261201T093000Z`.
 * Throws where the departure is no whole second: two waves of one second would share a name, and with it their seats.
 */
export function createWave(campaignId: string, publication: number, departure: Instant): Wave {
  if (departure % SECOND !== 0)
    throw new Error(`wave of ${campaignId}: expected a departure in whole seconds, found ${departure}`);
  if (departure !== latestDeparture.departure)
    latestDeparture = { departure, text: formatInstant(departure).replace(/\.\d+|[-:]/g, '') };
  return { name: `${campaignId}.${publication}.${latestDeparture.text}`, campaignId, publication, departure };
}

/** When the wave of a name departs; undefined where it is no wave's name. */
export function parseDeparture(name: string): Instant | undefined {
  const [, date, time] = /\.(\d{8})T(\d{6})Z$/.exec(name) ?? [];
  if (date === undefined || time === undefined) return undefined;
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(date) ?? [];
  const instant = Date.parse(`${year}-${month}-${day}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`);
  return Number.isNaN(instant) ? undefined : instant;
}
