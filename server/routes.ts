import type { Hono } from 'hono';
import { readCursor, storeCursor, writeCursor } from '../api/cursor.ts';
import type { Bus } from '../core/ports.ts';
import { type ClockDeps, clockRoutes } from './clock.ts';
import { putEventsRoute } from './put-events.ts';

/** What only one machine offers, for rehearsal and tests, stands on. */
interface LocalDeps extends ClockDeps {
  readonly bus: Bus;
}

const DISPATCHES = { name: 'dispatches', place: storeCursor };

/** What only one machine offers: the AWS SDK's PutEvents, the messages that left, and the clock. */
export function localRoutes(app: Hono, deps: LocalDeps): void {
  putEventsRoute(app, deps.bus);
  clockRoutes(app, deps);
  app.get('/dispatches', (context) => {
    const reading = readCursor(context, DISPATCHES);
    if ('refused' in reading) return reading.refused;
    const { items, cursor, next } = deps.machine.services.outbox.list(reading.place);
    // Whoever waits for more goes on from `next`, on the last page too, and reads none of it again.
    const { cursor: poll } = writeCursor(DISPATCHES, next);
    return context.json({ dispatches: items, ...writeCursor(DISPATCHES, cursor), next: poll });
  });
}
