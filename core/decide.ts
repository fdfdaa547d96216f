import { applyConversions } from './decide/apply-conversions.ts';
import { applyException } from './decide/apply-exception.ts';
import { applyTrigger } from './decide/apply-trigger.ts';
import { assignWaits } from './decide/assign-waits.ts';
import { cancelOlderPublications } from './decide/cancel-older-publications.ts';
import { cancelEnrollments, claimEnrollment, completeClaim } from './decide/claim.ts';
import { eraseRow } from './decide/erase-row.ts';
import { getConverting } from './decide/find-conversions.ts';
import { forgetEvent } from './decide/forget-event.ts';
import type { DecisionInput, DecisionOutcome, Terms, Timing } from './decide/input.ts';
import { mergeRow } from './decide/merge-row.ts';
import { createWorkingRow, toOutcome, type WorkingRow } from './decide/working-row.ts';
import { isForgotten } from './erasure.ts';
import type { Row } from './row.ts';

/**
 * Decides what an input changes for one user and one follow-up. It is pure, so that it can run again whenever another writer changed the
 * row first (R35, R60).
 */
export function decide(row: Row, input: DecisionInput, terms: Terms, timing: Timing): DecisionOutcome {
  const working = createWorkingRow(row, terms, timing);
  if (input.kind === 'erase') return eraseRow(row, input, working);
  if (input.kind === 'merge') return mergeRow(row, input, working);
  if ('event' in input && isForgotten(input.event.at, row.deletedUntil)) return forgetEvent(row, input, working);
  const decided = applyInput(cancelOlderPublications(working), input);
  return toOutcome(applyConversions(decided, getConverting(input)), row, input);
}

type AppliedInput = Exclude<DecisionInput, { readonly kind: 'erase' | 'merge' }>;

function applyInput(working: WorkingRow, input: AppliedInput): WorkingRow {
  switch (input.kind) {
    case 'trigger':
      return applyTrigger(working, input);
    case 'exception':
      return assignWaits(applyException(working, input.event, 'exception'));
    case 'conversion':
      return working;
    case 'claim':
      return claimEnrollment(working, input);
    case 'sent':
    case 'unsendable':
      return completeClaim(working, input);
    case 'cancel':
      return cancelEnrollments(working, input);
  }
}
