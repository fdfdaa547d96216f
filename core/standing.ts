import type { DecisionName } from './contracts/decision.ts';

/** A recorded decision as the HTTP interface returns it. Instants are RFC 3339. */
export interface DecisionView {
  readonly at: string;
  readonly campaignId: string;
  readonly decision: DecisionName;
  readonly reason?: string | undefined;
  readonly eventId: string;
  readonly dueAt?: string | undefined;
  /** The exception that caused the decision, as the campaign writes it (R33). */
  readonly exception?: string | undefined;
  /** The channel, the field and the fault of a message that could not be sent (R75). */
  readonly detail?: string | undefined;
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
    }
  | { readonly state: 'received'; readonly campaignId: string; readonly at: string }
  | { readonly state: 'idle'; readonly campaignId: string; readonly last: DecisionView };

/** Returns the state of a user in one campaign from the decisions of that campaign, oldest first. */
export function computeStanding(decisions: readonly DecisionView[]): CampaignStanding {
  const [first] = decisions;
  if (first === undefined) return { state: 'unknown' };
  const { campaignId } = first;
  const { waits, last } = countOpenWaits(first, decisions);
  if (waits > 0) return { state: 'waiting', campaignId, waits, dueAt: last.dueAt };
  if (last.decision === 'dispatched') return { state: 'received', campaignId, at: last.at };
  return { state: 'idle', campaignId, last };
}

/** Counts the waits that are open, and finds the last decision that changed something for the user. */
function countOpenWaits(first: DecisionView, decisions: readonly DecisionView[]) {
  const enrolledEvents = new Set<string>();
  let waits = 0;
  let last = first;
  for (const decision of decisions) {
    if (decision.decision === 'late-exception') continue;
    if (decision.decision === 'withheld' && !enrolledEvents.has(decision.eventId) && enrolledEvents.size > 0) continue;
    if (decision.decision === 'enrolled') {
      enrolledEvents.add(decision.eventId);
      waits += 1;
    } else if (waits > 0) waits -= 1;
    last = decision;
  }
  return { waits, last };
}
