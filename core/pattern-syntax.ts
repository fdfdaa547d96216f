/** A regular expression as a tree. Groups capture nothing, because a filter only needs to know whether something matches. */
export type PatternNode =
  | { readonly kind: 'character' | 'assertion'; readonly token: string }
  | { readonly kind: 'look'; readonly inner: PatternNode; readonly isBehind: boolean; readonly isNegative: boolean }
  | { readonly kind: 'sequence' | 'choice'; readonly items: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly inner: PatternNode; readonly min: number; readonly max: number };

const TOKEN =
  /\\k<|\\x[\da-f]{2}|\\u[\da-f]{4}|\\c[a-z]|\\0[0-7]{0,2}|\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|\((?:\?(?:<?[=!]|:|<[^>]*>))?|(?:[*+?]|\{\d+(?:,\d*)?\})\??|[\s\S]/gi;
const BACKREFERENCE = /^\\(?:[1-9]|k<)$/;
const LOOK = /^\(\?(<?)([=!])$/;
const QUANTIFIER = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??$/;
const ASSERTIONS = ['^', '$', '\\b', '\\B'];

/** Parses a regular expression of ECMAScript without the flags u and v. Returns what was expected instead if that is not possible. */
export function parsePattern(pattern: string): PatternNode | { readonly expected: string } {
  if (!isPattern(pattern)) return { expected: 'a regular expression that can be read' };
  const tokens: string[] = pattern.match(TOKEN) ?? [];
  if (tokens.some((token) => BACKREFERENCE.test(token)))
    return { expected: 'a regular expression without backreferences' };
  if (tokens.includes('\\c')) return { expected: 'a regular expression with a letter after \\c' };
  // The native engine accepts modifiers, which this parser does not: a question mark that follows nothing.
  return (
    parseChoice(tokens.values()) ?? { expected: 'a regular expression without (?i:…): $options hold for all of it' }
  );
}

/** Parses to the end of a group or of the expression; returns undefined if a quantifier follows nothing. */
function parseChoice(tokens: Iterator<string, undefined>): PatternNode | undefined {
  const options: PatternNode[] = [];
  let items: PatternNode[] = [];
  let token = tokens.next().value;
  while (token !== undefined && token !== ')') {
    if (token === '|') {
      options.push({ kind: 'sequence', items });
      items = [];
    } else {
      const item = QUANTIFIER.test(token) ? parseRepeat(items.pop(), token) : parseItem(token, tokens);
      if (item === undefined) return undefined;
      items.push(item);
    }
    token = tokens.next().value;
  }
  const last: PatternNode = { kind: 'sequence', items };
  return options.length === 0 ? last : { kind: 'choice', items: [...options, last] };
}

function parseItem(token: string, tokens: Iterator<string, undefined>): PatternNode | undefined {
  if (ASSERTIONS.includes(token)) return { kind: 'assertion', token };
  if (!token.startsWith('(')) return { kind: 'character', token };
  const inner = parseChoice(tokens);
  const [, behind, sign] = LOOK.exec(token) ?? [];
  if (inner === undefined || sign === undefined) return inner;
  return { kind: 'look', inner, isBehind: behind === '<', isNegative: sign === '!' };
}

function parseRepeat(inner: PatternNode | undefined, quantifier: string): PatternNode | undefined {
  if (inner === undefined) return undefined;
  const [, mark, from, comma, to] = QUANTIFIER.exec(quantifier) ?? [];
  const min = mark === undefined ? Number(from) : mark === '+' ? 1 : 0;
  const maxInBraces = comma === '' ? min : to === '' ? Number.POSITIVE_INFINITY : Number(to);
  const max = mark === undefined ? maxInBraces : mark === '?' ? 1 : Number.POSITIVE_INFINITY;
  return { kind: 'repeat', inner, min, max };
}

/** Counts the states of a regular expression with its repeats written out. */
export function countStates(node: PatternNode): number {
  switch (node.kind) {
    case 'character':
    case 'assertion':
      return 1;
    case 'look':
      return countStates(node.inner) + 2;
    case 'sequence':
      return node.items.reduce((sum, item) => sum + countStates(item), 0);
    case 'choice':
      return node.items.reduce((sum, item) => sum + countStates(item), 1);
    case 'repeat': {
      const states = countStates(node.inner);
      const more = Number.isFinite(node.max) ? node.max - node.min : 1;
      return node.min * states + more * (states + 1);
    }
  }
}

/** Returns whether every match begins at the beginning of the text, so that no other position needs a search. */
export function isAnchoredAtStart(node: PatternNode | undefined): boolean {
  switch (node?.kind) {
    case 'assertion':
      return node.token === '^';
    case 'choice':
      return node.items.every(isAnchoredAtStart);
    case 'sequence':
      return isAnchoredAtStart(node.items[0]);
    default:
      return false;
  }
}

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern).source !== '';
  } catch {
    return false;
  }
}
