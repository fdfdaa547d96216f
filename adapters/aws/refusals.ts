import { randomUUID } from 'node:crypto';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { REFUSAL_LIFETIME } from '../../core/contracts/lifetime.ts';
import { METRICS } from '../../core/contracts/metrics.ts';
import { MOST_PAGE_BYTES } from '../../core/contracts/page.ts';
import { DAY } from '../../core/contracts/span.ts';
import { EXPIRES_AT } from '../../core/contracts/tables.ts';
import { cutToKeep } from '../../core/kept-refusal.ts';
import type { Clock, Refusals, Refused } from '../../core/ports.ts';
import { BrokenCursor, partsOfCursor } from '../../core/store-cursor.ts';
import type { Queues } from './asks.ts';
import { readJson, writeBody } from './body.ts';
import type { Meter } from './meter.ts';
import { shardOf } from './shards.ts';
import { expiry, IS_NEW, type Item, keyOf, sortable, type Table } from './table.ts';

/** What refusals stand on. */
export interface RefusalDeps {
  readonly refused: Table;
  readonly queues: Queues;
  /** Where operators wait for them. */
  readonly queueUrl: string;
  readonly clock: Clock;
  readonly meter: Meter;
}

const PAGE = 500;
const SHARDS = 8;

/** Refused events: kept in DynamoDB to be listed, and told to a queue for whoever acts on them. */
export function awsRefusals({ refused, queues, queueUrl, clock, meter }: RefusalDeps): Refusals {
  return {
    async keep(refusal, { id, since } = { id: randomUUID(), since: refusal.at }) {
      const each = cutToKeep(refusal);
      const key = keyOf(partitionOf(dayOf(since), shardOf(id) % SHARDS), `${sortable(since, 15)}#${id}`);
      const item = { ...key, body: writeBody(each), [EXPIRES_AT]: expiry(clock.now() + REFUSAL_LIFETIME) };
      await refused.put(item, IS_NEW);
      // Told again, too, where it is known: whoever kept it may have broken before telling.
      await queues.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: told(each) }));
      meter.add(METRICS.refused, 1);
    },
    async list(cursor) {
      const [first, last] = [dayOf(clock.now() - REFUSAL_LIFETIME), dayOf(clock.now())];
      const from = cursor === undefined ? { day: first } : readPlace(cursor);
      // Clocks of Lambdas differ: the day of one may be tomorrow for another.
      if (cursor !== undefined && from.day > last + 1) throw new BrokenCursor(cursor);
      let day = Math.max(first, from.day);
      for (let sort = from.after; day <= last; day += 1) {
        const { items, isWhole } = await ofDay(refused, day, sort);
        sort = undefined;
        if (items.length === 0) continue;
        const page = pageOf(items);
        const isDayDone = isWhole && page.length === items.length;
        const next = isDayDone ? `${day + 1}|` : `${day}|${items[page.length - 1]?.['sk']}`;
        return { items: page, ...(isDayDone && day === last ? {} : { cursor: next }) };
      }
      return { items: [] };
    },
  };
}

const dayOf = (instant: number): number => Math.floor(instant / DAY);

/** A day, and the sort key in it after which the list goes on; at its begin without one. */
function readPlace(cursor: string): { readonly day: number; readonly after?: string } {
  const [day, after] = partsOfCursor(cursor, /^(\d{1,8})\|(\d{15}#.+)?$/s);
  return { day: Number(day), ...(after === undefined ? {} : { after }) };
}

const partitionOf = (day: number, shard: number): string => `refused#${day}#${shard}`;

/**
 * What was refused on a day, in order, as far as it is known: from each shard the first items are read, however many
 * DynamoDB gives at once, and what lies after the last of those is left to the next page.
 */
async function ofDay(refused: Table, day: number, after: string | undefined) {
  const shards = Array.from({ length: SHARDS }, (_, shard) => partitionOf(day, shard));
  const pages = await Promise.all(shards.map((partition) => refused.page({ partition, after, most: PAGE + 1 })));
  const ends = pages.flatMap(({ cursor }) => (cursor === undefined ? [] : [cursor])).sort();
  const [end] = ends;
  const items = pages.flatMap((page) => page.items).filter(({ sk }) => end === undefined || String(sk) <= end);
  return { items: items.sort(inOrder), isWhole: end === undefined };
}

function inOrder(one: Item, other: Item): number {
  return String(one['sk']) < String(other['sk']) ? -1 : 1;
}

/** The first of them that an answer can hold; the others are not even inflated. */
function pageOf(items: readonly Item[]): Refused[] {
  const page: Refused[] = [];
  let bytes = 0;
  for (const { body } of items.slice(0, PAGE)) {
    const json = readJson(body);
    bytes += Buffer.byteLength(json);
    if (page.length > 0 && bytes > MOST_PAGE_BYTES) break;
    page.push(JSON.parse(json));
  }
  return page;
}

function told({ at, code, message, entry, cut, bytes }: Refused): string {
  return writtenFor(JSON.stringify({ at, code, message, entry, cut, bytes }));
}

/** SQS takes neither of these two characters. */
function writtenFor(json: string): string {
  return json.replaceAll('\ufffe', '\\ufffe').replaceAll('\uffff', '\\uffff');
}
