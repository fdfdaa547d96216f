import { SignatureV4, type SignatureV4Init } from '@smithy/signature-v4';
import { isObject } from '../../core/contracts/object.ts';
import { parseJson } from '../../core/contracts/parse-json.ts';
import type { TimeSpan } from '../../core/contracts/time-span.ts';
import { NodeSha256 } from './node-sha256.ts';

/** The answer of a Lambda function as JSON, or why there is none. */
export type Invocation = { readonly answer: string } | InvocationFailure;

/** An invocation without an answer. */
export interface InvocationFailure {
  /** The failure, for the log. */
  readonly failure: string;
  /** True if the function may have begun, and may go on. */
  readonly mayHaveRun: boolean;
  readonly isTimeout: boolean;
  /** The name of the error that the function threw; absent if it threw none, or if it is not known. */
  readonly errorName?: string;
}

/** A function that invokes the Lambda function at a URL with an event, once, and waits so many milliseconds for its answer. */
export type InvokeFunction = (url: string, event: object, timeout: TimeSpan) => Promise<Invocation>;

/** The region, the credentials and, in place of the address of AWS, an endpoint. */
export interface InvokerOptions extends Pick<SignatureV4Init, 'credentials'> {
  readonly region: string;
  readonly endpoint?: string | undefined;
}

/**
 * Creates the function that invokes Lambda functions. It calls the interface of Lambda itself: the client of the SDK would be a tenth of the
 * bundle of the API. It makes one attempt, as what the function does may not be repeatable, and on a connection of its own: one that was
 * kept may be dead after a function was frozen, and then it would not be known whether the request arrived.
 */
export function createFunctionInvoker({ region, credentials, endpoint }: InvokerOptions): InvokeFunction {
  const signatures = new SignatureV4({ service: 'lambda', region, credentials, sha256: NodeSha256 });
  return async (functionUrl, event, timeout) => {
    const { pathname: path } = new URL(functionUrl);
    const url = new URL(path, endpoint ?? functionUrl);
    const { protocol, hostname, host } = url;
    const [method, body] = ['POST', JSON.stringify(event)];
    const headers = { host, 'content-type': 'application/json', 'x-amz-invocation-type': 'RequestResponse' };
    const signed = await signatures.sign({ protocol, hostname, method, path, query: {}, headers, body });
    try {
      const response = await fetch(url, {
        ...{ method, body, redirect: 'error', signal: AbortSignal.timeout(timeout) },
        headers: { ...signed.headers, connection: 'close' },
      });
      return toInvocation(response, await response.text());
    } catch (error) {
      return toFailure(error);
    }
  };
}

function toInvocation({ ok, status, headers }: Response, body: string): Invocation {
  if (!ok) {
    const failure = `Lambda answered ${status} ${headers.get('x-amzn-errortype') ?? ''}`.trim();
    return { failure, mayHaveRun: status >= 500, isTimeout: false };
  }
  if (!headers.has('x-amz-function-error')) return { answer: body };
  const errorName = readErrorName(body);
  return { failure: `the function failed: ${errorName}`, mayHaveRun: true, isTimeout: false, errorName };
}

/** Returns the name of the error that a function threw. Its message is left out, as it may quote what the event contains: the function logs it. */
function readErrorName(body: string): string {
  const content = parseJson(body);
  return isObject(content) && typeof content['errorType'] === 'string' ? content['errorType'] : 'unknown';
}

/** The codes of errors after which no connection was made. */
const NOT_CONNECTED = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'];

function toFailure(error: unknown): InvocationFailure {
  const { cause, name } = error instanceof Error ? error : {};
  const code = isObject(cause) && typeof cause['code'] === 'string' ? cause['code'] : undefined;
  return {
    failure: `${String(error)}${code === undefined ? '' : ` (${code})`}`,
    mayHaveRun: code === undefined || !NOT_CONNECTED.includes(code),
    isTimeout: name === 'TimeoutError',
  };
}
