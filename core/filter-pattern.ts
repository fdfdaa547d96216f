import { hasMoreCharacters } from './contracts/characters.ts';
import { formatInteger } from './contracts/whole-number.ts';
import { countStates, parsePattern } from './pattern-syntax.ts';

/** The longest pattern of a filter. */
const MAX_PATTERN_CHARACTERS = 200;
/** The most states of a pattern: how much a text may cost for each of its characters. */
const MAX_PATTERN_STATES = 1_000;

/** What a regular expression was expected to be, where it is not; else how many states it becomes. */
export function checkPattern(
  pattern: unknown,
  flags: unknown,
): { readonly expected: string } | { readonly states: number } {
  if (typeof pattern !== 'string' || hasMoreCharacters(pattern, MAX_PATTERN_CHARACTERS))
    return { expected: `a regular expression of at most ${MAX_PATTERN_CHARACTERS} characters` };
  if (flags !== undefined && (typeof flags !== 'string' || !/^(?!.*(.).*\1)[ims]*$/.test(flags)))
    return { expected: '$options of the letters i, m and s, each at most once' };
  const node = parsePattern(pattern);
  if ('expected' in node) return node;
  const states = countStates(node);
  if (states <= MAX_PATTERN_STATES) return { states };
  return {
    expected: `a regular expression of at most ${formatInteger(MAX_PATTERN_STATES)} parts when its repeats are written out`,
  };
}
