import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe } from '../core/contracts/fault.ts';
import { isOwn, type OwnHosts, readHost, writeOwn } from './hosts.ts';

/** Why a request is not let in. */
export interface Foreign {
  readonly status: 400 | 403 | 415 | 421;
  readonly code: 'invalid-host' | 'unknown-host' | 'foreign-origin' | 'unsupported-media-type';
  readonly field: string;
  readonly found: string;
  readonly expected: string;
}

const READING = ['GET', 'HEAD'];
const OWN_SITE = ['same-origin', 'none'];
const MEDIA_TYPES = ['application/json', 'application/x-amz-json-1.1'];

/**
 * Says why a request may come from another site's page in a browser on this machine; undefined where it does not.
 * A page whose name was bound to 127.0.0.1 (DNS rebinding) sends its own name as Host. A page that posts here sends its
 * Origin, Sec-Fetch-Site, or at least one of the content types that forms and plain scripts can send.
 */
export function refuseForeign(request: IncomingMessage, own: OwnHosts): Foreign | undefined {
  const isReading = READING.includes(request.method ?? '');
  return foreignHost(request, own) ?? (isReading ? undefined : (foreignOrigin(request, own) ?? otherMedia(request)));
}

/** Answers a request that is not let in, in the words of the interface. */
export function answerForeign(response: ServerResponse, { status, code, field, found, expected }: Foreign): void {
  const message = `${field}: expected ${expected}, found ${found}`;
  const error = { code, message, details: [{ path: field, found, expected }] };
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
}

/** The Host header, and the host that a request target in absolute form names instead of it. */
function foreignHost({ url = '', headersDistinct }: IncomingMessage, own: OwnHosts): Foreign | undefined {
  const hosts = headersDistinct['host'] ?? [];
  const [host = ''] = hosts;
  const named = url.startsWith('/') ? [host] : [host, authorityOf(url)];
  const expected = `one of ${writeOwn(own)}; ALLOWED_HOSTS names further ones`;
  for (const found of named) {
    const read = hosts.length > 1 ? undefined : readHost(found);
    const invalid = { status: 400, code: 'invalid-host' } as const;
    const unknown = { status: 421, code: 'unknown-host' } as const;
    if (read !== undefined && isOwn(read, own)) continue;
    const why = read === undefined ? invalid : unknown;
    return { ...why, field: 'host', found: describe(hosts.length > 1 ? hosts : found), expected };
  }
  return undefined;
}

function foreignOrigin({ headers, headersDistinct }: IncomingMessage, own: OwnHosts): Foreign | undefined {
  const refusal = { status: 403, code: 'foreign-origin' } as const;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && !OWN_SITE.includes(String(site))) {
    const expected = `${OWN_SITE.join(' or ')}: a page of another site may change nothing here`;
    return { ...refusal, field: 'sec-fetch-site', found: describe(site), expected };
  }
  const foreign = headersDistinct['origin']?.find((origin) => !isOwnOrigin(origin, own));
  if (foreign === undefined) return undefined;
  const expected = `an origin of this server (${writeOwn(own)}): a page of another site may change nothing here`;
  return { ...refusal, field: 'origin', found: describe(foreign), expected };
}

/** `null` is the origin of a page that hides where it comes from. */
function isOwnOrigin(origin: string, own: OwnHosts): boolean {
  const host = /^https?:\/\//i.test(origin) ? readHost(authorityOf(origin)) : undefined;
  return host !== undefined && isOwn(host, own);
}

function otherMedia({ headers }: IncomingMessage): Foreign | undefined {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (!hasBody || (type !== undefined && MEDIA_TYPES.includes(type))) return undefined;
  const expected = MEDIA_TYPES.join(' or ');
  return {
    ...{ status: 415, code: 'unsupported-media-type', field: 'content-type' },
    ...{ found: describe(headers['content-type']), expected },
  };
}

/** The host and port of an absolute http URL; empty where it is none. */
function authorityOf(url: string): string {
  return /^https?:\/\/([^/?#]*)/i.exec(url)?.[1] ?? '';
}
