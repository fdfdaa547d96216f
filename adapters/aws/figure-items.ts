import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { retry } from '../../core/retry.ts';
import { addFigure, addFigures, type FigureSums, type Figures, toFigures } from '../../core/statistics/figures.ts';
import type { Backoff } from './backoff.ts';
import type { DocumentsClient } from './client-interfaces.ts';
import { isNamed } from './is-named.ts';
import { getItemKey, type ItemKey } from './keys.ts';
import { readNumberAttribute } from './read-item.ts';
import { pickRandomShard, SHARDS } from './shards.ts';
import type { Item, Table } from './table.ts';

/** The maximum number of items of a transaction of DynamoDB. */
export const MAX_TRANSACTION_ITEMS = 100;
/** The maximum number of figures that an item is changed by at once. DynamoDB accepts expressions of 4 KB. */
const MAX_FIGURES = 100;
/** The maximum number of attempts to write figures while other transactions change the same items. */
const MAX_ATTEMPTS = 5;

/** The table of the figures, and the services by which they are written. */
export interface FigureItemsDeps {
  readonly documents: DocumentsClient;
  readonly table: Table;
  readonly backoff: Backoff;
}

/** The figures of one item, of which each shard has its own. */
interface PendingItem<Place> {
  readonly place: Place;
  readonly sums: FigureSums;
}

/** Figures of days that are added up in memory and written together, each place in any of its shards. */
export interface FigureItems<Place> {
  /** Adds figures, each to the item of its day. */
  add(figures: Figures, placeOf: (day: string) => Place): void;
  /** Writes the figures that are not written yet, in transactions. Each has a token: if its answer is lost and it is sent again, DynamoDB adds nothing twice. */
  flush(): Promise<void>;
  /** Returns the sums of what all shards hold, after what is not written yet is written. `dayOf` returns the day of an item by its sort key. */
  sum(partitionOf: (shard: number) => string, range: FigureRange): Promise<Figures>;
  /** Returns the items of all shards, in a range of sort keys if one is given. */
  list(partitionOf: (shard: number) => string, between?: readonly [string, string]): Promise<Item[]>;
}

/** The reading of the days of items from their sort keys, and the range of these keys; all if absent. */
export interface FigureRange {
  readonly dayOf: (sortKey: string) => string;
  readonly between?: readonly [string, string];
}

/** Creates the figures of a kind of items. `keyOf` returns the key of a shard of a place. */
export function createFigureItems<Place extends object>(
  { documents, table, backoff }: FigureItemsDeps,
  keyOf: (place: Place, shard: number) => ItemKey,
): FigureItems<Place> {
  const pending = new Map<string, PendingItem<Place>>();
  const flush = async () => {
    const items = [...pending.values()].flatMap(splitItem);
    pending.clear();
    const firstShard = pickRandomShard();
    // The parts of an item are in different shards: a transaction may change an item only once.
    const updates = items.map(({ place, sums }, index) => ({
      ...createUpdate(sums),
      TableName: table.name,
      Key: keyOf(place, (firstShard + index) % SHARDS),
    }));
    for (let first = 0; first < updates.length; first += MAX_TRANSACTION_ITEMS)
      await writeOnce(updates.slice(first, first + MAX_TRANSACTION_ITEMS), { documents, backoff });
  };
  const list = async (partitionOf: (shard: number) => string, between?: readonly [string, string]): Promise<Item[]> => {
    const shards = Array.from({ length: SHARDS }, (_, shard) => partitionOf(shard));
    const queries = shards.map((partition) => table.queryAll({ partition, ...(between && { between }) }));
    const found = await Promise.allSettled(queries);
    return found.flatMap((each) => {
      if (each.status === 'rejected') throw each.reason;
      return each.value;
    });
  };
  return {
    add(figures, placeOf) {
      for (const [key, count] of Object.entries(figures)) {
        const { day, rest } = splitFigure(key);
        const place = placeOf(day);
        const name = JSON.stringify(place);
        const item = pending.get(name) ?? { place, sums: new Map() };
        pending.set(name, item);
        addFigure(item.sums, rest, count);
      }
    },
    flush,
    list,
    async sum(partitionOf, { dayOf, between }) {
      await flush();
      const sums: FigureSums = new Map();
      for (const item of await list(partitionOf, between)) {
        const { sk } = getItemKey(item);
        addFigures(sums, readFigures(table, item, dayOf(sk)));
      }
      return toFigures(sums);
    },
  };
}

/** Returns the figures of an item, with its day in their keys again. */
function readFigures(table: Table, item: Item, day: string): Figures {
  const { pk: _, sk: __, ...attributes } = item;
  const figures = Object.keys(attributes).map((name) => {
    const [epoch, ...rest] = name.split('|');
    return [[epoch, day, ...rest].join('|'), readNumberAttribute({ table, item }, name)] as const;
  });
  return Object.fromEntries(figures);
}

/** Splits the key of a figure into its day, which is in the key of an item, and the rest, which is the name of an attribute. */
function splitFigure(key: string): { readonly day: string; readonly rest: string } {
  const [epoch, day = '', ...rest] = key.split('|');
  return { day, rest: [epoch, ...rest].join('|') };
}

/** Splits the figures of an item that are too many for one expression. */
function splitItem<Place>({ place, sums }: PendingItem<Place>): PendingItem<Place>[] {
  const all = [...sums].filter(([, count]) => count !== 0);
  const chunks = Array.from({ length: Math.ceil(all.length / MAX_FIGURES) }, (_, index) =>
    all.slice(index * MAX_FIGURES, (index + 1) * MAX_FIGURES),
  );
  return chunks.map((chunk) => ({ place, sums: new Map(chunk) }));
}

/** A write of a transaction: numbers that are added to attributes of an item. */
interface Update {
  readonly TableName: string;
  readonly Key: ItemKey;
  readonly UpdateExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Record<string, number>;
}

function createUpdate(sums: FigureSums): Omit<Update, 'TableName' | 'Key'> {
  const all = [...sums];
  return {
    UpdateExpression: `ADD ${all.map((_, each) => `#n${each} :n${each}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(all.map(([name], each) => [`#n${each}`, name])),
    ExpressionAttributeValues: Object.fromEntries(all.map(([, count], each) => [`:n${each}`, count])),
  };
}

/** Writes updates in one transaction. Every attempt carries the same token, those of the client too, so that the ones after one that took effect change nothing. */
async function writeOnce(
  updates: readonly Update[],
  { documents, backoff }: Pick<FigureItemsDeps, 'documents' | 'backoff'>,
): Promise<void> {
  const token = crypto.randomUUID();
  let failure: unknown;
  const isWritten = await retry({ maxAttempts: MAX_ATTEMPTS, wait: backoff }, async () => {
    const TransactItems = updates.map((update) => ({ Update: update }));
    try {
      await documents.send(new TransactWriteCommand({ ClientRequestToken: token, TransactItems }));
      return true;
    } catch (error) {
      // The transaction met another one, and did not take effect, or not yet. The client repeats all other failures by itself.
      if (!isNamed(error, 'TransactionCanceledException', 'TransactionInProgressException')) throw error;
      failure = error;
      return undefined;
    }
  });
  if (isWritten === undefined) throw failure;
}
