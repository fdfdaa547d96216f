import { hasMoreCharacters } from './contracts/characters.ts';
import { formatInteger } from './contracts/format-integer.ts';
import { countStates, parsePattern } from './pattern-syntax.ts';

/** The maximum number of characters of a pattern. */
const MAX_PATTERN_CHARACTERS = 200;
/** The maximum number of states of a pattern, which bounds the steps for each character of a text. */
const MAX_PATTERN_STATES = 1_000;

/** Checks a regular expression. Returns what was expected instead, or the number of its states. */
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
