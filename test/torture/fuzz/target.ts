import type { Random } from '../../simulation/random.ts';

/** One thing that is fuzzed: tries one input drawn by chance, and says what broke, if anything. */
export interface Target {
  readonly name: string;
  readonly attempt: (random: Random) => string | undefined | Promise<string | undefined>;
  /** Says what is wrong in the end, after all attempts. */
  readonly finish?: () => Promise<readonly string[]>;
}

/** Whether a refusal tells a person what to do: it names a field, or says what was expected. */
export function isClear(message: unknown): boolean {
  return typeof message === 'string' && (/expected|longer than|at most/.test(message) || /^[\w.[\]]+: ./.test(message));
}

/** Writes an input for a complaint. */
export function writeInput(input: unknown): string {
  if (input instanceof Uint8Array) return writeInput(Buffer.from(input).toString('latin1'));
  const text = typeof input === 'string' ? JSON.stringify(input) : String(JSON.stringify(input));
  return text.length > 400 ? `${text.slice(0, 400)}… (${text.length} characters)` : text;
}
