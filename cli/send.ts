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
  /** A value that is sent as JSON. */
  readonly body?: unknown;
  /** A body that is sent as it stands, in place of `body`. Its type is in the headers. */
  readonly text?: string;
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
  readonly headers: Headers;
  readonly text: string;
  readonly signer: Signer | undefined;
}

/** The limits of a sender that passes answers on. */
export interface SenderLimits {
  /** The maximum size of an answer. Absent, any is read. */
  readonly maxAnswerBytes?: number;
  /** The treatment of an answer that leads elsewhere: it is followed, or returned. */
  readonly redirect?: 'follow' | 'manual';
}

/** The codes of the errors of calls that have no answer. */
export const NO_ANSWER = { timeout: 'timeout', unreachable: 'unreachable', tooLarge: 'answer-too-large' } as const;

/** The longest time that fetch of Node waits for an answer. */
const MAX_TIMEOUT = 300 * SECOND;

/** Creates the function that sends calls to an installation; it throws `CommandRefusedError` if there is no answer. */
export function createSender(
  { endpoint, sign = false, timeout }: ConnectionOptions,
  { maxAnswerBytes = Number.POSITIVE_INFINITY, redirect = 'follow' }: SenderLimits = {},
): (call: ApiCall) => Promise<ApiResponse> {
  if (!URL.canParse(endpoint)) throw new CommandUsageError(`--endpoint: expected a URL, found ${endpoint}`);
  const timeoutMs = readTimeout(timeout);
  const signer = createSigner(new URL(endpoint), sign);
  return async ({ method = 'GET', path, query = {}, headers: given = {}, body, text }) => {
    const url = createUrl(endpoint, path, query);
    const content = text === undefined ? toRequestContent(body) : { headers: {}, body: text };
    const unsigned: UnsignedRequest = { url, method, ...content, headers: { ...given, ...content.headers } };
    const headers = signer === undefined ? unsigned.headers : await signer.sign(unsigned);
    try {
      const response = await fetch(url, { ...unsigned, headers, redirect, signal: AbortSignal.timeout(timeoutMs) });
      const read = await readAnswer(response, maxAnswerBytes);
      return { status: response.status, headers: response.headers, text: read, signer };
    } catch (error) {
      if (error instanceof CommandRefusedError) throw error;
      throw isTimeout(error)
        ? new CommandRefusedError(`${endpoint}: ${describeTimeout(timeoutMs)}`, NO_ANSWER.timeout)
        : new CommandRefusedError(`${endpoint}: ${describeConnectionError(error, signer)}`, NO_ANSWER.unreachable);
    }
  };
}

/** Reads the text of an answer. Throws `CommandRefusedError` as soon as it has more bytes than the limit. */
async function readAnswer({ body }: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > maxBytes)
      throw new CommandRefusedError(`the answer has more than ${maxBytes} bytes`, NO_ANSWER.tooLarge);
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
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
