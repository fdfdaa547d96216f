import type { Hono } from 'hono';
import { writeInstant } from '../core/contracts/instant.ts';
import { readCursor, storeCursor, writeCursor } from './cursor.ts';
import type { ApiDeps } from './deps.ts';

const LIST = { name: 'refused', place: storeCursor };

/** Events that were refused, as they came, for operators (R61). */
export function refusedRoutes(app: Hono, { services }: ApiDeps): void {
  app.get('/refused', async (context) => {
    const reading = readCursor(context, LIST);
    if ('refused' in reading) return reading.refused;
    const { items, cursor } = await services.refusals.list(reading.place);
    const refused = items.map(({ at, code, message, entry }) => ({ at: writeInstant(at), code, message, entry }));
    return context.json({ refused, ...writeCursor(LIST, cursor) });
  });
}
