import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { RECOUNT_PART_LIFETIME } from '../../core/contracts/lifetime.ts';
import { EXPIRES_AT_ATTRIBUTE } from '../../core/contracts/tables.ts';
import type { Clock, Statistics } from '../../core/ports.ts';
import { retry } from '../../core/retry.ts';
import { addFigure, addFigures, type FigureSums, type Figures, toFigures } from '../../core/statistics/figures.ts';
import { FIGURES, RECOUNTED } from '../../core/stored/statistics-shapes.ts';
import type { Backoff } from './backoff.ts';
import type { DocumentsClient } from './client-interfaces.ts';
import { encodeBody } from './encode-body.ts';
import {
  createLiveFiguresKey,
  createLiveFiguresPartition,
  createLiveFiguresRange,
  createRecountedKey,
  createRecountPartKey,
  type ItemKey,
  parseLiveFiguresDay,
} from './keys.ts';
import { readBody, readNumberAttribute } from './read-item.ts';
import { pickRandomShard, SHARDS } from './shards.ts';
import { type Item, type Table, toExpirySeconds } from './table.ts';

/** The statistics, whose live figures are written at the end of an invocation. */
export interface AwsStatistics extends Statistics {
  /** Writes the live figures that are not written yet. */
  flush(): Promise<void>;
}

/** The dependencies of the statistics. */
export interface StatisticsDeps {
  readonly documents: DocumentsClient;
  readonly enrollments: Table;
  readonly clock: Clock;
  readonly backoff: Backoff;
}

/** The maximum number of items of a transaction of DynamoDB. */
const MAX_ITEMS = 100;
/** The maximum number of figures that an item is changed by at once. DynamoDB accepts expressions of 4 KB. */
const MAX_FIGURES = 100;
/** The maximum number of attempts to write figures while other transactions change the same items. */
const MAX_ATTEMPTS = 5;

/** The figures of one item: of a campaign, the number of a recount, and a day. */
interface PendingItem {
  readonly campaignId: string;
  readonly recount: number;
  readonly day: string;
  readonly sums: FigureSums;
}

/**
 * Creates the statistics over DynamoDB. Live figures are added up in memory and written once per invocation, in one transaction, to any of
 * the 16 shards of each campaign. The transaction has a token: if its answer is lost and it is sent again, DynamoDB adds nothing twice.
 */
export function createAwsStatistics({ documents, enrollments, clock, backoff }: StatisticsDeps): AwsStatistics {
  const pending = new Map<string, PendingItem>();
  const flush = async (): Promise<void> => {
    const items = [...pending.values()].flatMap(splitItem);
    pending.clear();
    for (let first = 0; first < items.length; first += MAX_ITEMS)
      await writeOnce(createUpdates(items.slice(first, first + MAX_ITEMS), enrollments.name), { documents, backoff });
  };
  const listLive = async (
    campaignId: string,
    range: { readonly from: number; readonly to: number },
  ): Promise<Item[]> => {
    const shards = Array.from({ length: SHARDS }, (_, shard) => createLiveFiguresPartition(campaignId, shard));
    const between = createLiveFiguresRange(range);
    const found = await Promise.allSettled(shards.map((partition) => enrollments.queryAll({ partition, between })));
    return found.flatMap((each) => {
      if (each.status === 'rejected') throw each.reason;
      return each.value;
    });
  };
  return {
    flush,
    async add(campaignId, recount, figures) {
      for (const [key, count] of Object.entries(figures)) {
        const { day, rest } = splitFigure(key);
        const name = `${campaignId} ${recount} ${day}`;
        const item = pending.get(name) ?? { campaignId, recount, day, sums: new Map() };
        pending.set(name, item);
        addFigure(item.sums, rest, count);
      }
    },
    async readLive(campaignId, range) {
      await flush();
      const sums: FigureSums = new Map();
      for (const item of await listLive(campaignId, range)) addFigures(sums, readLiveItem(enrollments, item));
      return toFigures(sums);
    },
    async readRecounted(campaignId) {
      const item = await enrollments.get(createRecountedKey(campaignId));
      return item && readBody({ table: enrollments, item }, RECOUNTED);
    },
    async writeRecounted(campaignId, recounted) {
      await flush();
      await enrollments.put({ ...createRecountedKey(campaignId), body: encodeBody(recounted) });
      const replaced = await listLive(campaignId, { from: 0, to: recounted.number - 1 });
      for (let first = 0; first < replaced.length; first += MAX_ITEMS) {
        const some = replaced.slice(first, first + MAX_ITEMS);
        const deletes = some.map(({ pk, sk }) => ({ Delete: { TableName: enrollments.name, Key: { pk, sk } } }));
        await documents.send(new TransactWriteCommand({ TransactItems: deletes }));
      }
    },
    async writePart(part, campaignId, figures) {
      const expiry = { [EXPIRES_AT_ATTRIBUTE]: toExpirySeconds(clock.now() + RECOUNT_PART_LIFETIME) };
      await enrollments.put({ ...createRecountPartKey(part, campaignId), body: encodeBody(figures), ...expiry });
    },
    async readParts(parts, campaignId) {
      const found: Figures[] = [];
      for (const part of parts) {
        const item = await enrollments.get(createRecountPartKey(part, campaignId));
        if (item !== undefined) found.push(readBody({ table: enrollments, item }, FIGURES));
      }
      return found;
    },
  };
}

/** Splits the key of a figure into its day, which is in the key of an item, and the rest, which is the name of an attribute. */
function splitFigure(key: string): { readonly day: string; readonly rest: string } {
  const [epoch, day = '', ...rest] = key.split('|');
  return { day, rest: [epoch, ...rest].join('|') };
}

/** Returns the figures of a live item, with its day in their keys again. */
function readLiveItem(table: Table, item: Item): Figures {
  const { pk: _, sk, ...attributes } = item;
  const day = parseLiveFiguresDay(String(sk));
  const figures = Object.keys(attributes).map((name) => {
    const [epoch, ...rest] = name.split('|');
    return [[epoch, day, ...rest].join('|'), readNumberAttribute({ table, item }, name)] as const;
  });
  return Object.fromEntries(figures);
}

/** Splits the figures of an item that are too many for one expression. */
function splitItem({ sums, ...item }: PendingItem): PendingItem[] {
  const all = [...sums].filter(([, count]) => count !== 0);
  const chunks = Array.from({ length: Math.ceil(all.length / MAX_FIGURES) }, (_, index) =>
    all.slice(index * MAX_FIGURES, (index + 1) * MAX_FIGURES),
  );
  return chunks.map((chunk) => ({ ...item, sums: new Map(chunk) }));
}

/** A write of a transaction: numbers that are added to attributes of an item. */
interface Update {
  readonly TableName: string;
  readonly Key: ItemKey;
  readonly UpdateExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Record<string, number>;
}

/** Creates the updates of items, each in the next shard: a transaction may change an item only once. */
function createUpdates(items: readonly PendingItem[], TableName: string): readonly Update[] {
  const firstShard = pickRandomShard();
  return items.map(({ campaignId, recount, day, sums }, index) => {
    const all = [...sums];
    return {
      TableName,
      Key: createLiveFiguresKey({ campaignId, recount, day }, (firstShard + index) % SHARDS),
      UpdateExpression: `ADD ${all.map((_, each) => `#n${each} :n${each}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(all.map(([name], each) => [`#n${each}`, name])),
      ExpressionAttributeValues: Object.fromEntries(all.map(([, count], each) => [`:n${each}`, count])),
    };
  });
}

/** Writes updates in one transaction. Every attempt carries the same token, those of the client too, so that the ones after one that took effect change nothing. */
async function writeOnce(
  updates: readonly Update[],
  { documents, backoff }: Pick<StatisticsDeps, 'documents' | 'backoff'>,
): Promise<void> {
  const token = crypto.randomUUID();
  let failure: unknown;
  const isWritten = await retry({ maxAttempts: MAX_ATTEMPTS, wait: backoff }, async () => {
    const TransactItems = updates.map((update) => ({ Update: update }));
    try {
      await documents.send(new TransactWriteCommand({ ClientRequestToken: token, TransactItems }));
      return true;
    } catch (error) {
      if (!isConflict(error)) throw error;
      failure = error;
      return undefined;
    }
  });
  if (isWritten === undefined) throw failure;
}

/** Returns whether a transaction met another one, so that it did not take effect, or not yet. The client repeats all other failures by itself. */
function isConflict(error: unknown): boolean {
  const names = ['TransactionCanceledException', 'TransactionInProgressException'];
  return error instanceof Error && names.includes(error.name);
}
