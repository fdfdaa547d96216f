import { describeValue, type Fault } from './contracts/fault.ts';
import { formatInteger } from './contracts/format-integer.ts';

/** The maximum number of keys and values in a campaign. Each is checked, which takes seconds for a million of them. */
export const MAX_VALUES = 50_000;
/** The maximum depth of lists and objects in one another. */
const MAX_DEPTH = 64;
/** The maximum number of faults in a result. */
const MAX_FAULTS = 100;

const WHOLE_CHARACTERS = 'text of whole characters (half of a surrogate pair is none)';

/** A value, and the path to it. */
interface VisitedValue {
  readonly value: unknown;
  readonly key?: string | number;
  readonly outer?: VisitedValue;
  readonly depth: number;
}

/** The faults of a campaign regardless of the meaning of its fields. */
export interface DataCheck {
  readonly faults: readonly Fault[];
  readonly isTooLarge: boolean;
}

/**
 * Checks the size of a campaign, and that its texts can be stored: half of a character would be a different one afterwards. A campaign
 * that is too large needs no further checks.
 */
export function checkData(input: unknown): DataCheck {
  const seen = new Set<unknown>();
  const faults: Fault[] = [];
  const steps: VisitedValue[] = [{ value: input, depth: 1 }];
  let count = 0;
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    const { value, key, depth } = step;
    count += 1;
    if (count > MAX_VALUES)
      return refuseTooLarge([], 'more of them', `at most ${formatInteger(MAX_VALUES)} keys and values in a campaign`);
    const hasInvalidText = [key, value].some((text) => typeof text === 'string' && !text.isWellFormed());
    if (hasInvalidText && faults.length < MAX_FAULTS)
      faults.push({ path: toPath(step), found: describeValue(value), expected: WHOLE_CHARACTERS });
    // A value that aliases repeat is checked once.
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if (depth > MAX_DEPTH)
      return refuseTooLarge(toPath(step), 'more of them', `at most ${MAX_DEPTH} lists and objects in one another`);
    const inner = Object.entries(value).map(([name, each]): VisitedValue => {
      return { value: each, key: Array.isArray(value) ? Number(name) : name, outer: step, depth: depth + 1 };
    });
    // The last one is pushed first, so that the first one is checked first.
    for (const each of inner.reverse()) steps.push(each);
  }
  return { faults, isTooLarge: false };
}

function refuseTooLarge(path: Fault['path'], found: string, expected: string): DataCheck {
  return { faults: [{ path, found, expected }], isTooLarge: true };
}

function toPath(step: VisitedValue): Fault['path'] {
  const path: (string | number)[] = [];
  for (let each: VisitedValue | undefined = step; each?.key !== undefined; each = each.outer) path.unshift(each.key);
  return path;
}
