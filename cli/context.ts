import type { ApiClient } from './client.ts';
import type { Terminal, TextLines } from './terminal.ts';

/** What every command is given. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly client: ApiClient;
  /** Answers go out as JSON, for programs. */
  readonly isJson: boolean;
}

/** Prints an answer: as JSON where a program asked, else in words. */
export function printResult({ terminal, isJson }: CommandContext, content: unknown, formatText: () => TextLines): void {
  terminal.print(isJson ? formatJsonLines(content) : formatText());
}

/** JSON as it is printed for programs, line by line. */
export function formatJsonLines(content: unknown): string[] {
  return JSON.stringify(content, undefined, 2).split('\n');
}
