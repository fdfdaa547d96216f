/** The most bytes of a page of a list: what an answer can hold, and what a store reads for one. */
export const MAX_PAGE_BYTES = 4_000_000;

/** How many of the first items are within a page by their sizes; at least one, so that a list always goes on. */
export function countItemsInPage(sizes: Iterable<number>): number {
  let [count, bytes] = [0, 0];
  for (const size of sizes) {
    bytes += size;
    if (count > 0 && bytes > MAX_PAGE_BYTES) break;
    count += 1;
  }
  return Math.max(1, count);
}
