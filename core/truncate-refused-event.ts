import { countBytes, truncateToBytes } from './contracts/characters.ts';
import { isDeeperThan, MAX_JSON_LEVELS, stringifyJson } from './contracts/json.ts';
import type { RefusedEvent } from './ports.ts';

/** The maximum number of bytes that are kept of a refused entry, as JSON in UTF-8. */
export const MAX_STORED_ENTRY_BYTES = 64 * 1024;

/** The maximum number of levels of an entry that is kept unchanged: those of its Detail, and its own. */
const MAX_STORED_LEVELS = MAX_JSON_LEVELS + 1;

/** Returns a refusal as it is stored. An entry that is too long or too deep is replaced by the beginning of its JSON as text. */
export function truncateRefusedEvent(refused: RefusedEvent): RefusedEvent {
  const { entry } = refused;
  const isDeep = isDeeperThan(MAX_STORED_LEVELS, entry);
  const json = isDeep ? stringifyJson(entry) : (JSON.stringify(entry) ?? '');
  const bytes = countBytes(json);
  if (bytes <= MAX_STORED_ENTRY_BYTES && !isDeep) return refused;
  return { ...refused, entry: truncateToBytes(json, MAX_STORED_ENTRY_BYTES), cut: true, bytes };
}
