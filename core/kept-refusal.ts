import { countBytes, truncateToBytes } from './contracts/characters.ts';
import { isDeeperThan, MAX_JSON_LEVELS, stringifyJson } from './contracts/json.ts';
import type { RefusedEvent } from './ports.ts';

/** The most bytes that are kept of a refused entry, as JSON in UTF-8. */
export const MAX_STORED_ENTRY_BYTES = 64 * 1024;

/** An entry around a Detail of as many levels as are allowed is kept as it came. */
const MAX_STORED_LEVELS = MAX_JSON_LEVELS + 1;

/** Returns a refusal as it is kept: with its entry as it came, or, where that is too long or nested too deep, with the beginning of its JSON as text. */
export function truncateRefusedEvent(refused: RefusedEvent): RefusedEvent {
  const { entry } = refused;
  const isDeep = isDeeperThan(MAX_STORED_LEVELS, entry);
  const json = isDeep ? stringifyJson(entry) : (JSON.stringify(entry) ?? '');
  const bytes = countBytes(json);
  if (bytes <= MAX_STORED_ENTRY_BYTES && !isDeep) return refused;
  return { ...refused, entry: truncateToBytes(json, MAX_STORED_ENTRY_BYTES), cut: true, bytes };
}
