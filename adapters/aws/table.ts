import { GetCommand, PutCommand, QueryCommand, type QueryCommandOutput, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { KEY } from '../../core/contracts/tables.ts';
import { BrokenCursor } from '../../core/store-cursor.ts';
import type { Documents } from './asks.ts';

/** An item's attributes by name. */
export type Item = Readonly<Record<string, unknown>>;

/** A condition, or a change, in DynamoDB's words. */
export interface Expression {
  readonly text: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** Which items of a partition are read: all, those whose sort key begins so, or those after or up to one. */
export interface Range {
  readonly partition: string;
  readonly begins?: string;
  readonly between?: readonly [string, string];
  readonly after?: string | undefined;
  readonly most?: number;
  readonly newestFirst?: boolean;
}

/** An index by its name, and the attributes of its key. */
export interface Index {
  readonly index: string;
  readonly partition: string;
  readonly sort: string;
}

const MOST_SORT_KEY_BYTES = 1024;

/** One table, as the adapters read and write it: strongly consistent unless it says otherwise, for what was written must be seen. */
export class Table {
  readonly name: string;
  readonly #documents: Documents;

  constructor(documents: Documents, name: string) {
    this.name = name;
    this.#documents = documents;
  }

  get(partition: string, sort: string): Promise<Item | undefined> {
    return this.#get(keyOf(partition, sort), true);
  }

  /** An item as it was a moment ago, for half the price. */
  glance(partition: string, sort: string): Promise<Item | undefined> {
    return this.#get(keyOf(partition, sort), false);
  }

  async #get(Key: Item, ConsistentRead: boolean): Promise<Item | undefined> {
    return (await this.#documents.send(new GetCommand({ TableName: this.name, Key, ConsistentRead }))).Item;
  }

  /** Puts an item; false where the condition does not hold. */
  put(item: Item, condition?: Expression): Promise<boolean> {
    return holds(() =>
      this.#documents.send(new PutCommand({ TableName: this.name, Item: item, ...worded(condition) })),
    );
  }

  /** Changes an item; false where the condition does not hold. */
  update(partition: string, sort: string, change: Expression, condition?: Expression): Promise<boolean> {
    const worded = {
      UpdateExpression: change.text,
      ...(condition === undefined ? {} : { ConditionExpression: condition.text }),
      ...named({ ...change.names, ...condition?.names }),
      ...valued({ ...change.values, ...condition?.values }),
    };
    const command = new UpdateCommand({ TableName: this.name, Key: keyOf(partition, sort), ...worded });
    return holds(() => this.#documents.send(command));
  }

  /** A page of a range, and the sort key after which it goes on, if it does. */
  async page(range: Range): Promise<{ readonly items: readonly Item[]; readonly cursor?: string }> {
    const { partition, after, most, newestFirst = false } = range;
    const { text, values } = conditionOf(range);
    if (after !== undefined && !isSortKey(after)) throw new BrokenCursor(after);
    const answer = await this.#documents.send(
      new QueryCommand({
        TableName: this.name,
        KeyConditionExpression: text,
        ExpressionAttributeNames: { '#p': KEY.partition, ...(text.includes('#s') ? { '#s': KEY.sort } : {}) },
        ExpressionAttributeValues: { ':p': partition, ...values },
        ConsistentRead: true,
        ScanIndexForward: !newestFirst,
        Limit: most,
        ExclusiveStartKey: after === undefined ? undefined : keyOf(partition, after),
      }),
    );
    const last = answer.LastEvaluatedKey?.[KEY.sort];
    return { items: answer.Items ?? [], ...(typeof last === 'string' ? { cursor: last } : {}) };
  }

  /** The items of an index whose partition says so and whose sort key is less; the index may lag a moment. */
  async *index(index: Index, { is, before }: { readonly is: string; readonly before: number }): AsyncGenerator<Item> {
    const { partition, sort } = index;
    let start: Item | undefined;
    do {
      const answer: QueryCommandOutput = await this.#documents.send(
        new QueryCommand({
          TableName: this.name,
          IndexName: index.index,
          KeyConditionExpression: '#p = :p AND #s < :before',
          ExpressionAttributeNames: { '#p': partition, '#s': sort },
          ExpressionAttributeValues: { ':p': is, ':before': before },
          ExclusiveStartKey: start,
        }),
      );
      yield* answer.Items ?? [];
      start = answer.LastEvaluatedKey;
    } while (start !== undefined);
  }

  /** All items of a range. */
  async all(range: Range): Promise<Item[]> {
    const items: Item[] = [];
    let after = range.after;
    do {
      const page = await this.page({ ...range, after });
      items.push(...page.items);
      after = page.cursor;
    } while (after !== undefined);
    return items;
  }
}

/** An item's key. */
export function keyOf(partition: string, sort: string): Record<string, string> {
  return { [KEY.partition]: partition, [KEY.sort]: sort };
}

/** What DynamoDB takes for a sort key: it refuses a query that begins after anything else. */
function isSortKey(text: string): boolean {
  return text !== '' && text.isWellFormed() && Buffer.byteLength(text) <= MOST_SORT_KEY_BYTES;
}

/** Holds where there is no such item yet. */
export const IS_NEW: Expression = { text: 'attribute_not_exists(#p)', names: { '#p': KEY.partition } };

/** Holds where there is such an item. */
export const IS_THERE: Expression = { text: 'attribute_exists(#p)', names: { '#p': KEY.partition } };

/** Holds where the item still has the rev before this one; or is not there, before the first. */
export function follows(rev: number): Expression {
  return rev === 1 ? IS_NEW : { text: '#rev = :before', names: { '#rev': 'rev' }, values: { ':before': rev - 1 } };
}

/** A condition in the words of a command. */
export function worded(condition: Expression | undefined) {
  if (condition === undefined) return {};
  return { ConditionExpression: condition.text, ...named(condition.names), ...valued(condition.values) };
}

/** A number as text that sorts as numbers do. */
export function sortable(number: number, digits: number): string {
  return String(number).padStart(digits, '0');
}

/** The second after which an item leaves by itself, from an instant in milliseconds. */
export function expiry(instant: number): number {
  return Math.ceil(instant / 1000);
}

const named = (names: Expression['names'] = {}) =>
  Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: { ...names } };
const valued = (values: Expression['values'] = {}) =>
  Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: { ...values } };

function conditionOf({ begins, between }: Range): { text: string; values: Record<string, string> } {
  if (begins !== undefined) return { text: '#p = :p AND begins_with(#s, :s)', values: { ':s': begins } };
  if (between === undefined) return { text: '#p = :p', values: {} };
  return { text: '#p = :p AND #s BETWEEN :from AND :to', values: { ':from': between[0], ':to': between[1] } };
}

async function holds(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
