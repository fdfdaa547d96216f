import type { Context } from 'hono';
import { respondWithProblem } from './problems.ts';

/** The maximum number of items on a page, and the number that a call without a limit gets. */
const MAX_LIMIT = 100;

/** Reads the parameter `limit` of a list: the maximum number of items on its page, from 1 to 100. One that is empty counts as absent. */
export function readLimit(context: Context): { readonly limit: number } | { readonly refused: Response } {
  const text = context.req.query('limit') ?? '';
  if (text === '') return { limit: MAX_LIMIT };
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MAX_LIMIT) return { limit };
  const expected = `a whole number from 1 to ${MAX_LIMIT}`;
  const message = `limit: expected ${expected}, found ${text}`;
  const details = [{ path: 'limit', found: text, expected }];
  return { refused: respondWithProblem(context, 400, { code: 'invalid-limit', message, details }) };
}
