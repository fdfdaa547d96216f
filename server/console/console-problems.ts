import type { ServerResponse } from 'node:http';
import { DATA_HEADERS } from './page-headers.ts';

/** The codes of problems that the servers of the console answer themselves. The list is closed; docs/operating/console.md explains each. */
export const CONSOLE_PROBLEM_CODES = [
  'body-too-large',
  'console-failure',
  'credentials-expired',
  'foreign-origin',
  'invalid-json',
  'invalid-preview',
  'invalid-query',
  'no-answer',
  'not-on-the-list',
  'read-only',
  'too-late',
  'unauthorized',
  'unknown-host',
  'unknown-path',
  'unsupported-media-type',
  'upgrade-refused',
  'wrong-method',
] as const;

/** The reason why the server of the console does not answer as requested. */
export interface ConsoleProblem {
  readonly status: number;
  readonly code: (typeof CONSOLE_PROBLEM_CODES)[number];
  /** A sentence for people. */
  readonly message: string;
  /** Further headers of the answer. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a problem as the answer, in the form of the HTTP interface. */
export function respondConsoleProblem(
  response: ServerResponse,
  { status, code, message, headers = {} }: ConsoleProblem,
): void {
  respondJson(response, status, { error: { code, message } }, headers);
}

/** Sends a value as the answer, as JSON, which no browser stores. */
export function respondJson(
  response: ServerResponse,
  status: number,
  content: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response
    .writeHead(status, { ...DATA_HEADERS, 'content-type': 'application/json', ...headers })
    .end(JSON.stringify(content));
}
