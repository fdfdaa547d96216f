import type { CancelWaveRequest } from '../core/contracts/cancel-waits.ts';
import type { Instant } from '../core/contracts/instant.ts';
import { MINUTE, type TimeSpan } from '../core/contracts/time-span.ts';
import { LAST_CALL_DELAY, type OpenWave, type Wave } from '../core/contracts/wave.ts';
import type { Clock, Log } from '../core/ports.ts';

/** A wave is given this long after its last call before it counts as forgotten. */
const CHECK_GRACE: TimeSpan = 5 * MINUTE;

/** What became of a wave's execution: it is under way, somebody aborted it, or it is gone without having ended its wave. */
export type ExecutionState = 'running' | 'aborted' | 'missing';

/** The waves as whoever watches over them sees them. */
export interface CheckWavesDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Waves that departed before an instant and are not done, the earliest first. */
  listOpenBefore(instant: Instant): AsyncIterable<OpenWave>;
  getExecutionState(open: OpenWave): Promise<ExecutionState>;
  restart(open: OpenWave): Promise<void>;
  finish(wave: Wave): Promise<void>;
  /** Sees to it that the waits of a wave end soon. */
  cancelWaits(request: CancelWaveRequest): Promise<void>;
}

/**
 * Waves past their last call that nobody ended are started anew, or, where somebody aborted them, end for those who boarded
 * since (R72). Sweeps waves, never users. One that cannot be looked after stops no other; it is thrown at the end.
 */
export async function checkWaves(deps: CheckWavesDeps): Promise<void> {
  const errors: unknown[] = [];
  for await (const open of deps.listOpenBefore(deps.clock.now() - LAST_CALL_DELAY - CHECK_GRACE)) {
    await checkWave(open, deps).catch((error: unknown) => errors.push(error));
  }
  if (errors.length > 0) throw errors[0];
}

async function checkWave(open: OpenWave, deps: CheckWavesDeps): Promise<void> {
  const { wave, restarts } = open;
  const execution = await deps.getExecutionState(open);
  if (execution === 'running') return;
  deps.log.warn('WAVE_NOT_FINISHED', { wave: wave.name, restarts, execution });
  if (execution === 'missing') return deps.restart(open);
  await deps.cancelWaits({ wave, reason: 'wave-aborted' });
  await deps.finish(wave);
}
