import { formatInstant } from '../core/contracts/instant.ts';
import type { Rehearsal, UserOutcome } from '../rehearse/rehearsal.ts';
import { formatJsonLines } from './context.ts';

/** The number of users in a chunk of lines: a list of a million users would be longer than the longest string. */
const USERS_PER_CHUNK = 1_000;

/** Formats a rehearsal for programs: the lines of a JSON object, with one user a line. */
export function* formatRehearsalJson({ users, ...rehearsal }: Rehearsal): Generator<string[]> {
  const [from, until] = [formatInstant(rehearsal.from), formatInstant(rehearsal.until)];
  const head = formatJsonLines({ ...rehearsal, from, until });
  if (users === undefined) return yield head;
  yield [...head.slice(0, -2), `${head.at(-2)},`, '  "users": ['];
  for (let first = 0; first < users.length; first += USERS_PER_CHUNK) {
    const chunk = users.slice(first, first + USERS_PER_CHUNK);
    const comma = (index: number) => (first + index + 1 < users.length ? ',' : '');
    yield chunk.map((user, index) => `    ${JSON.stringify(toUserJson(user))}${comma(index)}`);
  }
  yield ['  ]', '}'];
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
