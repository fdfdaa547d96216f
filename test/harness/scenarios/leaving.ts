import type { WaveCall } from '../../../core/contracts/wave.ts';
import type { Story } from './story.ts';

/** Returns the call of the wave that is due now. */
export function leaving({ services }: Story): WaveCall {
  const [call] = services.waves.listDueCalls(services.clock.now());
  if (call === undefined) throw new Error('expected a wave that leaves');
  return call;
}
