import type { StepCounter } from './step-counter.ts';

/** A test of whether a token of a regular expression matches a character, a UTF-16 unit. */
export type CharacterTest = (code: number, steps: StepCounter) => boolean;

/** The limit below which the results for characters are cached. */
const CACHED_CHARACTERS = 256;
/** The cost of a call of the native engine in steps, by the time it takes. */
const NATIVE_STEPS = 8;
const [UNKNOWN, NO, YES] = [0, 1, 2];

/**
 * Compiles a token that matches one character: a letter, a dot, a class or an escape. The native engine evaluates most of them, so that
 * classes, escapes and case have their usual meaning.
 */
export function compileCharacter(token: string, flags: string): CharacterTest {
  if (token === '.') return flags.includes('s') ? () => true : (code) => !isLineEnd(code);
  if (token.length === 1 && !flags.includes('i')) {
    const wanted = token.charCodeAt(0);
    return (code) => code === wanted;
  }
  const native = new RegExp(`^(?:${token})$`, flags.replace('m', ''));
  const cache = new Uint8Array(CACHED_CHARACTERS);
  return (code, steps) => {
    if (code >= CACHED_CHARACTERS) {
      steps.add(NATIVE_STEPS);
      return native.test(String.fromCharCode(code));
    }
    if (cache[code] === UNKNOWN) cache[code] = native.test(String.fromCharCode(code)) ? YES : NO;
    return cache[code] === YES;
  };
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13 || code === 0x2028 || code === 0x2029;
}
