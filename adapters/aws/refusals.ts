import { randomUUID } from 'node:crypto';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { REFUSAL_LIFETIME } from '../../core/contracts/lifetime.ts';
import { METRICS } from '../../core/contracts/metrics.ts';
import { DAY } from '../../core/contracts/span.ts';
import { EXPIRES_AT } from '../../core/contracts/tables.ts';
import type { Clock, Refusals, Refused } from '../../core/ports.ts';
import { BrokenCursor, partsOfCursor } from '../../core/store-cursor.ts';
import type { Queues } from './asks.ts';
import { readBody, writeBody } from './body.ts';
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
/** The most bytes of a body that a message of the queue carries; the table keeps all of it. */
const MOST_TOLD_BYTES = 200_000;

/** Refused events: kept in DynamoDB to be listed, and told to a queue for whoever acts on them. */
export function awsRefusals({ refused, queues, queueUrl, clock, meter }: RefusalDeps): Refusals {
  return {
    async keep(each, { id, since } = { id: randomUUID(), since: each.at }) {
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
        const items = await ofDay(refused, day, sort);
        sort = undefined;
        if (items.length === 0) continue;
        const page = items.slice(0, PAGE);
        const next = items.length > PAGE ? `${day}|${page.at(-1)?.['sk']}` : `${day + 1}|`;
        const isEnd = items.length <= PAGE && day === last;
        return { items: page.map(({ body }) => readBody<Refused>(body)), ...(isEnd ? {} : { cursor: next }) };
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

/** What was refused on a day, in order, from all shards: one more than a page where there are more. */
async function ofDay(refused: Table, day: number, after: string | undefined): Promise<Item[]> {
  const shards = Array.from({ length: SHARDS }, (_, shard) => partitionOf(day, shard));
  const pages = await Promise.all(shards.map((partition) => firstOf(refused, partition, after)));
  return pages
    .flat()
    .sort((one, other) => (String(one['sk']) < String(other['sk']) ? -1 : 1))
    .slice(0, PAGE + 1);
}

/** The first items of a shard: a page and one, however DynamoDB cuts them. */
async function firstOf(refused: Table, partition: string, after: string | undefined): Promise<Item[]> {
  const items: Item[] = [];
  let start = after;
  do {
    const page = await refused.page({ partition, after: start, most: PAGE + 1 - items.length });
    items.push(...page.items);
    start = page.cursor;
  } while (start !== undefined && items.length <= PAGE);
  return items;
}

function told({ at, code, message, entry }: Refused): string {
  const body = writtenFor(JSON.stringify({ at, code, message, entry }));
  return Buffer.byteLength(body) <= MOST_TOLD_BYTES
    ? body
    : writtenFor(JSON.stringify({ at, code, message, entry: 'too long: see GET /refused' }));
}

/** SQS takes neither of these two characters. */
function writtenFor(json: string): string {
  return json.replaceAll('\ufffe', '\\ufffe').replaceAll('\uffff', '\\uffff');
}
