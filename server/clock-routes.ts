import type { Context, Hono } from 'hono';
import type { ManualClock } from '../adapters/sqlite/clock.ts';
import type { RunTask } from '../adapters/sqlite/task-queue.ts';
import { respondWithProblem } from '../api/problems.ts';
import { getField, readJsonBody } from '../api/read-body.ts';
import type { ProblemCode } from '../api/schemas/problem.ts';
import { formatInstant, INSTANT_EXPECTED, type Instant, MAX_INSTANT, parseInstant } from '../core/contracts/instant.ts';
import { parseTimeSpan, TIME_SPAN_EXPECTED } from '../core/contracts/time-span.ts';
import type { LocalRuntime } from './local-runtime.ts';
import type { ClockView } from './schemas/clock.ts';

const EXPECTED = `{ "advance": ${TIME_SPAN_EXPECTED} } by which the year 9999 is not passed, or { "to": ${INSTANT_EXPECTED} }`;

/** The runtime whose clock is moved, and the queue that runs moves alone. */
export interface ClockDeps {
  readonly runtime: LocalRuntime;
  readonly runExclusive: RunTask;
}

/** Registers the routes that read and move a manual clock. Moves run one after the other, and never while events are put. */
export function registerClockRoutes(app: Hono, { runtime, runExclusive }: ClockDeps): void {
  const clock = runtime.manualClock;
  app.get('/clock', (context) => (clock === undefined ? respondNotManual(context) : respondWithClock(context, clock)));
  app.post('/clock', async (context) => {
    if (clock === undefined) return respondNotManual(context);
    const result = await readJsonBody(context);
    if ('refused' in result) return result.refused;
    return runExclusive(async () => {
      const to = parseMove(result.body, clock.now());
      if (to === undefined || to > MAX_INSTANT)
        return respondWithCode(context, 400, 'invalid-move', `body: expected ${EXPECTED}`);
      if (to < clock.now()) return respondWithCode(context, 409, 'clock-backwards', describeBackwards(clock));
      await runtime.advanceTo(to);
      return respondWithClock(context, clock);
    });
  });
}

function parseMove(body: unknown, now: Instant): Instant | undefined {
  const [advance, to] = [getField(body, 'advance'), getField(body, 'to')];
  if (typeof advance === 'string' && to === undefined) {
    const span = parseTimeSpan(advance);
    return span === undefined ? undefined : now + span;
  }
  return typeof to === 'string' && advance === undefined ? parseInstant(to) : undefined;
}

function describeBackwards(clock: ManualClock): string {
  return `to: expected an instant not before the clock's own, ${formatInstant(clock.now())}`;
}

function respondNotManual(context: Context): Response {
  const message = "the clock is the machine's; start with --manual-clock (or MANUAL_CLOCK=1) to move it";
  return respondWithCode(context, 409, 'clock-not-manual', message);
}

function respondWithCode(context: Context, status: 400 | 409, code: ProblemCode, message: string): Response {
  return respondWithProblem(context, status, { code, message });
}

function respondWithClock(context: Context, clock: ManualClock): Response {
  return context.json<ClockView>({ now: formatInstant(clock.now()) });
}
