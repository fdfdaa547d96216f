import type { Context, MiddlewareHandler } from 'hono';
import { problem } from './answers.ts';

/** The longest body that is read: 4 MiB. */
export const LONGEST_BODY = 4 * 1024 * 1024;

/** Of a longer body whose length was not announced, this much is read and thrown away, so that its sender sees the answer. */
const MOST_DRAINED = 64 * 1024 * 1024;

/** Answers 413 to longer bodies. One that announces its length is not touched at all: a server drains what nobody reads. */
export const limitBody: MiddlewareHandler = async (context, next) => {
  const { method } = context.req;
  if (method === 'GET' || method === 'HEAD') return next();
  const announced = context.req.header('content-length');
  if (announced !== undefined) return Number(announced) > LONGEST_BODY ? tooLarge(context) : next();
  const { body: stream } = context.req.raw;
  if (stream === null) return next();
  const body = await readWhole(stream);
  if (body === undefined) return tooLarge(context);
  context.req.raw = new Request(context.req.raw, { body });
  return next();
};

/** All bytes of a stream; undefined where they are too many. */
async function readWhole(stream: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > MOST_DRAINED) break;
    if (length <= LONGEST_BODY) chunks.push(chunk);
    else chunks.length = 0;
  }
  return length > LONGEST_BODY ? undefined : new Uint8Array(Buffer.concat(chunks));
}

function tooLarge(context: Context): Response {
  return problem(context, 413, { code: 'body-too-large', message: 'body: expected at most 4 MiB (4,194,304 bytes)' });
}
