import { beginningInBytes, bytesIn } from './contracts/characters.ts';
import { isDeeperThan, MOST_LEVELS, writeJson } from './contracts/json.ts';
import type { Refused } from './ports.ts';

/** The most bytes that are kept of a refused entry, as JSON in UTF-8. */
export const MOST_KEPT_BYTES = 64 * 1024;

/** An entry around a Detail of as many levels as are allowed is kept as it came. */
const DEEPEST_KEPT = MOST_LEVELS + 1;

/** Returns a refusal as it is kept: with its entry as it came, or, where that is too long or nested too deep, with the beginning of its JSON as text. */
export function cutToKeep(refused: Refused): Refused {
  const { entry } = refused;
  const isDeep = isDeeperThan(DEEPEST_KEPT, entry);
  const json = isDeep ? writeJson(entry) : (JSON.stringify(entry) ?? '');
  const bytes = bytesIn(json);
  if (bytes <= MOST_KEPT_BYTES && !isDeep) return refused;
  return { ...refused, entry: beginningInBytes(json, MOST_KEPT_BYTES), cut: true, bytes };
}
