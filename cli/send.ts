import { formatTimeSpan, parseTimeSpan, SECOND, type TimeSpan } from '../core/contracts/time-span.ts';
import { COMMAND_NAME } from './command-name.ts';
import { createSigner, type Signer, type UnsignedRequest } from './sign.ts';
import { CommandRefusedError, CommandUsageError } from './terminal.ts';

/** A call of the HTTP interface. */
export interface ApiCall {
  readonly method?: 'GET' | 'PUT' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** The options of the command line for connecting to an installation. */
export interface ConnectionOptions {
  readonly endpoint: string;
  /** Sign with AWS credentials even if the name of the endpoint is not one of AWS. */
  readonly sign?: boolean;
  /** The time after which a call without an answer is given up. */
  readonly timeout: string;
}

/** An answer, and the signer of its call (undefined: the call was not signed). */
export interface ApiResponse {
  readonly status: number;
  readonly text: string;
  readonly signer: Signer | undefined;
}

/** The longest time that fetch of Node waits for an answer. */
const MAX_TIMEOUT = 300 * SECOND;

/** Creates the function that sends calls to an installation; it throws `CommandRefusedError` if there is no answer. */
export function createSender({
  endpoint,
  sign = false,
  timeout,
}: ConnectionOptions): (call: ApiCall) => Promise<ApiResponse> {
  if (!URL.canParse(endpoint)) throw new CommandUsageError(`--endpoint: expected a URL, found ${endpoint}`);
  const timeoutMs = readTimeout(timeout);
  const signer = createSigner(new URL(endpoint), sign);
  return async ({ method = 'GET', path, query = {}, headers: given = {}, body }) => {
    const url = createUrl(endpoint, path, query);
    const content = toRequestContent(body);
    const unsigned: UnsignedRequest = { url, method, ...content, headers: { ...given, ...content.headers } };
    const headers = signer === undefined ? unsigned.headers : await signer.sign(unsigned);
    try {
      const response = await fetch(url, { ...unsigned, headers, signal: AbortSignal.timeout(timeoutMs) });
      return { status: response.status, text: await response.text(), signer };
    } catch (error) {
      throw new CommandRefusedError(
        `${endpoint}: ${isTimeout(error) ? describeTimeout(timeoutMs) : describeConnectionError(error, signer)}`,
      );
    }
  };
}

function toRequestContent(body: unknown): Pick<UnsignedRequest, 'headers' | 'body'> {
  if (body === undefined) return { headers: {} };
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** Creates the URL of a call with every character escaped that may be: AWS signs the path and the query in that spelling. */
function createUrl(endpoint: string, path: string, query: NonNullable<ApiCall['query']>): URL {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${escapeText(name)}=${escapeText(value)}`],
  );
  const search = pairs.length === 0 ? '' : `?${pairs.join('&')}`;
  const url = new URL(`${endpoint.replace(/\/$/, '')}${escapeReserved(path)}${search}`);
  // A URL drops the segments `.` and `..`: the call would be about something else.
  if (!url.pathname.endsWith(escapeReserved(path))) throw new CommandRefusedError(`${path}: nothing has this id`);
  return url;
}

function escapeText(text: string): string {
  return escapeReserved(encodeURIComponent(text));
}

/** Escapes the characters that AWS escapes and encodeURIComponent does not. */
function escapeReserved(text: string): string {
  return text.replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

function readTimeout(text: string): TimeSpan {
  const span = parseTimeSpan(text);
  if (span === undefined || span < SECOND || span > MAX_TIMEOUT)
    throw new CommandUsageError(`--timeout: expected "1 second" to "${formatTimeSpan(MAX_TIMEOUT)}", found ${text}`);
  return span;
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}

function describeTimeout(timeoutMs: TimeSpan): string {
  return `no answer within ${formatTimeSpan(timeoutMs)}. The call may have been done all the same: check before you repeat it.`;
}

/** Errors that mean that there is no server, or no such host. */
const UNREACHABLE_CODES = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'];

function describeConnectionError(error: unknown, signer: Signer | undefined): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  if (cause instanceof Error && code !== undefined && !UNREACHABLE_CODES.includes(code))
    return `no connection: ${cause.message} (${code}).`;
  const here =
    signer === undefined
      ? ` Is it started? ${COMMAND_NAME} start starts it; --endpoint selects another installation.`
      : '';
  return `no installation answers there.${here}`;
}
