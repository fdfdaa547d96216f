import type { RenderBudget } from './render-budget.ts';

/** Filters that do not read the content of a value. */
const CONSTANT_TIME_FILTERS = ['size', 'first', 'last', 'default'];
/** Steps for each item of a list, in addition to reading it, of filters that evaluate something for each item. */
const STEPS_PER_ITEM: ReadonlyMap<string, number> = new Map([
  ['map', 1],
  ['sum', 1],
  ['sort', 3],
  ['sort_natural', 3],
  ...['where', 'reject', 'group_by', 'has', 'find', 'find_index'].flatMap(
    (name) => [[name, 5] as const, [`${name}_exp`, 8] as const] as const,
  ),
]);
/** Filters that search a text. Those that search from its end compare every character with every other. */
const SEARCH_FILTERS = ['split', 'replace', 'replace_first', 'remove', 'remove_first'];
const REVERSE_SEARCH_FILTERS = ['replace_last', 'remove_last'];
/** Filters that write several characters for one. */
const ENCODING_FILTERS = ['uri_escape', 'url_encode', 'cgi_escape', 'slugify'];
/** Filters that can indent every line. */
const INDENTING_FILTERS = ['json', 'jsonify', 'inspect'];
const MAX_INDENT_DEPTH = 10;

/** Counts the steps of a filter before it is called with a value and its arguments. */
export function countFilterSteps(name: string, args: readonly unknown[], budget: RenderBudget): void {
  budget.spend(2 + args.length);
  if (CONSTANT_TIME_FILTERS.includes(name)) return;
  const before = budget.used;
  budget.spendValue(args);
  const [value, ...rest] = args;
  const perItem = STEPS_PER_ITEM.get(name);
  if (perItem !== undefined) {
    const expressionCharacters = getLength(rest[0]) + getLength(rest[1]);
    // An expression is parsed again in every call, and evaluated for every item.
    budget.spend(expressionCharacters / 4 + perItem * getLength(value) * (1 + expressionCharacters / 50));
  }
  if (ENCODING_FILTERS.includes(name)) budget.spendValue(value);
  if (SEARCH_FILTERS.includes(name)) budget.spend(countSearchSteps(value, rest[0]));
  if (REVERSE_SEARCH_FILTERS.includes(name)) budget.spend((getLength(value) * getLength(rest[0])) / 700);
  if (INDENTING_FILTERS.includes(name) && rest[0]) budget.spend((budget.used - before) * MAX_INDENT_DEPTH);
}

/** Returns the steps of searching a text for another, in addition to reading both. */
export function countSearchSteps(text: unknown, sought: unknown): number {
  return (getLength(text) * getLength(sought)) / 12_500;
}

/** Counts the characters, items or fields of a value. */
export function getLength(value: unknown): number {
  return typeof value === 'string' || Array.isArray(value) ? value.length : Object.keys(Object(value)).length;
}
