import type { Work } from './work.ts';

/** Whether a character (a UTF-16 unit) is what a token of a regular expression reads. */
export type CharacterTest = (code: number, work: Work) => boolean;

/** Of characters below this the answer is kept. */
const KEPT = 256;
/** What asking the native engine costs, as steps: so long does it take. */
const NATIVE_STEPS = 8;
const [UNKNOWN, NO, YES] = [0, 1, 2];

/**
 * Compiles a token that reads one character: a letter, a dot, a class, an escape. The native engine decides about most of them,
 * so that classes, escapes and case mean what they always did.
 */
export function characterTest(token: string, flags: string): CharacterTest {
  if (token === '.') return flags.includes('s') ? () => true : (code) => !isLineEnd(code);
  if (token.length === 1 && !flags.includes('i')) {
    const wanted = token.charCodeAt(0);
    return (code) => code === wanted;
  }
  const native = new RegExp(`^(?:${token})$`, flags.replace('m', ''));
  const kept = new Uint8Array(KEPT);
  return (code, work) => {
    if (code >= KEPT) {
      work.take(NATIVE_STEPS);
      return native.test(String.fromCharCode(code));
    }
    if (kept[code] === UNKNOWN) kept[code] = native.test(String.fromCharCode(code)) ? YES : NO;
    return kept[code] === YES;
  };
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13 || code === 0x2028 || code === 0x2029;
}
