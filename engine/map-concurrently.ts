/**
 * Maps items with a function, up to a number of them at the same time. If one fails, those that started with it still end, so that
 * no work goes on after the error; then the first error is thrown.
 */
export async function mapConcurrently<Item, Result>(
  items: readonly Item[],
  maxConcurrency: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let first = 0; first < items.length; first += maxConcurrency) {
    const settled = await Promise.allSettled(items.slice(first, first + maxConcurrency).map(work));
    for (const outcome of settled) {
      if (outcome.status === 'rejected') throw outcome.reason;
      results.push(outcome.value);
    }
  }
  return results;
}
