import type { Services } from '../core/ports.ts';
import { retry } from '../core/retry.ts';
import { addFigures, type FigureSums, type Figures, toFigures } from '../core/statistics/figures.ts';
import type { Recounted } from '../core/statistics/recounted.ts';

/** The figures of a campaign: those of its last recount, and what was counted live since. */
export interface StoredStatistics {
  readonly figures: Figures;
  /** The instant at which the last recount began; absent if there was none. */
  readonly recountedAt?: Recounted['at'];
}

/** The maximum number of attempts of a read that recounts interrupt. */
const MAX_ATTEMPTS = 3;

/** Reads the figures of a campaign. If a recount ends in between, which removes live figures, it reads them again. */
export async function readStatistics(
  campaignId: string,
  { statistics }: Pick<Services, 'statistics'>,
): Promise<StoredStatistics> {
  const found = await retry({ maxAttempts: MAX_ATTEMPTS }, async () => {
    const recounted = await statistics.readRecounted(campaignId);
    const live = await statistics.readLive(campaignId, { from: recounted?.number ?? 0, to: Number.MAX_SAFE_INTEGER });
    const after = await statistics.readRecounted(campaignId);
    if (after?.number !== recounted?.number) return undefined;
    const sums: FigureSums = new Map();
    addFigures(sums, recounted?.figures ?? {});
    addFigures(sums, live);
    return { figures: toFigures(sums), ...(recounted !== undefined && { recountedAt: recounted.at }) };
  });
  if (found === undefined) throw new Error(`statistics of campaign ${campaignId}: recounted ${MAX_ATTEMPTS} times`);
  return found;
}
