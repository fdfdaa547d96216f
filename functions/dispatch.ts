import type { AwsServices } from '../adapters/aws/services.ts';
import { writeInstant } from '../core/contracts/instant.ts';
import { METRICS } from '../core/contracts/metrics.ts';
import { SECOND, type Span } from '../core/contracts/span.ts';
import type { WaveCall } from '../core/contracts/wave.ts';
import { partsOf } from '../core/waves.ts';
import { dispatch } from '../engine/dispatch-wave.ts';
import { world } from './runtime/background-world.ts';
import { door } from './runtime/door.ts';

/** A pass that takes longer is shared by calls side by side. */
const ALONE: Span = 5 * SECOND;
/** A call ends after this long, with its page. */
const LONGEST: Span = 60 * SECOND;

/** What the wave machine is told: when to call again, in which parts to go on, or that it is over. */
type Told =
  | { readonly state: 'next'; readonly at: string; readonly call: WaveCall }
  | { readonly state: 'parts'; readonly parts: readonly WaveCall[]; readonly call: WaveCall }
  | { readonly state: 'part'; readonly call: WaveCall }
  | { readonly state: 'passed'; readonly broken: number }
  | { readonly state: 'done' };

/** Calls of the wave machine: page after page, for as long as one call should take. */
export const lambdaIn = door<WaveCall, Told>(({ services, meter }) => async (first) => {
  const began = services.clock.now();
  if (isFirst(first)) meter.add(METRICS.waveLateness, began - first.wave.departure);
  for (let call = first; ; ) {
    const answer = await dispatch(call, services);
    if ('done' in answer) return { state: 'done' };
    if ('passed' in answer) return { state: 'passed', broken: answer.passed };
    const { next } = answer;
    const told = tell(next, services.clock.now() - began, services);
    if (told !== undefined) return told;
    call = next;
  }
});

export const handler = lambdaIn(world);

/** What the machine is told after a page; nothing where this call goes on by itself. */
function tell(next: WaveCall, elapsed: Span, { seats }: AwsServices): Told | undefined {
  if (next.cursor === undefined) return { state: 'next', at: writeInstant(next.at), call: next };
  if (next.isPart) return elapsed < LONGEST ? undefined : { state: 'part', call: next };
  if (elapsed < ALONE) return undefined;
  return { state: 'parts', parts: partsOf(next, seats.parts(next.cursor)), call: next };
}

function isFirst({ isLastCall, attempts, cursor, isOver }: WaveCall): boolean {
  return !isLastCall && attempts === 0 && cursor === undefined && !isOver;
}
