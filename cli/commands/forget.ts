import { formatTime } from '../../language/en.ts';
import { type CommandContext, printResult } from '../context.ts';
import { formatCount, formatTable } from '../format-table.ts';
import {
  type ErasureReportResponse,
  erasureAcceptedResponse,
  erasureReportResponse,
  refusedResponse,
} from '../responses.ts';
import { confirm } from './confirm.ts';

/** The user is only reported about, or deleted without a question. */
export interface ForgetOptions {
  readonly isReport: boolean;
  readonly isConfirmed: boolean;
}

/**
 * Runs `forget USER`: prints what is stored of a user, for how long, and what lies where the installation deletes nothing; then deletes the
 * user, after a question (R65). With `--report` it only prints.
 */
export async function runForget(
  user: string,
  { isReport, isConfirmed, ...context }: CommandContext & ForgetOptions,
): Promise<void> {
  const query = { userId: user };
  const report = await context.client.call({ path: '/erasures', query }, erasureReportResponse);
  const refusedEvents = await countRefusedEvents(user, context);
  if (isReport) return printResult(context, { ...report, refusedEvents }, () => formatReport(report, refusedEvents));
  if (!context.isJson) context.terminal.print([...formatReport(report, refusedEvents), '']);
  if (!isConfirmed) await confirm(formatConsequence(report), context);
  const call = { method: 'POST', path: '/erasures', body: query } as const;
  const deletion = await context.client.call(call, erasureAcceptedResponse);
  printResult(context, { ...report, refusedEvents, deletion }, () => [
    `${user} is deleted since ${formatTime(deletion.deletedAt)}. ${deletion.next}`,
    `  forget ${user} --report shows how far it is.`,
  ]);
}

/** Counts the refused events that name a user. All of the last 45 days are read, page by page. */
async function countRefusedEvents(userId: string, { client, terminal }: CommandContext): Promise<number> {
  let [count, pages] = [0, 0];
  for await (const page of client.listPages({ path: '/refused', query: { userId } }, 'refused', refusedResponse)) {
    count += page.length;
    pages += 1;
    if (pages > 1) terminal.showProgress(`${pages} pages of refused events read …`);
  }
  return count;
}

function formatReport(
  { userId, mergedInto, erasure, stored, beyondReach }: ErasureReportResponse,
  refusedEvents: number,
): string[] {
  const rows = stored.map(({ kind, count, keptFor }) => [LABELS[kind] ?? kind, String(count), keptFor]);
  const refused = ['refused events', String(refusedEvents), '45 days after the refusal'];
  return [
    formatState(userId, erasure),
    ...(mergedInto === undefined ? [] : [formatMerge(userId, mergedInto)]),
    '',
    ...formatTable([['STORED', 'COUNT', 'KEPT'], ...rows, refused]),
    '',
    'The installation deletes nothing here:',
    ...beyondReach.map(({ description }) => `  ${description}`),
  ];
}

/** The names of the kinds of things that are stored. A newer installation may have others. */
const LABELS: Readonly<Record<string, string>> = {
  rows: 'rows',
  decisions: 'decisions',
  waits: 'waits',
  seats: 'seats with trigger events',
  profileFields: 'fields of the profile',
  contacts: 'contacts',
  deliveries: 'deliveries',
  inboxMessages: 'messages in the inbox',
};

function formatState(userId: string, erasure: ErasureReportResponse['erasure']): string {
  const { state, deletedAt = '', since = '', secondSweepAt = '', erasedAt = '' } = erasure;
  if (state === 'done') return `${userId}: deleted at ${formatTime(deletedAt)}, erased at ${formatTime(erasedAt)}`;
  if (state === 'none') return `${userId}: not deleted`;
  const running = `being erased since ${formatTime(since)}, the second sweep from ${formatTime(secondSweepAt)} on`;
  return `${userId}: deleted at ${formatTime(deletedAt)}, ${running}`;
}

function formatMerge(userId: string, mergedInto: string): string {
  return `${userId} was merged into ${mergedInto}: what ${mergedInto} took along is deleted by forget ${mergedInto} only`;
}

function formatConsequence({ userId, stored }: ErasureReportResponse): string {
  const countOf = (kind: string) => stored.find((each) => each.kind === kind)?.count ?? 0;
  const waits = `${formatCount(countOf('waits'), 'wait')} will be cancelled`;
  return `forget ${userId}: ${waits}, and everything that is stored of the user deleted permanently`;
}
