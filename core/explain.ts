import type { CancelledReason, DecisionName, WithheldReason } from './contracts/decision.ts';

/** A recorded decision as the HTTP interface answers it; instants are RFC 3339. */
export interface RecordedDecision {
  readonly at: string;
  readonly campaignId: string;
  readonly decision: DecisionName;
  readonly reason?: string | undefined;
  readonly eventId: string;
  readonly dueAt?: string | undefined;
  /** The exception that acted, as the campaign writes it (R33). */
  readonly exception?: string | undefined;
  /** Why a message could not be sent: channel, field and what is wrong with it (R75). */
  readonly detail?: string | undefined;
}

const WITHHELD: Readonly<Record<WithheldReason, string>> = {
  'before-publication': 'it happened before the campaign was published',
  'target-archived': 'the campaign it was about is archived',
  'not-in-audience': 'the user is not in the audience',
  'already-received': 'the user received the message already, and may not, or not yet, receive it again',
  'too-many-waits': 'the user waits for this campaign too many times already',
  stale: 'the message would have left too late',
  'render-error': 'the message could not be written: its template failed',
  aborted: 'a template gave the message up',
  blank: 'a field that the message needs is blank',
  'too-large': 'the message is too large to be sent',
  exception: 'an exception came while it stood by',
  'campaign-stopped': 'the campaign was stopped',
};

const CANCELLED: Readonly<Record<CancelledReason, string>> = {
  exception: 'the user did what the campaign excepts',
  restarted: 'the user did it again, which starts the wait anew',
  'campaign-stopped': 'the campaign was stopped',
  'wave-aborted': 'an operator aborted the wave',
  superseded: 'an earlier trigger arrived later and took the wait',
};

const REASONS: ReadonlyMap<string, string> = new Map(Object.entries({ ...WITHHELD, ...CANCELLED }));

/** Why, in words; a reason nobody here knows stands for itself. */
export function explainReason(decision: DecisionName, reason: string): string {
  // Both lists know `exception`: a wait that ends early and a standby are told apart.
  if (decision === 'withheld' && reason === 'exception') return WITHHELD.exception;
  return REASONS.get(reason) ?? reason;
}

/** What was decided, why and by which event, in one line without its time. */
export function explainDecision(decision: RecordedDecision): string {
  const { campaignId, eventId, exception, reason, detail } = decision;
  const where = detail === undefined ? '' : `: ${detail}`;
  const why = reason === undefined ? '' : `: ${explainReason(decision.decision, reason)}${where}`;
  const which = exception === undefined ? '' : `, exception ${exception}`;
  return `${campaignId}  ${headOf(decision)}${why} (event ${eventId}${which})`;
}

function headOf({ decision, dueAt }: RecordedDecision): string {
  const due = dueAt === undefined ? '' : `, message due ${writeTime(dueAt)}`;
  switch (decision) {
    case 'enrolled':
      return `enrolled${due}`;
    case 'withheld':
      return 'not sent';
    case 'cancelled':
      return 'wait cancelled';
    case 'held':
      return `held back for the quiet hours${due}`;
    case 'dispatched':
      return 'message sent';
    case 'late-exception':
      return 'exception known too late, the message had left';
  }
}

/** How a user stands with one campaign after all that was decided, as a plain sentence. */
export function explainState(decisions: readonly RecordedDecision[]): string {
  const [first] = decisions;
  if (first === undefined) return 'Nothing is recorded: no event of this user has concerned a published campaign.';
  const { waiting, last } = standing(first, decisions);
  if (waiting > 0) {
    const due = last.dueAt === undefined ? '' : `, the latest due ${writeTime(last.dueAt)}`;
    return `${first.campaignId}: waits for ${waiting === 1 ? 'the message' : `${waiting} messages`}${due}.`;
  }
  if (last.decision === 'dispatched') return `${first.campaignId}: received the message at ${writeTime(last.at)}.`;
  const why = last.reason === undefined ? '' : `: ${explainReason(last.decision, last.reason)}`;
  return `${first.campaignId}: waits for nothing${why}. A new trigger may enroll the user.`;
}

/** Waits that are open, and the last decision that says how things stand. */
function standing(first: RecordedDecision, decisions: readonly RecordedDecision[]) {
  const begun = new Set<string>();
  let waiting = 0;
  let last = first;
  for (const decision of decisions) {
    if (decision.decision === 'late-exception') continue;
    if (decision.decision === 'withheld' && !begun.has(decision.eventId) && begun.size > 0) continue;
    if (decision.decision === 'enrolled') {
      begun.add(decision.eventId);
      waiting += 1;
    } else if (decision.decision !== 'held' && waiting > 0) waiting -= 1;
    last = decision;
  }
  return { waiting, last };
}

/** An instant as people read it: without milliseconds where there are none. */
export function writeTime(instant: string): string {
  return instant.replace('.000Z', 'Z');
}
