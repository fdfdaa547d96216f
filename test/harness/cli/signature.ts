import { createHash, createHmac } from 'node:crypto';

/** A received request, with path and query in the spelling that was sent. */
export interface Received {
  readonly method: string;
  /** The path and the query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** Computes the signature that Signature Version 4 demands, without the SDK; returns undefined if the request has none. */
export function signatureOf(
  request: Received,
  secret: string,
): { expected: string; found: string; scope: string } | undefined {
  const header = /^AWS4-HMAC-SHA256 Credential=[^/]+\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=(.+)$/.exec(
    textOf(request, 'authorization'),
  );
  const [, scope = '', signedHeaders = '', found = ''] = header ?? [];
  if (header === null) return undefined;
  const [path = '', query = ''] = request.target.split('?');
  const canonical = [
    request.method,
    path.split('/').map(percent).join('/'),
    canonicalQuery(query),
    ...signedHeaders.split(';').map((name) => `${name}:${textOf(request, name).trim().replace(/ +/g, ' ')}`),
    '',
    signedHeaders,
    sha256(request.body),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', textOf(request, 'x-amz-date'), scope, sha256(canonical)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>((key, part) => hmac(key, part), `AWS4${secret}`);
  return { expected: hmac(key, toSign).toString('hex'), found, scope };
}

function canonicalQuery(query: string): string {
  const pairs = query.split('&').filter((pair) => pair !== '');
  const spelled = pairs.map((pair) => {
    const [name = '', value = ''] = pair.split('=');
    return `${percent(decodeURIComponent(name))}=${percent(decodeURIComponent(value))}`;
  });
  return spelled.sort().join('&');
}

/** Escapes every byte but the unreserved ones of RFC 3986. */
function percent(text: string): string {
  const bytes = [...Buffer.from(text)].map((byte) => String.fromCharCode(byte));
  return bytes
    .map((each) =>
      /[A-Za-z0-9._~-]/.test(each) ? each : `%${each.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('');
}

function textOf({ headers }: Received, name: string): string {
  return String(headers[name] ?? '');
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
