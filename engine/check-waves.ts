import type { Instant } from '../core/contracts/instant.ts';
import { MINUTE, type Span } from '../core/contracts/span.ts';
import { LAST_CALL_AFTER, type OpenWave, type Wave } from '../core/contracts/wave.ts';
import type { Clock, Log } from '../core/ports.ts';
import type { Ending } from './end-waits.ts';

/** A wave is given this long after its last call before it counts as forgotten. */
const GRACE: Span = 5 * MINUTE;

/** What became of a wave's execution: it is under way, somebody aborted it, or it is gone without having ended its wave. */
export type Execution = 'under-way' | 'aborted' | 'gone';

/** The waves as whoever watches over them sees them. */
export interface WaveWatch {
  readonly clock: Clock;
  readonly log: Log;
  /** Waves that departed before an instant and are not done, the earliest first. */
  openBefore(instant: Instant): AsyncIterable<OpenWave>;
  execution(open: OpenWave): Promise<Execution>;
  restart(open: OpenWave): Promise<void>;
  finish(wave: Wave): Promise<void>;
  /** Sees to it that the waits of a wave end soon. */
  endSoon(ending: Ending): Promise<void>;
}

/**
 * Waves past their last call that nobody ended are started anew, or, where somebody aborted them, end for those who boarded
 * since (R72). Sweeps waves, never users. One that cannot be looked after stops no other; it is thrown at the end.
 */
export async function checkWaves(watch: WaveWatch): Promise<void> {
  const broken: unknown[] = [];
  for await (const open of watch.openBefore(watch.clock.now() - LAST_CALL_AFTER - GRACE)) {
    await lookAfter(open, watch).catch((error: unknown) => broken.push(error));
  }
  if (broken.length > 0) throw broken[0];
}

async function lookAfter(open: OpenWave, watch: WaveWatch): Promise<void> {
  const { wave, restarts } = open;
  const execution = await watch.execution(open);
  if (execution === 'under-way') return;
  watch.log.warn('WAVE_FORGOTTEN', { wave: wave.name, restarts, execution });
  if (execution === 'gone') return watch.restart(open);
  await watch.endSoon({ wave, reason: 'wave-aborted' });
  await watch.finish(wave);
}
