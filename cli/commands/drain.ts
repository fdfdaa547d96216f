import { setTimeout as pause } from 'node:timers/promises';
import { SECOND } from '../../core/contracts/time-span.ts';
import { type CommandContext, printResult } from '../context.ts';
import { formatCount } from '../format-table.ts';
import { type CampaignSummaryResponse, campaignSummaryResponse, drainResponse, waveResponse } from '../responses.ts';
import { CommandRefusedError } from '../terminal.ts';
import { confirm } from './confirm.ts';

/** The number of calls in a row after which a drain that ends nothing is given up. The service throttles all of them, or lists what has ended. */
const MAX_IDLE_CALLS = 30;

/** Runs `drain` after a confirmation: ends everything that waits, so that the installation can be removed. It can be interrupted and repeated. */
export async function runDrain({ isConfirmed, ...context }: CommandContext & { isConfirmed: boolean }): Promise<void> {
  const campaigns = await listCampaigns(context);
  refuseIfPublished(campaigns);
  const campaignByWave = await listWaves(context);
  if (campaignByWave.size === 0) return printSummary(context, { ended: 0, waiting: countWaiting(campaigns) });
  if (!isConfirmed) {
    const waves = `${formatCount(campaignByWave.size, 'wave')} of ${formatCount(new Set(campaignByWave.values()).size, 'campaign')}`;
    const waits = `${formatCount(countWaiting(campaigns), 'wait')} will be cancelled permanently`;
    await confirm(`drain: ${waves} will be ended, ${waits}`, context);
  }
  const ended = await endWaves(context, campaignByWave.size);
  printSummary(context, { ended, waiting: countWaiting(await listCampaigns(context)) });
}

function listCampaigns({ client }: CommandContext): Promise<CampaignSummaryResponse[]> {
  return client.listAll({ path: '/campaigns', query: { view: 'summary' } }, 'campaigns', campaignSummaryResponse);
}

function refuseIfPublished(campaigns: readonly CampaignSummaryResponse[]): void {
  const published = campaigns.filter(({ status }) => status === 'published');
  if (published.length === 0) return;
  const reason = `drain: ${formatCount(published.length, 'campaign')} published, whose events would start waves again. Stop first:`;
  throw new CommandRefusedError([reason, ...published.map(({ id }) => `  ${id}`)]);
}

function countWaiting(campaigns: readonly CampaignSummaryResponse[]): number {
  return campaigns.reduce((sum, { counts }) => sum + Math.max(0, counts['waiting'] ?? 0), 0);
}

/** Lists the waves that wait, with their campaigns. */
async function listWaves({ client, terminal }: CommandContext): Promise<ReadonlyMap<string, string>> {
  const campaignByWave = new Map<string, string>();
  for await (const page of client.listPages({ path: '/waves' }, 'waves', waveResponse)) {
    for (const { name, campaignId } of page) campaignByWave.set(name, campaignId);
    terminal.showProgress(`${campaignByWave.size} waves listed …`);
  }
  return campaignByWave;
}

/** Calls the installation until nothing waits any more. Returns the number of waves that were ended. */
async function endWaves({ client, terminal }: CommandContext, total: number): Promise<number> {
  const ended = new Set<string>();
  for (let idleCalls = 0; idleCalls < MAX_IDLE_CALLS; ) {
    const call = await client.call({ method: 'POST', path: '/drain' }, drainResponse);
    const before = ended.size;
    for (const name of call.ended) ended.add(name);
    terminal.showProgress(`${ended.size} of ${Math.max(total, ended.size)} waves ended …`);
    if (call.isDone) return ended.size;
    idleCalls = ended.size > before ? 0 : idleCalls + 1;
    if (idleCalls > 0) await pause(SECOND);
  }
  throw new CommandRefusedError(
    `drain: ${formatCount(ended.size, 'wave')} ended, and others are not yet. Run it again.`,
  );
}

function printSummary(context: CommandContext, { ended, waiting }: { ended: number; waiting: number }): void {
  printResult(context, { ended, waiting }, () => {
    const left = `${formatCount(waiting, 'user')} still counted as waiting: their waits are being cancelled.`;
    return [`${formatCount(ended, 'wave')} ended, nothing is due any more.`, ...(waiting === 0 ? [] : [left])];
  });
}
