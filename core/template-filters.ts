import { type Context, type Liquid, toValue } from 'liquidjs';
import { countCharacters } from './contracts/characters.ts';
import { getLength } from './filter-steps.ts';
import { getRenderRun } from './template-scope.ts';

type FilterArguments = readonly unknown[];
/** A filter that replaces one of Liquid, which it may call. */
type Override = (args: FilterArguments, original: (...args: unknown[]) => unknown, context: Context) => unknown;

/** Writes a value as JSON. A missing value is `null` (R77). */
const jsonOrNull: Override = ([value, ...rest], original) => original(toValue(value), ...rest) ?? 'null';

/** Encodes a text for a URL. Half of a surrogate pair, which no URL can have, becomes a replacement character. */
const encodeWellFormed: Override = ([value, ...rest], original) =>
  original(isText(value) ? value.toWellFormed() : value, ...rest);

/** Filters that work with characters where those of Liquid work with UTF-16 units, or that write null as JSON. */
const OVERRIDES: Readonly<Record<string, Override>> = {
  json: jsonOrNull,
  jsonify: jsonOrNull,
  inspect: jsonOrNull,
  url_encode: encodeWellFormed,
  cgi_escape: encodeWellFormed,
  uri_escape: encodeWellFormed,
  size: (args, original, context) =>
    isText(args[0]) ? countCharacters(countRead(args[0], context)) : original(...args),
  first: (args, original, context) => (isText(args[0]) ? toCharacters(args[0], context)[0] : original(...args)),
  last: (args, original, context) => (isText(args[0]) ? toCharacters(args[0], context).at(-1) : original(...args)),
  split: (args, original, context) =>
    isText(args[0]) && isEmpty(args[1]) ? toCharacters(args[0], context) : original(...args),
  replace(args, original, context) {
    const [text, searched, by] = args;
    if (!isText(text) || !isEmpty(searched)) return original(...args);
    const characters = toCharacters(text, context);
    const between = isText(by) ? by : '';
    getRenderRun(context).budget.spendCharacters(text.length + between.length * characters.length);
    return characters.join(between);
  },
  // Liquid counts as many characters as are requested, even if there are fewer.
  slice([value, begin, length = 1, ...rest], original) {
    const isSliced = isText(value) || Array.isArray(value);
    return original(value, begin, isSliced ? Math.min(Number(length), getLength(value)) : length, ...rest);
  },
};

/** Replaces filters of Liquid by ours. */
export function overrideFilters(engine: Liquid): void {
  for (const [name, override] of Object.entries(OVERRIDES)) {
    const original = engine.filters[name];
    if (typeof original !== 'function') throw new Error(`Liquid: expected a filter ${name}`);
    engine.registerFilter(name, function (...args) {
      return override(args, (...changed) => Reflect.apply(original, this, changed), this.context);
    });
  }
}

function toCharacters(text: string, context: Context): string[] {
  return Array.from(countRead(text, context));
}

function countRead(text: string, context: Context): string {
  getRenderRun(context).budget.spendValue(text);
  return text;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
