import type { handle, LambdaEvent } from 'hono/aws-lambda';

/** A call that an HTTP API of API Gateway passes on, in the payload format 2.0. */
export type HttpEvent = Extract<LambdaEvent, { readonly routeKey: string }>;

/** The answer to a call. */
export type HttpAnswer = Awaited<ReturnType<ReturnType<typeof handle>>>;
