/** An item that waits for its batch. */
interface PendingItem<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}

/** The limits of batches: the items of one, their total weight, and the number of batches that run at the same time. */
export interface BatchLimits {
  readonly maxItems: number;
  readonly maxWeight: number;
  readonly maxConcurrency: number;
}

/**
 * Creates a function that collects single items into batches: while some batches run, items wait for the next. An item waits for the
 * batches before it only, and a single item runs immediately. Each call returns the result of its own item, not of its batch.
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
      // In the next turn of the event loop, so that all items of this turn share a batch.
      setImmediate(startNext);
    });
}
