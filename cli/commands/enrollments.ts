import { formatTime } from '../../language/en.ts';
import { type CommandContext, formatJsonLines } from '../context.ts';
import { type EnrollmentResponse, enrollmentResponse } from '../responses.ts';

/** The length of an instant with milliseconds. */
const MAX_TIME_CHARACTERS = '2026-12-01T09:30:00.000Z'.length;

/** The options that select enrollments of a campaign. */
export interface EnrollmentOptions {
  readonly state?: string;
  readonly user?: string;
}

/** Runs `enrollments ID`, which prints the enrollments of a campaign page by page, because there may be millions. */
export async function runEnrollments(
  id: string,
  { state, user }: EnrollmentOptions,
  { client, terminal, isJson }: CommandContext,
): Promise<void> {
  const path = `/campaigns/${encodeURIComponent(id)}/enrollments`;
  const found: EnrollmentResponse[] = [];
  let count = 0;
  for await (const page of client.listPages(
    { path, query: { state, userId: user } },
    'enrollments',
    enrollmentResponse,
  )) {
    if (isJson) found.push(...page);
    else if (page.length > 0) {
      if (count === 0) terminal.print(formatLine('DUE', 'STATE', 'USER'));
      terminal.print(page.map(formatEnrollment));
    }
    count += page.length;
  }
  if (isJson) terminal.print(formatJsonLines({ enrollments: found }));
  else if (count === 0) terminal.print('No such enrollment.');
}

function formatEnrollment({ dueAt, state, userId, reason, cancelledBy }: EnrollmentResponse): string {
  const by = cancelledBy === undefined ? '' : ` (event ${cancelledBy})`;
  const why = reason === undefined ? '' : `  ${reason}${by}`;
  return formatLine(dueAt === undefined ? '' : formatTime(dueAt), state, `${userId}${why}`);
}

function formatLine(due: string, state: string, user: string): string {
  return `${due.padEnd(MAX_TIME_CHARACTERS)}  ${state.padEnd(10)}  ${user}`;
}
