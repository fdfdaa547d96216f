/** A piece of work that waits to be done with others. */
interface PendingItem<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}

/** How much may be done at once: items, and what they weigh together; and how many batches are under way at a time. */
export interface BatchLimits {
  readonly maxItems: number;
  readonly maxWeight: number;
  readonly maxConcurrency: number;
}

/**
 * Gathers what is asked one by one into batches: while some are under way, others gather. Nobody waits longer than for
 * those before; and whoever asked alone is served at once. Each hears what became of its own, not of its batch.
 */
export function createBatcher<Item, Result>(
  limits: BatchLimits,
  weigh: (item: Item) => number,
  work: (items: readonly Item[]) => Promise<readonly PromiseSettledResult<Result>[]>,
): (item: Item) => Promise<Result> {
  const pending: PendingItem<Item, Result>[] = [];
  let running = 0;

  const takeBatch = (): PendingItem<Item, Result>[] => {
    let weight = 0;
    const end = pending.findIndex(({ item }, index) => {
      weight += weigh(item);
      return index > 0 && (index >= limits.maxItems || weight > limits.maxWeight);
    });
    return pending.splice(0, end === -1 ? pending.length : end);
  };
  const runBatch = async (): Promise<void> => {
    running += 1;
    const batch = takeBatch();
    try {
      const results = await work(batch.map(({ item }) => item));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const result = results[index];
        if (result?.status === 'fulfilled') resolve(result.value);
        else reject(result?.reason ?? new Error(`batch: expected ${batch.length} results`));
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    running -= 1;
    startNext();
  };
  const startNext = (): void => {
    while (running < limits.maxConcurrency && pending.length > 0) void runBatch();
  };
  return (item) =>
    new Promise((resolve, reject) => {
      pending.push({ item, resolve, reject });
      // After those that ask in the same turn of the loop.
      setImmediate(startNext);
    });
}
