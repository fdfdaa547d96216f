import type { Readable } from 'node:stream';

/** A line, or several. */
export type TextLines = string | readonly string[];

/** The input and output of a command. */
export interface Terminal {
  /** Prints the result of a command to stdout. */
  print(lines: TextLines): void;
  /** Prints errors and warnings to stderr. */
  printError(lines: TextLines): void;
  /** Shows the progress of long work; does nothing if stderr is not a terminal. */
  showProgress(text: string): void;
  /** The function that asks yes or no; undefined if no user can answer. */
  readonly confirm: ((question: string) => Promise<boolean>) | undefined;
  readonly stdin: Readable;
}

/** The error of a command that was understood and refused (exit code 1). */
export class CommandRefusedError extends Error {
  readonly lines: readonly string[];

  constructor(lines: TextLines) {
    const all = [lines].flat();
    super(all.join('\n'));
    this.lines = all;
  }
}

/** The error of a command that was misused (exit code 2). */
export class CommandUsageError extends Error {}
