import type { Context } from 'hono';
import * as v from 'valibot';
import { describeValue } from '../core/contracts/fault.ts';
import { idSchema } from '../core/contracts/selector.ts';
import { respondWithProblem } from './problems.ts';

/** Parses the id of the user that a call is about, or answers 400 if it is no valid id. */
export function parseUserId(
  context: Context,
  text: string | undefined,
): { readonly userId: string } | { readonly refused: Response } {
  const { success, output, issues } = v.safeParse(idSchema, text);
  if (success) return { userId: output };
  const [{ message: expected }] = issues;
  const found = describeValue(text);
  const message = `userId: expected ${expected}, found ${found}`;
  const details = [{ path: 'userId', found, expected }];
  return { refused: respondWithProblem(context, 400, { code: 'invalid-user-id', message, details }) };
}
