import { BlockList, isIP } from 'node:net';

/** The server of an SMTP URL. */
export interface SmtpServer {
  readonly host: string;
  readonly port?: number;
  /** True if the connection begins with TLS (`smtps:`). Otherwise TLS begins with STARTTLS where the server offers it. */
  readonly isSecure: boolean;
  readonly credentials?: { readonly user: string; readonly password: string };
  /** True if the server runs on this machine: nothing that is sent leaves it (R91). */
  readonly isLoopback: boolean;
}

/** The description of an SMTP URL, for messages about faults. */
const SMTP_URL_EXPECTED =
  'a URL such as smtps://user:password@mail.example.com:465 or smtp://localhost:1025, without a path or parameters';

/** Parses the URL of an SMTP server. Returns what is expected for any other text, which may hold a password and is not repeated. */
export function parseSmtpUrl(text: string): { readonly server: SmtpServer } | { readonly expected: string } {
  const server = parseServer(text);
  return server === undefined ? { expected: SMTP_URL_EXPECTED } : { server };
}

function parseServer(text: string): SmtpServer | undefined {
  const url = URL.parse(text.trim());
  if (url === null || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '') return undefined;
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '') return undefined;
  const credentials = readCredentials(url);
  if (credentials === 'unreadable') return undefined;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  return {
    host,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    isSecure: url.protocol === 'smtps:',
    ...(credentials === undefined ? {} : { credentials }),
    isLoopback: isLoopback(host),
  };
}

function readCredentials({ username, password }: URL): SmtpServer['credentials'] | 'unreadable' {
  if (username === '' && password === '') return undefined;
  try {
    return { user: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch {
    return 'unreadable';
  }
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Returns whether a host is this machine. Any other spelling of its address counts as another machine, which is the safe side. */
function isLoopback(host: string): boolean {
  const version = isIP(host);
  return host === 'localhost' || (version !== 0 && LOOPBACK.check(host, version === 6 ? 'ipv6' : 'ipv4'));
}
