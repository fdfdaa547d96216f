import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ConsoleProblem } from '../../server/console/console-problems.ts';
import { LOOPBACK_NAMES } from '../../server/hosts.ts';

const HTTP_PORT = 80;
const READ_METHODS = ['GET', 'HEAD'];
const MEDIA_TYPES = ['application/json', 'application/yaml'];

/**
 * Checks what every request is checked for before its path is looked at, and returns why it is refused, or undefined. Its Host must be
 * exactly one of the three names of this machine: a site whose name was bound to 127.0.0.1 sends its own name (DNS rebinding).
 */
export function checkConsoleHost(request: IncomingMessage, port: number): ConsoleProblem | undefined {
  const hosts = LOOPBACK_NAMES.map((name) => (port === HTTP_PORT ? name : `${name}:${port}`));
  const found = request.headersDistinct['host'] ?? [];
  const [host = ''] = found;
  if (found.length !== 1 || !hosts.includes(host) || !request.url?.startsWith('/'))
    return { status: 403, code: 'unknown-host', message: `host: expected one of ${hosts.join(', ')}` };
  if (request.headers.upgrade !== undefined)
    return { status: 400, code: 'upgrade-refused', message: 'this server speaks HTTP/1.1 only' };
  return undefined;
}

/** Checks that a call carries the token of this start, and returns why it is refused, or undefined. A token in the address is none. */
export function checkToken(request: IncomingMessage, token: string): ConsoleProblem | undefined {
  const [, found = ''] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
  // Hashes have one length: the comparison takes as long for every token.
  if (timingSafeEqual(hash('sha256', found, 'buffer'), hash('sha256', token, 'buffer'))) return undefined;
  return {
    status: 401,
    code: 'unauthorized',
    message: 'open the address that campaign-connector console printed: it contains the token of this start',
    headers: { 'www-authenticate': 'Bearer' },
  };
}

/**
 * Checks that a call with another method than GET and HEAD comes from the page of this server, and returns why it is refused, or
 * undefined. A browser sends the Origin with each, and a form or a plain script of another site cannot send these types of content.
 */
export function checkSamePage(request: IncomingMessage): ConsoleProblem | undefined {
  if (READ_METHODS.includes(request.method ?? '')) return undefined;
  const { headers, headersDistinct } = request;
  const origins = headersDistinct['origin'] ?? [];
  const site = headers['sec-fetch-site'];
  const own = `http://${headers.host}`;
  if (origins.length !== 1 || origins[0] !== own || (site !== undefined && site !== 'same-origin'))
    return { status: 403, code: 'foreign-origin', message: `origin: expected ${own}, and sec-fetch-site same-origin` };
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  // A call without a body may have no type, but none that a form could have sent.
  if (MEDIA_TYPES.includes(type) || (!hasBody && type === '')) return undefined;
  return {
    status: 415,
    code: 'unsupported-media-type',
    message: `content-type: expected ${MEDIA_TYPES.join(' or ')}`,
  };
}
