import { describePause, formatTime } from '../../language/en.ts';
import { formatWarning } from '../client.ts';
import { COMMAND_NAME } from '../command-name.ts';
import { type CommandContext, printResult } from '../context.ts';
import { formatCount, formatTable } from '../format-table.ts';
import {
  type CampaignResponse,
  type CampaignSummaryResponse,
  campaignResponse,
  campaignSummaryResponse,
  endResponse,
  publishResponse,
} from '../responses.ts';
import { confirm } from './confirm.ts';

/** Runs `publish ID`, which publishes the newest version from now on. A version that is saved meanwhile is not published (R97). */
export async function runPublish(id: string, context: CommandContext): Promise<void> {
  const { version } = await context.client.call({ path: campaignPath(id) }, campaignResponse);
  const call = { method: 'POST', path: `${campaignPath(id)}/publish`, body: { version } } as const;
  const body = await context.client.call(call, publishResponse);
  printResult(context, body, () => {
    const published = `${id}: version ${body.version} is published since ${formatTime(body.publishedAt)}`;
    return [published, ...body.warnings.map(formatWarningLine)];
  });
}

/** The commands that cancel waits: they stop or archive a campaign. */
export type EndAction = 'stop' | 'archive';

/** Runs `stop ID` or `archive ID` after a confirmation, because it cannot be undone (R54). It acts on the version that was shown (R97). */
export async function runEnd(
  action: EndAction,
  id: string,
  { isConfirmed, ...context }: CommandContext & { isConfirmed: boolean },
): Promise<void> {
  const { counts, version } = await context.client.call({ path: campaignPath(id) }, campaignResponse);
  const consequence = `${action} ${id}: ${formatCount(counts['waiting'] ?? 0, 'wait')} will be cancelled permanently`;
  if (!isConfirmed) await confirm(consequence, context);
  const call = { method: 'POST', path: `${campaignPath(id)}/${action}`, body: { version } } as const;
  const body = await context.client.call(call, endResponse);
  const done = `${action === 'stop' ? 'stopped' : 'archived'}${body.already ? ' already,' : ''}`;
  printResult(context, body, () => {
    const summary = `${id}: ${done} at ${formatTime(body.at)}, ${formatCount(body.cancelled, 'wait')} cancelled`;
    return [summary, ...body.warnings.map(formatWarningLine)];
  });
}

/** The options that select campaigns of a list. */
export interface ListOptions {
  readonly status?: string;
  readonly search?: string;
}

/** Runs `list`, which prints campaigns with their status, counts and next departure, but not their definitions. */
export async function runList({ status, search }: ListOptions, context: CommandContext): Promise<void> {
  const query = { view: 'summary', status, q: search };
  const campaigns = await context.client.listAll({ path: '/campaigns', query }, 'campaigns', campaignSummaryResponse);
  printResult(context, { campaigns }, () => {
    if (campaigns.length > 0) {
      return formatTable([['ID', 'STATUS', 'WAITING', 'SENT', 'NEXT', 'NAME'], ...campaigns.map(toTableRow)]);
    }
    return status === undefined && search === undefined
      ? `No campaigns yet. Save one with: ${COMMAND_NAME} save FILE`
      : 'No such campaign.';
  });
}

/** Runs `show ID`, which prints a campaign with its counts and the acts of its owners, newest last (R74). */
export async function runShow(id: string, context: CommandContext): Promise<void> {
  const campaign = await context.client.call({ path: campaignPath(id) }, campaignResponse);
  printResult(context, campaign, () => {
    const { name, status, version, publishedAt, paused, project, changedByHand, counts, reasons, history } = campaign;
    const since = publishedAt ? ` since ${formatTime(publishedAt)}` : '';
    const counted = Object.entries({ ...counts, ...reasons }).map(([outcome, count]) => [
      `  ${outcome.replace(':', ': ')}`,
      String(count),
    ]);
    const pauses =
      paused === undefined ? [] : [describePause(paused, paused.isAll ? 'paused with all campaigns' : 'paused')];
    const managed =
      project === undefined ? [] : [`of the project ${project}${changedByHand ? ', changed by hand since' : ''}`];
    const facts = [
      `${id}: ${name}`,
      `version ${version}, ${status}${since}`,
      ...managed,
      ...pauses,
      ...formatTable(counted),
    ];
    return [...facts, ...(history.length === 0 ? [] : ['', ...formatTable(history.map(toHistoryRow))])];
  });
}

function campaignPath(id: string): string {
  return `/campaigns/${encodeURIComponent(id)}`;
}

function toTableRow({ id, status, paused, counts, nextDeparture, name }: CampaignSummaryResponse): string[] {
  return [
    id,
    paused === undefined ? status : `${status}, paused`,
    String(counts['waiting'] ?? 0),
    String(counts['dispatched'] ?? 0),
    nextDeparture === undefined ? '' : formatTime(nextDeparture),
    name,
  ];
}

function toHistoryRow({ at, by, did, version, note }: CampaignResponse['history'][number]): string[] {
  return [`  ${formatTime(at)}`, `${did} version ${version}`, note === undefined ? `by ${by}` : `by ${by}: ${note}`];
}

function formatWarningLine(warning: unknown): string {
  return `warning: ${formatWarning(warning)}`;
}
