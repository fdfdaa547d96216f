import type { ConsoleProblem } from '../../server/console/console-problems.ts';
import type { ApiCall, ApiResponse } from '../send.ts';
import { NO_ANSWER } from '../send.ts';
import { NO_CREDENTIALS } from '../sign.ts';
import { CommandRefusedError } from '../terminal.ts';

/** The headers of a request that go on to the installation. No other does: neither the token, nor cookies, nor what concerns a connection. */
export const FORWARDED_HEADERS = ['accept', 'content-type', 'if-match', 'if-none-match'] as const;
/** The headers of an answer that go on to the browser. */
const RETURNED_HEADERS = ['content-type', 'etag', 'retry-after'] as const;

/** The answer of an installation, as far as it goes on to the browser. */
export interface ForwardedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** The problem of credentials that are missing or expired. */
export const CREDENTIALS_EXPIRED: ConsoleProblem = {
  status: 401,
  code: 'credentials-expired',
  message: 'the AWS credentials are missing or expired: sign in again (aws sso login), then repeat',
};

/** Sends a call to the installation once, and returns the answer or the problem. `isExpired` says whether a denial is one of expired credentials. */
export async function forwardCall(
  call: ApiCall,
  send: (call: ApiCall) => Promise<ApiResponse>,
  isExpired: () => Promise<boolean>,
): Promise<ForwardedAnswer | ConsoleProblem> {
  try {
    const { status, headers, text } = await send(call);
    if (status >= 300 && status < 400 && status !== 304)
      return { status: 502, code: 'no-answer', message: 'the installation leads elsewhere: is the endpoint right?' };
    // API Gateway denies a call without a word about the reason; a problem of the installation has a code.
    if (status === 403 && !text.includes('"error"') && (/expired/i.test(text) || (await isExpired())))
      return CREDENTIALS_EXPIRED;
    const returned = RETURNED_HEADERS.flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value] as const];
    });
    return { status, headers: Object.fromEntries(returned), text };
  } catch (error) {
    if (!(error instanceof CommandRefusedError)) throw error;
    return toProblem(error);
  }
}

function toProblem({ code, message }: CommandRefusedError): ConsoleProblem {
  if (code === NO_CREDENTIALS) return CREDENTIALS_EXPIRED;
  if (code === NO_ANSWER.timeout) return { status: 504, code: 'too-late', message };
  return { status: 502, code: 'no-answer', message };
}
