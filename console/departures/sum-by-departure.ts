import type { WaitingWave } from './parse-wave.ts';

/** The number of users who wait for a departure. */
export interface WaveSize {
  readonly departure: string;
  readonly waiting: number;
  readonly isAtLeast: boolean;
}

/** Returns the key by which the size of a wave is found. */
export function createSizeKey(campaignId: string, departure: string): string {
  return `${campaignId} ${departure}`;
}

/** The departures that were counted, and how many waves were not. */
export interface CountedDepartures {
  /** The users who wait, of all campaigns that were counted together. */
  readonly departures: readonly WaveSize[];
  readonly uncounted: number;
}

/**
 * Sums the users who wait, by departure, in the order of the waves. A size is that of a campaign and a departure: several publications
 * have it together.
 */
export function sumByDeparture(waves: readonly WaitingWave[], sizes: ReadonlyMap<string, WaveSize>): CountedDepartures {
  const sums = new Map<string, WaveSize>();
  const keys = new Set(waves.map(({ campaignId, departure = '' }) => createSizeKey(campaignId, departure)));
  const counted = [...keys].flatMap((key) => sizes.get(key) ?? []);
  for (const { departure, waiting, isAtLeast } of counted) {
    const sum = sums.get(departure) ?? { departure, waiting: 0, isAtLeast: false };
    sums.set(departure, { departure, waiting: sum.waiting + waiting, isAtLeast: sum.isAtLeast || isAtLeast });
  }
  return { departures: [...sums.values()], uncounted: keys.size - counted.length };
}
