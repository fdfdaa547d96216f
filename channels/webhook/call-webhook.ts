import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { createCheckedLookup, type ResolveHost } from './checked-lookup.ts';
import type { WebhookAnswer } from './classify-answer.ts';
import type { RequestParts } from './request-parts.ts';
import type { CallableUrl } from './webhook-url.ts';

/** The maximum size of the headers of an answer, and of the body that is received before the connection is closed. */
const MAX_ANSWER_BYTES = 16 * 1024;
/** The time in which a receiver may finish its answer after its status. Then the connection is closed. */
const FINISH_TIMEOUT_MS = 1_000;

/** A call of a webhook that had no answer. */
export interface FailedCall {
  readonly error: unknown;
  /** True if the whole request was written: then the receiver may have it. */
  readonly isWritten: boolean;
}

/**
 * Calls a webhook over a connection of its own, whose address is checked. Redirects are not followed, and no proxy of the environment is
 * used, whose address would be checked instead.
 */
export function callWebhook(
  { url, isAllowedHost }: CallableUrl,
  { method, headers, body }: RequestParts,
  { resolve, signal }: { readonly resolve: ResolveHost; readonly signal: AbortSignal },
): Promise<WebhookAnswer | FailedCall> {
  return new Promise((settle) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const lookup = createCheckedLookup(resolve, isAllowedHost);
    const options = { method, headers, agent: false as const, lookup, signal, maxHeaderSize: MAX_ANSWER_BYTES };
    let isWritten = false;
    const request = send(url, options, (answer) => {
      settle(readAnswer(answer));
      discard(answer);
    });
    request.on('finish', () => {
      isWritten = true;
    });
    // A receiver that switches protocols gives no answer that ends, and one that ends its connection gives none at all.
    request.on('upgrade', (answer, socket) => {
      socket.destroy();
      settle(readAnswer(answer));
    });
    request.on('error', (error) => settle({ error, isWritten }));
    request.on('close', () => settle({ error: new Error('the connection was closed'), isWritten }));
    if (method === 'GET') request.end();
    else request.setHeader('content-length', Buffer.byteLength(body)).end(body);
  });
}

function readAnswer({ statusCode = 0, headers }: IncomingMessage): WebhookAnswer {
  const retryAfter = headers['retry-after'];
  return { status: statusCode, ...(retryAfter === undefined ? {} : { retryAfter }) };
}

/** Receives the rest of an answer and drops it. One that is long or slow is cut off. */
function discard(answer: IncomingMessage): void {
  const timer = setTimeout(() => answer.destroy(), FINISH_TIMEOUT_MS);
  let bytes = 0;
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) answer.destroy();
  });
  answer.on('error', () => undefined);
  answer.on('close', () => clearTimeout(timer));
}
