import type { Hono } from 'hono';
import { readCursor, storeCursor, writeCursor } from '../api/cursor.ts';
import type { Bus } from '../core/ports.ts';
import { type ClockDeps, clockRoutes } from './clock.ts';
import { putEventsRoute } from './put-events.ts';

/** What only one machine offers, for rehearsal and tests, stands on. */
interface LocalDeps extends ClockDeps {
  readonly bus: Bus;
}

/** What only one machine offers: the AWS SDK's PutEvents, the messages that left, and the clock. */
export function localRoutes(app: Hono, deps: LocalDeps): void {
  putEventsRoute(app, deps.bus);
  clockRoutes(app, deps);
  app.get('/dispatches', (context) => {
    const reading = readCursor(context, storeCursor);
    if ('refused' in reading) return reading.refused;
    const { items, cursor } = deps.machine.services.outbox.list(reading.place);
    return context.json({ dispatches: items, ...writeCursor(cursor) });
  });
}
