import type { CancelWaveRequest } from '../core/contracts/cancel-waits.ts';
import type { Instant } from '../core/contracts/instant.ts';
import { MINUTE, type TimeSpan } from '../core/contracts/time-span.ts';
import { LAST_CALL_DELAY, type OpenWave, type Wave } from '../core/contracts/wave.ts';
import type { Clock, Log } from '../core/ports.ts';

/** The time after its last call by which a wave should be done. After it the wave is checked. */
const CHECK_GRACE: TimeSpan = 5 * MINUTE;

/** The state of the execution of a wave that is not done: running, aborted by an operator, or missing because it ended without finishing the wave. */
export type ExecutionState = 'running' | 'aborted' | 'missing';

/** The state of a wave as to pauses: whether one holds it back, and the instant at which its campaign was resumed last. */
export interface WavePauseState {
  readonly isPaused: boolean;
  readonly resumedAt?: Instant | undefined;
}

/** The waves, as the check reads and repairs them. */
export interface CheckWavesDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Lists waves that departed before an instant and are not done, the earliest first. */
  listOpenBefore(instant: Instant): AsyncIterable<OpenWave>;
  getExecutionState(open: OpenWave): Promise<ExecutionState>;
  restart(open: OpenWave): Promise<void>;
  finish(wave: Wave): Promise<void>;
  /** Returns whether a pause holds a wave back, and the instant at which its campaign was resumed last (R92). */
  getPauseState(wave: Wave): Promise<WavePauseState>;
  /** Records the time since the last call of a wave that is not done, or since its campaign was resumed. It is called for each that is older than those before. */
  measureOldest(overdue: TimeSpan): void;
  /** Puts a request to cancel the waits of a wave into the queue. */
  cancelWaits(request: CancelWaveRequest): Promise<void>;
}

/**
 * Checks waves that are past their last call and not done: restarts them or, if an operator aborted them, cancels the waits of users
 * who boarded since (R72). It leaves waves that a pause holds back (R92). Reads waves, never users. A wave that cannot be checked stops
 * no other; its error is thrown at the end.
 */
export async function checkWaves(deps: CheckWavesDeps): Promise<void> {
  const errors: unknown[] = [];
  const endedBefore = deps.clock.now() - LAST_CALL_DELAY;
  let longest = 0;
  for await (const open of deps.listOpenBefore(endedBefore - CHECK_GRACE)) {
    try {
      const { isPaused, resumedAt = 0 } = await deps.getPauseState(open.wave);
      if (isPaused) continue;
      const overdue = endedBefore - Math.max(open.wave.departure, resumedAt);
      if (overdue > longest) deps.measureOldest(overdue);
      longest = Math.max(longest, overdue);
      await checkWave(open, deps);
    } catch (error) {
      errors.push(error);
    }
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
