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
  /** The code of the problem, if an installation refused the command, or gave no answer. */
  readonly code: string | undefined;

  constructor(lines: TextLines, code?: string) {
    const all = [lines].flat();
    super(all.join('\n'));
    this.lines = all;
    this.code = code;
  }
}

/** The error of a plan with changes where none is expected (exit code 3). The plan is printed already. */
export class ChangesFoundError extends Error {
  constructor() {
    super('');
  }
}

/** The error of a command that was misused (exit code 2). */
export class CommandUsageError extends Error {}
