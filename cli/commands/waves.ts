import { formatTime } from '../../language/en.ts';
import { type CommandContext, printResult } from '../context.ts';
import { formatTable } from '../format-table.ts';
import { departureResponse } from '../responses.ts';

/** Runs `waves ID`, which prints the upcoming departures of a campaign and how many users wait for each, the soonest first. */
export async function runWaves(id: string, context: CommandContext): Promise<void> {
  const path = `/campaigns/${encodeURIComponent(id)}/waves`;
  const waves = await context.client.listAll({ path }, 'waves', departureResponse);
  printResult(context, { waves }, () => {
    if (waves.length === 0) return 'No departure is due.';
    const rows = waves.map(({ departure, waiting, isAtLeast }) => [
      formatTime(departure),
      isAtLeast ? `at least ${waiting}` : String(waiting),
    ]);
    return formatTable([['DEPARTURE', 'WAITING'], ...rows]);
  });
}
