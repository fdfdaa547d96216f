import { writeTime } from '../../language/en.ts';
import { type EnrollmentAnswer, enrollmentAnswer } from '../answers.ts';
import { type Context, jsonLines } from '../context.ts';

/** As long as an instant that tells milliseconds. */
const LONGEST_TIME = '2026-12-01T09:30:00.000Z'.length;

/** Which of a campaign's enrollments are asked for. */
export interface EnrollmentOptions {
  readonly state?: string;
  readonly user?: string;
}

/** `enrollments ID`: who is, or was, on the way to a campaign's message; printed as it comes, for it may be millions. */
export async function enrollments(
  id: string,
  { state, user }: EnrollmentOptions,
  { client, terminal, isJson }: Context,
): Promise<void> {
  const path = `/campaigns/${encodeURIComponent(id)}/enrollments`;
  const found: EnrollmentAnswer[] = [];
  let count = 0;
  for await (const page of client.pages({ path, query: { state, userId: user } }, 'enrollments', enrollmentAnswer)) {
    if (isJson) found.push(...page);
    else if (page.length > 0) {
      if (count === 0) terminal.print(line('DUE', 'STATE', 'USER'));
      terminal.print(page.map(lineOf));
    }
    count += page.length;
  }
  if (isJson) terminal.print(jsonLines({ enrollments: found }));
  else if (count === 0) terminal.print('No such enrollment.');
}

function lineOf({ dueAt, state, userId, reason, cancelledBy }: EnrollmentAnswer): string {
  const by = cancelledBy === undefined ? '' : ` (event ${cancelledBy})`;
  const why = reason === undefined ? '' : `  ${reason}${by}`;
  return line(dueAt === undefined ? '' : writeTime(dueAt), state, `${userId}${why}`);
}

function line(due: string, state: string, user: string): string {
  return `${due.padEnd(LONGEST_TIME)}  ${state.padEnd(10)}  ${user}`;
}
