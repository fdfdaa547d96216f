import type { Hono } from 'hono';
import { writeInstant } from '../core/contracts/instant.ts';
import type { Refused } from '../core/ports.ts';
import { readCursor, writeCursor } from './cursor.ts';
import type { ApiDeps } from './deps.ts';
import { pageThatFits, placeInPage } from './page-that-fits.ts';

const LIST = { name: 'refused', place: placeInPage };

/** Events that were refused, for operators (R61): as they came, or cut where they were long. */
export function refusedRoutes(app: Hono, { services }: ApiDeps): void {
  app.get('/refused', async (context) => {
    const reading = readCursor(context, LIST);
    if ('refused' in reading) return reading.refused;
    const page = await services.refusals.list(reading.place?.from);
    const { items, next } = pageThatFits({ ...page, items: page.items.map(viewOf) }, reading.place);
    return context.json({ refused: items, ...writeCursor(LIST, next) });
  });
}

function viewOf({ at, code, message, entry, cut, bytes }: Refused) {
  return { at: writeInstant(at), code, message, entry, cut, bytes };
}
