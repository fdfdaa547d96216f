/** The kinds of slots of a sentence: what the value in their place may be. */
const SLOT_KINDS = ['text', 'number', 'span', 'phrase', 'found'] as const;

/** A place in a sentence that stands for a value, written as `{max:number}`. */
export interface Slot {
  readonly name: string;
  readonly kind: (typeof SLOT_KINDS)[number];
}

/** A sentence with slots, and the one that it becomes, in which a slot is written as `{max}`. */
export interface SentenceTemplate {
  /** The texts before, between and after the slots: one more than there are slots. */
  readonly literals: readonly string[];
  readonly slots: readonly Slot[];
  readonly translation: string;
}

const SLOT = new RegExp(`\\{([a-z][A-Za-z0-9]*):(${SLOT_KINDS.join('|')})\\}`);
const USED_SLOT = /\{([a-z][A-Za-z0-9]*)\}/g;

/** Splits a sentence at its slots. */
export function parseTemplate(english: string, translation: string): SentenceTemplate {
  // Splitting by the pattern gives a literal, a name and a kind by turns.
  const parts = english.split(SLOT);
  const literals = parts.filter((_, index) => index % 3 === 0);
  const slots = parts.flatMap((name, index) => {
    const kind = index % 3 === 1 ? SLOT_KINDS.find((each) => each === parts[index + 1]) : undefined;
    return kind === undefined ? [] : [{ name, kind }];
  });
  return { literals, slots, translation };
}

/** Returns the names of the slots that a translation uses. */
export function listUsedSlots(translation: string): readonly string[] {
  return [...translation.matchAll(USED_SLOT)].map(([, name = '']) => name);
}

/** Returns a translation with the values of its slots. What looks like a slot in a value stays as it is. */
export function fillSlots(translation: string, values: ReadonlyMap<string, string>): string {
  return translation.replace(USED_SLOT, (slot, name: string) => values.get(name) ?? slot);
}
