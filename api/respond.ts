import type { Context } from 'hono';
import type * as v from 'valibot';
import type { ROUTES } from './routes.ts';

/** A value of which nothing is changed any more. */
export type DeepReadonly<Value> = Value extends object
  ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
  : Value;

/** The answer of a route of the interface, typed by its schema. */
type Answer<Call extends AnsweredCall> = DeepReadonly<v.InferOutput<(typeof ROUTES)[Call]['answer']>>;

/** The calls that are answered with a body. */
type AnsweredCall = Exclude<keyof typeof ROUTES, 'GET /l/{token}'>;

/** Answers a call with 202: what the body says begins afterwards. */
export function respondAccepted<Call extends AnsweredCall>(
  context: Context,
  _call: Call,
  body: Answer<Call>,
): Response {
  return context.json(body, 202);
}

/** Answers a call with 200. The body has the type of the schema that the OpenAPI document gives for the call. */
export function respond<Call extends AnsweredCall>(context: Context, _call: Call, body: Answer<Call>): Response {
  return context.json(body);
}
