import type * as v from 'valibot';
import { type CommandContext, printResult } from '../context.ts';
import { retryResponse } from '../responses.ts';
import { CommandRefusedError } from '../terminal.ts';

/** The number of ids of a call. */
const BATCH_SIZE = 100;

/** Runs `retry-refused ID…`, which puts refused events again and prints the result of each. It fails if one was refused again. */
export async function runRetryRefused(ids: readonly string[], context: CommandContext): Promise<void> {
  const results: v.InferOutput<typeof retryResponse>['results'] = [];
  for (let first = 0; first < ids.length; first += BATCH_SIZE) {
    const body = { ids: ids.slice(first, first + BATCH_SIZE) };
    results.push(
      ...(await context.client.call({ method: 'POST', path: '/refused/retry', body }, retryResponse)).results,
    );
  }
  const refused = results.filter(({ errorCode }) => errorCode !== undefined);
  printResult(context, { results }, () =>
    results.map(({ id, eventId, errorCode, errorMessage }) =>
      errorCode === undefined ? `${id}: put as ${eventId}` : `${id}: ${errorCode}: ${errorMessage}`,
    ),
  );
  if (refused.length > 0) throw new CommandRefusedError(`${refused.length} of ${results.length} were not put`);
}
