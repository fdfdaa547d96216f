import type { WireItem } from './dynamodb-json.ts';

/** Returns the name of the wave that the item of a seat belongs to; undefined where the item is no seat. */
export function waveOfSeat({ pk }: WireItem): string | undefined {
  return /^seat#(.*)#\d+$/.exec(pk !== undefined && 'S' in pk ? pk.S : '')?.[1];
}
