import type { Hono } from 'hono';
import { decodeCursor, encodeCursor, storeCursorSchema } from '../api/cursor.ts';
import type { DeepReadonly } from '../api/respond.ts';
import type { Bus } from '../core/ports.ts';
import { type ClockDeps, registerClockRoutes } from './clock-routes.ts';
import { registerPutEventsRoute } from './put-events-route.ts';
import type { DispatchList } from './schemas/dispatch.ts';

/** The dependencies of the routes that only one machine offers, for tests and demonstrations. */
interface LocalRouteDeps extends ClockDeps {
  readonly bus: Bus;
}

const DISPATCHES_LIST = { name: 'dispatches', positionSchema: storeCursorSchema };

/** Registers the routes that only one machine offers: the AWS SDK's PutEvents, the dispatched messages, and the clock. */
export function registerLocalRoutes(app: Hono, deps: LocalRouteDeps): void {
  registerPutEventsRoute(app, deps.bus);
  registerClockRoutes(app, deps);
  app.get('/dispatches', (context) => {
    const result = decodeCursor(context, DISPATCHES_LIST);
    if ('refused' in result) return result.refused;
    const { items, cursor, next } = deps.runtime.services.outbox.list(result.place);
    // A caller that polls goes on from `next`, which the last page has too, and reads no message twice.
    const { cursor: poll } = encodeCursor(DISPATCHES_LIST, next);
    return context.json<DeepReadonly<DispatchList>>({
      dispatches: items,
      ...encodeCursor(DISPATCHES_LIST, cursor),
      next: poll,
    });
  });
}
