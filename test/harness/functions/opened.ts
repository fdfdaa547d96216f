import type { InvokeFunction } from '../../../adapters/aws/invoke-function.ts';
import { SECOND, type TimeSpan } from '../../../core/contracts/time-span.ts';
import { createHandler as api } from '../../../functions/api.ts';
import { createHandler as ingest } from '../../../functions/ingest.ts';
import type { HttpEvent } from '../../../functions/runtime/http-event.ts';
import { type LogIds, PLAIN_IDS } from '../../../functions/runtime/log-ids.ts';
import type { Around } from '../../doubles/tally.ts';
import { checkAnswer } from '../api/check-answer.ts';
import { findRoute, type RouteMatching } from './gateway.ts';
import { type Installed, lasting } from './in-container.ts';
import { invokesNothing } from './invoking.ts';

/** The caller that signs requests. */
export const OWNER = 'arn:aws:iam::000000000000:user/grace';

/** The content of a call, its caller, and how the gateway finds its route. */
interface CallContent {
  readonly body?: unknown;
  readonly bytes?: Buffer;
  readonly by?: string;
  readonly headers?: Record<string, string>;
  readonly matching?: RouteMatching;
}

/** Creates a request as API Gateway passes it on: signed, unless it is to be anonymous. Returns undefined if it has no route. */
export function called(method: string, path: string, more: CallContent = {}) {
  const { body, bytes, by = OWNER, headers = {}, matching } = more;
  const [requested = '', rawQueryString = ''] = path.split('?');
  const routed = findRoute(method, requested, matching);
  if (routed === undefined) return undefined;
  const { routeKey, rawPath } = routed;
  const iam = {
    userArn: by,
    accessKey: 'any',
    accountId: 'any',
    callerId: 'any',
    cognitoIdentity: null,
    principalOrgId: null,
    userId: 'any',
  };
  const event: HttpEvent = {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString,
    headers: { 'content-type': 'application/json', host: 'any.example', ...headers },
    isBase64Encoded: bytes !== undefined,
    body: bytes?.toString('base64') ?? (body === undefined ? null : JSON.stringify(body)),
    requestContext: {
      accountId: 'any',
      apiId: 'any',
      authentication: null,
      authorizer: by === '' ? {} : { iam },
      domainName: 'any.example',
      domainPrefix: 'any',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'any' },
      requestId: 'any',
      routeKey,
      stage: '$default',
      time: '01/Dec/2026:12:00:00 +0000',
      timeEpoch: 0,
    },
  };
  return { api: routed.api, event };
}

/** The settings of the Lambda: the wrapper around its requests, the token for Currents, the form of ids in its log, the time left, and the Lambdas that it invokes. */
export interface Caller {
  readonly around?: Around;
  readonly token?: string;
  readonly remaining?: () => TimeSpan;
  readonly logIds?: LogIds;
  readonly invokes?: InvokeFunction;
}

/** Creates the Lambdas of the HTTP interface; returns a function that calls them through a gateway. */
export function opened(
  installed: Installed,
  { around, token, logIds = PLAIN_IDS, remaining = () => 29 * SECOND, invokes = invokesNothing }: Caller = {},
) {
  const handlers = {
    management: api(invokes)({ ...installed.lambda(around), logIds }),
    ingest: ingest(async () => token)(installed.lambda(around)),
  };
  return async (...call: Parameters<typeof called>) => {
    const [method, path] = call;
    const routed = called(...call);
    if (routed === undefined) return { status: 404, body: { message: 'Not Found' } };
    const { statusCode, body } = await handlers[routed.api](routed.event, lasting(remaining));
    await checkAnswer({ method, path, status: statusCode, text: body });
    return { status: statusCode, body: JSON.parse(body) };
  };
}
