import type { Context, MiddlewareHandler } from 'hono';
import { respondWithProblem } from './problems.ts';

/** The maximum size of a body: 4 MiB. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** The maximum size of a longer body that is read and dropped, if its length was not declared, so that its sender sees the answer. */
const MAX_DRAINED_BYTES = 64 * 1024 * 1024;

/** Answers 413 to longer bodies. A body of a declared length is not read at all: the server drains it. */
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

/** Reads all bytes of a stream. Returns undefined if they are too many. */
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
