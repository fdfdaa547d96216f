import { hash, timingSafeEqual } from 'node:crypto';
import type { Context, Hono } from 'hono';
import type { Instant } from '../core/contracts/instant.ts';
import { writeJson } from '../core/contracts/json.ts';
import { DAY } from '../core/contracts/span.ts';
import { writeWhole } from '../core/contracts/whole-number.ts';
import { digest } from '../core/identity.ts';
import type { Refused, Services } from '../core/ports.ts';
import { readEntry } from '../core/read-entry.ts';
import { abreast } from '../engine/abreast.ts';
import {
  type CurrentsEntry,
  type CurrentsReading,
  fromCurrents,
  readCurrentsBody,
} from '../sources/braze-currents/currents.ts';
import { problem } from './answers.ts';
import { readBatch } from './body.ts';
import type { ApiDeps } from './deps.ts';

/** Refused records that are kept side by side. */
const ABREAST = 50;

/** The most records of one call; Braze sends up to a hundred at a time. */
export const MOST_RECORDS = 1_000;

/** What became of the records of one call, in the words of the interface. */
interface Ingested {
  accepted: number;
  skipped: number;
  readonly rejected: { readonly id: string; readonly reason: string }[];
}

/** Braze Currents' custom HTTP connector posts here. */
export function currentsRoutes(app: Hono, deps: ApiDeps): void {
  app.post('/ingest/currents', async (context) => {
    if (!isToken(context.req.header('authorization'), await deps.currentsToken())) return unauthorized(context);
    const reading = await readBatch(context, readCurrentsBody);
    if ('refused' in reading) return reading.refused;
    const records = readCurrentsBody(reading.body);
    if (records === undefined) {
      const message = 'body: expected one event of Currents, or { "events": [...] }';
      return problem(context, 400, { code: 'invalid-currents', message });
    }
    if (records.length > MOST_RECORDS) {
      const message = `events: expected at most 1,000 records in a call, found ${writeWhole(records.length)}`;
      return problem(context, 413, { code: 'too-many-records', message });
    }
    return context.json(await ingest(records, deps));
  });
}

async function ingest(records: readonly unknown[], { bus, services }: ApiDeps): Promise<Ingested> {
  const ingested: Ingested = { accepted: 0, skipped: 0, rejected: [] };
  const now = services.clock.now();
  const put: Put[] = [];
  const refused: Refused[] = [];
  for (const record of records) {
    const reading = fromCurrents(record);
    if (reading.kind === 'skipped') {
      ingested.skipped += 1;
      continue;
    }
    const { entries, refusal } = takenOf(reading, now);
    put.push({ id: reading.id, entries, isWhole: refusal === undefined });
    if (refusal === undefined) continue;
    // The bus would keep each entry that it refuses: the record is kept once, as it came.
    refused.push({ ...refusal, at: now, entry: record });
    ingested.rejected.push({ id: reading.id, reason: refusal.message });
  }
  await keepAll(refused, services);
  await putAll(put, ingested, bus);
  return ingested;
}

/** Braze repeats a call that took too long: what it brings again that day is known by its content. */
async function keepAll(refused: readonly Refused[], { refusals, together }: Services): Promise<void> {
  const keep = (each: Refused) =>
    refusals.keep(each, { id: digest(writeJson(each.entry)), since: each.at - (each.at % DAY) });
  await together(() => abreast(refused, ABREAST, keep));
}

/** A record's entries that are put on the bus; not all of them where something was refused. */
interface Put {
  readonly id: string;
  readonly entries: readonly CurrentsEntry[];
  readonly isWhole: boolean;
}

/** What of a record the bus will take, and the first reason why it will not take all of it. */
function takenOf(reading: Exclude<CurrentsReading, { kind: 'skipped' }>, now: Instant) {
  if (reading.kind === 'rejected') {
    return { entries: [], refusal: { code: 'MalformedEntry', message: reading.reason } as const };
  }
  const read = reading.entries.map((entry) => ({ entry, ...readEntry(entry, { now, entryId: reading.id }) }));
  const entries = read.flatMap((each) => ('refusal' in each ? [] : [each.entry]));
  const [refusal] = read.flatMap((each) => ('refusal' in each ? [each.refusal] : []));
  return { entries, refusal };
}

async function putAll(records: readonly Put[], ingested: Ingested, bus: ApiDeps['bus']): Promise<void> {
  const entries = records.flatMap((record) => record.entries);
  const results = entries.length === 0 ? [] : await bus.put(entries);
  let first = 0;
  for (const { id, entries: own, isWhole } of records) {
    const refused = results.slice(first, first + own.length).find((result) => 'errorMessage' in result);
    first += own.length;
    if (!isWhole) continue;
    if (refused === undefined) ingested.accepted += 1;
    else ingested.rejected.push({ id, reason: refused.errorMessage });
  }
}

/** Compared in a time that says nothing about the token. */
function isToken(authorization: string | undefined, token: string | undefined): boolean {
  const given = /^bearer +(.+)$/i.exec(authorization ?? '')?.[1];
  if (given === undefined || token === undefined || token === '') return false;
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', token, 'buffer'));
}

function unauthorized(context: Context): Response {
  context.header('WWW-Authenticate', 'Bearer');
  const where = 'on one machine that of CURRENTS_TOKEN, on AWS the secret of the data stack';
  const message = `authorization: expected "Bearer" and the token: ${where}`;
  return problem(context, 401, { code: 'unauthorized', message });
}
