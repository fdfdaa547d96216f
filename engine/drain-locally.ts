import { SECOND, type TimeSpan } from '../core/contracts/time-span.ts';
import { parseWaveName } from '../core/contracts/wave.ts';
import type { Services } from '../core/ports.ts';
import { cancelAllWaits } from './cancel-waits.ts';
import { type DrainResult, drainWaves } from './drain-waves.ts';

/** The time after which a drain answers, so that its caller sees its progress. */
const MAX_DRAIN_TIME: TimeSpan = 2 * SECOND;

/** Ends waves that this process calls, for as long as a call should take: one after the other, because each is a commit. */
export function drainLocally(services: Services): Promise<DrainResult> {
  const startedAt = performance.now();
  return drainWaves({
    services,
    endWaves: async (names) => {
      for (const name of names) await abortWave(name, services);
      return names;
    },
    batchSize: 1,
    hasTimeLeft: () => performance.now() - startedAt < MAX_DRAIN_TIME,
  });
}

/** Cancels the waits in a wave, and calls it no more. */
async function abortWave(name: string, services: Services): Promise<void> {
  const wave = parseWaveName(name);
  if (wave === undefined) throw new Error(`wave ${name}: expected a name with campaign, publication and departure`);
  await cancelAllWaits({ wave, reason: 'wave-aborted' }, services);
  await services.transaction(() => services.waves.finish(wave));
}
