import type { WithheldReason } from '../contracts/decision.ts';
import { createWave } from '../contracts/wave.ts';
import type { EnrolledTrigger, PendingEnrollment, SeatWave, WaitingEnrollment } from '../live-enrollment.ts';
import { computeDeparture, computeHeldWindows } from '../waves.ts';
import type { Quiet, Terms, Timing } from './input.ts';
import { addBoarding, addDecision, replaceEnrollment, type WorkingRow } from './working-row.ts';

/** The fate of a message that would leave in quiet hours: the wave that it is held until, or the reason for which it is withheld. */
export type QuietFate = { readonly wave: SeatWave } | { readonly withheldReason: WithheldReason };

/** Returns whether a trigger, or its due instant, lies outside the duration of the campaign (R25). */
export function isOutsideDuration(
  { terms: { duration } }: { readonly terms: Pick<Terms, 'duration'> },
  { at, dueAt }: Pick<EnrolledTrigger, 'at' | 'dueAt'>,
): boolean {
  return duration !== undefined && (at < duration.start || at > duration.end || dueAt > duration.end);
}

/** The terms and the earliest departure that decide about a message in quiet hours. */
interface QuietTerms {
  readonly terms: Pick<Terms, 'campaignId' | 'windows' | 'staleAfter' | 'duration'>;
  readonly timing: Pick<Timing, 'boardableFrom'>;
}

/**
 * Returns the fate of a message that would leave in quiet hours (R26). A hold never passes the end of the duration, and no message is
 * held until it is stale, so that every chain of holds ends.
 */
export function decideQuiet(
  { terms, timing }: QuietTerms,
  { dueAt, publication }: Pick<EnrolledTrigger, 'dueAt' | 'publication'>,
  { until, isHold }: Quiet,
): QuietFate {
  if (!isHold) return { withheldReason: 'quiet-hours' };
  const departure = computeDeparture(until, computeHeldWindows(terms.windows), timing.boardableFrom);
  if (terms.duration !== undefined && departure > terms.duration.end) return { withheldReason: 'outside-duration' };
  if (departure > dueAt + terms.staleAfter) return { withheldReason: 'stale' };
  return { wave: { name: createWave(terms.campaignId, publication, departure).name, departure } };
}

/** Moves a waiting enrollment to the wave that it is held until. It still waits, and can be cancelled. */
export function holdEnrollment(working: WorkingRow, enrollment: WaitingEnrollment, wave: SeatWave): WorkingRow {
  const held: WaitingEnrollment = { ...enrollment, wave };
  return addHeldDecision(replaceEnrollment(addBoarding(working, enrollment, wave), held), held);
}

/** Adds the decision that a message is held until the departure of its wave. */
export function addHeldDecision(working: WorkingRow, enrollment: WaitingEnrollment): WorkingRow {
  return addDecision(working, enrollment, { decision: 'held', heldUntil: enrollment.wave.departure });
}

/** Returns the fate of a message whose trigger is just arriving, is due, and would leave in quiet hours; undefined for any other. */
export function decideQuietArrival(
  working: WorkingRow,
  enrollment: PendingEnrollment,
  arrivingTriggerId: string | undefined,
): QuietFate | undefined {
  const { now, quiet, isPaused } = working.timing;
  if (quiet === undefined || isPaused) return undefined;
  if (enrollment.trigger !== arrivingTriggerId || enrollment.dueAt > now) return undefined;
  return decideQuiet(working, enrollment, quiet);
}
