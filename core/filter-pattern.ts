import { charactersIn } from './contracts/characters.ts';
import { writeWhole } from './contracts/whole-number.ts';

/** The longest pattern of a filter. */
const LONGEST = 200;
/** How many ways a pattern may try at one place of the text: backtracking multiplies them. */
const MOST_WAYS = 1_000;
/** How often a bounded quantifier may repeat. */
const MOST_REPEATS = 200;

const TOKEN = /\\k<|\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:<?[=!]|:|<\w+>))?|\{\d+(?:,\d*)?\}|[\s\S]/g;
const BACKREFERENCE = /^\\(?:[1-9]|k<)$/;

/** What a regular expression was expected to be, for everything in it that could take long; nothing where it is fine. */
export function checkPattern(pattern: unknown, flags: unknown): string[] {
  if (typeof pattern !== 'string' || charactersIn(pattern) > LONGEST)
    return [`a regular expression of at most ${LONGEST} characters`];
  if (flags !== undefined && (typeof flags !== 'string' || !/^(?!.*(.).*\1)[ims]*$/.test(flags))) {
    return ['$options of the letters i, m and s, each at most once'];
  }
  if (!compiles(pattern)) return ['a regular expression that can be read'];
  const tokens = pattern.match(TOKEN) ?? [];
  if (tokens.some((token) => BACKREFERENCE.test(token))) return ['a regular expression without backreferences'];
  return checkQuantifiers(tokens);
}

function checkQuantifiers(tokens: readonly string[]): string[] {
  const quantified = tokens.map((token, index) => ({ token, before: tokens[index - 1] ?? '' }));
  const quantifiers = quantified.filter(({ token, before }) => isQuantifier(token) && !isLazyMark(token, before));
  if (quantifiers.some(({ token }) => /^(?:\*|\+|\{\d+,\})$/.test(token))) {
    return ['a regular expression without unbounded quantifiers (*, + or {n,})'];
  }
  if (quantifiers.some(({ before }) => before === ')')) return ['a regular expression without quantified groups'];
  if (quantifiers.some(({ token }) => mostOf(token) > MOST_REPEATS)) {
    return [`a regular expression that repeats at most ${MOST_REPEATS} times`];
  }
  if (waysOf(tokens) <= MOST_WAYS) return [];
  return [`a regular expression that tries at most ${writeWhole(MOST_WAYS)} ways at one place`];
}

/** Alternatives add up, what follows one another multiplies. */
function waysOf(tokens: readonly string[]): number {
  let ways = { sum: 0, product: 1 };
  const outer: (typeof ways)[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.startsWith('(')) {
      outer.push(ways);
      ways = { sum: 0, product: 1 };
    } else if (token === ')') {
      const { sum, product } = outer.pop() ?? { sum: 0, product: 1 };
      ways = { sum, product: product * (ways.sum + ways.product) };
    } else if (token === '|') {
      ways = { sum: ways.sum + ways.product, product: 1 };
    } else if (isQuantifier(token) && !isLazyMark(token, tokens[index - 1] ?? '')) {
      ways = { ...ways, product: ways.product * (mostOf(token) - leastOf(token) + 1) };
    }
  }
  return ways.sum + ways.product;
}

const isQuantifier = (token: string) => /^(?:[*+?]|\{\d+(?:,\d*)?\})$/.test(token);
const isLazyMark = (token: string, before: string) => token === '?' && isQuantifier(before);
const leastOf = (token: string) => (token === '?' ? 0 : Number(/\d+/.exec(token)?.[0] ?? 0));
const mostOf = (token: string) => (token === '?' ? 1 : Number(/(\d+)\}$/.exec(token)?.[1] ?? 0));

function compiles(pattern: string): boolean {
  try {
    return new RegExp(pattern).source !== '';
  } catch {
    return false;
  }
}
