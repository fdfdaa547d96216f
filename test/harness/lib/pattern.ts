/** An event as EventBridge matches it. */
export interface BusEvent {
  readonly 'detail-type': string;
  readonly source: string;
  readonly account?: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

type Pattern = Readonly<Record<string, unknown>>;

/**
 * Returns whether a pattern of EventBridge accepts an event, for the features that the rules use: values, `anything-but` a list of
 * texts, `exists: false`, and fields of the objects in a list, all of which one object of the list must have. Throws at any other
 * feature, so that a rule with one cannot pass.
 */
export function accepts(pattern: Pattern, event: BusEvent): boolean {
  return matches(pattern, { ...event });
}

function matches(pattern: Pattern, event: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(pattern).every(([field, wanted]) => {
    const value = event[field];
    if (Array.isArray(wanted)) return wanted.some((one) => isOf(one, value));
    if (isObject(wanted)) return isObject(value) ? matches(wanted, value) : hasMatch(wanted, value);
    throw new Error(`${field}: expected a list or an object, found ${JSON.stringify(wanted)}`);
  });
}

/** Returns whether a list, or a list in it, contains an object that matches. */
function hasMatch(wanted: Pattern, value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  if (JSON.stringify(wanted).includes('"exists":')) throw new Error('expected no test for absence in a list');
  return value.some((one) => (isObject(one) ? matches(wanted, one) : hasMatch(wanted, one)));
}

function isOf(wanted: unknown, value: unknown): boolean {
  if (typeof wanted === 'string') return Array.isArray(value) ? value.includes(wanted) : value === wanted;
  if (isObject(wanted) && Object.keys(wanted).length === 1) {
    if (wanted['exists'] === false) return !isLeaf(value);
    const excluded = wanted['anything-but'];
    if (Array.isArray(excluded)) return isLeaf(value) && !excluded.includes(value);
  }
  throw new Error(`expected a feature that the rules use, found ${JSON.stringify(wanted)}`);
}

/** Returns whether EventBridge sees a value: it reads leaves only, so an object or an empty list is none. */
function isLeaf(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isLeaf);
  return value !== undefined && !isObject(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
