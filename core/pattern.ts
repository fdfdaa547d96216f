import { type CharacterTest, compileCharacter } from './pattern-character.ts';
import { isAnchoredAtStart, type PatternNode } from './pattern-syntax.ts';
import type { StepCounter } from './step-counter.ts';

/** A test of whether a text has a match anywhere. It takes a step for each state that it enters at each position. */
export type PatternTest = (text: string, steps: StepCounter) => boolean;

interface TextPosition {
  readonly text: string;
  readonly at: number;
}

/** A state of an automaton: it reads a character, tests the position, or only leads to other states. The end leads to none. */
interface State {
  readonly reads: CharacterTest | undefined;
  readonly holds: ((position: TextPosition, steps: StepCounter) => boolean) | undefined;
  readonly next: State[];
  /** The entry at which it was last entered. */
  entered: number;
}

interface Automaton {
  readonly begin: State;
  readonly end: State;
  /** The direction of reading: 1 is forwards, -1 backwards. */
  readonly step: 1 | -1;
  /** True if a match may begin at any position, not only where the search begins. */
  readonly isFloating: boolean;
  /** The number of entered positions, which identifies the states that are already entered at a position. */
  entries: number;
}

/** The direction of reading, and the way in which characters compare. */
interface Mode {
  readonly step: 1 | -1;
  readonly flags: string;
  /** The tests of characters by token, which repeats share. */
  readonly characters: Map<string, CharacterTest>;
}

/**
 * Compiles a regular expression to an automaton that is in all of its possible states at the same time (Thompson's construction). It
 * reads a text only once for every pattern, while an engine that backtracks may try every path.
 */
export function compilePattern(node: PatternNode, flags: string): PatternTest {
  const isFloating = flags.includes('m') || !isAnchoredAtStart(node);
  const automaton = createAutomaton(node, { step: 1, flags, characters: new Map() }, isFloating);
  return (text, steps) => hasMatchFrom(automaton, { text, at: 0 }, steps);
}

function createAutomaton(node: PatternNode, mode: Mode, isFloating: boolean): Automaton {
  const end = createState({ next: [] });
  return { begin: buildStates(node, end, mode), end, step: mode.step, isFloating, entries: 0 };
}

function createState({ reads, holds, next }: Pick<State, 'next'> & Partial<Pick<State, 'reads' | 'holds'>>): State {
  return { reads, holds, next, entered: 0 };
}

/** Builds the states of a node from its end to its beginning, so that each state is created with the next one. */
function buildStates(node: PatternNode, next: State, mode: Mode): State {
  switch (node.kind) {
    case 'character':
      return createState({ reads: getCharacterTest(node.token, mode), next: [next] });
    case 'assertion':
      return createState({ holds: compileAssertion(node.token, mode.flags), next: [next] });
    case 'look':
      return createState({ holds: compileLook(node, mode), next: [next] });
    case 'choice':
      return createState({ next: node.items.map((item) => buildStates(item, next, mode)) });
    case 'sequence': {
      const items = mode.step === 1 ? node.items.toReversed() : node.items;
      return items.reduce((after, item) => buildStates(item, after, mode), next);
    }
    case 'repeat':
      return buildRepeat(node, next, mode);
  }
}

function buildRepeat({ inner, min, max }: Extract<PatternNode, { kind: 'repeat' }>, next: State, mode: Mode): State {
  let begin = next;
  if (Number.isFinite(max)) {
    for (let times = min; times < max; times++) begin = createState({ next: [next, buildStates(inner, begin, mode)] });
  } else {
    begin = createState({ next: [next] });
    begin.next.push(buildStates(inner, begin, mode));
  }
  for (let times = 0; times < min; times++) begin = buildStates(inner, begin, mode);
  return begin;
}

function getCharacterTest(token: string, { flags, characters }: Mode): CharacterTest {
  const known = characters.get(token) ?? compileCharacter(token, flags);
  characters.set(token, known);
  return known;
}

function compileLook({ inner, isBehind, isNegative }: Extract<PatternNode, { kind: 'look' }>, mode: Mode) {
  const automaton = createAutomaton(inner, { ...mode, step: isBehind ? -1 : 1 }, false);
  return (position: TextPosition, steps: StepCounter) => hasMatchFrom(automaton, position, steps) !== isNegative;
}

const LINE_ENDS: readonly string[] = ['\n', '\r', '\u2028', '\u2029'];

/** Returns whether a character is one of \w. */
function isWord(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
}

function compileAssertion(token: string, flags: string): (position: TextPosition) => boolean {
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

/** Reads the text once, in all states at the same time. Returns whether it matches; false if the work is spent. */
function hasMatchFrom(automaton: Automaton, { text, at: from }: TextPosition, steps: StepCounter): boolean {
  const { begin, step, isFloating } = automaton;
  let states = [begin];
  for (let at = from; states.length > 0 && !steps.isExhausted; at += step) {
    const reading = enterStates(automaton, states, { position: { text, at }, steps });
    const read = step === 1 ? at : at - 1;
    if (reading === 'end' || read < 0 || read >= text.length) return reading === 'end';
    const code = text.charCodeAt(read);
    states = isFloating ? [begin] : [];
    for (const { reads, next } of reading) if (reads?.(code, steps)) states.push(...next);
  }
  return false;
}

/** Follows states until characters must be read or the end is reached. */
function enterStates(
  automaton: Automaton,
  states: State[],
  { position, steps }: { readonly position: TextPosition; readonly steps: StepCounter },
): State[] | 'end' {
  automaton.entries += 1;
  const reading: State[] = [];
  for (let each = states.pop(); each !== undefined; each = states.pop()) {
    if (each.entered === automaton.entries) continue;
    each.entered = automaton.entries;
    steps.add();
    if (each === automaton.end) return 'end';
    if (each.reads !== undefined) reading.push(each);
    else if (each.holds === undefined || each.holds(position, steps)) states.push(...each.next);
  }
  return reading;
}
