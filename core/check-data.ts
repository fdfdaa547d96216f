import { describe, type Fault } from './contracts/fault.ts';
import { writeWhole } from './contracts/whole-number.ts';

/** Keys and values of a campaign: each is checked, which for a million of them takes seconds. */
export const MOST_VALUES = 50_000;
/** How deep lists and objects may lie in one another. */
const DEEPEST = 64;
/** More faults than anyone reads. */
const MOST_FAULTS = 100;

const WHOLE_CHARACTERS = 'text of whole characters (half of a surrogate pair is none)';

/** A value, and how it is reached. */
interface Step {
  readonly value: unknown;
  readonly key?: string | number;
  readonly outer?: Step;
  readonly depth: number;
}

/** What is wrong with a campaign whatever its fields mean, and whether it is too large to look any further. */
export interface DataCheck {
  readonly faults: readonly Fault[];
  readonly isTooLarge: boolean;
}

/** Checks the size of a campaign, and that its texts can be stored: half of a character would be another one afterwards. */
export function checkData(input: unknown): DataCheck {
  const seen = new Set<unknown>();
  const faults: Fault[] = [];
  const steps: Step[] = [{ value: input, depth: 1 }];
  let count = 0;
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    const { value, key, depth } = step;
    count += 1;
    if (count > MOST_VALUES)
      return tooLarge([], 'more of them', `at most ${writeWhole(MOST_VALUES)} keys and values in a campaign`);
    const isBroken = [key, value].some((text) => typeof text === 'string' && !text.isWellFormed());
    if (isBroken && faults.length < MOST_FAULTS)
      faults.push({ path: pathOf(step), found: describe(value), expected: WHOLE_CHARACTERS });
    // What an alias repeats is looked at once.
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if (depth > DEEPEST)
      return tooLarge(pathOf(step), 'more of them', `at most ${DEEPEST} lists and objects in one another`);
    const inner = Object.entries(value).map(([name, each]): Step => {
      return { value: each, key: Array.isArray(value) ? Number(name) : name, outer: step, depth: depth + 1 };
    });
    // From the last one, so that the first is looked at first.
    for (const each of inner.reverse()) steps.push(each);
  }
  return { faults, isTooLarge: false };
}

function tooLarge(path: Fault['path'], found: string, expected: string): DataCheck {
  return { faults: [{ path, found, expected }], isTooLarge: true };
}

function pathOf(step: Step): Fault['path'] {
  const path: (string | number)[] = [];
  for (let each: Step | undefined = step; each?.key !== undefined; each = each.outer) path.unshift(each.key);
  return path;
}
