import type { Client } from './client.ts';
import type { Terminal } from './terminal.ts';

/** What every command is given. */
export interface Context {
  readonly terminal: Terminal;
  readonly client: Client;
  /** Answers go out as JSON, for programs. */
  readonly isJson: boolean;
}

/** Prints an answer: as JSON where a program asked, else in words. */
export function answer({ terminal, isJson }: Context, content: unknown, words: () => string): void {
  terminal.print(isJson ? JSON.stringify(content, undefined, 2) : words());
}
