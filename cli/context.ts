import type { ApiClient } from './client.ts';
import type { Terminal, TextLines } from './terminal.ts';

/** The terminal, the client and the output format that every command works with. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly client: ApiClient;
  /** Results are printed as JSON, for programs. */
  readonly isJson: boolean;
}

/** Prints a result: as JSON with `--json`, else as text. */
export function printResult({ terminal, isJson }: CommandContext, content: unknown, formatText: () => TextLines): void {
  terminal.print(isJson ? formatJsonLines(content) : formatText());
}

/** Formats a value as indented JSON, line by line. */
export function formatJsonLines(content: unknown): string[] {
  return JSON.stringify(content, undefined, 2).split('\n');
}
