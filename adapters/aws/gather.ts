/** A piece of work that waits to be done with others. */
interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}

/** How much may be done at once: items, and what they weigh together; and how many batches are under way at a time. */
export interface Most {
  readonly items: number;
  readonly weight: number;
  readonly underWay: number;
}

/**
 * Gathers what is asked one by one into batches: while some are under way, others gather. Nobody waits longer than for
 * those before; and whoever asked alone is served at once. Each hears what became of its own, not of its batch.
 */
export function gathered<Item, Result>(
  most: Most,
  weigh: (item: Item) => number,
  work: (items: readonly Item[]) => Promise<readonly PromiseSettledResult<Result>[]>,
): (item: Item) => Promise<Result> {
  const waiting: Waiting<Item, Result>[] = [];
  let underWay = 0;

  const take = (): Waiting<Item, Result>[] => {
    let weight = 0;
    const fits = waiting.findIndex(({ item }, index) => {
      weight += weigh(item);
      return index > 0 && (index >= most.items || weight > most.weight);
    });
    return waiting.splice(0, fits === -1 ? waiting.length : fits);
  };
  const serve = async (): Promise<void> => {
    underWay += 1;
    const batch = take();
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
    underWay -= 1;
    next();
  };
  const next = (): void => {
    while (underWay < most.underWay && waiting.length > 0) void serve();
  };
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      // After those that ask in the same turn of the loop.
      setImmediate(next);
    });
}
