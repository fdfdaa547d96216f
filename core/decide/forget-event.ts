import type { Row } from '../row.ts';
import { createEnrollment } from './apply-trigger.ts';
import { chooseWave } from './assign-waits.ts';
import type { ConversionInput, DecisionOutcome, ExceptionInput, TriggerInput } from './input.ts';
import { NO_EFFECTS, type WorkingRow } from './working-row.ts';

/**
 * Returns the outcome of an event that a user did before the deletion: it changes nothing, and nothing is decided of it (R65). An earlier
 * attempt of a trigger may have taken a seat before the deletion, in the wave of its due instant. A wait that the user into whom the deleted
 * one was merged took along keeps its seat.
 */
export function forgetEvent(
  row: Row,
  input: TriggerInput | ExceptionInput | ConversionInput,
  working: WorkingRow,
): DecisionOutcome {
  const outcome = { row, ...NO_EFFECTS, isForgotten: true } as const;
  if (input.kind !== 'trigger') return outcome;
  const enrollment = createEnrollment(working, input);
  if (row.live.some(({ enrollmentId }) => enrollmentId === enrollment.enrollmentId)) return outcome;
  const { name: wave } = chooseWave(working, enrollment);
  return { ...outcome, forgottenSeat: { wave, enrollmentId: enrollment.enrollmentId } };
}
