/** A host and its port, as a Host header, an Origin or a setting names them. */
export interface Host {
  /** The name in lower case, without a dot at its end. */
  readonly name: string;
  /** The port. Absent, it is the default port of the scheme, or in a setting any port. */
  readonly port?: number;
}

/** The hosts that a server answers for. */
export interface OwnHosts {
  /** The port that it listens on. */
  readonly port: number;
  /** The hosts of ALLOWED_HOSTS. */
  readonly allowed: readonly Host[];
}

/** The names of this machine. No other site can make a browser send one of them as Host. */
export const LOOPBACK_NAMES: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];
const HTTP_PORT = 80;
/** The ports that a Host header leaves out: the second behind a proxy that speaks TLS. */
const DEFAULT_PORTS: readonly (number | undefined)[] = [HTTP_PORT, 443];

/** Parses `host` or `host:port`, and returns undefined for anything else. An IPv6 address is written in brackets. */
export function parseHost(text: string): Host | undefined {
  const [, name, port] = /^([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/.exec(text.toLowerCase()) ?? [];
  if (name === undefined || Number(port ?? 0) > 65_535) return undefined;
  return { name: name.replace(/\.$/, ''), ...(port === undefined ? {} : { port: Number(port) }) };
}

/** Checks whether a host is this server: loopback with its port, or one of ALLOWED_HOSTS. */
export function isOwnHost({ name, port }: Host, own: OwnHosts): boolean {
  if (LOOPBACK_NAMES.includes(name) && (port ?? HTTP_PORT) === own.port) return true;
  return own.allowed.some((each) => each.name === name && isAllowedPort(port, each.port));
}

function isAllowedPort(port: number | undefined, allowed: number | undefined): boolean {
  return allowed === undefined || (port === undefined ? DEFAULT_PORTS.includes(allowed) : port === allowed);
}

/** Formats the hosts that the server answers for, for the message of a refusal. */
export function formatOwnHosts({ port, allowed }: OwnHosts): string {
  const named = allowed.map((each) => (each.port === undefined ? each.name : `${each.name}:${each.port}`));
  return [...LOOPBACK_NAMES.map((name) => `${name}:${port}`), ...named].join(', ');
}
