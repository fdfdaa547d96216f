import { api, unwrap } from '../data/client.ts';

/** The maximum number of ids of a call of the interface. */
const MAX_IDS = 100;

/** Puts refused events again, in calls of up to a hundred. `onResults` gets the results of each call, so that they are shown if a later one fails. */
export async function retryEvents(
  ids: readonly string[],
  onResults: (results: readonly RetriedEvent[]) => void,
): Promise<void> {
  for (let first = 0; first < ids.length; first += MAX_IDS) {
    const { results } = await retryBatch(ids.slice(first, first + MAX_IDS));
    onResults(results);
  }
}

function retryBatch(ids: string[]) {
  return unwrap(api.POST('/refused/retry', { body: { ids } }));
}

/** The result of a refused event that was put again. */
export type RetriedEvent = Awaited<ReturnType<typeof retryBatch>>['results'][number];
