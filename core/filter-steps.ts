import type { RenderBudget } from './render-budget.ts';

/** Filters that look at a value, and not at what is in it. */
const GLANCES = ['size', 'first', 'last', 'default'];
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
const SEARCHES = ['split', 'replace', 'replace_first', 'remove', 'remove_first'];
const SEARCHES_FROM_END = ['replace_last', 'remove_last'];
/** Filters that write several characters for one. */
const ENCODES = ['uri_escape', 'url_encode', 'cgi_escape', 'slugify'];
/** Filters that indent every line where they are asked to. */
const INDENTS = ['json', 'jsonify', 'inspect'];
const DEEPEST_INDENT = 10;

/** Counts the steps of a filter before it is called with a value and its arguments. */
export function countFilter(name: string, given: readonly unknown[], budget: RenderBudget): void {
  budget.spend(2 + given.length);
  if (GLANCES.includes(name)) return;
  const before = budget.used;
  budget.read(given);
  const [value, ...rest] = given;
  const perItem = STEPS_PER_ITEM.get(name);
  if (perItem !== undefined) {
    const words = lengthOf(rest[0]) + lengthOf(rest[1]);
    // What is evaluated is read anew for every call, and looked up for every item.
    budget.spend(words / 4 + perItem * lengthOf(value) * (1 + words / 50));
  }
  if (ENCODES.includes(name)) budget.read(value);
  if (SEARCHES.includes(name)) budget.spend(stepsOfSearch(value, rest[0]));
  if (SEARCHES_FROM_END.includes(name)) budget.spend((lengthOf(value) * lengthOf(rest[0])) / 700);
  if (INDENTS.includes(name) && rest[0]) budget.spend((budget.used - before) * DEEPEST_INDENT);
}

/** Steps of searching a text for another, beside reading both. */
export function stepsOfSearch(text: unknown, sought: unknown): number {
  return (lengthOf(text) * lengthOf(sought)) / 12_500;
}

/** How many characters, items or fields a value has. */
export function lengthOf(value: unknown): number {
  return typeof value === 'string' || Array.isArray(value) ? value.length : Object.keys(Object(value)).length;
}
