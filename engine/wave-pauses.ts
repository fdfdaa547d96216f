import type { Campaign } from '../core/campaign.ts';
import type { Wave } from '../core/contracts/wave.ts';
import { findLastResume, findPause } from '../core/pauses.ts';
import type { Services } from '../core/ports.ts';
import type { WavePauseState } from './check-waves.ts';

/**
 * Creates a function that returns whether a pause holds a wave back (R92). It does not hold back a wave whose publication is over: that
 * one has to cancel its waits (R50). The pauses and each paused campaign are read once.
 */
export function createWavePauses({ pauses, campaigns }: Pick<Services, 'pauses' | 'campaigns'>) {
  let state: ReturnType<Services['pauses']['read']> | undefined;
  const read = new Map<string, Promise<Campaign | undefined>>();
  return async ({ campaignId, publication }: Wave): Promise<WavePauseState> => {
    state ??= pauses.read();
    const resumedAt = findLastResume(await state, campaignId);
    if (findPause(await state, campaignId) === undefined) return { isPaused: false, resumedAt };
    const reading = read.get(campaignId) ?? campaigns.get(campaignId);
    read.set(campaignId, reading);
    const current = (await reading)?.publication;
    return { isPaused: current?.number === publication && current.endedAt === undefined, resumedAt };
  };
}
