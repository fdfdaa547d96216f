import { readSpan, SECOND, type Span, writeSpan } from '../core/contracts/span.ts';
import { COMMAND } from './command.ts';
import { type Signer, signerOf, type Unsigned } from './sign.ts';
import { Misused, Refused } from './terminal.ts';

/** A call of the HTTP interface. */
export interface Call {
  readonly method?: 'GET' | 'PUT' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

/** How an installation is reached, as it was said on the command line. */
export interface Reach {
  readonly endpoint: string;
  /** Sign with AWS credentials though the endpoint does not tell that it lies on AWS. */
  readonly sign?: boolean;
  /** A call that has no answer by then is given up. */
  readonly timeout: string;
}

/** What came back, and who had signed (undefined: nobody). */
export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly signer: Signer | undefined;
}

/** Longer than this Node itself waits for no answer. */
const LONGEST_TIMEOUT = 300 * SECOND;

/** Sends calls to an installation; throws `Refused` where none of its answers comes back. */
export function senderTo({ endpoint, sign = false, timeout }: Reach): (call: Call) => Promise<Reply> {
  if (!URL.canParse(endpoint)) throw new Misused(`--endpoint: expected a URL, found ${endpoint}`);
  const patience = readTimeout(timeout);
  const signer = signerOf(new URL(endpoint), sign);
  return async ({ method = 'GET', path, query = {}, body }) => {
    const url = urlOf(endpoint, path, query);
    const unsigned: Unsigned = { url, method, ...contentOf(body) };
    const headers = signer === undefined ? unsigned.headers : await signer.sign(unsigned);
    try {
      const response = await fetch(url, { ...unsigned, headers, signal: AbortSignal.timeout(patience) });
      return { status: response.status, text: await response.text(), signer };
    } catch (error) {
      throw new Refused(`${endpoint}: ${isTimeout(error) ? tooLate(patience) : unreached(error, signer)}`);
    }
  };
}

function contentOf(body: unknown): Pick<Unsigned, 'headers' | 'body'> {
  if (body === undefined) return { headers: {} };
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** Everything that may be escaped is: AWS signs the path and the query as they are sent, in that one spelling. */
function urlOf(endpoint: string, path: string, query: NonNullable<Call['query']>): URL {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${escapeText(name)}=${escapeText(value)}`],
  );
  const search = pairs.length === 0 ? '' : `?${pairs.join('&')}`;
  const url = new URL(`${endpoint.replace(/\/$/, '')}${escapeRest(path)}${search}`);
  // A URL leaves the segments `.` and `..` out: the call would be about something else.
  if (!url.pathname.endsWith(escapeRest(path))) throw new Refused(`${path}: nothing has this id`);
  return url;
}

function escapeText(text: string): string {
  return escapeRest(encodeURIComponent(text));
}

/** What encodeURIComponent leaves, and AWS does not. */
function escapeRest(text: string): string {
  return text.replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

function readTimeout(text: string): Span {
  const span = readSpan(text);
  if (span === undefined || span < SECOND || span > LONGEST_TIMEOUT)
    throw new Misused(`--timeout: expected "1 second" to "${writeSpan(LONGEST_TIMEOUT)}", found ${text}`);
  return span;
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}

function tooLate(patience: Span): string {
  return `no answer within ${writeSpan(patience)}. It may have been done all the same: look before you repeat it.`;
}

/** Errors that mean that there is no server, or no such host. */
const NOBODY = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'];

function unreached(error: unknown, signer: Signer | undefined): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  if (cause instanceof Error && code !== undefined && !NOBODY.includes(code))
    return `no connection: ${cause.message} (${code}).`;
  const here = signer === undefined ? ` Is it started? ${COMMAND} start starts it; --endpoint names another.` : '';
  return `nobody answers there.${here}`;
}
