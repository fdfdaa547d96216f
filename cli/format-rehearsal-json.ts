import { formatInstant } from '../core/contracts/instant.ts';
import type { Rehearsal, UserOutcome } from '../rehearse/rehearsal.ts';
import { formatJsonWithLists } from './format-json-lists.ts';

/** Formats a rehearsal for programs: the lines of a JSON object, with one user a line. */
export function formatRehearsalJson({ users, ...rehearsal }: Rehearsal): Generator<string[]> {
  const [from, until] = [formatInstant(rehearsal.from), formatInstant(rehearsal.until)];
  const head = { ...rehearsal, from, until };
  return users === undefined
    ? formatJsonWithLists(head, {})
    : formatJsonWithLists(head, { users: users.values().map(toUserJson) });
}

function toUserJson({ userId, decisions }: UserOutcome): object {
  return { userId, decisions: decisions.map(toDecisionJson) };
}

/** Converts a decision to JSON, with instants in RFC 3339 as everywhere in the interface. */
function toDecisionJson({ at, triggeredAt, dueAt, heldUntil, ...decision }: UserOutcome['decisions'][number]): object {
  const due = {
    ...(dueAt === undefined ? {} : { dueAt: formatInstant(dueAt) }),
    ...(heldUntil === undefined ? {} : { heldUntil: formatInstant(heldUntil) }),
  };
  return { at: formatInstant(at), triggeredAt: formatInstant(triggeredAt), ...due, ...decision };
}
