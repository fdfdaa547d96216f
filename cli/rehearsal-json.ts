import { writeInstant } from '../core/contracts/instant.ts';
import type { Rehearsal, UserOutcome } from '../rehearse/rehearsal.ts';
import { jsonLines } from './context.ts';

/** Users that are written at once: a list of a million as one text would be longer than a text can be. */
const PIECE = 1_000;

/** What would have come of recorded events, for a program: the lines of a JSON object, a user in each. */
export function* rehearsalJson({ users, ...rehearsal }: Rehearsal): Generator<string[]> {
  const [from, until] = [writeInstant(rehearsal.from), writeInstant(rehearsal.until)];
  const head = jsonLines({ ...rehearsal, from, until });
  if (users === undefined) return yield head;
  yield [...head.slice(0, -2), `${head.at(-2)},`, '  "users": ['];
  for (let first = 0; first < users.length; first += PIECE) {
    const piece = users.slice(first, first + PIECE);
    const comma = (index: number) => (first + index + 1 < users.length ? ',' : '');
    yield piece.map((user, index) => `    ${JSON.stringify(userOf(user))}${comma(index)}`);
  }
  yield ['  ]', '}'];
}

function userOf({ userId, decisions }: UserOutcome): object {
  return { userId, decisions: decisions.map(decisionOf) };
}

/** Instants as everywhere in the interface: RFC 3339. */
function decisionOf({ at, triggeredAt, dueAt, ...decision }: UserOutcome['decisions'][number]): object {
  const due = dueAt === undefined ? {} : { dueAt: writeInstant(dueAt) };
  return { at: writeInstant(at), triggeredAt: writeInstant(triggeredAt), ...due, ...decision };
}
