import { formatInteger } from './contracts/format-integer.ts';

/**
 * The maximum number of steps that all messages of one dispatch take in total, for all fields and channels (R78). A step takes about a
 * microsecond at most. Steps are counted and not timed, so that a busy machine withholds nothing.
 */
export const MAX_RENDER_STEPS = 50_000;

/** The detail with which a dispatch that takes more steps is withheld. */
export const TOO_MANY_STEPS = `the messages take more than ${formatInteger(MAX_RENDER_STEPS)} steps`;

/** The number of characters that are read or written in one step. */
const CHARACTERS_PER_STEP = 50;
/** The number of items of a list that are read in one step. A field of an object takes one step. */
const ITEMS_PER_STEP = 5;
/** The maximum depth of lists and objects. An event is at most 64 levels deep. */
const MAX_DEPTH = 100;

/** The count of steps of one dispatch. Counting throws as soon as there are too many. */
export class RenderBudget {
  used = 0;

  get isExceeded(): boolean {
    return this.used > MAX_RENDER_STEPS;
  }

  /** Counts steps. Anything but a positive number counts as none. */
  spend(steps: number): void {
    if (steps > 0) this.used += steps;
    if (this.isExceeded) throw new Error(TOO_MANY_STEPS);
  }

  /** Counts characters that are read or written. */
  spendCharacters(count: number): void {
    this.spend(count / CHARACTERS_PER_STEP);
  }

  /** Counts the whole content of a value: the characters of text, and the values of lists and objects at all levels. */
  spendValue(value: unknown, depth = 0): void {
    if (typeof value === 'string') return this.spendCharacters(value.length);
    if (typeof value !== 'object' || value === null) return;
    if (depth > MAX_DEPTH) throw new Error(`lists and objects are nested more than ${MAX_DEPTH} deep`);
    const inner: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
    this.spend(Array.isArray(value) ? inner.length / ITEMS_PER_STEP : inner.length);
    for (const each of inner) this.spendValue(each, depth + 1);
  }
}
