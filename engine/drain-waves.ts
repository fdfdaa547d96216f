import type { Services } from '../core/ports.ts';
import { listCampaignsByStatus } from './list-campaigns-by-status.ts';

/** The services of a drain, and how it ends waves. */
export interface DrainWavesDeps {
  readonly services: Services;
  /** Ends waves, whose waits are cancelled. Returns the names of those that were ended: others are left for a later call. */
  endWaves(names: readonly string[]): Promise<readonly string[]>;
  /** The number of waves that are ended at the same time. */
  readonly batchSize: number;
  hasTimeLeft(): boolean;
}

/** The result of a call: the published campaigns that it is refused for, or the waves that it ended, and whether none was left to end. */
export type DrainResult =
  | { readonly published: readonly string[] }
  | { readonly ended: readonly string[]; readonly isDone: boolean };

/**
 * Ends the waves that wait, batch after batch for as long as there is time, so that an installation can be removed. It is repeated
 * until nothing is left. Refused while a campaign is published, because its next event would start a wave.
 */
export async function drainWaves({ services, endWaves, batchSize, hasTimeLeft }: DrainWavesDeps): Promise<DrainResult> {
  const published = await Array.fromAsync(listCampaignsByStatus(services.campaigns, 'published'), ({ id }) => id);
  if (published.length > 0) return { published };
  const { items } = await services.waves.listWaiting();
  const ended: string[] = [];
  for (let first = 0; first < items.length && hasTimeLeft(); first += batchSize)
    ended.push(...(await endWaves(items.slice(first, first + batchSize))));
  return { ended, isDone: items.length === 0 };
}
