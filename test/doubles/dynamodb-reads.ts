import type {
  BatchGetCommand,
  BatchGetCommandOutput,
  GetCommand,
  GetCommandOutput,
  QueryCommand,
  QueryCommandOutput,
  ScanCommand,
  ScanCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import { KEY_ATTRIBUTES } from '../../core/contracts/tables.ts';
import { Expressions } from './dynamodb-expressions.ts';
import { checkWholeKey, compare, type Item, invalid, sizeOf } from './dynamodb-items.ts';
import type { IndexShape, StandInTable } from './dynamodb-table.ts';
import { onlyKnown } from './only-known.ts';

/** A function that finds the table of a request, and counts the request. */
export type TableOf = (operation: string, name: string | undefined) => StandInTable;

const MAX_PAGE_BYTES = 1024 * 1024;
const MAX_IN_BATCH = 100;
const DONE = { $metadata: {} };

export function getItem({ input }: GetCommand, tableOf: TableOf): GetCommandOutput {
  onlyKnown(input, ['TableName', 'Key', 'ConsistentRead']);
  const { TableName, Key = {}, ConsistentRead = false } = input;
  const table = tableOf('GetItem', TableName);
  checkWholeKey(Key);
  const item = table.get(Key);
  table.costOfRead(item === undefined ? 0 : sizeOf(item), ConsistentRead);
  return item === undefined ? DONE : { ...DONE, Item: { ...item } };
}

/** Reads several items by their keys, in no order; keys without an item are left out. */
export function batchGetItem({ input }: BatchGetCommand, tableOf: TableOf): BatchGetCommandOutput {
  onlyKnown(input, ['RequestItems']);
  const Responses: Record<string, Item[]> = {};
  for (const [name, { Keys = [], ...rest }] of Object.entries(input.RequestItems ?? {})) {
    onlyKnown(rest, []);
    const table = tableOf('BatchGetItem', name);
    const told = new Set(Keys.map((key) => JSON.stringify(checkWholeKey(key))));
    if (told.size < Keys.length) throw invalid('Provided list of item keys contains duplicates');
    if (Keys.length > MAX_IN_BATCH) throw invalid('Too many items requested for the BatchGetItem call');
    const found = Keys.map((key) => table.get(key));
    for (const item of found) table.costOfRead(item === undefined ? 0 : sizeOf(item), false);
    Responses[name] = found.flatMap((item) => (item === undefined ? [] : [{ ...item }]));
  }
  return { ...DONE, Responses, UnprocessedKeys: {} };
}

const WORDS_OF_QUERY = [
  ...['TableName', 'IndexName', 'KeyConditionExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues'],
  ...['ConsistentRead', 'ScanIndexForward', 'Limit', 'ExclusiveStartKey'],
];

/** Reads a page of a partition, of a table or of an index. */
export function query({ input }: QueryCommand, tableOf: TableOf): QueryCommandOutput {
  onlyKnown(input, WORDS_OF_QUERY);
  const { IndexName, ConsistentRead = false, ScanIndexForward: isForward = true, ExclusiveStartKey: start } = input;
  const table = tableOf('Query', input.TableName);
  const index = IndexName === undefined ? undefined : indexOf(table, IndexName);
  const limit = input.Limit ?? Number.POSITIVE_INFINITY;
  if (limit < 1) throw invalid('Limit: Member must have value greater than or equal to 1');
  if (index !== undefined && ConsistentRead) throw invalid('Consistent reads are not supported on indexes');
  const expressions = new Expressions(input);
  const { partition, holds } = expressions.key(input.KeyConditionExpression, index ?? KEY_ATTRIBUTES);
  expressions.close();
  const { partition: name, sort } = index ?? KEY_ATTRIBUTES;
  if (start !== undefined && start[name] !== partition)
    throw invalid('The provided starting key is outside query boundaries');
  const all = index === undefined ? [...table.partition(String(partition))] : table.index(index, partition);
  const asked = all.filter(
    (item) => holds(item[sort]) && (start === undefined || isBeyond(item, start, { sort, isForward })),
  );
  const { items, bytes, isCut } = pageOf(isForward ? asked : asked.reverse(), limit);
  table.costOfRead(bytes, ConsistentRead, IndexName);
  const last = isCut ? items.at(-1) : undefined;
  const Items = items.map((item) => ({ ...item }));
  return { ...DONE, Items, Count: items.length, ...(last && { LastEvaluatedKey: keyIn(last, index) }) };
}

const WORDS_OF_SCAN = [
  ...['TableName', 'Segment', 'TotalSegments', 'FilterExpression', 'ExpressionAttributeNames'],
  ...['ExpressionAttributeValues', 'ConsistentRead', 'ReturnConsumedCapacity', 'ExclusiveStartKey'],
];

/** Reads a page of a segment of a table, of at most 1 MB before the filter. */
export function scan({ input }: ScanCommand, tableOf: TableOf): ScanCommandOutput {
  onlyKnown(input, WORDS_OF_SCAN);
  const { Segment = 0, TotalSegments = 1, ExclusiveStartKey: start, ConsistentRead = false } = input;
  const table = tableOf('Scan', input.TableName);
  const expressions = new Expressions(input);
  const isSelected = expressions.filter(input.FilterExpression);
  expressions.close();
  const [pk, sk] = [KEY_ATTRIBUTES.partition, KEY_ATTRIBUTES.sort];
  const isAfter = (item: Item) =>
    start === undefined ||
    compare(item[pk], start[pk]) > 0 ||
    (item[pk] === start[pk] && compare(item[sk], start[sk]) > 0);
  const asked = [...table.items()].filter(
    (item) => segmentOf(String(item[pk]), TotalSegments) === Segment && isAfter(item),
  );
  const { items, bytes, isCut } = pageOf(asked, Number.POSITIVE_INFINITY);
  table.costOfRead(bytes, ConsistentRead);
  const last = isCut ? items.at(-1) : undefined;
  const Items = items.filter(isSelected).map((item) => ({ ...item }));
  const ConsumedCapacity = { CapacityUnits: Math.ceil(bytes / 4_096) };
  return {
    ...DONE,
    Items,
    Count: Items.length,
    ConsumedCapacity,
    ...(last && { LastEvaluatedKey: keyIn(last, undefined) }),
  };
}

/** Returns the segment of a partition: all of its items are in one. */
function segmentOf(partition: string, segments: number): number {
  return [...partition].reduce((sum, character) => sum + (character.codePointAt(0) ?? 0), 0) % segments;
}

function indexOf({ shape }: StandInTable, name: string): IndexShape {
  const index = shape.indexes.find((each) => each.indexName === name);
  if (index === undefined) throw invalid('The table does not have the specified index');
  return index;
}

/** Returns whether an item comes after a start key in a query; the item of that key need not exist any more. */
function isBeyond(item: Item, start: Item, { sort, isForward }: { sort: string; isForward: boolean }): boolean {
  const names = [sort, KEY_ATTRIBUTES.partition, KEY_ATTRIBUTES.sort];
  const order = names.map((name) => compare(item[name], start[name])).find((each) => each !== 0) ?? 0;
  return isForward ? order > 0 : order < 0;
}

/** Takes items up to the limit, or up to 1 MB. A page that is cut says that there may be more, even if there is not. */
function pageOf(asked: readonly Item[], limit: number): { items: Item[]; bytes: number; isCut: boolean } {
  const items: Item[] = [];
  let bytes = 0;
  for (const item of asked) {
    items.push(item);
    bytes += sizeOf(item);
    if (items.length >= limit || bytes >= MAX_PAGE_BYTES) return { items, bytes, isCut: true };
  }
  return { items, bytes, isCut: false };
}

function keyIn(item: Item, index: IndexShape | undefined): Record<string, unknown> {
  const names = [
    KEY_ATTRIBUTES.partition,
    KEY_ATTRIBUTES.sort,
    ...(index === undefined ? [] : [index.partition, index.sort]),
  ];
  return Object.fromEntries(names.map((name) => [name, item[name]]));
}
