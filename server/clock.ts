import type { Context, Hono } from 'hono';
import type { ManualClock } from '../adapters/sqlite/clock.ts';
import type { Turns } from '../adapters/sqlite/turns.ts';
import { problem } from '../api/answers.ts';
import { fieldOf, readBody } from '../api/body.ts';
import { INSTANT_EXPECTED, type Instant, LAST_INSTANT, readInstant, writeInstant } from '../core/contracts/instant.ts';
import { readSpan, SPAN_EXPECTED } from '../core/contracts/span.ts';
import type { Machine } from './machine.ts';

const EXPECTED = `{ "advance": ${SPAN_EXPECTED} } by which the year 9999 is not passed, or { "to": ${INSTANT_EXPECTED} }`;

/** Whose clock it is, and the queue in which it moves. */
export interface ClockDeps {
  readonly machine: Machine;
  readonly inTurn: Turns;
}

/** The clock, where it is moved by hand. Moves happen one after the other, and never while events are put. */
export function clockRoutes(app: Hono, { machine, inTurn }: ClockDeps): void {
  const clock = machine.manualClock;
  app.get('/clock', (context) => (clock === undefined ? notManual(context) : answer(context, clock)));
  app.post('/clock', async (context) => {
    if (clock === undefined) return notManual(context);
    const reading = await readBody(context);
    if ('refused' in reading) return reading.refused;
    return inTurn(async () => {
      const to = instantOf(reading.body, clock.now());
      if (to === undefined || to > LAST_INSTANT)
        return refuse(context, 400, 'invalid-move', `body: expected ${EXPECTED}`);
      if (to < clock.now()) return refuse(context, 409, 'clock-backwards', backwards(clock));
      await machine.advanceTo(to);
      return answer(context, clock);
    });
  });
}

function instantOf(body: unknown, now: Instant): Instant | undefined {
  const [advance, to] = [fieldOf(body, 'advance'), fieldOf(body, 'to')];
  if (typeof advance === 'string' && to === undefined) {
    const span = readSpan(advance);
    return span === undefined ? undefined : now + span;
  }
  return typeof to === 'string' && advance === undefined ? readInstant(to) : undefined;
}

function backwards(clock: ManualClock): string {
  return `to: expected an instant not before the clock's own, ${writeInstant(clock.now())}`;
}

function notManual(context: Context): Response {
  const message = "the clock is the machine's; start with --manual-clock (or MANUAL_CLOCK=1) to move it";
  return refuse(context, 409, 'clock-not-manual', message);
}

function refuse(context: Context, status: 400 | 409, code: string, message: string): Response {
  return problem(context, status, { code, message });
}

function answer(context: Context, clock: ManualClock): Response {
  return context.json({ now: writeInstant(clock.now()) });
}
