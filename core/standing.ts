import type * as v from 'valibot';
import type { decisionViewSchema } from './contracts/decision-view.ts';

type ExplainedField =
  | 'at'
  | 'campaignId'
  | 'decision'
  | 'eventId'
  | 'dueAt'
  | 'heldUntil'
  | 'exception'
  | 'variant'
  | 'detail'
  | 'conversionEvent'
  | 'enrollmentId';

/** The fields of a recorded decision that an explanation needs. A newer installation may give a reason that is not known here. */
export interface DecisionView extends Pick<v.InferOutput<typeof decisionViewSchema>, ExplainedField> {
  readonly reason?: string | undefined;
}

/** The state of one user in one campaign after all their decisions. */
export type CampaignStanding =
  | { readonly state: 'unknown' }
  /** At least one wait is open. `dueAt` is that of the latest. */
  | {
      readonly state: 'waiting';
      readonly campaignId: string;
      readonly waits: number;
      readonly dueAt?: string | undefined;
      /** The end of the quiet hours until which the latest is held, if it is (R26). */
      readonly heldUntil?: string | undefined;
    }
  | { readonly state: 'received'; readonly campaignId: string; readonly at: string }
  /** The user is in the control group: the message did not leave, and counts as received (R46). */
  | { readonly state: 'control'; readonly campaignId: string; readonly at: string }
  | { readonly state: 'idle'; readonly campaignId: string; readonly last: DecisionView };

/** Returns the state of a user in one campaign from the decisions of that campaign, oldest first. */
export function computeStanding(decisions: readonly DecisionView[]): CampaignStanding {
  const [first] = decisions;
  if (first === undefined) return { state: 'unknown' };
  const { campaignId } = first;
  const { waits, last, heldUntil } = countOpenWaits(first, decisions);
  if (waits > 0) return { state: 'waiting', campaignId, waits, dueAt: last.dueAt, heldUntil };
  if (last.decision === 'dispatched') return { state: 'received', campaignId, at: last.at };
  if (last.decision === 'control') return { state: 'control', campaignId, at: last.at };
  return { state: 'idle', campaignId, last };
}

/** The decisions that change nothing about the state of a user. */
const STANDING_STAYS: ReadonlySet<DecisionView['decision']> = new Set(['late-exception', 'held', 'converted']);

/**
 * Counts the waits that are open, and finds the last decision that changed something for the user, and until when it is held. Of a list
 * without its beginning, the end of a wait whose enrollment is not in it ends no other.
 */
function countOpenWaits(first: DecisionView, decisions: readonly DecisionView[]) {
  const enrolledEvents = new Set<string>();
  const heldByEvent = new Map<string, string | undefined>();
  const open = new Set<string>();
  let last = first;
  for (const decision of decisions) {
    if (decision.decision === 'held') heldByEvent.set(decision.eventId, decision.heldUntil);
    if (STANDING_STAYS.has(decision.decision)) continue;
    if (decision.decision === 'withheld' && !enrolledEvents.has(decision.eventId) && enrolledEvents.size > 0) continue;
    if (decision.decision === 'enrolled') {
      enrolledEvents.add(decision.eventId);
      open.add(decision.enrollmentId);
    } else open.delete(decision.enrollmentId);
    last = decision;
  }
  return { waits: open.size, last, heldUntil: heldByEvent.get(last.eventId) };
}
