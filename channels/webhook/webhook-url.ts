import { isIP } from 'node:net';
import type { UrlRefusal } from '../../core/contracts/delivery-reason.ts';
import type { AllowedHost } from './allowed-hosts.ts';
import { isBlockedAddress } from './blocked-addresses.ts';

/** A URL that may be called. */
export interface CallableUrl {
  readonly url: URL;
  /** True if the owner allows the host: its addresses may be private. */
  readonly isAllowedHost: boolean;
}

/** The part of a URL that has the host. */
const AUTHORITY = /^https?:\/\/([^/?#]+)/i;
/** The characters that parsers of URLs disagree about: some remove line breaks, and read a backslash as a slash. */
const MISREAD = /[\s\p{Cc}\\]/u;

/** An empty label in a name, which no name server knows. One dot at the end is allowed. */
const EMPTY_LABEL = /^\.|\.\./;

const HTTPS_PORT = 443;
const HTTP_PORT = 80;

/**
 * Checks the URL of a webhook (R88): HTTPS on its port, to a name or a public address. A list of allowed hosts replaces these limits, and
 * nothing else may be called then. The addresses of a name are checked when it is connected to.
 */
export function checkWebhookUrl(
  text: string,
  allowedHosts: readonly AllowedHost[] | undefined,
): CallableUrl | { readonly refused: UrlRefusal } {
  const [, authority = ''] = AUTHORITY.exec(text) ?? [];
  const url = authority === '' || MISREAD.test(text) ? null : URL.parse(text);
  if (url === null || EMPTY_LABEL.test(url.hostname)) return { refused: 'not-a-url' };
  if (authority.includes('@')) return { refused: 'has-user' };
  if (allowedHosts !== undefined)
    return isAllowed(url, allowedHosts) ? { url, isAllowedHost: true } : { refused: 'host-not-allowed' };
  if (url.protocol !== 'https:') return { refused: 'not-https' };
  if (getPort(url) !== HTTPS_PORT) return { refused: 'port-not-allowed' };
  const address = getLiteralAddress(url);
  return address !== undefined && isBlockedAddress(address)
    ? { refused: 'private-address' }
    : { url, isAllowedHost: false };
}

function isAllowed(url: URL, hosts: readonly AllowedHost[]): boolean {
  return hosts.some(({ host, port }) => host === url.hostname && (port === undefined || port === getPort(url)));
}

function getPort({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'https:' ? HTTPS_PORT : HTTP_PORT;
}

/** Returns the IP address that a URL has as its host; undefined if it has a name. A connection to an address looks nothing up. */
function getLiteralAddress({ hostname }: URL): string | undefined {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(host) === 0 ? undefined : host;
}
