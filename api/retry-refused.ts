import type { Context, Hono } from 'hono';
import { completeDetail } from '../core/complete-detail.ts';
import { formatInstant } from '../core/contracts/instant.ts';
import { isObject } from '../core/contracts/object.ts';
import { digest } from '../core/identity.ts';
import { parseEntry } from '../core/parse-entry.ts';
import type { StoredRefusal } from '../core/ports.ts';
import { parseCurrentsRecord } from '../sources/braze-currents/parse-record.ts';
import type { ApiDeps } from './deps.ts';
import { respondWithProblem } from './problems.ts';
import { getField, readJsonBody } from './read-body.ts';
import { respond } from './respond.ts';
import type { RetryResult } from './schemas/refused-event.ts';

/** The maximum number of refused events of a call. */
const MAX_IDS = 100;

/**
 * Registers the route that puts refused events again after the cause is mended. An event is taken like a new one, with
 * its own id and instant, so that a repeat enrolls no second time (R49).
 */
export function registerRetryRefusedRoute(app: Hono, deps: ApiDeps): void {
  app.post('/refused/retry', async (context) => {
    const result = await readJsonBody(context);
    if ('refused' in result) return result.refused;
    const ids = getField(result.body, 'ids');
    if (!isListOfIds(ids)) return respondInvalidIds(context, ids);
    const results: RetryResult[] = [];
    for (const id of new Set(ids)) results.push(await retryRefused(id, deps));
    return respond(context, 'POST /refused/retry', { results });
  });
}

async function retryRefused(id: string, { services, bus }: ApiDeps): Promise<RetryResult> {
  const refused = await services.refusals.get(id);
  if (refused === undefined) return { id, errorCode: 'UnknownId', errorMessage: 'no refused event has this id' };
  if (refused.cut)
    return { id, errorCode: 'EntryCut', errorMessage: 'only its beginning is kept: put it again yourself' };
  const now = services.clock.now();
  const completed = completeEntries(refused, now);
  if ('errorCode' in completed) return { id, ...completed };
  const results = await bus.put(completed.entries);
  const failed = results.find((each) => 'errorCode' in each);
  if (failed !== undefined) return { id, ...failed };
  await services.refusals.markRetried(id, now);
  const [first] = results;
  return { id, eventId: first !== undefined && 'eventId' in first ? first.eventId : '' };
}

type Failure = Omit<Extract<RetryResult, { readonly errorCode: unknown }>, 'id'>;

/**
 * Returns the entries of a refused event, each with its id and its instant, or why they would be refused again. An event without an id
 * gets one from the refusal: that of the first attempt is not kept, and a second retry must be a repeat of the first.
 */
function completeEntries({ id, at, entry }: StoredRefusal, now: number): { readonly entries: unknown[] } | Failure {
  const listed = listEntries(entry);
  if ('errorCode' in listed) return listed;
  const entries: unknown[] = [];
  for (const each of listed.entries) {
    const timed = isObject(each) ? { Time: formatInstant(at), ...removeAbsent(each), EventBusName: undefined } : each;
    const parsed = parseEntry(timed, { now, entryId: digest('refused', id) });
    if ('refusal' in parsed) return { errorCode: parsed.refusal.code, errorMessage: parsed.refusal.message };
    const { event, detailType } = parsed;
    entries.push({ Source: event.source, DetailType: detailType, Detail: completeDetail(event) });
  }
  return { entries };
}

/** Lists the entries that a refused event stands for: itself, or those of a record of Braze Currents. */
function listEntries(entry: unknown): { readonly entries: readonly unknown[] } | Failure {
  if (!isObject(entry) || !('event_type' in entry)) return { entries: [entry] };
  const parsed = parseCurrentsRecord(entry);
  if (parsed.kind === 'entries') return parsed;
  return { errorCode: 'MalformedEntry', errorMessage: parsed.kind === 'skipped' ? parsed.why : parsed.reason };
}

/** Removes fields that are empty, as producers send them. */
function removeAbsent(entry: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== null && value !== ''));
}

function isListOfIds(ids: unknown): ids is string[] {
  return Array.isArray(ids) && ids.length > 0 && ids.length <= MAX_IDS && ids.every((each) => typeof each === 'string');
}

function respondInvalidIds(context: Context, ids: unknown): Response {
  const found = Array.isArray(ids) ? `${ids.length} items` : ids === undefined ? 'nothing' : typeof ids;
  const expected = `a list of 1 to ${MAX_IDS} ids of refused events, as texts`;
  const message = `ids: expected ${expected}, found ${found}`;
  return respondWithProblem(context, 400, {
    code: 'invalid-ids',
    message,
    details: [{ path: 'ids', found, expected }],
  });
}
