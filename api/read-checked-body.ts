import type { Context } from 'hono';
import * as v from 'valibot';
import { toFaults } from '../core/contracts/fault.ts';
import { readJsonBody } from './read-body.ts';
import { respondFaults } from './respond-faults.ts';
import type { ProblemCode } from './schemas/problem.ts';

/** Reads the body of a call by a schema. A body with faults is answered with 422 and the code. */
export async function readCheckedBody<Output>(
  context: Context,
  schema: v.GenericSchema<unknown, Output>,
  code: ProblemCode,
): Promise<{ readonly output: Output } | { readonly refused: Response }> {
  const result = await readJsonBody(context);
  if ('refused' in result) return result;
  const { success, output, issues } = v.safeParse(schema, result.body);
  return success ? { output } : { refused: respondFaults(context, code, toFaults(issues)) };
}
