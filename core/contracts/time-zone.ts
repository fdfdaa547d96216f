/** The description of a time zone, for messages about faults. */
export const TIME_ZONE_EXPECTED = 'the name of a time zone, such as "Europe/Berlin"';

/** The zone of a company that has none set. */
export const UTC = 'UTC';

/** The maximum number of names whose result is cached. There are about 600 zones; events may name others. */
const MAX_CACHED_NAMES = 2_000;

const cachedNames = new Map<string, boolean>();

/** The abbreviations of three letters that are names of zones of the IANA. Intl knows more, but BST, CST and IST stand for several zones. */
const ZONE_ABBREVIATIONS = new Set('CET EET EST GMT HST MET MST PRC ROC ROK UCT UTC WET'.split(' '));

/**
 * Returns whether a text is the name of an existing time zone, such as `Europe/Berlin`. An offset such as `+02:00` names none, and nor
 * does an abbreviation such as `BST` or `PST`, which stands for several zones (R21).
 */
export function isTimeZone(name: string): boolean {
  const known = cachedNames.get(name);
  if (known !== undefined) return known;
  const exists = isZoneName(name) && isKnownToIntl(name);
  if (cachedNames.size >= MAX_CACHED_NAMES) cachedNames.clear();
  cachedNames.set(name, exists);
  return exists;
}

function isZoneName(name: string): boolean {
  return /^[a-z]/i.test(name) && (name.length !== 3 || ZONE_ABBREVIATIONS.has(name.toUpperCase()));
}

function isKnownToIntl(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
