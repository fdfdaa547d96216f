import * as v from 'valibot';
import { HEADER_NAME, RESERVED_HEADERS } from '../../core/contracts/headers.ts';
import { isObject } from '../../core/contracts/object.ts';
import type { SendRequest } from '../../core/contracts/sender.ts';

/** The parts of an HTTP request that a message determines. */
export interface RequestParts {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The headers that a message cannot set, besides those that begin with `webhook-`: the sender, a proxy or the protocol sets them. */
const SET_BY_OTHERS = new Set([...RESERVED_HEADERS, 'proxy-authenticate', 'proxy-authorization']);

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const messageSchema = v.looseObject({
  method: v.optional(v.picklist(METHODS), 'POST'),
  body: v.optional(v.string(), ''),
  headers: v.optional(v.custom<Readonly<Record<string, unknown>>>(isObject), {}),
});

/** Printable ASCII and tabs: a line break would begin another header, and other characters have no agreed encoding. */
const HEADER_VALUE = /^[\x20-\x7e\t]*$/;

/** Returns the parts of the request of a message, or the reason why it cannot be sent. A GET has no body. */
export function createRequestParts(
  message: SendRequest['message'],
): RequestParts | { readonly refused: 'bad-request' | 'bad-header' } {
  const parsed = v.safeParse(messageSchema, message);
  if (!parsed.success) return { refused: 'bad-request' };
  const { method, headers: written } = parsed.output;
  const headers: Record<string, string> = { 'user-agent': 'campaign-connector' };
  for (const [name, value] of Object.entries(written)) {
    if (typeof value !== 'string' || !HEADER_NAME.test(name) || !HEADER_VALUE.test(value))
      return { refused: 'bad-header' };
    if (!isReserved(name.toLowerCase())) headers[name.toLowerCase()] = value;
  }
  const body = method === 'GET' ? '' : parsed.output.body;
  if (body !== '') headers['content-type'] ??= isJson(body) ? 'application/json' : 'text/plain; charset=utf-8';
  return { method, headers, body };
}

function isReserved(name: string): boolean {
  return SET_BY_OTHERS.has(name) || name.startsWith('webhook-');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
