/** A host and its port, as a Host header, an Origin or a setting names them. */
export interface Host {
  /** In lower case, without the dot that may end a name. */
  readonly name: string;
  /** Absent: the default port of the scheme, or in a setting any port. */
  readonly port?: number;
}

/** Which hosts a server answers for. */
export interface OwnHosts {
  /** The port that it listens on. */
  readonly port: number;
  /** Those of ALLOWED_HOSTS. */
  readonly allowed: readonly Host[];
}

/** What this machine calls itself. No other site can make a browser send one of these names. */
const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];
const HTTP_PORT = 80;
/** Not written in a Host header: behind a proxy that speaks TLS the second is left out. */
const DEFAULT_PORTS: readonly (number | undefined)[] = [HTTP_PORT, 443];

/** Reads `host` or `host:port`; undefined where it is neither. An IPv6 address stands in brackets. */
export function parseHost(text: string): Host | undefined {
  const [, name, port] = /^([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/.exec(text.toLowerCase()) ?? [];
  if (name === undefined || Number(port ?? 0) > 65_535) return undefined;
  return { name: name.replace(/\.$/, ''), ...(port === undefined ? {} : { port: Number(port) }) };
}

/** Says whether a host is this server: loopback with its port, or one of ALLOWED_HOSTS. */
export function isOwnHost({ name, port }: Host, own: OwnHosts): boolean {
  if (LOOPBACK_NAMES.includes(name) && (port ?? HTTP_PORT) === own.port) return true;
  return own.allowed.some((each) => each.name === name && isAllowedPort(port, each.port));
}

function isAllowedPort(port: number | undefined, allowed: number | undefined): boolean {
  return allowed === undefined || (port === undefined ? DEFAULT_PORTS.includes(allowed) : port === allowed);
}

/** Writes which hosts are answered for, for the message of a refusal. */
export function formatOwnHosts({ port, allowed }: OwnHosts): string {
  const named = allowed.map((each) => (each.port === undefined ? each.name : `${each.name}:${each.port}`));
  return [...LOOPBACK_NAMES.map((name) => `${name}:${port}`), ...named].join(', ');
}
