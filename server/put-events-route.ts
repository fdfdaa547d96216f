import type { Context, Hono } from 'hono';
import { getField, readBatchBody } from '../api/read-body.ts';
import type { Bus, EntryResult } from '../core/ports.ts';
import type { PutEventsView } from './schemas/put-events.ts';

const TARGET = 'AWSEvents.PutEvents';
/** The limit of EventBridge. */
const MAX_ENTRIES = 10;

/** Registers the route that the AWS SDK and command line call for PutEvents, which answers as EventBridge does. */
export function registerPutEventsRoute(app: Hono, bus: Bus): void {
  app.post('/', async (context) => {
    const target = context.req.header('x-amz-target');
    if (target !== TARGET)
      return respondFault(context, 'UnknownOperationException', `expected ${TARGET}, found ${target}`);
    const result = await readBatchBody(context, getEntries);
    if ('refused' in result) return respondFault(context, 'SerializationException', result.message);
    const entries = getEntries(result.body);
    if (entries === undefined || entries.length === 0 || entries.length > MAX_ENTRIES) {
      return respondFault(context, 'ValidationException', `Entries: expected a list of 1 to ${MAX_ENTRIES} entries`);
    }
    const results = await bus.put(entries);
    const failed = results.filter((result) => 'errorCode' in result).length;
    const answer: PutEventsView = { FailedEntryCount: failed, Entries: results.map(toResultEntry) };
    return respondJson(context, 200, answer);
  });
}

function getEntries(body: unknown): unknown[] | undefined {
  const entries = getField(body, 'Entries');
  return Array.isArray(entries) ? entries : undefined;
}

function toResultEntry(result: EntryResult): PutEventsView['Entries'][number] {
  return 'eventId' in result
    ? { EventId: result.eventId }
    : { ErrorCode: result.errorCode, ErrorMessage: result.errorMessage };
}

function respondFault(context: Context, type: string, message: string): Response {
  return respondJson(context, 400, { __type: type, message });
}

function respondJson(context: Context, status: 200 | 400, body: object): Response {
  return context.body(JSON.stringify(body), status, { 'content-type': 'application/x-amz-json-1.1' });
}
