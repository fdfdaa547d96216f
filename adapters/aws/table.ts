import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandOutput,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { KEY_ATTRIBUTES } from '../../core/contracts/tables.ts';
import { InvalidCursorError } from '../../core/store-cursor.ts';
import type { DocumentsClient } from './client-interfaces.ts';
import { isConflict } from './is-conflict.ts';
import { createItemKey, type ItemKey } from './keys.ts';

/** An item's attributes by name. */
export type Item = Readonly<Record<string, unknown>>;

/** A condition or a change as an expression of DynamoDB. */
export interface Expression {
  readonly text: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** A range of items in a partition: all, those whose sort key has a beginning, or those between two sort keys. */
export interface KeyRange {
  readonly partition: string;
  readonly beginsWith?: string;
  readonly between?: readonly [string, string];
  readonly after?: string | undefined;
  readonly limit?: number;
  readonly isNewestFirst?: boolean;
}

/** An index by its name, and the attributes of its key. */
export interface TableIndex {
  readonly indexName: string;
  readonly partition: string;
  readonly sort: string;
}

const MAX_SORT_KEY_BYTES = 1024;

/** A table. Its reads are strongly consistent unless their name says otherwise, because decisions must see what was written. */
export class Table {
  readonly name: string;
  readonly #documents: DocumentsClient;

  constructor(documents: DocumentsClient, name: string) {
    this.name = name;
    this.#documents = documents;
  }

  /** Returns an item. */
  get(key: ItemKey): Promise<Item | undefined> {
    return this.#get(key, true);
  }

  /** Returns an item by an eventually consistent read, at half the price. */
  getEventually(key: ItemKey): Promise<Item | undefined> {
    return this.#get(key, false);
  }

  async #get(Key: ItemKey, ConsistentRead: boolean): Promise<Item | undefined> {
    return (await this.#documents.send(new GetCommand({ TableName: this.name, Key, ConsistentRead }))).Item;
  }

  /** Puts an item. Returns false if the condition is not met. */
  put(item: Item, condition?: Expression): Promise<boolean> {
    return isConditionMet(condition, () =>
      this.#documents.send(new PutCommand({ TableName: this.name, Item: item, ...toConditionParameters(condition) })),
    );
  }

  /** Puts several items in one transaction: all, or none if a condition is not met, which it returns as false. */
  async putAll(items: readonly { readonly item: Item; readonly condition: Expression }[]): Promise<boolean> {
    const TransactItems = items.map(({ item, condition }) => ({
      Put: { TableName: this.name, Item: item, ...toConditionParameters(condition) },
    }));
    try {
      await this.#documents.send(new TransactWriteCommand({ TransactItems }));
      return true;
    } catch (error) {
      if (isConflict(error)) return false;
      throw error;
    }
  }

  /** Changes an item. Returns false if the condition is not met. */
  update(key: ItemKey, change: Expression, condition?: Expression): Promise<boolean> {
    const parameters = {
      UpdateExpression: change.text,
      ...(condition === undefined ? {} : { ConditionExpression: condition.text }),
      ...nameParameters({ ...change.names, ...condition?.names }),
      ...valueParameters({ ...change.values, ...condition?.values }),
    };
    const command = new UpdateCommand({ TableName: this.name, Key: key, ...parameters });
    return isConditionMet(condition, () => this.#documents.send(command));
  }

  /** Deletes an item, if there is one. Returns false if the condition is not met. */
  delete(key: ItemKey, condition?: Expression): Promise<boolean> {
    const parameters = { TableName: this.name, Key: key, ...toConditionParameters(condition) };
    return isConditionMet(condition, () => this.#documents.send(new DeleteCommand(parameters)));
  }

  /** Returns a page of a range, and the sort key after which it continues, if it does. */
  async queryPage(range: KeyRange): Promise<{ readonly items: readonly Item[]; readonly cursor?: string }> {
    const { partition, after, limit, isNewestFirst = false } = range;
    const { text, values } = toKeyCondition(range);
    if (after !== undefined && !isSortKey(after)) throw new InvalidCursorError(after);
    const answer = await this.#documents.send(
      new QueryCommand({
        TableName: this.name,
        KeyConditionExpression: text,
        ExpressionAttributeNames: {
          '#p': KEY_ATTRIBUTES.partition,
          ...(text.includes('#s') ? { '#s': KEY_ATTRIBUTES.sort } : {}),
        },
        ExpressionAttributeValues: { ':p': partition, ...values },
        ConsistentRead: true,
        ScanIndexForward: !isNewestFirst,
        Limit: limit,
        ExclusiveStartKey: after === undefined ? undefined : createItemKey(partition, after),
      }),
    );
    const last = answer.LastEvaluatedKey?.[KEY_ATTRIBUTES.sort];
    return { items: answer.Items ?? [], ...(typeof last === 'string' ? { cursor: last } : {}) };
  }

  /** Returns the items of an index with a partition and a smaller sort key. An index is eventually consistent. */
  async *queryIndex(
    index: TableIndex,
    { equals, ...range }: { readonly equals: string } & ({ readonly lessThan: number } | { readonly moreThan: number }),
  ): AsyncGenerator<Item> {
    const { partition, sort } = index;
    const [comparison, bound] = 'lessThan' in range ? ['<', range.lessThan] : ['>', range.moreThan];
    let start: Item | undefined;
    do {
      const answer: QueryCommandOutput = await this.#documents.send(
        new QueryCommand({
          TableName: this.name,
          IndexName: index.indexName,
          KeyConditionExpression: `#p = :p AND #s ${comparison} :bound`,
          ExpressionAttributeNames: { '#p': partition, '#s': sort },
          ExpressionAttributeValues: { ':p': equals, ':bound': bound },
          ExclusiveStartKey: start,
        }),
      );
      yield* answer.Items ?? [];
      start = answer.LastEvaluatedKey;
    } while (start !== undefined);
  }

  /** Returns all items of a range. */
  async queryAll(range: KeyRange): Promise<Item[]> {
    const items: Item[] = [];
    let after = range.after;
    do {
      const page = await this.queryPage({ ...range, after });
      items.push(...page.items);
      after = page.cursor;
    } while (after !== undefined);
    return items;
  }
}

/** Returns whether a text can be a sort key. DynamoDB refuses a query that begins after any other text. */
function isSortKey(text: string): boolean {
  return text !== '' && text.isWellFormed() && Buffer.byteLength(text) <= MAX_SORT_KEY_BYTES;
}

/** The condition that the item does not exist. */
export const ITEM_IS_ABSENT: Expression = {
  text: 'attribute_not_exists(#p)',
  names: { '#p': KEY_ATTRIBUTES.partition },
};

/** The condition that the item exists. */
export const ITEM_EXISTS: Expression = { text: 'attribute_exists(#p)', names: { '#p': KEY_ATTRIBUTES.partition } };

/** Returns the condition that the item has the revision before this one; before the first, that it does not exist. */
export function createRevisionCondition(rev: number): Expression {
  return rev === 1
    ? ITEM_IS_ABSENT
    : { text: '#rev = :before', names: { '#rev': 'rev' }, values: { ':before': rev - 1 } };
}

/** Returns a condition as parameters of a command. */
export function toConditionParameters(condition: Expression | undefined) {
  if (condition === undefined) return {};
  return {
    ConditionExpression: condition.text,
    ...nameParameters(condition.names),
    ...valueParameters(condition.values),
  };
}

/** Returns the second after which DynamoDB deletes an item, from an instant in milliseconds. */
export function toExpirySeconds(instant: number): number {
  return Math.ceil(instant / 1000);
}

const nameParameters = (names: Expression['names'] = {}) =>
  Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: { ...names } };
const valueParameters = (values: Expression['values'] = {}) =>
  Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: { ...values } };

function toKeyCondition({ beginsWith, between }: KeyRange): { text: string; values: Record<string, string> } {
  if (beginsWith !== undefined) return { text: '#p = :p AND begins_with(#s, :s)', values: { ':s': beginsWith } };
  if (between === undefined) return { text: '#p = :p', values: {} };
  return { text: '#p = :p AND #s BETWEEN :from AND :to', values: { ':from': between[0], ':to': between[1] } };
}

/** Makes a write, and returns whether its condition was met. While a transaction writes the item, the condition is about to fail. */
async function isConditionMet(condition: Expression | undefined, write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name === 'ConditionalCheckFailedException') return false;
    if (condition !== undefined && error.name === 'TransactionConflictException') return false;
    throw error;
  }
}
