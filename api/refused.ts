import type { Hono } from 'hono';
import { formatInstant } from '../core/contracts/instant.ts';
import type { StoredRefusal } from '../core/ports.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { ApiDeps } from './deps.ts';
import { fitPage, pagePositionSchema } from './fit-page.ts';
import { respond } from './respond.ts';
import type { RefusedEventView } from './schemas/refused-event.ts';

const LIST = { name: 'refused', positionSchema: pagePositionSchema };

/** Registers the route that lists refused events for operators (R61), as they came, or cut if they were long. */
export function registerRefusedRoutes(app: Hono, { services }: ApiDeps): void {
  app.get('/refused', async (context) => {
    const result = decodeCursor(context, LIST);
    if ('refused' in result) return result.refused;
    const page = await services.refusals.list(result.place?.from);
    const { items, next } = fitPage({ ...page, items: page.items.map(toRefusedView) }, result.place);
    return respond(context, 'GET /refused', { refused: items, ...encodeCursor(LIST, next) });
  });
}

function toRefusedView({ id, at, code, message, entry, cut, bytes, retriedAt }: StoredRefusal): RefusedEventView {
  const retried = retriedAt === undefined ? {} : { retriedAt: formatInstant(retriedAt) };
  return { id, at: formatInstant(at), code, message, entry, cut, bytes, ...retried };
}
