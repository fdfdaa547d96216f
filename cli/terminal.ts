import type { Readable } from 'node:stream';

/** One line, or several. */
export type TextLines = string | readonly string[];

/** The world as a command sees it. */
export interface Terminal {
  /** Lines for whoever asked, on stdout. */
  print(lines: TextLines): void;
  /** Lines about the work itself, on stderr. */
  printError(lines: TextLines): void;
  /** Shows how far long work is; does nothing where nobody looks. */
  showProgress(text: string): void;
  /** Asks yes or no; undefined where there is nobody to ask. */
  readonly confirm: ((question: string) => Promise<boolean>) | undefined;
  readonly stdin: Readable;
}

/** A command was understood, and its answer is no (exit code 1). */
export class CommandRefusedError extends Error {
  readonly lines: readonly string[];

  constructor(lines: TextLines) {
    const all = [lines].flat();
    super(all.join('\n'));
    this.lines = all;
  }
}

/** A command cannot be carried out as it was given (exit code 2). */
export class CommandUsageError extends Error {}
