import type { Context, MiddlewareHandler } from 'hono';
import { respondWithProblem } from './problems.ts';

/** The maximum size of a body: 4 MiB. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** The limits of bodies: the longest that is taken, and the longest that is read and dropped, so that its sender sees the answer. */
export interface BodyLimits {
  readonly maxBytes: number;
  readonly maxDrainedBytes: number;
  /** The maximum size in words. */
  readonly maxText: string;
}

/** Creates a handler that answers 413 to longer bodies. A body of a declared length is not read at all: the server drains it. */
export function createBodyLimit(limits: BodyLimits): MiddlewareHandler {
  return async (context, next) => {
    const { method } = context.req;
    if (method === 'GET' || method === 'HEAD') return next();
    const declaredLength = context.req.header('content-length');
    if (declaredLength !== undefined) {
      return Number(declaredLength) > limits.maxBytes ? respondTooLarge(context, limits) : next();
    }
    const { body: stream } = context.req.raw;
    if (stream === null) return next();
    const body = await readStream(stream, limits);
    if (body === undefined) return respondTooLarge(context, limits);
    context.req.raw = new Request(context.req.raw, { body });
    return next();
  };
}

/** Answers 413 to bodies over 4 MiB. */
export const limitBody: MiddlewareHandler = createBodyLimit({
  maxBytes: MAX_BODY_BYTES,
  maxDrainedBytes: 64 * 1024 * 1024,
  maxText: '4 MiB (4,194,304 bytes)',
});

/** Reads all bytes of a stream. Returns undefined if they are too many. */
async function readStream(
  stream: ReadableStream<Uint8Array>,
  { maxBytes, maxDrainedBytes }: BodyLimits,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > maxDrainedBytes) break;
    if (length <= maxBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  return length > maxBytes ? undefined : new Uint8Array(Buffer.concat(chunks));
}

function respondTooLarge(context: Context, { maxText }: BodyLimits): Response {
  return respondWithProblem(context, 413, { code: 'body-too-large', message: `body: expected at most ${maxText}` });
}
