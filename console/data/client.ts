import createClient, { type Middleware } from 'openapi-fetch';
import type { paths } from './api-types.ts';
import type { ProblemDetail } from './problem-details.ts';
import { createTokenHeaders } from './token.ts';

/** The answer to a call that was not done as requested, with the code of the interface; `unreachable` if there was no answer. */
export class CallProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: readonly ProblemDetail[];

  constructor({ status, code, message, details = [] }: ProblemFields) {
    super(message);
    this.name = 'CallProblem';
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

interface ProblemFields {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly details?: readonly ProblemDetail[];
}

const authorize: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(createTokenHeaders())) request.headers.set(name, value);
    return request;
  },
};

/** The calls of the HTTP interface, by the types that its OpenAPI document gives. */
export const api = createClient<paths>({ baseUrl: window.location.origin });
api.use(authorize);

/** The result of a call of the client. */
interface Answered<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** Returns the data of a call. Throws a CallProblem if it was not answered as requested. */
export async function unwrap<Data>(call: Promise<Answered<Data>>): Promise<NonNullable<Data>> {
  const { data, error, response } = await call.catch(throwUnreachable);
  if (response.ok && data !== undefined && data !== null) return data;
  throw toProblem(response.status, error);
}

/** Calls the server of the console itself, and returns the parsed answer. Throws a CallProblem if it was not answered as requested. */
export async function callConsole(path: string, { headers, ...init }: RequestInit = {}): Promise<unknown> {
  const authorized = { ...init, headers: { ...createTokenHeaders(), ...headers } };
  const response = await fetch(path, authorized).catch(throwUnreachable);
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return body;
  throw toProblem(response.status, body);
}

function throwUnreachable(cause: unknown): never {
  throw new CallProblem({ status: 0, code: 'unreachable', message: String(cause) });
}

function toProblem(status: number, body: unknown): CallProblem {
  const error = isRecord(body) && isRecord(body['error']) ? body['error'] : undefined;
  if (error === undefined) {
    const message = isRecord(body) && typeof body['message'] === 'string' ? body['message'] : `HTTP ${status}`;
    return new CallProblem({ status, code: `http-${status}`, message });
  }
  const details = Array.isArray(error['details']) ? error['details'] : [];
  return new CallProblem({ status, code: String(error['code']), message: String(error['message']), details });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
