import { cancelEnrollment, type WorkingRow } from './working-row.ts';

/** Cancels the waits of earlier publications, which can never be claimed (R50). It happens when a row is changed for another reason. */
export function cancelOlderPublications(working: WorkingRow): WorkingRow {
  return working.live.reduce(
    (next, enrollment) =>
      enrollment.publication < next.terms.publication && enrollment.state !== 'claimed'
        ? cancelEnrollment(next, enrollment, { reason: 'campaign-stopped' })
        : next,
    working,
  );
}
