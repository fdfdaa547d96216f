import type { Instant } from '../core/contracts/instant.ts';
import type { OpenWave } from '../core/contracts/wave.ts';
import type { Clock, Log } from '../core/ports.ts';

/** The waves, as they are resumed. */
export interface ResumeWavesDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Lists waves that depart after an instant and have no running execution, the earliest first. */
  listLostAfter(instant: Instant): AsyncIterable<OpenWave>;
  /** Starts a wave again. Returns false if an operator aborted it. */
  resume(open: OpenWave): Promise<boolean>;
  hasTimeLeft(): boolean;
}

/**
 * Starts the waves that still lie ahead and that nothing will call, as in an installation whose tables were restored: one after the
 * other, which no quota refuses, and the earliest first, so that they leave in time. Returns false if there was no time for all of
 * them. A wave that cannot be started stops no other; its error is thrown at the end.
 */
export async function resumeWaves({ clock, log, ...waves }: ResumeWavesDeps): Promise<boolean> {
  const errors: unknown[] = [];
  let [resumed, isComplete] = [0, true];
  for await (const open of waves.listLostAfter(clock.now())) {
    isComplete = waves.hasTimeLeft();
    if (!isComplete) break;
    try {
      if (await waves.resume(open)) resumed += 1;
    } catch (error) {
      errors.push(error);
    }
  }
  if (resumed > 0) log.warn('WAVES_RESUMED', { resumed, isComplete });
  if (errors.length > 0) throw errors[0];
  return isComplete;
}
