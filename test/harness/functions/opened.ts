import type { LambdaEvent } from 'hono/aws-lambda';
import { SECOND, type TimeSpan } from '../../../core/contracts/time-span.ts';
import { createHandler as api } from '../../../functions/api.ts';
import type { Around } from '../../doubles/tally.ts';
import { checkAnswer } from '../api/check-answer.ts';
import { type Installed, lasting } from './in-container.ts';

/** The caller that signs requests. */
export const OWNER = 'arn:aws:iam::000000000000:user/grace';

/** Creates a request as API Gateway passes it on: signed, unless it is to be anonymous. */
export function called(
  method: string,
  path: string,
  more: { body?: unknown; bytes?: Buffer; by?: string; headers?: Record<string, string> } = {},
) {
  const { body, bytes, by = OWNER, headers = {} } = more;
  const [rawPath = '', rawQueryString = ''] = path.split('?');
  const iam = {
    userArn: by,
    accessKey: 'any',
    accountId: 'any',
    callerId: 'any',
    cognitoIdentity: null,
    principalOrgId: null,
    userId: 'any',
  };
  const event: LambdaEvent = {
    version: '2.0',
    routeKey: '$default',
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
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'any' },
      requestId: 'any',
      routeKey: '$default',
      stage: '$default',
      time: '01/Dec/2026:12:00:00 +0000',
      timeEpoch: 0,
    },
  };
  return event;
}

/** The settings of the Lambda: the wrapper around its requests, the token for Currents, and the time left. */
export interface Caller {
  readonly around?: Around;
  readonly token?: string;
  readonly remaining?: () => TimeSpan;
}

/** Creates the Lambda of the HTTP interface; returns a function that calls it. */
export function opened(installed: Installed, { around, token, remaining = () => 29 * SECOND }: Caller = {}) {
  const handler = api(async () => token)(installed.lambda(around));
  return async (...call: Parameters<typeof called>) => {
    const { statusCode, body } = await handler(called(...call), lasting(remaining));
    const [method, path] = call;
    await checkAnswer({ method, path, status: statusCode, text: body });
    return { status: statusCode, body: JSON.parse(body) };
  };
}
