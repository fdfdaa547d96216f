import type { Hono } from 'hono';
import { problem } from './answers.ts';
import { fieldOf, readBatch } from './body.ts';
import type { ApiDeps } from './deps.ts';

/** The most entries of one call. */
export const MOST_ENTRIES = 1_000;

/** Events in, for producers: a result per entry, in order; one that is refused is refused alone (R61). */
export function eventRoutes(app: Hono, { bus }: ApiDeps): void {
  app.post('/events', async (context) => {
    const reading = await readBatch(context, entriesOf);
    if ('refused' in reading) return reading.refused;
    const entries = fieldOf(reading.body, 'entries');
    if (!Array.isArray(entries) || entries.length === 0 || entries.length > MOST_ENTRIES) {
      const found = Array.isArray(entries)
        ? `${entries.length} entries`
        : `${entries === undefined ? 'nothing' : typeof entries}`;
      const expected = 'a list of 1 to 1,000 entries';
      const message = `entries: expected ${expected}, found ${found}`;
      return problem(context, 400, {
        code: 'invalid-entries',
        message,
        details: [{ path: 'entries', found, expected }],
      });
    }
    return context.json({ entries: await bus.put(entries) });
  });
}

function entriesOf(body: unknown): readonly unknown[] | undefined {
  const entries = fieldOf(body, 'entries');
  return Array.isArray(entries) ? entries : undefined;
}
