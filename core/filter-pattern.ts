import { charactersIn } from './contracts/characters.ts';
import { writeWhole } from './contracts/whole-number.ts';
import { readPattern, statesOf } from './pattern-syntax.ts';

/** The longest pattern of a filter. */
const LONGEST = 200;
/** The most states of a pattern: how much a text may cost for each of its characters. */
const MOST_STATES = 1_000;

/** What a regular expression was expected to be, where it is not; else how many states it becomes. */
export function checkPattern(
  pattern: unknown,
  flags: unknown,
): { readonly expected: string } | { readonly states: number } {
  if (typeof pattern !== 'string' || charactersIn(pattern) > LONGEST)
    return { expected: `a regular expression of at most ${LONGEST} characters` };
  if (flags !== undefined && (typeof flags !== 'string' || !/^(?!.*(.).*\1)[ims]*$/.test(flags)))
    return { expected: '$options of the letters i, m and s, each at most once' };
  const node = readPattern(pattern);
  if ('expected' in node) return node;
  const states = statesOf(node);
  if (states <= MOST_STATES) return { states };
  return {
    expected: `a regular expression of at most ${writeWhole(MOST_STATES)} parts when its repeats are written out`,
  };
}
