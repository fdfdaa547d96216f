import { type CharacterTest, characterTest } from './pattern-character.ts';
import { beginsAtStart, type PatternNode } from './pattern-syntax.ts';
import type { Work } from './work.ts';

/** Whether a text has a match anywhere. Takes a step for each state it enters at each place. */
export type PatternTest = (text: string, work: Work) => boolean;

interface Place {
  readonly text: string;
  readonly at: number;
}

/** A state of an automaton: reads a character, asks about the place, or only leads to others. The end leads nowhere. */
interface State {
  readonly reads: CharacterTest | undefined;
  readonly holds: ((place: Place, work: Work) => boolean) | undefined;
  readonly next: State[];
  /** The entry at which it was last entered. */
  entered: number;
}

interface Automaton {
  readonly begin: State;
  readonly end: State;
  /** 1 reads forwards, -1 backwards. */
  readonly step: 1 | -1;
  /** Whether a match may begin at any place, not only where the search does. */
  readonly isFloating: boolean;
  /** Counts the places entered, to tell the states that are in already. */
  entries: number;
}

/** Which way the text is read, and how its characters compare. */
interface Mode {
  readonly step: 1 | -1;
  readonly flags: string;
  /** What reads a character, by its token: repeats share it. */
  readonly characters: Map<string, CharacterTest>;
}

/**
 * Compiles a regular expression to an automaton that is in all its states at once (Thompson's construction), and so reads a text
 * once, whatever the pattern. An engine that backtracks may try every way through it.
 */
export function compilePattern(node: PatternNode, flags: string): PatternTest {
  const isFloating = flags.includes('m') || !beginsAtStart(node);
  const automaton = automatonOf(node, { step: 1, flags, characters: new Map() }, isFloating);
  return (text, work) => matchesFrom(automaton, { text, at: 0 }, work);
}

function automatonOf(node: PatternNode, mode: Mode, isFloating: boolean): Automaton {
  const end = state({ next: [] });
  return { begin: build(node, end, mode), end, step: mode.step, isFloating, entries: 0 };
}

function state({ reads, holds, next }: Pick<State, 'next'> & Partial<Pick<State, 'reads' | 'holds'>>): State {
  return { reads, holds, next, entered: 0 };
}

/** Builds from the end to the beginning: each state is made with the one that follows it. */
function build(node: PatternNode, next: State, mode: Mode): State {
  switch (node.kind) {
    case 'character':
      return state({ reads: characterOf(node.token, mode), next: [next] });
    case 'assertion':
      return state({ holds: assertionOf(node.token, mode.flags), next: [next] });
    case 'look':
      return state({ holds: lookOf(node, mode), next: [next] });
    case 'choice':
      return state({ next: node.items.map((item) => build(item, next, mode)) });
    case 'sequence': {
      const items = mode.step === 1 ? node.items.toReversed() : node.items;
      return items.reduce((after, item) => build(item, after, mode), next);
    }
    case 'repeat':
      return buildRepeat(node, next, mode);
  }
}

function buildRepeat({ inner, least, most }: Extract<PatternNode, { kind: 'repeat' }>, next: State, mode: Mode): State {
  let begin = next;
  if (Number.isFinite(most)) {
    for (let times = least; times < most; times++) begin = state({ next: [next, build(inner, begin, mode)] });
  } else {
    begin = state({ next: [next] });
    begin.next.push(build(inner, begin, mode));
  }
  for (let times = 0; times < least; times++) begin = build(inner, begin, mode);
  return begin;
}

function characterOf(token: string, { flags, characters }: Mode): CharacterTest {
  const known = characters.get(token) ?? characterTest(token, flags);
  characters.set(token, known);
  return known;
}

function lookOf({ inner, isBehind, isNegative }: Extract<PatternNode, { kind: 'look' }>, mode: Mode) {
  const automaton = automatonOf(inner, { ...mode, step: isBehind ? -1 : 1 }, false);
  return (place: Place, work: Work) => matchesFrom(automaton, place, work) !== isNegative;
}

const LINE_ENDS: readonly string[] = ['\n', '\r', '\u2028', '\u2029'];

/** Whether a character is one of \w. */
function isWord(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
}

function assertionOf(token: string, flags: string): (place: Place) => boolean {
  const isLineEnd = (character = '') => flags.includes('m') && LINE_ENDS.includes(character);
  switch (token) {
    case '^':
      return ({ text, at }) => at === 0 || isLineEnd(text[at - 1]);
    case '$':
      return ({ text, at }) => at === text.length || isLineEnd(text[at]);
    default:
      return ({ text, at }) => (isWord(text.charCodeAt(at - 1)) !== isWord(text.charCodeAt(at))) === (token === '\\b');
  }
}

/** Reads the text once, in all states at a time; false where the work is spent. */
function matchesFrom(automaton: Automaton, { text, at: from }: Place, work: Work): boolean {
  const { begin, step, isFloating } = automaton;
  let states = [begin];
  for (let at = from; states.length > 0 && !work.isSpent; at += step) {
    const reading = enter(automaton, states, { place: { text, at }, work });
    const read = step === 1 ? at : at - 1;
    if (reading === 'end' || read < 0 || read >= text.length) return reading === 'end';
    const code = text.charCodeAt(read);
    states = isFloating ? [begin] : [];
    for (const { reads, next } of reading) if (reads?.(code, work)) states.push(...next);
  }
  return false;
}

/** Goes on from states until characters must be read, or the end is reached. */
function enter(
  automaton: Automaton,
  states: State[],
  { place, work }: { readonly place: Place; readonly work: Work },
): State[] | 'end' {
  automaton.entries += 1;
  const reading: State[] = [];
  for (let each = states.pop(); each !== undefined; each = states.pop()) {
    if (each.entered === automaton.entries) continue;
    each.entered = automaton.entries;
    work.take();
    if (each === automaton.end) return 'end';
    if (each.reads !== undefined) reading.push(each);
    else if (each.holds === undefined || each.holds(place, work)) states.push(...each.next);
  }
  return reading;
}
