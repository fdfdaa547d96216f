import type { Context } from 'hono';
import { respondWithProblem } from '../problems.ts';

/** Answers 404 for a token that is none, or not of this call. The answer does not tell which. */
export function respondUnknownLink(context: Context): Response {
  return respondWithProblem(context, 404, { code: 'unknown-link', message: 'there is no such link' });
}
