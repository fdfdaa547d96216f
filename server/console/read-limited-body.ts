import type { IncomingMessage } from 'node:http';

/**
 * Reads the body of a request as text. Returns undefined if it has more bytes than the limit: the rest is then read and dropped, so
 * that the sender sees the answer.
 */
export async function readLimitedBody(request: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
    request.resume();
    return undefined;
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += chunk.length;
    if (length > maxBytes) {
      request.resume();
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
