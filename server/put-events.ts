import type { Context, Hono } from 'hono';
import { fieldOf, readBatch } from '../api/body.ts';
import type { Bus, EntryResult } from '../core/ports.ts';

const TARGET = 'AWSEvents.PutEvents';
/** EventBridge's own limit. */
const MOST_ENTRIES = 10;

/** What the AWS SDK and command line send for PutEvents, answered as EventBridge does. */
export function putEventsRoute(app: Hono, bus: Bus): void {
  app.post('/', async (context) => {
    const target = context.req.header('x-amz-target');
    if (target !== TARGET) return fault(context, 'UnknownOperationException', `expected ${TARGET}, found ${target}`);
    const reading = await readBatch(context, entriesOf);
    if ('refused' in reading) return fault(context, 'SerializationException', reading.message);
    const entries = entriesOf(reading.body);
    if (entries === undefined || entries.length === 0 || entries.length > MOST_ENTRIES) {
      return fault(context, 'ValidationException', `Entries: expected a list of 1 to ${MOST_ENTRIES} entries`);
    }
    const results = await bus.put(entries);
    const failed = results.filter((result) => 'errorCode' in result).length;
    return answer(context, 200, { FailedEntryCount: failed, Entries: results.map(viewOf) });
  });
}

function entriesOf(body: unknown): unknown[] | undefined {
  const entries = fieldOf(body, 'Entries');
  return Array.isArray(entries) ? entries : undefined;
}

function viewOf(result: EntryResult): object {
  return 'eventId' in result
    ? { EventId: result.eventId }
    : { ErrorCode: result.errorCode, ErrorMessage: result.errorMessage };
}

function fault(context: Context, type: string, message: string): Response {
  return answer(context, 400, { __type: type, message });
}

function answer(context: Context, status: 200 | 400, body: object): Response {
  return context.body(JSON.stringify(body), status, { 'content-type': 'application/x-amz-json-1.1' });
}
