import { formatInstant } from '../../core/contracts/instant.ts';
import { parseWaveName } from '../../core/contracts/wave.ts';

/** A wave that waits, with what its name states. */
export interface WaitingWave {
  readonly name: string;
  readonly campaignId: string;
  /** The instant of its departure; absent if the name has none. */
  readonly departure?: string;
  readonly publication?: number;
  readonly restarts: number;
}

/** Returns a wave with what its name states: the publication, the departure, and the number of restarts. */
export function parseWave({ name, campaignId }: { readonly name: string; readonly campaignId: string }): WaitingWave {
  const [, restarts = '0'] = /\.r(\d+)$/.exec(name) ?? [];
  const wave = parseWaveName(name.replace(/\.r\d+$/, ''));
  if (wave === undefined) return { name, campaignId, restarts: Number(restarts) };
  const { publication } = wave;
  return { name, campaignId, publication, departure: formatInstant(wave.departure), restarts: Number(restarts) };
}

/** Compares waves by their departures, the soonest first; those without one come last. */
export function compareDepartures(a: WaitingWave, b: WaitingWave): number {
  const [first, second] = [a.departure ?? '~', b.departure ?? '~'];
  return first === second ? a.name.localeCompare(b.name) : first < second ? -1 : 1;
}

/**
 * Returns the sum of the users who wait, by departure, in the order of the waves. Campaigns that are not counted are left out. Sizes are
 * those of a campaign and a departure: of several publications they are one.
 */
export function sumByDeparture(waves: readonly WaitingWave[], findSize: (wave: WaitingWave) => number | undefined) {
  const sums = new Map<string, Map<string, number>>();
  for (const wave of waves) {
    const size = findSize(wave);
    if (wave.departure === undefined || size === undefined) continue;
    const byCampaign = sums.get(wave.departure) ?? new Map<string, number>();
    sums.set(wave.departure, byCampaign.set(wave.campaignId, size));
  }
  return [...sums].map(([departure, byCampaign]) => ({
    departure,
    waiting: [...byCampaign.values()].reduce((sum, size) => sum + size, 0),
  }));
}
