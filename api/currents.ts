import { hash, timingSafeEqual } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { formatInteger } from '../core/contracts/format-integer.ts';
import type { Instant } from '../core/contracts/instant.ts';
import { stringifyJson } from '../core/contracts/json.ts';
import { DAY } from '../core/contracts/time-span.ts';
import { digest } from '../core/identity.ts';
import { parseEntry } from '../core/parse-entry.ts';
import type { RefusedEvent, Services } from '../core/ports.ts';
import { mapConcurrently } from '../engine/map-concurrently.ts';
import {
  type CurrentsEntry,
  type CurrentsRecordResult,
  parseCurrentsBody,
  parseCurrentsRecord,
} from '../sources/braze-currents/parse-record.ts';
import type { ApiDeps } from './deps.ts';
import { respondWithProblem } from './problems.ts';
import { readBatchBody } from './read-body.ts';

/** Refused records that are kept side by side. */
const MAX_CONCURRENCY = 50;

/** The most records of one call; Braze sends up to a hundred at a time. */
export const MAX_RECORDS = 1_000;

/** What became of the records of one call, in the words of the interface. */
interface Ingested {
  accepted: number;
  skipped: number;
  readonly rejected: { readonly id: string; readonly reason: string }[];
}

/** Braze Currents' custom HTTP connector posts here. */
export function registerCurrentsRoutes(app: Hono, deps: ApiDeps): void {
  app.post('/ingest/currents', async (context) => {
    if (!isValidToken(context.req.header('authorization'), await deps.getCurrentsToken()))
      return respondUnauthorized(context);
    const parsed = await readBatchBody(context, parseCurrentsBody);
    if ('refused' in parsed) return parsed.refused;
    const records = parseCurrentsBody(parsed.body);
    if (records === undefined) {
      const message = 'body: expected one event of Currents, or { "events": [...] }';
      return respondWithProblem(context, 400, { code: 'invalid-currents', message });
    }
    if (records.length > MAX_RECORDS) {
      const message = `events: expected at most 1,000 records in a call, found ${formatInteger(records.length)}`;
      return respondWithProblem(context, 413, { code: 'too-many-records', message });
    }
    return context.json(await ingest(records, deps));
  });
}

async function ingest(records: readonly unknown[], { bus, services }: ApiDeps): Promise<Ingested> {
  const ingested: Ingested = { accepted: 0, skipped: 0, rejected: [] };
  const now = services.clock.now();
  const put: AcceptedRecord[] = [];
  const refused: RefusedEvent[] = [];
  for (const record of records) {
    const parsed = parseCurrentsRecord(record);
    if (parsed.kind === 'skipped') {
      ingested.skipped += 1;
      continue;
    }
    const { entries, refusal } = selectAccepted(parsed, now);
    put.push({ id: parsed.id, entries, isComplete: refusal === undefined });
    if (refusal === undefined) continue;
    // The bus would keep each entry that it refuses: the record is kept once, as it came.
    refused.push({ ...refusal, at: now, entry: record });
    ingested.rejected.push({ id: parsed.id, reason: refusal.message });
  }
  await storeRefused(refused, services);
  await putRecords(put, ingested, bus);
  return ingested;
}

/** Braze repeats a call that took too long: what it brings again that day is known by its content. */
async function storeRefused(refused: readonly RefusedEvent[], { refusals, transaction }: Services): Promise<void> {
  const store = (each: RefusedEvent) =>
    refusals.add(each, { id: digest(stringifyJson(each.entry)), since: each.at - (each.at % DAY) });
  await transaction(() => mapConcurrently(refused, MAX_CONCURRENCY, store));
}

/** A record's entries that are put on the bus; not all of them where something was refused. */
interface AcceptedRecord {
  readonly id: string;
  readonly entries: readonly CurrentsEntry[];
  readonly isComplete: boolean;
}

/** What of a record the bus will take, and the first reason why it will not take all of it. */
function selectAccepted(parsed: Exclude<CurrentsRecordResult, { kind: 'skipped' }>, now: Instant) {
  if (parsed.kind === 'rejected') {
    return { entries: [], refusal: { code: 'MalformedEntry', message: parsed.reason } as const };
  }
  const read = parsed.entries.map((entry) => ({ entry, ...parseEntry(entry, { now, entryId: parsed.id }) }));
  const entries = read.flatMap((each) => ('refusal' in each ? [] : [each.entry]));
  const [refusal] = read.flatMap((each) => ('refusal' in each ? [each.refusal] : []));
  return { entries, refusal };
}

async function putRecords(records: readonly AcceptedRecord[], ingested: Ingested, bus: ApiDeps['bus']): Promise<void> {
  const entries = records.flatMap((record) => record.entries);
  const results = entries.length === 0 ? [] : await bus.put(entries);
  let first = 0;
  for (const { id, entries: recordEntries, isComplete } of records) {
    const refused = results.slice(first, first + recordEntries.length).find((result) => 'errorMessage' in result);
    first += recordEntries.length;
    if (!isComplete) continue;
    if (refused === undefined) ingested.accepted += 1;
    else ingested.rejected.push({ id, reason: refused.errorMessage });
  }
}

/** Compared in a time that says nothing about the token. */
function isValidToken(authorization: string | undefined, token: string | undefined): boolean {
  const received = /^bearer +(.+)$/i.exec(authorization ?? '')?.[1];
  if (received === undefined || token === undefined || token === '') return false;
  return timingSafeEqual(hash('sha256', received, 'buffer'), hash('sha256', token, 'buffer'));
}

function respondUnauthorized(context: Context): Response {
  context.header('WWW-Authenticate', 'Bearer');
  const where = 'on one machine that of CURRENTS_TOKEN, on AWS the secret of the data stack';
  const message = `authorization: expected "Bearer" and the token: ${where}`;
  return respondWithProblem(context, 401, { code: 'unauthorized', message });
}
