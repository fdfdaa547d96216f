import type { Hono } from 'hono';
import { decodeCursor, encodeCursor, storeCursorSchema } from '../api/cursor.ts';
import type { DeepReadonly } from '../api/respond.ts';
import type { Bus } from '../core/ports.ts';
import { type ClockDeps, registerClockRoutes } from './clock-routes.ts';
import { registerPutEventsRoute } from './put-events-route.ts';
import type { DispatchList } from './schemas/dispatch.ts';

/** What only one machine offers, for rehearsal and tests, stands on. */
interface LocalRouteDeps extends ClockDeps {
  readonly bus: Bus;
}

const DISPATCHES_LIST = { name: 'dispatches', positionSchema: storeCursorSchema };

/** What only one machine offers: the AWS SDK's PutEvents, the messages that left, and the clock. */
export function registerLocalRoutes(app: Hono, deps: LocalRouteDeps): void {
  registerPutEventsRoute(app, deps.bus);
  registerClockRoutes(app, deps);
  app.get('/dispatches', (context) => {
    const result = decodeCursor(context, DISPATCHES_LIST);
    if ('refused' in result) return result.refused;
    const { items, cursor, next } = deps.runtime.services.outbox.list(result.place);
    // Whoever waits for more goes on from `next`, on the last page too, and reads none of it again.
    const { cursor: poll } = encodeCursor(DISPATCHES_LIST, next);
    return context.json<DeepReadonly<DispatchList>>({
      dispatches: items,
      ...encodeCursor(DISPATCHES_LIST, cursor),
      next: poll,
    });
  });
}
