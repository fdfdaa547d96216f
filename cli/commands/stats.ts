import { formatTime } from '../../language/en.ts';
import { type CommandContext, printResult } from '../context.ts';
import { formatStatistics } from '../format-statistics.ts';
import { recountResponse, statisticsResponse } from '../responses.ts';

/** The options of the command `stats`. */
export interface StatsOptions {
  readonly from?: string;
  readonly to?: string;
  readonly byDay?: boolean;
  readonly recount?: boolean;
}

/**
 * Runs `stats ID`, which prints the statistics of a campaign. With `--recount` they are counted again first, where the installation does so
 * at once; else a recount begins, and the present figures are printed (R48).
 */
export async function runStats(id: string, options: StatsOptions, context: CommandContext): Promise<void> {
  const { client, terminal } = context;
  const path = `/campaigns/${encodeURIComponent(id)}`;
  if (options.recount === true) {
    const { begunAt, isDone } = await client.call({ method: 'POST', path: `${path}/recount` }, recountResponse);
    if (!isDone)
      terminal.printError(
        `a recount began ${formatTime(begunAt)}; these are the figures before it. Ask again in some minutes.`,
      );
  }
  const query = { from: options.from, to: options.to, by: options.byDay === true ? 'day' : undefined };
  const statistics = await client.call({ path: `${path}/stats`, query }, statisticsResponse);
  printResult(context, statistics, () => formatStatistics(statistics));
}
