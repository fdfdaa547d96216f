import { CONVERSION_LETTERS } from '../contracts/conversion.ts';
import type { Instant } from '../contracts/instant.ts';
import { MINUTE, type TimeSpan } from '../contracts/time-span.ts';
import type { MatchedConversion } from '../conversions.ts';
import type { LiveEnrollment } from '../live-enrollment.ts';
import type { ConvertingEvent, Dispatch } from '../row.ts';
import type { Conversion, DecisionInput, TriggerEvent } from './input.ts';

/**
 * The time from a claim on for which events that could convert its message are put back. A wave finishes its claims within minutes; an
 * event that waited for ever would end as a dead letter.
 */
const MAX_CLAIM_WAIT: TimeSpan = 30 * MINUTE;

/** The part of an input that converts. */
export interface Converting {
  readonly event: TriggerEvent;
  readonly conversions: readonly MatchedConversion[];
}

/** Returns the conversion events that an input is; undefined if it is none. */
export function getConverting(input: DecisionInput): Converting | undefined {
  if (input.kind !== 'trigger' && input.kind !== 'exception' && input.kind !== 'conversion') return undefined;
  const { event, conversions } = input;
  return conversions === undefined || conversions.length === 0 ? undefined : { event, conversions };
}

/** Returns an event whose instant is not ahead of the clock: a producer's clock may be. */
export function limitToArrival({ id, eventId, at }: TriggerEvent, now: Instant): ConvertingEvent {
  return { id, eventId, at: Math.min(at, now) };
}

/** Returns whether an event converts a dispatch, or a claim once it has left: by its version, strictly after it, and at the deadline at the latest. */
export function isWithin(
  event: Pick<ConvertingEvent, 'at'>,
  { at, version }: Pick<Dispatch, 'at' | 'version'>,
  { within, since, before }: MatchedConversion,
): boolean {
  const hasConversion = version >= since && (before === undefined || version < before);
  return hasConversion && at < event.at && event.at <= at + within;
}

/** The dispatches of a row, if it keeps them. */
type Dispatches = readonly Dispatch[] | undefined;

/** Returns the conversions that an event brought about in the dispatches, also by an earlier delivery: each repeat reports them (R47). */
export function listConversionsBy(
  { event }: Converting,
  { sent = [], before = [] }: { readonly sent: Dispatches; readonly before: Dispatches },
): Conversion[] {
  return sent.flatMap(({ id, at, letters, variant, isControl, epoch }) => {
    const treatment = { dispatchId: id, dispatchedAt: at, variant, isControl, epoch };
    const earlier = before.find((dispatch) => dispatch.id === id);
    return CONVERSION_LETTERS.flatMap((letter) => {
      const by = letters[letter];
      if (by?.id !== event.id) return [];
      const isNew = earlier?.letters[letter] === undefined;
      return [{ ...treatment, letter, eventId: by.eventId, at: by.at, isNew }];
    });
  });
}

/** Returns whether an event could convert a message that is claimed, and may yet not be sent: only messages that left are converted. */
export function meetsOpenClaim(
  live: readonly LiveEnrollment[],
  { event, conversions }: Converting,
  now: Instant,
): boolean {
  const done = { at: Math.min(event.at, now) };
  return live.some(
    (enrollment) =>
      enrollment.state === 'claimed' &&
      now - enrollment.claim.at < MAX_CLAIM_WAIT &&
      conversions.some((conversion) => isWithin(done, enrollment.claim, conversion)),
  );
}
