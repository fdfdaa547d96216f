import type { Context, MiddlewareHandler } from 'hono';
import { respondWithProblem } from './problems.ts';

/** The longest body that is read: 4 MiB. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Of a longer body whose length was not announced, this much is read and thrown away, so that its sender sees the answer. */
const MAX_DRAINED_BYTES = 64 * 1024 * 1024;

/** Answers 413 to longer bodies. One that announces its length is not touched at all: a server drains what nobody reads. */
export const limitBody: MiddlewareHandler = async (context, next) => {
  const { method } = context.req;
  if (method === 'GET' || method === 'HEAD') return next();
  const declaredLength = context.req.header('content-length');
  if (declaredLength !== undefined) return Number(declaredLength) > MAX_BODY_BYTES ? respondTooLarge(context) : next();
  const { body: stream } = context.req.raw;
  if (stream === null) return next();
  const body = await readStream(stream);
  if (body === undefined) return respondTooLarge(context);
  context.req.raw = new Request(context.req.raw, { body });
  return next();
};

/** All bytes of a stream; undefined where they are too many. */
async function readStream(stream: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > MAX_DRAINED_BYTES) break;
    if (length <= MAX_BODY_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  return length > MAX_BODY_BYTES ? undefined : new Uint8Array(Buffer.concat(chunks));
}

function respondTooLarge(context: Context): Response {
  return respondWithProblem(context, 413, {
    code: 'body-too-large',
    message: 'body: expected at most 4 MiB (4,194,304 bytes)',
  });
}
