import { fillSlots, parseTemplate, type SentenceTemplate, type Slot } from './sentence-template.ts';

/**
 * The sentences of a language by the English ones, for those that are made in English and shown in the language of the reader: faults,
 * warnings, findings, problems. The values in them stand as slots.
 *
 * | slot | stands for | becomes |
 * | --- | --- | --- |
 * | `{name:text}` | any text | the same text |
 * | `{max:number}` | a number, such as 4,096 | the number as the language writes it |
 * | `{max:span}` | a span of time, such as 7 days | the span in the language |
 * | `{expected:phrase}` | another sentence of the catalogue | its translation |
 * | `{found:found}` | any text | its translation if the catalogue has one, else the same text |
 *
 * @example { 'at most {max:number} levels': 'no máximo {max} níveis' }
 */
export type SentenceCatalogue = Readonly<Record<string, string>>;

/** The way in which a language writes numbers and spans of time. */
export interface ValueFormats {
  readonly number: (english: string) => string;
  readonly span: (count: number, unit: string) => string;
}

/** The translation of sentences into another language: undefined for one that its catalogue does not have. */
export type Translate = (english: string) => string | undefined;

/** The translation by one catalogue, of sentences and of what a fault found. */
export interface Translator {
  readonly translate: Translate;
  /** Returns what a fault found as a slot `found` has it: translated if it is a sentence of the catalogue, and else as it is. */
  readonly translateFound: (english: string) => string;
}

/** The maximum number of characters of a text that is translated. */
const MAX_CHARACTERS = 20_000;
/** The maximum number of places that are tried for the slots in one text, which may repeat the words of a sentence thousands of times. */
const MAX_TRIES = 5_000;
/** The maximum number of sentences in each other: a deeper one is not translated. */
const MAX_DEPTH = 20;

/** The budget for the translation of one text. The tries are counted in all of its parts together. */
interface Budget {
  readonly tries: { left: number };
  readonly depth: number;
}

/** The beginning of a value of a user or an author, as faults show it: only a sentence that begins with such a value is about it. */
const WRITTEN_VALUE = /^["[{]/;
const NUMBER = /^\d[\d,]*(?:\.\d+)?$/;
const SPAN = /^(\d+) (second|minute|hour|day|week)s?$/;

/** Creates the functions that translate by a catalogue. Values are taken over, whatever they contain. */
export function createTranslator(catalogue: SentenceCatalogue, formats: ValueFormats): Translator {
  const sentences = new Map(Object.entries(catalogue));
  const templates = [...sentences]
    .map(([english, translation]) => parseTemplate(english, translation))
    .filter(({ slots }) => slots.length > 0)
    .sort((one, other) => countCharacters(other) - countCharacters(one));

  const anchored = templates.filter(({ literals }) => literals[0] !== '');

  function translate(english: string, { tries, depth }: Budget, among = templates): string | undefined {
    if (depth < 0) return undefined;
    const inner = { tries, depth: depth - 1 };
    const whole = sentences.get(english);
    if (whole !== undefined) return whole;
    for (const template of among) {
      const values = isCandidate(template, english) ? matchSlots(template, english, inner) : undefined;
      if (values !== undefined) return fillSlots(template.translation, values);
    }
    return undefined;
  }

  /** Returns the values of the slots of a template from one on; undefined if the rest of the text is not like it. */
  function matchSlots(
    { literals, slots }: SentenceTemplate,
    text: string,
    budget: Budget,
  ): ReadonlyMap<string, string> | undefined {
    const match = (index: number, start: number): ReadonlyMap<string, string> | undefined => {
      const [slot, after] = [slots[index], literals[index + 1] ?? ''];
      if (slot === undefined) return new Map();
      for (const end of listEnds(text, { start, after, isLast: index === slots.length - 1 })) {
        budget.tries.left -= 1;
        if (budget.tries.left < 0) return undefined;
        const value = translateValue(slot, text.slice(start, end), budget);
        const others = value === undefined ? undefined : match(index + 1, end + after.length);
        if (value !== undefined && others !== undefined) return new Map([...others, [slot.name, value]]);
      }
      return undefined;
    };
    return match(0, (literals[0] ?? '').length);
  }

  /** Returns what was found in the language, if the catalogue has it, and else as it is. A written value is never taken apart. */
  function translateFound(value: string, budget: Budget): string {
    return translate(value, budget, WRITTEN_VALUE.test(value) ? anchored : templates) ?? value;
  }

  /** Returns the value of a slot in the language; undefined if the slot does not stand for such a value. */
  function translateValue({ kind }: Slot, value: string, budget: Budget): string | undefined {
    switch (kind) {
      case 'text':
        return value;
      case 'found':
        return translateFound(value, budget);
      case 'phrase':
        return translate(value, budget);
      case 'number':
        return NUMBER.test(value) ? formats.number(value) : undefined;
      case 'span': {
        const [, count, unit = ''] = SPAN.exec(value) ?? [];
        return count === undefined ? undefined : formats.span(Number(count), unit);
      }
    }
  }

  const startBudget = (): Budget => ({ tries: { left: MAX_TRIES }, depth: MAX_DEPTH });
  const isTooLong = (english: string) => english.length > MAX_CHARACTERS;
  return {
    translate: (english) => (isTooLong(english) ? undefined : translate(english, startBudget())),
    translateFound: (english) => (isTooLong(english) ? english : translateFound(english, startBudget())),
  };
}

function countCharacters({ literals }: SentenceTemplate): number {
  return literals.join('').length;
}

/** Returns whether a text begins and ends like a template. */
function isCandidate(template: SentenceTemplate, text: string): boolean {
  const [first = ''] = template.literals;
  return (
    text.length >= countCharacters(template) && text.startsWith(first) && text.endsWith(template.literals.at(-1) ?? '')
  );
}

/** Returns the positions at which the value of a slot may end: before each text that follows it, or at the end for the last slot. */
function* listEnds(
  text: string,
  { start, after, isLast }: { readonly start: number; readonly after: string; readonly isLast: boolean },
): Generator<number> {
  if (isLast) {
    const end = text.length - after.length;
    if (end >= start) yield end;
    return;
  }
  for (let end = text.indexOf(after, start); end !== -1; end = text.indexOf(after, end + 1)) yield end;
}
