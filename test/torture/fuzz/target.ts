import type { Random } from '../../simulation/random.ts';

/** A fuzz test of one reader: it tries one random input and returns what failed, if anything. */
export interface Target {
  readonly name: string;
  readonly attempt: (random: Random) => string | undefined | Promise<string | undefined>;
  /** Returns what is wrong at the end, after all attempts. */
  readonly finish?: () => Promise<readonly string[]>;
}

/** Returns whether a refusal is of help to people: it names a field, or what was expected. */
export function isClear(message: unknown): boolean {
  return typeof message === 'string' && (/expected|longer than|at most/.test(message) || /^[\w.[\]]+: ./.test(message));
}

/** Formats an input for a report. */
export function writeInput(input: unknown): string {
  if (input instanceof Uint8Array) return writeInput(Buffer.from(input).toString('latin1'));
  const text = typeof input === 'string' ? JSON.stringify(input) : String(JSON.stringify(input));
  return text.length > 400 ? `${text.slice(0, 400)}… (${text.length} characters)` : text;
}
