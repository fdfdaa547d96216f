/** A host that an owner allows though it is private, has plain HTTP or another port. Without a port, all of its ports are allowed. */
export interface AllowedHost {
  readonly host: string;
  readonly port?: number;
}

/** The description of an entry of the list, for messages about faults. */
const ALLOWED_HOST_EXPECTED = 'hosts such as hooks.example.com or localhost:8080, separated by commas';

/** Parses a list of hosts. Returns its entries, or the first text that is none. A comma at its end is allowed. */
export function parseAllowedHosts(
  list: string,
): { readonly hosts: readonly AllowedHost[] } | { readonly wrong: string; readonly expected: string } {
  const texts = list.split(',').map((text) => text.trim());
  if (texts.at(-1) === '') texts.pop();
  const hosts: AllowedHost[] = [];
  for (const text of texts) {
    const host = parseAllowedHost(text);
    if (host === undefined) return { wrong: text, expected: ALLOWED_HOST_EXPECTED };
    hosts.push(host);
  }
  return { hosts };
}

function parseAllowedHost(text: string): AllowedHost | undefined {
  const parts = /^(\[[0-9a-f:.]+\]|[^\s/\\?#@:[\]]+)(?::(\d{1,5}))?$/i.exec(text);
  // The host is written as a URL has it: in lower case, in ASCII, an address without its other spellings.
  const url = parts === null ? null : URL.parse(`http://${parts[1]}`);
  if (parts === null || url === null || url.hostname === '') return undefined;
  const port = parts[2] === undefined ? undefined : Number(parts[2]);
  if (port !== undefined && (port < 1 || port > 65_535)) return undefined;
  return { host: url.hostname, ...(port === undefined ? {} : { port }) };
}
