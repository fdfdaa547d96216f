import type { RenderBudget } from './render-budget.ts';

/** Filters that look at a value, and not at what is in it. */
const CONSTANT_TIME_FILTERS = ['size', 'first', 'last', 'default'];
/** Steps for each item of a list, beside reading it, where a filter evaluates something for it. */
const STEPS_PER_ITEM: ReadonlyMap<string, number> = new Map([
  ['map', 1],
  ['sum', 1],
  ['sort', 3],
  ['sort_natural', 3],
  ...['where', 'reject', 'group_by', 'has', 'find', 'find_index'].flatMap(
    (name) => [[name, 5] as const, [`${name}_exp`, 8] as const] as const,
  ),
]);
/** Filters that search text; those that do so from its end compare every character with every other. */
const SEARCH_FILTERS = ['split', 'replace', 'replace_first', 'remove', 'remove_first'];
const REVERSE_SEARCH_FILTERS = ['replace_last', 'remove_last'];
/** Filters that write several characters for one. */
const ENCODING_FILTERS = ['uri_escape', 'url_encode', 'cgi_escape', 'slugify'];
/** Filters that indent every line where they are asked to. */
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
    // What is evaluated is read anew for every call, and looked up for every item.
    budget.spend(expressionCharacters / 4 + perItem * getLength(value) * (1 + expressionCharacters / 50));
  }
  if (ENCODING_FILTERS.includes(name)) budget.spendValue(value);
  if (SEARCH_FILTERS.includes(name)) budget.spend(countSearchSteps(value, rest[0]));
  if (REVERSE_SEARCH_FILTERS.includes(name)) budget.spend((getLength(value) * getLength(rest[0])) / 700);
  if (INDENTING_FILTERS.includes(name) && rest[0]) budget.spend((budget.used - before) * MAX_INDENT_DEPTH);
}

/** Steps of searching a text for another, beside reading both. */
export function countSearchSteps(text: unknown, sought: unknown): number {
  return (getLength(text) * getLength(sought)) / 12_500;
}

/** How many characters, items or fields a value has. */
export function getLength(value: unknown): number {
  return typeof value === 'string' || Array.isArray(value) ? value.length : Object.keys(Object(value)).length;
}
