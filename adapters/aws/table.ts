import { GetCommand, PutCommand, QueryCommand, type QueryCommandOutput, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { KEY_ATTRIBUTES } from '../../core/contracts/tables.ts';
import { InvalidCursorError } from '../../core/store-cursor.ts';
import type { DocumentsClient } from './client-interfaces.ts';
import { createItemKey, type ItemKey } from './keys.ts';

/** An item's attributes by name. */
export type Item = Readonly<Record<string, unknown>>;

/** A condition, or a change, in DynamoDB's words. */
export interface Expression {
  readonly text: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** Which items of a partition are read: all, those whose sort key begins so, or those after or up to one. */
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

/** One table, as the adapters read and write it: strongly consistent unless it says otherwise, for what was written must be seen. */
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

  /** An item as it was a moment ago, for half the price. */
  getEventually(key: ItemKey): Promise<Item | undefined> {
    return this.#get(key, false);
  }

  async #get(Key: ItemKey, ConsistentRead: boolean): Promise<Item | undefined> {
    return (await this.#documents.send(new GetCommand({ TableName: this.name, Key, ConsistentRead }))).Item;
  }

  /** Puts an item; false where the condition does not hold. */
  put(item: Item, condition?: Expression): Promise<boolean> {
    return isConditionMet(() =>
      this.#documents.send(new PutCommand({ TableName: this.name, Item: item, ...toConditionParameters(condition) })),
    );
  }

  /** Changes an item; false where the condition does not hold. */
  update(key: ItemKey, change: Expression, condition?: Expression): Promise<boolean> {
    const parameters = {
      UpdateExpression: change.text,
      ...(condition === undefined ? {} : { ConditionExpression: condition.text }),
      ...nameParameters({ ...change.names, ...condition?.names }),
      ...valueParameters({ ...change.values, ...condition?.values }),
    };
    const command = new UpdateCommand({ TableName: this.name, Key: key, ...parameters });
    return isConditionMet(() => this.#documents.send(command));
  }

  /** A page of a range, and the sort key after which it goes on, if it does. */
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

  /** The items of an index whose partition says so and whose sort key is less; the index may lag a moment. */
  async *queryIndex(
    index: TableIndex,
    { equals, lessThan }: { readonly equals: string; readonly lessThan: number },
  ): AsyncGenerator<Item> {
    const { partition, sort } = index;
    let start: Item | undefined;
    do {
      const answer: QueryCommandOutput = await this.#documents.send(
        new QueryCommand({
          TableName: this.name,
          IndexName: index.indexName,
          KeyConditionExpression: '#p = :p AND #s < :before',
          ExpressionAttributeNames: { '#p': partition, '#s': sort },
          ExpressionAttributeValues: { ':p': equals, ':before': lessThan },
          ExclusiveStartKey: start,
        }),
      );
      yield* answer.Items ?? [];
      start = answer.LastEvaluatedKey;
    } while (start !== undefined);
  }

  /** All items of a range. */
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

/** What DynamoDB takes for a sort key: it refuses a query that begins after anything else. */
function isSortKey(text: string): boolean {
  return text !== '' && text.isWellFormed() && Buffer.byteLength(text) <= MAX_SORT_KEY_BYTES;
}

/** Holds where there is no such item yet. */
export const ITEM_IS_ABSENT: Expression = {
  text: 'attribute_not_exists(#p)',
  names: { '#p': KEY_ATTRIBUTES.partition },
};

/** Holds where there is such an item. */
export const ITEM_EXISTS: Expression = { text: 'attribute_exists(#p)', names: { '#p': KEY_ATTRIBUTES.partition } };

/** Holds where the item still has the rev before this one; or is not there, before the first. */
export function createRevisionCondition(rev: number): Expression {
  return rev === 1
    ? ITEM_IS_ABSENT
    : { text: '#rev = :before', names: { '#rev': 'rev' }, values: { ':before': rev - 1 } };
}

/** A condition in the words of a command. */
export function toConditionParameters(condition: Expression | undefined) {
  if (condition === undefined) return {};
  return {
    ConditionExpression: condition.text,
    ...nameParameters(condition.names),
    ...valueParameters(condition.values),
  };
}

/** The second after which an item leaves by itself, from an instant in milliseconds. */
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

async function isConditionMet(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
