import type { Context } from 'hono';
import * as v from 'valibot';
import { describe } from '../core/contracts/fault.ts';
import { idText } from '../core/contracts/selector.ts';
import { problem } from './answers.ts';

/** Reads whom a call is about, or answers 400 where that is nobody's id. */
export function readUserId(
  context: Context,
  asked: string | undefined,
): { readonly userId: string } | { readonly refused: Response } {
  const { success, output, issues } = v.safeParse(idText, asked);
  if (success) return { userId: output };
  const [{ message: expected }] = issues;
  const found = describe(asked);
  const message = `userId: expected ${expected}, found ${found}`;
  const details = [{ path: 'userId', found, expected }];
  return { refused: problem(context, 400, { code: 'invalid-user-id', message, details }) };
}
