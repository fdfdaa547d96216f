import { writeTime } from '../../language/en.ts';
import { type CampaignAnswer, campaignAnswer, endAnswer, publishAnswer } from '../answers.ts';
import { sayWarning } from '../client.ts';
import { COMMAND } from '../command.ts';
import { answer, type Context } from '../context.ts';
import { many, table } from '../table.ts';
import { Refused } from '../terminal.ts';

/** `publish ID`: the newest version counts from now on. */
export async function publish(id: string, context: Context): Promise<void> {
  const body = await context.client.call({ method: 'POST', path: `${pathOf(id)}/publish` }, publishAnswer);
  answer(context, body, () => {
    const published = `${id}: version ${body.version} is published since ${writeTime(body.publishedAt)}`;
    return [published, ...body.warnings.map(warningLine)];
  });
}

/** How waits are ended: by stopping a campaign, or by archiving it. */
export type Ending = 'stop' | 'archive';

/** `stop ID` and `archive ID`: what cannot be undone is confirmed first (R54). */
export async function end(ending: Ending, id: string, { yes, ...context }: Context & { yes: boolean }): Promise<void> {
  const { counts } = await context.client.call({ path: pathOf(id) }, campaignAnswer);
  const consequence = `${ending} ${id}: ${many(counts['waiting'] ?? 0, 'wait')} will be cancelled, for good`;
  if (!yes) await confirm(consequence, context);
  const body = await context.client.call({ method: 'POST', path: `${pathOf(id)}/${ending}` }, endAnswer);
  const done = ending === 'stop' ? 'stopped' : 'archived';
  answer(context, body, () => {
    const ended = `${id}: ${done} at ${writeTime(body.at)}, ${many(body.cancelled, 'wait')} cancelled`;
    return [ended, ...body.warnings.map(warningLine)];
  });
}

/** `list`: every campaign, and how it does. */
export async function list(context: Context): Promise<void> {
  const campaigns = await context.client.all({ path: '/campaigns' }, 'campaigns', campaignAnswer);
  answer(context, { campaigns }, () => {
    if (campaigns.length === 0) return `No campaigns yet. Save one with: ${COMMAND} save FILE`;
    return table([['ID', 'STATUS', 'WAITING', 'SENT', 'NAME'], ...campaigns.map(rowOf)]);
  });
}

/** `show ID`: one campaign with its counts, and who did what to it, newest last (R74). */
export async function show(id: string, context: Context): Promise<void> {
  const campaign = await context.client.call({ path: pathOf(id) }, campaignAnswer);
  answer(context, campaign, () => {
    const { name, status, version, publishedAt, counts, reasons, history } = campaign;
    const since = publishedAt ? ` since ${writeTime(publishedAt)}` : '';
    const counted = Object.entries({ ...counts, ...reasons }).map(([outcome, count]) => [
      `  ${outcome.replace(':', ': ')}`,
      String(count),
    ]);
    const facts = [`${id}: ${name}`, `version ${version}, ${status}${since}`, ...table(counted)];
    return [...facts, ...(history.length === 0 ? [] : ['', ...table(history.map(actOf))])];
  });
}

async function confirm(consequence: string, { terminal }: Context): Promise<void> {
  if (terminal.confirm === undefined) throw new Refused(`${consequence}. Nobody is there to ask: --yes answers.`);
  if (!(await terminal.confirm(`${consequence}. Go on?`))) throw new Refused('Nothing was done.');
}

function pathOf(id: string): string {
  return `/campaigns/${encodeURIComponent(id)}`;
}

function rowOf({ id, status, counts, name }: CampaignAnswer): string[] {
  return [id, status, String(counts['waiting'] ?? 0), String(counts['dispatched'] ?? 0), name];
}

function actOf({ at, by, did, version }: CampaignAnswer['history'][number]): string[] {
  return [`  ${writeTime(at)}`, `${did} version ${version}`, `by ${by}`];
}

function warningLine(warning: unknown): string {
  return `warning: ${sayWarning(warning)}`;
}
