import type { DecisionName } from './contracts/decision.ts';

/** A recorded decision as the HTTP interface returns it. Instants are RFC 3339. */
export interface RecordedDecision {
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
export type Standing =
  | { readonly state: 'unknown' }
  /** At least one wait is open. `dueAt` is that of the latest. */
  | {
      readonly state: 'waiting';
      readonly campaignId: string;
      readonly waits: number;
      readonly dueAt?: string | undefined;
    }
  | { readonly state: 'received'; readonly campaignId: string; readonly at: string }
  | { readonly state: 'idle'; readonly campaignId: string; readonly last: RecordedDecision };

/** Returns the state of a user in one campaign from the decisions of that campaign, oldest first. */
export function standingAfter(decisions: readonly RecordedDecision[]): Standing {
  const [first] = decisions;
  if (first === undefined) return { state: 'unknown' };
  const { campaignId } = first;
  const { waits, last } = openWaits(first, decisions);
  if (waits > 0) return { state: 'waiting', campaignId, waits, dueAt: last.dueAt };
  if (last.decision === 'dispatched') return { state: 'received', campaignId, at: last.at };
  return { state: 'idle', campaignId, last };
}

/** Counts the waits that are open, and finds the last decision that changed something for the user. */
function openWaits(first: RecordedDecision, decisions: readonly RecordedDecision[]) {
  const begun = new Set<string>();
  let waits = 0;
  let last = first;
  for (const decision of decisions) {
    if (decision.decision === 'late-exception') continue;
    if (decision.decision === 'withheld' && !begun.has(decision.eventId) && begun.size > 0) continue;
    if (decision.decision === 'enrolled') {
      begun.add(decision.eventId);
      waits += 1;
    } else if (decision.decision !== 'held' && waits > 0) waits -= 1;
    last = decision;
  }
  return { waits, last };
}
