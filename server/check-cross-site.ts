import type { IncomingMessage, ServerResponse } from 'node:http';
import { describeValue } from '../core/contracts/fault.ts';
import { YAML_MEDIA_TYPE } from '../core/contracts/media-types.ts';
import { formatOwnHosts, isOwnHost, type OwnHosts, parseHost } from './hosts.ts';

/** The reason why a request is refused. */
export interface CrossSiteRefusal {
  readonly status: 400 | 403 | 415 | 421;
  readonly code: 'invalid-host' | 'unknown-host' | 'foreign-origin' | 'unsupported-media-type';
  readonly field: string;
  readonly found: string;
  readonly expected: string;
}

const READ_METHODS = ['GET', 'HEAD'];
const OWN_SITE_VALUES = ['same-origin', 'none'];
// No form and no plain script of another site can send one of these without a preflight, which is not answered.
const MEDIA_TYPES = ['application/json', 'application/x-amz-json-1.1', YAML_MEDIA_TYPE];

/**
 * Checks whether a request may come from a page of another site in a browser on this machine, and returns the reason to
 * refuse it, or undefined.
 * A page whose name was bound to 127.0.0.1 (DNS rebinding) sends its own name as Host. A page that posts here sends its
 * Origin, Sec-Fetch-Site, or at least one of the content types that forms and plain scripts can send.
 */
export function checkCrossSite(request: IncomingMessage, ownHosts: OwnHosts): CrossSiteRefusal | undefined {
  const isReadRequest = READ_METHODS.includes(request.method ?? '');
  return (
    checkHost(request, ownHosts) ??
    (isReadRequest ? undefined : (checkOrigin(request, ownHosts) ?? checkMediaType(request)))
  );
}

/** Answers a refused request with an error body of the HTTP interface. */
export function respondCrossSiteRefusal(
  response: ServerResponse,
  { status, code, field, found, expected }: CrossSiteRefusal,
): void {
  const message = `${field}: expected ${expected}, found ${found}`;
  const error = { code, message, details: [{ path: field, found, expected }] };
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
}

/** Checks the Host header, and the host of a request target in absolute form, which takes precedence over it. */
function checkHost({ url = '', headersDistinct }: IncomingMessage, ownHosts: OwnHosts): CrossSiteRefusal | undefined {
  const hosts = headersDistinct['host'] ?? [];
  const [host = ''] = hosts;
  const named = url.startsWith('/') ? [host] : [host, getAuthority(url)];
  const expected = `one of ${formatOwnHosts(ownHosts)}; ALLOWED_HOSTS names further ones`;
  for (const found of named) {
    const read = hosts.length > 1 ? undefined : parseHost(found);
    const invalid = { status: 400, code: 'invalid-host' } as const;
    const unknown = { status: 421, code: 'unknown-host' } as const;
    if (read !== undefined && isOwnHost(read, ownHosts)) continue;
    const why = read === undefined ? invalid : unknown;
    return { ...why, field: 'host', found: describeValue(hosts.length > 1 ? hosts : found), expected };
  }
  return undefined;
}

function checkOrigin({ headers, headersDistinct }: IncomingMessage, ownHosts: OwnHosts): CrossSiteRefusal | undefined {
  const refusal = { status: 403, code: 'foreign-origin' } as const;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && !OWN_SITE_VALUES.includes(String(site))) {
    const expected = `${OWN_SITE_VALUES.join(' or ')}: a page of another site may change nothing here`;
    return { ...refusal, field: 'sec-fetch-site', found: describeValue(site), expected };
  }
  const foreignOrigin = headersDistinct['origin']?.find((origin) => !isOwnOrigin(origin, ownHosts));
  if (foreignOrigin === undefined) return undefined;
  const expected = `an origin of this server (${formatOwnHosts(ownHosts)}): a page of another site may change nothing here`;
  return { ...refusal, field: 'origin', found: describeValue(foreignOrigin), expected };
}

/** Checks whether an origin is this server. The origin `null`, of a page that hides its address, is not. */
function isOwnOrigin(origin: string, ownHosts: OwnHosts): boolean {
  const host = /^https?:\/\//i.test(origin) ? parseHost(getAuthority(origin)) : undefined;
  return host !== undefined && isOwnHost(host, ownHosts);
}

function checkMediaType({ headers }: IncomingMessage): CrossSiteRefusal | undefined {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (!hasBody || (type !== undefined && MEDIA_TYPES.includes(type))) return undefined;
  const expected = MEDIA_TYPES.join(' or ');
  return {
    ...{ status: 415, code: 'unsupported-media-type', field: 'content-type' },
    ...{ found: describeValue(headers['content-type']), expected },
  };
}

/** Returns the host and port of an absolute http URL, or an empty string. */
function getAuthority(url: string): string {
  return /^https?:\/\/([^/?#]*)/i.exec(url)?.[1] ?? '';
}
