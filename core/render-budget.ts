import { formatInteger } from './contracts/whole-number.ts';

/**
 * The most steps that all messages of one dispatch take together, however many fields and channels they have (R78).
 * A step takes about a microsecond at most; steps are counted and not timed, so that a busy machine withholds nothing.
 */
export const MAX_RENDER_STEPS = 50_000;

/** What a dispatch that takes more is withheld for. */
export const TOO_MANY_STEPS = `the messages take more than ${formatInteger(MAX_RENDER_STEPS)} steps`;

/** Characters that are read or written in one step. */
const CHARACTERS_PER_STEP = 50;
/** Items of a list that are read in one step; a field of an object takes one. */
const ITEMS_PER_STEP = 5;
/** The deepest that lists and objects are nested. An event is nested at most 64 deep. */
const MAX_DEPTH = 100;

/** Counts the steps of one dispatch. Throws once there are more than the most. */
export class RenderBudget {
  used = 0;

  get isExceeded(): boolean {
    return this.used > MAX_RENDER_STEPS;
  }

  /** Counts steps; what is no positive number counts as none. */
  spend(steps: number): void {
    if (steps > 0) this.used += steps;
    if (this.isExceeded) throw new Error(TOO_MANY_STEPS);
  }

  /** Counts characters that are read or written. */
  spendCharacters(count: number): void {
    this.spend(count / CHARACTERS_PER_STEP);
  }

  /** Counts everything in a value: the characters of text, and the values of lists and objects with all that is in them. */
  spendValue(value: unknown, depth = 0): void {
    if (typeof value === 'string') return this.spendCharacters(value.length);
    if (typeof value !== 'object' || value === null) return;
    if (depth > MAX_DEPTH) throw new Error(`lists and objects are nested more than ${MAX_DEPTH} deep`);
    const inner: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
    this.spend(Array.isArray(value) ? inner.length / ITEMS_PER_STEP : inner.length);
    for (const each of inner) this.spendValue(each, depth + 1);
  }
}
