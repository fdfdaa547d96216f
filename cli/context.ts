import type { Client } from './client.ts';
import type { Lines, Terminal } from './terminal.ts';

/** What every command is given. */
export interface Context {
  readonly terminal: Terminal;
  readonly client: Client;
  /** Answers go out as JSON, for programs. */
  readonly isJson: boolean;
}

/** Prints an answer: as JSON where a program asked, else in words. */
export function answer({ terminal, isJson }: Context, content: unknown, words: () => Lines): void {
  terminal.print(isJson ? jsonLines(content) : words());
}

/** JSON as it is printed for programs, line by line. */
export function jsonLines(content: unknown): string[] {
  return JSON.stringify(content, undefined, 2).split('\n');
}
