import type { ClaimedEnrollment, LiveEnrollment } from '../live-enrollment.ts';
import type { DecisionInput } from './input.ts';

/**
 * Returns the enrollment whose message an input claims. The claim may be of an earlier delivery of the same input, which ended before
 * the message was dispatched: it is then dispatched again, with the same dispatch id (R71).
 */
export function findClaimedMessage(
  live: readonly LiveEnrollment[],
  input: DecisionInput,
): ClaimedEnrollment | undefined {
  if (input.kind !== 'trigger' && input.kind !== 'claim') return undefined;
  for (const enrollment of live)
    if (enrollment.state === 'claimed' && isClaimedBy(enrollment, input)) return enrollment;
  return undefined;
}

/** Returns whether an input claims an enrollment: a trigger its own, which has no wave, and a wave those that wait in it. */
function isClaimedBy({ trigger, enrollmentId, wave }: ClaimedEnrollment, input: DecisionInput): boolean {
  if (input.kind === 'trigger') return trigger === input.event.id && wave === undefined;
  return input.kind === 'claim' && enrollmentId === input.enrollmentId && wave?.name === input.wave;
}
