import { type Context, type Liquid, toValue } from 'liquidjs';
import { charactersIn } from './contracts/characters.ts';
import { lengthOf } from './filter-steps.ts';
import { runOf } from './template-scope.ts';

type Given = readonly unknown[];
/** What a filter does in place of Liquid's own, which it may ask. */
type Override = (given: Given, plain: (...given: unknown[]) => unknown, context: Context) => unknown;

/** JSON is never nothing: a missing value is `null` (R77). */
const jsonOrNull: Override = ([value, ...rest], plain) => plain(toValue(value), ...rest) ?? 'null';

/** Filters that see characters where Liquid's own see UTF-16 units, of which two may make one character, or null as JSON. */
const OVERRIDES: Readonly<Record<string, Override>> = {
  json: jsonOrNull,
  jsonify: jsonOrNull,
  inspect: jsonOrNull,
  size: (given, plain, context) => (isText(given[0]) ? charactersIn(read(given[0], context)) : plain(...given)),
  first: (given, plain, context) => (isText(given[0]) ? charactersOf(given[0], context)[0] : plain(...given)),
  last: (given, plain, context) => (isText(given[0]) ? charactersOf(given[0], context).at(-1) : plain(...given)),
  split: (given, plain, context) =>
    isText(given[0]) && isNothing(given[1]) ? charactersOf(given[0], context) : plain(...given),
  replace(given, plain, context) {
    const [text, sought, by] = given;
    if (!isText(text) || !isNothing(sought)) return plain(...given);
    const characters = charactersOf(text, context);
    const between = isText(by) ? by : '';
    runOf(context).budget.spendCharacters(text.length + between.length * characters.length);
    return characters.join(between);
  },
  // Liquid counts as many characters as are asked for, however few there are.
  slice([value, begin, length = 1, ...rest], plain) {
    const isSliced = isText(value) || Array.isArray(value);
    return plain(value, begin, isSliced ? Math.min(Number(length), lengthOf(value)) : length, ...rest);
  },
};

/** Puts our filters in the place of Liquid's own. */
export function overrideFilters(engine: Liquid): void {
  for (const [name, override] of Object.entries(OVERRIDES)) {
    const plain = engine.filters[name];
    if (typeof plain !== 'function') throw new Error(`Liquid: expected a filter ${name}`);
    engine.registerFilter(name, function (...given) {
      return override(given, (...changed) => Reflect.apply(plain, this, changed), this.context);
    });
  }
}

function charactersOf(text: string, context: Context): string[] {
  return Array.from(read(text, context));
}

function read(text: string, context: Context): string {
  runOf(context).budget.read(text);
  return text;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
