import type { Hono } from 'hono';
import { formatInstant } from '../core/contracts/instant.ts';
import type { StoredRefusal } from '../core/ports.ts';
import { isAboutUser } from '../engine/erase-refusals.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { ApiDeps } from './deps.ts';
import { fitPage, pagePositionSchema } from './fit-page.ts';
import { respond } from './respond.ts';
import type { RefusedEventView } from './schemas/refused-event.ts';

/** Registers the route that lists refused events for operators (R61), as they came, or cut if they were long: all, the one with an id, or those that name a user. */
export function registerRefusedRoutes(app: Hono, { services }: ApiDeps): void {
  app.get('/refused', async (context) => {
    const id = context.req.query('id');
    if (id !== undefined && id !== '') {
      const found = await services.refusals.get(id);
      return respond(context, 'GET /refused', { refused: found === undefined ? [] : [toRefusedView(found)] });
    }
    const userId = context.req.query('userId') || undefined;
    const list = {
      name: 'refused',
      ...(userId === undefined ? {} : { of: [userId] }),
      positionSchema: pagePositionSchema,
    };
    const result = decodeCursor(context, list);
    if ('refused' in result) return result.refused;
    const page = await services.refusals.list(result.place?.from);
    const found = userId === undefined ? page.items : page.items.filter((each) => isAboutUser(each, userId));
    const { items, next } = fitPage({ ...page, items: found.map(toRefusedView) }, result.place);
    return respond(context, 'GET /refused', { refused: items, ...encodeCursor(list, next) });
  });
}

function toRefusedView({ id, at, code, message, entry, cut, bytes, retriedAt }: StoredRefusal): RefusedEventView {
  const retried = retriedAt === undefined ? {} : { retriedAt: formatInstant(retriedAt) };
  return { id, at: formatInstant(at), code, message, entry, cut, bytes, ...retried };
}
