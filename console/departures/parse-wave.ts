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
