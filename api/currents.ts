import { hash, timingSafeEqual } from 'node:crypto';
import type { Context, Hono } from 'hono';
import type { ConnectorEvent } from '../core/contracts/event.ts';
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
import type { IngestDeps } from './deps.ts';
import { respondWithProblem } from './problems.ts';
import { readBatchBody } from './read-body.ts';
import { respond } from './respond.ts';
import type { CurrentsResult } from './schemas/currents-result.ts';

/** The maximum number of refused records that are stored at the same time. */
const MAX_CONCURRENCY = 50;

/** The maximum number of records of a call. Braze sends up to a hundred at a time. */
export const MAX_RECORDS = 1_000;

/** Registers the route to which Braze Currents' custom HTTP connector sends its records. */
export function registerCurrentsRoutes(app: Hono, deps: IngestDeps): void {
  app.post('/ingest/currents', async (context) => {
    if (!isValidToken(context.req.header('authorization'), await deps.getCurrentsToken())) {
      deps.countRefusedToken?.();
      return respondUnauthorized(context);
    }
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
    return respond(context, 'POST /ingest/currents', await ingest(records, deps));
  });
}

async function ingest(records: readonly unknown[], deps: IngestDeps): Promise<CurrentsResult> {
  const { services } = deps;
  const ingested: CurrentsResult = { accepted: 0, skipped: 0, rejected: [] };
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
    // The bus would store each entry that it refuses. The record is stored once, as it came.
    refused.push({ ...refusal, at: now, entry: record });
    ingested.rejected.push({ id: parsed.id, reason: refusal.message });
  }
  await storeRefused(refused, services);
  await putRecords(put, ingested, deps);
  return ingested;
}

/** Stores refused records. Braze repeats a call that took too long, so a record of the same content is stored once a day. */
async function storeRefused(refused: readonly RefusedEvent[], { refusals, transaction }: Services): Promise<void> {
  const store = (each: RefusedEvent) =>
    refusals.add(each, { id: digest(stringifyJson(each.entry)), since: each.at - (each.at % DAY) });
  await transaction(() => mapConcurrently(refused, MAX_CONCURRENCY, store));
}

/** An entry of a record that the bus accepts, and its event. */
interface AcceptedEntry {
  readonly entry: CurrentsEntry;
  readonly event: ConnectorEvent;
}

/** The entries of a record that go on. The record is not complete if one of its entries was refused. */
interface AcceptedRecord {
  readonly id: string;
  readonly entries: readonly AcceptedEntry[];
  readonly isComplete: boolean;
}

/** Returns the entries of a record that the bus accepts, and the first refusal, if there is one. */
function selectAccepted(parsed: Exclude<CurrentsRecordResult, { kind: 'skipped' }>, now: Instant) {
  if (parsed.kind === 'rejected') {
    return { entries: [], refusal: { code: 'MalformedEntry', message: parsed.reason } as const };
  }
  const read = parsed.entries.map((entry) => ({ entry, ...parseEntry(entry, { now, entryId: parsed.id }) }));
  const entries = read.flatMap((each) => ('refusal' in each ? [] : [each]));
  const [refusal] = read.flatMap((each) => ('refusal' in each ? [each.refusal] : []));
  return { entries, refusal };
}

/** Puts the entries of records on the bus, except those that no follow-up listens to, which count as accepted. */
async function putRecords(
  records: readonly AcceptedRecord[],
  ingested: CurrentsResult,
  { bus, dropUnmatched }: IngestDeps,
): Promise<void> {
  const dropped = await dropUnmatched?.(records.flatMap(({ entries }) => entries.map(({ event }) => event)));
  const kept = records.map(({ entries }) => entries.filter(({ event }) => !dropped?.has(event)));
  const entries = kept.flatMap((each) => each.map(({ entry }) => entry));
  const results = entries.length === 0 ? [] : await bus.put(entries);
  let first = 0;
  for (const [index, { id, isComplete }] of records.entries()) {
    const count = kept[index]?.length ?? 0;
    const refused = results.slice(first, first + count).find((result) => 'errorMessage' in result);
    first += count;
    if (!isComplete) continue;
    if (refused === undefined) ingested.accepted += 1;
    else ingested.rejected.push({ id, reason: refused.errorMessage });
  }
}

/** Returns whether the token is the right one. The time of the comparison reveals nothing about it. */
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
