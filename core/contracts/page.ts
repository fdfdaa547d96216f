/** The maximum size of a page of a list in bytes: as much as a response can hold, and as a store reads for one page. */
export const MAX_PAGE_BYTES = 4_000_000;

/** Counts the first items that fit into a page by their sizes: at least one, so that a list always continues. */
export function countItemsInPage(sizes: Iterable<number>): number {
  let [count, bytes] = [0, 0];
  for (const size of sizes) {
    bytes += size;
    if (count > 0 && bytes > MAX_PAGE_BYTES) break;
    count += 1;
  }
  return Math.max(1, count);
}
