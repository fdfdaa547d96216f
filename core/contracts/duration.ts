import * as v from 'valibot';
import { closedObject } from './fault.ts';
import { INSTANT_EXPECTED, type Instant, parseInstant } from './instant.ts';

/** The time in which triggers count and messages are due, as a campaign file writes it (R25). Both ends belong to it. */
export interface CampaignDuration {
  /** An RFC 3339 instant; absent for no beginning. */
  readonly start?: string;
  /** An RFC 3339 instant; absent for no end. */
  readonly end?: string;
}

/** The duration of a campaign in instants. Both ends belong to it. */
export interface Duration {
  readonly start: Instant;
  readonly end: Instant;
}

const instantText = v.pipe(
  v.string(INSTANT_EXPECTED),
  v.check((text) => parseInstant(text) !== undefined, INSTANT_EXPECTED),
);

/** The schema of a duration. */
export const durationSchema = v.pipe(
  closedObject({ start: v.exactOptional(instantText), end: v.exactOptional(instantText) }),
  v.check((duration) => Object.keys(duration).length > 0, 'a start, an end, or both'),
  v.forward(
    v.check((duration) => {
      const { start, end } = parseDuration(duration);
      return start < end;
    }, 'an instant after the start'),
    ['end'],
  ),
);

/** Returns a duration in instants. An end that is absent is infinitely far away. */
export function parseDuration({ start, end }: CampaignDuration): Duration {
  return {
    start: (start === undefined ? undefined : parseInstant(start)) ?? Number.NEGATIVE_INFINITY,
    end: (end === undefined ? undefined : parseInstant(end)) ?? Number.POSITIVE_INFINITY,
  };
}
