/**
 * Does work for each item, so many side by side. Where a piece of work breaks, those beside it still come to their end,
 * so that nothing goes on behind the back of whoever hears of it; then the first breakage is thrown.
 */
export async function abreast<Item, Result>(
  items: readonly Item[],
  most: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let first = 0; first < items.length; first += most) {
    const turns = await Promise.allSettled(items.slice(first, first + most).map(work));
    for (const turn of turns) {
      if (turn.status === 'rejected') throw turn.reason;
      results.push(turn.value);
    }
  }
  return results;
}
