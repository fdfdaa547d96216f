import type { Hono } from 'hono';
import type { ApiDeps } from './deps.ts';
import { respondWithProblem } from './problems.ts';
import { getField, readBatchBody } from './read-body.ts';
import { respond } from './respond.ts';

/** The maximum number of entries of a call. */
export const MAX_ENTRIES = 1_000;

/**
 * Registers the route by which producers send events. It answers a result for each entry, in order; a refused entry does not affect the
 * others (R61).
 */
export function registerEventRoutes(app: Hono, { bus }: ApiDeps): void {
  app.post('/events', async (context) => {
    const result = await readBatchBody(context, getEntries);
    if ('refused' in result) return result.refused;
    const entries = getField(result.body, 'entries');
    if (!Array.isArray(entries) || entries.length === 0 || entries.length > MAX_ENTRIES) {
      const found = Array.isArray(entries)
        ? `${entries.length} entries`
        : `${entries === undefined ? 'nothing' : typeof entries}`;
      const expected = 'a list of 1 to 1,000 entries';
      const message = `entries: expected ${expected}, found ${found}`;
      return respondWithProblem(context, 400, {
        code: 'invalid-entries',
        message,
        details: [{ path: 'entries', found, expected }],
      });
    }
    return respond(context, 'POST /events', { entries: await bus.put(entries) });
  });
}

function getEntries(body: unknown): readonly unknown[] | undefined {
  const entries = getField(body, 'entries');
  return Array.isArray(entries) ? entries : undefined;
}
