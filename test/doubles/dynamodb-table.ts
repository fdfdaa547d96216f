import { KEY_ATTRIBUTES } from '../../core/contracts/tables.ts';
import { checkKey, compare, type Item, sizeOf } from './dynamodb-items.ts';
import type { Tally } from './tally.ts';

/** An index, and the attributes of its key. */
export interface IndexShape {
  readonly indexName: string;
  readonly partition: string;
  readonly sort: string;
}

/** A table, and its indexes. */
export interface TableShape {
  readonly name: string;
  readonly indexes: readonly IndexShape[];
}

interface Partition {
  readonly items: Map<string, Item>;
  /** The sort keys in order; undefined while the order is unknown. */
  order?: readonly string[];
}

const READ_UNIT = 4 * 1024;
const WRITE_UNIT = 1024;

/** The items of one table, in the order of their sort keys, with the cost of reads and writes. */
export class StandInTable {
  readonly shape: TableShape;
  readonly #tally: Tally;
  readonly #partitions = new Map<string, Partition>();
  readonly #indexed = new Map<string, Map<string, Item>>();

  constructor(shape: TableShape, tally: Tally) {
    this.shape = shape;
    this.#tally = tally;
    for (const { indexName } of shape.indexes) this.#indexed.set(indexName, new Map());
  }

  get(key: Item): Item | undefined {
    const { pk, sk } = checkKey(key);
    return this.#partitions.get(pk)?.items.get(sk);
  }

  /** Yields the items of a partition in ascending order of the sort key. */
  *partition(pk: string): Generator<Item> {
    const partition = this.#partitions.get(pk);
    if (partition === undefined) return;
    partition.order ??= [...partition.items.keys()].sort(compare);
    for (const sk of partition.order) {
      const item = partition.items.get(sk);
      if (item !== undefined) yield item;
    }
  }

  /** Returns every item, in the order of the keys. */
  *items(): Generator<Item> {
    for (const pk of [...this.#partitions.keys()].sort(compare)) yield* this.partition(pk);
  }

  /** Returns the items of an index under a partition key in ascending order of the sort key. */
  index({ indexName, partition, sort }: IndexShape, is: unknown): Item[] {
    const items = [...(this.#indexed.get(indexName)?.values() ?? [])].filter((item) => item[partition] === is);
    return items.sort(
      (one, other) =>
        compare(one[sort], other[sort]) || compare(one[KEY_ATTRIBUTES.partition], other[KEY_ATTRIBUTES.partition]),
    );
  }

  /** Replaces the item under a key, or deletes it where no item is given. */
  write(key: Item, item: Item | undefined): void {
    const { pk, sk } = checkKey(key);
    const before = this.get(key);
    this.#reindex(`${pk}\n${sk}`, before, item);
    const partition: Partition = this.#partitions.get(pk) ?? { items: new Map() };
    this.#partitions.set(pk, partition);
    if (item === undefined) partition.items.delete(sk);
    else partition.items.set(sk, item);
    if ((before === undefined) !== (item === undefined)) delete partition.order;
  }

  /** Counts the cost of a read of so many bytes. */
  costOfRead(bytes: number, isConsistent: boolean, of = this.shape.name): void {
    this.#tally.add(`DynamoDB read units ${of}`, Math.max(1, Math.ceil(bytes / READ_UNIT)) * (isConsistent ? 1 : 0.5));
  }

  /** Counts the cost of a write, whether its condition holds or not: the larger of the item before and after. */
  costOfWrite(before: Item | undefined, after: Item | undefined, times = 1): void {
    this.#tally.add(`DynamoDB write units ${this.shape.name}`, times * Math.max(unitsOf(before), unitsOf(after)));
  }

  #reindex(name: string, before: Item | undefined, after: Item | undefined): void {
    for (const { indexName, partition, sort } of this.shape.indexes) {
      const isIn = (item: Item | undefined) => item?.[partition] !== undefined && item[sort] !== undefined;
      const writes = indexWrites(isIn(before) ? before : undefined, isIn(after) ? after : undefined, sort);
      if (writes > 0) this.#tally.add(`DynamoDB write units ${indexName}`, writes);
      if (after !== undefined && isIn(after)) this.#indexed.get(indexName)?.set(name, after);
      else this.#indexed.get(indexName)?.delete(name);
    }
  }
}

/** Computes the writes to an index: one where its item is added, changed or removed, two where it moves. */
function indexWrites(before: Item | undefined, after: Item | undefined, sort: string): number {
  if (before === undefined && after === undefined) return 0;
  const moves = before !== undefined && after !== undefined && before[sort] !== after[sort];
  return moves ? unitsOf(before) + unitsOf(after) : Math.max(unitsOf(before), unitsOf(after));
}

const unitsOf = (item: Item | undefined): number => (item === undefined ? 1 : Math.ceil(sizeOf(item) / WRITE_UNIT));
