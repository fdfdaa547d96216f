import type { Decision } from '../../core/contracts/decision.ts';
import { parseInstant } from '../../core/contracts/instant.ts';
import { MAX_DECISION_AGE } from '../../core/contracts/wave.ts';
import { createEnrollmentId, getEventIdentity } from '../../core/identity.ts';
import { NEW_ROW, type Row } from '../../core/row.ts';
import type { Done, History, Plan, User } from './history.ts';
import { LIVES } from './lives.ts';
import type { Ran, Sent } from './run-simulation.ts';
import type { Merged } from './united.ts';

/** The outcome for one user and one follow-up. */
export interface Found {
  readonly row: Row;
  /** Messages by the id of the event that triggered them. */
  readonly sent: ReadonlyMap<string, readonly Sent[]>;
  /** Decisions by the id of the event that triggered the enrollment. */
  readonly decided: ReadonlyMap<string, readonly Decision[]>;
  readonly cancelled: ReadonlySet<string>;
}

/** A pair of user and follow-up with its outcome. */
export interface Case {
  readonly plan: Plan;
  readonly user: User;
  readonly history: History;
  readonly ran: Ran;
  readonly found: Found;
  /** The facts of the merge of the user with others (R65). */
  readonly merged: Merged;
}

export function foundOf({ definition }: Plan, user: User, { history, ran }: { history: History; ran: Ran }): Found {
  const row =
    ran.rows.find(({ userId, campaignId }) => userId === user.id && campaignId === definition.id)?.row ?? NEW_ROW;
  const sent = new Map<string, Sent[]>();
  for (const each of ran.sent) {
    const { message } = each;
    if (message.userId !== user.id || message.campaignId !== definition.id) continue;
    const trigger = String(message.trigger['id']);
    sent.set(trigger, [...(sent.get(trigger) ?? []), each]);
  }
  const decided = new Map<string, Decision[]>();
  for (const { event } of history.events) {
    const owner = history.owners?.get(event.id) ?? user.id;
    const enrollment = createEnrollmentId(definition.id, owner, getEventIdentity(event));
    const about = row.decisions.filter(({ enrollmentId }) => enrollmentId === enrollment);
    if (about.length > 0) decided.set(event.id, about);
  }
  const isException = ({ decision, reason }: { decision: string; reason?: string }) =>
    decision !== 'late-exception' && (reason === 'exception' || reason === 'restarted');
  const cancelled = new Set([...decided].filter(([, about]) => about.some(isException)).map(([id]) => id));
  return { row, sent, decided, cancelled };
}

/**
 * Returns whether a trigger may have been decided twice: of two deliveries at the moment of a merge one may see it and the other not, so
 * that each decides in another row.
 */
export function mayBeDecidedTwice(decided: readonly Decision[], merged: Merged): boolean {
  return merged.at.some((at) =>
    decided.every((each) => each.at >= at - MAX_DECISION_AGE && each.at <= at + LIVES.dispatch),
  );
}

/** Returns the instant at which a message was claimed. */
export function claimedAt({ message }: Sent): number {
  return parseInstant(message.dispatchedAt) ?? Number.NaN;
}

/** Returns the instant at which both stages had processed an event completely. */
export function processedAt({ event }: Done, { processed }: Ran): number {
  const at = (stage: string) => processed.get(`${stage} ${event.id}`) ?? Number.POSITIVE_INFINITY;
  return Math.max(at('match-trigger'), at('match-exception'));
}
