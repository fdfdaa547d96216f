import type { Decision, Reason } from '../core/contracts/decision.ts';
import type { MessageDispatched } from '../core/contracts/dispatch.ts';
import type { Instant } from '../core/contracts/instant.ts';
import { digest } from '../core/identity.ts';
import type { RowKey } from '../core/row.ts';
import { stringifySorted } from '../core/stringify-sorted.ts';

/** A message that left in a rehearsal. */
export interface SentMessage {
  readonly campaignId: string;
  readonly userId: string;
  /** The id of the trigger event. */
  readonly eventId: string;
  /** The instant at which it left. */
  readonly at: Instant;
  /** A digest of the rendered messages: a million of them would not fit into memory. */
  readonly content: string;
}

/** The last decision about a trigger whose message did not leave. */
export type UnsentOutcome =
  | { readonly outcome: 'waiting' | 'control' }
  | { readonly outcome: 'withheld' | 'cancelled'; readonly reason?: Reason };

/** The messages of a rehearsal by enrollment id, which is the same for the same campaign, user and trigger event (R71). */
export interface RehearsedMessages {
  readonly sent: ReadonlyMap<string, SentMessage>;
  /** The triggers whose messages did not leave. A trigger about which nothing was decided is absent. */
  readonly unsent: ReadonlyMap<string, UnsentOutcome>;
}

/** A recorder of the messages of a rehearsal. */
export interface MessageRecorder {
  readonly messages: RehearsedMessages;
  /** Records the content of a message, before the decision that it was dispatched. */
  noteMessage(message: MessageDispatched): void;
  noteDecisions(key: RowKey, decisions: readonly Decision[]): void;
}

const WAITING: UnsentOutcome = { outcome: 'waiting' };

/** Creates a recorder of no messages. It keeps a few short texts for each message, and none of the decisions about its user. */
export function createMessageRecorder(): MessageRecorder {
  const sent = new Map<string, SentMessage>();
  const unsent = new Map<string, UnsentOutcome>();
  const contents = new Map<string, string>();
  const noteDecision = ({ userId, campaignId }: RowKey, decision: Decision): void => {
    const { enrollmentId, eventId, at } = decision;
    if (decision.decision === 'late-exception' || decision.decision === 'converted') return;
    if (decision.decision !== 'dispatched') {
      unsent.set(enrollmentId, toUnsentOutcome(decision));
      return;
    }
    sent.set(enrollmentId, { campaignId, userId, eventId, at, content: contents.get(enrollmentId) ?? '' });
    contents.delete(enrollmentId);
    unsent.delete(enrollmentId);
  };
  return {
    messages: { sent, unsent },
    noteMessage: ({ dispatchId, messages }) => contents.set(dispatchId, digest(stringifySorted(messages))),
    noteDecisions(key, decisions) {
      for (const decision of decisions) noteDecision(key, decision);
    },
  };
}

/** Returns the outcome of a decision. A wait that an earlier trigger took may begin again: the trigger is then decided once more. */
function toUnsentOutcome({ decision, reason }: Decision): UnsentOutcome {
  if (decision === 'control') return { outcome: 'control' };
  if (decision !== 'withheld' && decision !== 'cancelled') return WAITING;
  return reason === undefined ? { outcome: decision } : { outcome: decision, reason };
}
