import type { ConversionLetter } from '../contracts/conversion.ts';
import type { Decision } from '../contracts/decision.ts';
import type { Instant } from '../contracts/instant.ts';
import { DISPATCH_LIFETIME } from '../contracts/lifetime.ts';
import type { MatchedConversion } from '../conversions.ts';
import type { ClaimedEnrollment } from '../live-enrollment.ts';
import { type ConvertingEvent, type Dispatch, MAX_DISPATCHES } from '../row.ts';
import { type Converting, isWithin, limitToArrival } from './find-conversions.ts';
import type { WorkingRow } from './working-row.ts';

/**
 * Converts every dispatch whose deadline an event keeps: it was done strictly after the dispatch, and at the deadline at the latest (R47).
 * Each dispatch is judged by itself. A letter that another event brought first stays.
 */
export function applyConversions(working: WorkingRow, converting: Converting | undefined): WorkingRow {
  if (converting === undefined || working.sent === undefined) return working;
  const event = limitToArrival(converting.event, working.timing.now);
  return converting.conversions.reduce((next, conversion) => applyConversion(next, conversion, event), working);
}

function applyConversion(working: WorkingRow, conversion: MatchedConversion, event: ConvertingEvent): WorkingRow {
  const { letter } = conversion;
  const isConverted = (dispatch: Dispatch) =>
    dispatch.letters[letter] === undefined && isWithin(event, dispatch, conversion);
  const converted = working.sent?.filter(isConverted) ?? [];
  if (converted.length === 0) return working;
  const sent = working.sent?.map((dispatch) =>
    converted.includes(dispatch) ? { ...dispatch, letters: { ...dispatch.letters, [letter]: event } } : dispatch,
  );
  const decisions = converted.map((dispatch) => createDecision(dispatch, letter, { event, now: working.timing.now }));
  return { ...working, sent, newDecisions: [...working.newDecisions, ...decisions] };
}

function createDecision(
  { id, triggeredAt, variant }: Dispatch,
  letter: ConversionLetter,
  { event, now }: { readonly event: ConvertingEvent; readonly now: Instant },
): Decision {
  return {
    at: now,
    decision: 'converted',
    eventId: event.eventId,
    enrollmentId: id,
    triggeredAt,
    conversionEvent: letter,
    ...(variant !== undefined && { variant }),
  };
}

/** Returns the dispatches of a row with one more, without those that are too old to be converted. */
export function addDispatch(
  working: WorkingRow,
  { enrollmentId, at: triggeredAt, claim }: ClaimedEnrollment,
): WorkingRow {
  if (!working.terms.hasConversions) return working;
  const { at, version, variant, isControl, epoch } = claim;
  const dispatch: Dispatch = { id: enrollmentId, at, version, triggeredAt, variant, isControl, epoch, letters: {} };
  const oldest = working.timing.now - DISPATCH_LIFETIME;
  const sent = [...(working.sent ?? []).filter((each) => each.at > oldest), dispatch]
    .toSorted((one, other) => one.at - other.at)
    .slice(-MAX_DISPATCHES);
  return { ...working, sent };
}
