import * as v from 'valibot';
import type { AwsServices } from '../adapters/aws/services.ts';
import { openObject } from '../core/contracts/fault.ts';
import { formatInstant, type Instant } from '../core/contracts/instant.ts';
import { METRICS } from '../core/contracts/metrics.ts';
import { parseInput } from '../core/contracts/parse-input.ts';
import { MINUTE, SECOND, type TimeSpan } from '../core/contracts/time-span.ts';
import { LAST_CALL_DELAY, type Wave, type WaveCall } from '../core/contracts/wave.ts';
import { waveCallSchema } from '../core/contracts/wave-schema.ts';
import { findLastResume, findPause } from '../core/pauses.ts';
import { splitIntoParts } from '../core/waves.ts';
import { dispatchWave } from '../engine/dispatch-wave.ts';
import { container } from './runtime/background-container.ts';
import { defineHandler } from './runtime/define-handler.ts';
import { withEmailHtml } from './sending/with-email-html.ts';

/** The time after which the rest of a pass is split into parts that run at the same time. */
const MAX_UNSPLIT_TIME: TimeSpan = 5 * SECOND;
/** The time after which a call ends, when its page is done. */
const MAX_CALL_TIME: TimeSpan = 60 * SECOND;

/** The answer to the wave machine: when to call again, in which parts to continue, or that the wave is done. */
type DispatchResponse =
  | { readonly state: 'next'; readonly at: string; readonly call: WaveCall }
  | { readonly state: 'parts'; readonly parts: readonly WaveCall[]; readonly call: WaveCall }
  | { readonly state: 'part'; readonly call: WaveCall }
  | { readonly state: 'passed'; readonly broken: number }
  | { readonly state: 'done' };

/** The schema of what the machine adds to a call that must end its pass. */
const onlyCallSchema = openObject({ isOnly: v.exactOptional(v.boolean('true or false')) });

/** The error by which the machine learns that a pass needs more calls. The definition of the machine has its name. */
class NeedsMoreCallsError extends Error {
  override readonly name = 'NeedsMoreCalls';
}

/** Handles calls of the wave machine: dispatches page after page, for as long as one call should take. */
export const createHandler = defineHandler<unknown, DispatchResponse>(({ services, meter }) => async (input) => {
  const first = parseInput(waveCallSchema, input, 'input');
  const { isOnly = false } = parseInput(onlyCallSchema, input, 'input');
  const startedAt = services.clock.now();
  const wasPaused = await wasPausedSince(first.wave, startedAt, services);
  if (isFirst(first) && !wasPaused) meter.add(METRICS.waveLateness, startedAt - first.wave.departure);
  for (let call = first; ; ) {
    const result = await dispatchWave(call, services);
    if ('done' in result) {
      if (!wasPaused) meter.add(METRICS.waveEndLateness, services.clock.now() - first.wave.departure - LAST_CALL_DELAY);
      return { state: 'done' };
    }
    // The execution ends and the wave stays open: the check of waves restarts it after the pause (R92).
    if ('paused' in result) return { state: 'done' };
    if ('passed' in result) return { state: 'passed', broken: result.passed };
    const { next } = result;
    const response = toResponse(next, services.clock.now() - startedAt, services);
    if (isOnly && needsMoreCalls(first, next, response))
      throw new NeedsMoreCallsError(`wave ${first.wave.name}: one call is not enough`);
    if (response !== undefined) return response;
    call = next;
  }
});

export const handler = createHandler(withEmailHtml(container));

/** Returns the answer to the machine after a page; undefined if this call continues with the next page. */
function toResponse(next: WaveCall, elapsed: TimeSpan, { seats }: AwsServices): DispatchResponse | undefined {
  if (next.cursor === undefined) return { state: 'next', at: formatInstant(next.at), call: next };
  if (next.isPart) return elapsed < MAX_CALL_TIME ? undefined : { state: 'part', call: next };
  if (elapsed < MAX_UNSPLIT_TIME) return undefined;
  return { state: 'parts', parts: splitIntoParts(next, seats.splitCursor(next.cursor)), call: next };
}

/** Returns whether a pass continues after a call that was to end it: for more pages, or for enrollments that failed. */
function needsMoreCalls(first: WaveCall, next: WaveCall, response: DispatchResponse | undefined): boolean {
  if (response === undefined) return false;
  return first.isLastCall || !next.isLastCall || response.state !== 'next';
}

/** The lateness from which on it matters whether a pause is the reason. */
const NOTABLE_LATENESS: TimeSpan = 2 * MINUTE;

/** Returns whether a pause kept a wave from leaving in time (R92): its lateness then says nothing about the installation. */
async function wasPausedSince(
  { campaignId, departure }: Wave,
  now: Instant,
  { pauses }: AwsServices,
): Promise<boolean> {
  if (now - departure < NOTABLE_LATENESS) return false;
  const { state } = await pauses.getRecent();
  return findPause(state, campaignId) !== undefined || (findLastResume(state, campaignId) ?? 0) > departure;
}

function isFirst({ isLastCall, attempts, cursor, isOver }: WaveCall): boolean {
  return !isLastCall && attempts === 0 && cursor === undefined && !isOver;
}
