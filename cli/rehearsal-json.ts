import { writeInstant } from '../core/contracts/instant.ts';
import type { Rehearsal, UserOutcome } from '../local/rehearsal.ts';

/** Users that are written at once: a list of a million as one text would be longer than a text can be. */
const PIECE = 1_000;

/** What would have come of recorded events, for a program: the lines of a JSON object, a user in each. */
export function* rehearsalJson({ users, ...rehearsal }: Rehearsal): Generator<string> {
  const [from, until] = [writeInstant(rehearsal.from), writeInstant(rehearsal.until)];
  const head = JSON.stringify({ ...rehearsal, from, until }, undefined, 2);
  if (users === undefined) return yield head;
  yield `${head.slice(0, head.lastIndexOf('\n'))},\n  "users": [`;
  for (let first = 0; first < users.length; first += PIECE) {
    const lines = users.slice(first, first + PIECE).map((user) => `    ${JSON.stringify(userOf(user))}`);
    yield `${lines.join(',\n')}${first + PIECE < users.length ? ',' : ''}`;
  }
  yield '  ]\n}';
}

function userOf({ userId, decisions }: UserOutcome): object {
  return { userId, decisions: decisions.map(decisionOf) };
}

/** Instants as everywhere in the interface: RFC 3339. */
function decisionOf({ at, triggeredAt, dueAt, ...decision }: UserOutcome['decisions'][number]): object {
  const due = dueAt === undefined ? {} : { dueAt: writeInstant(dueAt) };
  return { at: writeInstant(at), triggeredAt: writeInstant(triggeredAt), ...due, ...decision };
}
