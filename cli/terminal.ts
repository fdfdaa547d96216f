import type { Readable } from 'node:stream';

/** The world as a command sees it. */
export interface Terminal {
  /** A line for whoever asked, on stdout. */
  print(text: string): void;
  /** A line about the work itself, on stderr. */
  complain(text: string): void;
  /** Shows how far long work is; does nothing where nobody looks. */
  progress(text: string): void;
  /** Asks yes or no; undefined where there is nobody to ask. */
  readonly confirm: ((question: string) => Promise<boolean>) | undefined;
  readonly stdin: Readable;
}

/** A command was understood, and its answer is no (exit code 1). */
export class Refused extends Error {}

/** A command cannot be carried out as it was given (exit code 2). */
export class Misused extends Error {}
