/**
 * Does work for each item, so many side by side. Where a piece of work breaks, those beside it still come to their end,
 * so that nothing goes on behind the back of whoever hears of it; then the first breakage is thrown.
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
