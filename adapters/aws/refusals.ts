import { randomUUID } from 'node:crypto';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { computeDay } from '../../core/contracts/instant.ts';
import { REFUSAL_LIFETIME } from '../../core/contracts/lifetime.ts';
import { METRICS } from '../../core/contracts/metrics.ts';
import { MAX_PAGE_BYTES } from '../../core/contracts/page.ts';
import { EXPIRES_AT_ATTRIBUTE } from '../../core/contracts/tables.ts';
import type { Clock, RefusalKey, Refusals, StoredRefusal } from '../../core/ports.ts';
import { createRefusalNotice } from '../../core/refusal-notice.ts';
import { InvalidCursorError, parseStoreCursor } from '../../core/store-cursor.ts';
import { parseStored } from '../../core/stored/parse-stored.ts';
import { REFUSED_EVENT } from '../../core/stored/refusal-shape.ts';
import { truncateRefusedEvent } from '../../core/truncate-refused-event.ts';
import type { QueuesClient } from './client-interfaces.ts';
import { encodeBody } from './encode-body.ts';
import { escapeForSqs } from './escape-for-sqs.ts';
import { createRefusalKey, createRefusalPartition, REFUSAL_SHARDS } from './keys.ts';
import type { Meter } from './meter.ts';
import { getItemPlace, readBody, readBodyText } from './read-item.ts';
import { ITEM_EXISTS, ITEM_IS_ABSENT, type Item, type Table, toExpirySeconds } from './table.ts';

/** The dependencies of the refusals. */
export interface RefusalsDeps {
  readonly refused: Table;
  readonly queues: QueuesClient;
  /** The queue from which operators read refusals. */
  readonly queueUrl: string;
  readonly clock: Clock;
  readonly meter: Meter;
}

const PAGE_SIZE = 500;
/** The maximum length of an id of a refusal: no longer sort key can be stored. */
const MAX_ID_LENGTH = 1_000;

/** Creates the refused events. They are stored in DynamoDB for the list, and a notice of each is sent to a queue for programs of operators. */
export function createAwsRefusals({ refused, queues, queueUrl, clock, meter }: RefusalsDeps): Refusals {
  const read = async (id: string): Promise<Item | undefined> => {
    const key = parseRefusalId(id);
    return key === undefined ? undefined : refused.get(createRefusalKey(key));
  };
  return {
    async add(refusal, { id, since } = { id: randomUUID(), since: refusal.at }) {
      const stored = truncateRefusedEvent(refusal);
      const key = createRefusalKey({ id, since });
      const item = {
        ...key,
        body: encodeBody(stored),
        [EXPIRES_AT_ATTRIBUTE]: toExpirySeconds(clock.now() + REFUSAL_LIFETIME),
      };
      await refused.put(item, ITEM_IS_ABSENT);
      // Sent for a repeat, too: the first attempt may have failed between the table and the queue.
      await queues.send(
        new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: formatQueueMessage({ ...stored, id: key.sk }) }),
      );
      meter.add(METRICS.refused, 1);
    },
    async get(id) {
      const item = await read(id);
      return item === undefined ? undefined : { ...readBody({ table: refused, item }, REFUSED_EVENT), id };
    },
    async markRetried(id, at) {
      const item = await read(id);
      if (item === undefined) return;
      const body = encodeBody({ ...readBody({ table: refused, item }, REFUSED_EVENT), retriedAt: at });
      await refused.put({ ...item, body }, ITEM_EXISTS);
    },
    async remove(id) {
      const key = parseRefusalId(id);
      if (key !== undefined) await refused.delete(createRefusalKey(key));
    },
    async list(cursor) {
      const [first, last] = [computeDay(clock.now() - REFUSAL_LIFETIME), computeDay(clock.now())];
      const from = cursor === undefined ? { day: first } : parseDayPosition(cursor);
      // Clocks of Lambda functions differ: the day of one may be tomorrow for another.
      if (cursor !== undefined && from.day > last + 1) throw new InvalidCursorError(cursor);
      let day = Math.max(first, from.day);
      for (let sort = from.after; day <= last; day += 1) {
        const { items, isWhole } = await readDay(refused, day, sort);
        sort = undefined;
        if (items.length === 0) continue;
        const page = fitToPage(refused, items);
        const isDayDone = isWhole && page.length === items.length;
        const next = isDayDone ? `${day + 1}|` : `${day}|${items[page.length - 1]?.['sk']}`;
        return { items: page, ...(isDayDone && day === last ? {} : { cursor: next }) };
      }
      return { items: [] };
    },
  };
}

/** Parses the id of a refusal, which is its sort key; returns undefined for any other text. */
function parseRefusalId(text: string): RefusalKey | undefined {
  const [, since, id] = /^(\d{15})#(.+)$/s.exec(text) ?? [];
  return since === undefined || id === undefined || text.length > MAX_ID_LENGTH
    ? undefined
    : { id, since: Number(since) };
}

/** Parses a cursor: the day, and the sort key after which the list continues. Without one it continues at the beginning of the day. */
function parseDayPosition(cursor: string): { readonly day: number; readonly after?: string } {
  const [day, after] = parseStoreCursor(cursor, /^(\d{1,8})\|(\d{15}#.+)?$/s);
  return { day: Number(day), ...(after === undefined ? {} : { after }) };
}

/**
 * Reads the refusals of a day, in order. It reads the first items of each shard, as many as DynamoDB returns at once, and leaves what
 * sorts after the earliest of their ends to the next page.
 */
async function readDay(refused: Table, day: number, after: string | undefined) {
  const shards = Array.from({ length: REFUSAL_SHARDS }, (_, shard) => createRefusalPartition(day, shard));
  const pages = await Promise.all(
    shards.map((partition) => refused.queryPage({ partition, after, limit: PAGE_SIZE + 1 })),
  );
  const ends = pages.flatMap(({ cursor }) => (cursor === undefined ? [] : [cursor])).sort();
  const [end] = ends;
  const items = pages.flatMap((page) => page.items).filter(({ sk }) => end === undefined || String(sk) <= end);
  return { items: items.sort(compareSortKeys), isWhole: end === undefined };
}

function compareSortKeys(one: Item, other: Item): number {
  return String(one['sk']) < String(other['sk']) ? -1 : 1;
}

/** Returns the first items that fit into a page. The others are not even inflated. */
function fitToPage(table: Table, items: readonly Item[]): StoredRefusal[] {
  const page: StoredRefusal[] = [];
  let bytes = 0;
  for (const item of items.slice(0, PAGE_SIZE)) {
    const json = readBodyText({ table, item }, 'body');
    bytes += Buffer.byteLength(json);
    if (page.length > 0 && bytes > MAX_PAGE_BYTES) break;
    page.push({ ...parseStored(json, REFUSED_EVENT, getItemPlace({ table, item })), id: String(item['sk']) });
  }
  return page;
}

function formatQueueMessage(refusal: StoredRefusal): string {
  return escapeForSqs(JSON.stringify(createRefusalNotice(refusal)));
}
