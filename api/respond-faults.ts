import type { Context } from 'hono';
import { type Fault, formatFault, formatPath } from '../core/contracts/fault.ts';
import { respondWithProblem } from './problems.ts';
import type { ProblemCode } from './schemas/problem.ts';

/** Answers 422 for a body with faults: the first in the message, and all in the details. */
export function respondFaults(context: Context, code: ProblemCode, faults: readonly Fault[]): Response {
  const [first] = faults;
  const message = `${first === undefined ? '' : formatFault(first)}${faults.length > 1 ? `; and ${faults.length - 1} more` : ''}`;
  return respondWithProblem(context, 422, { code, message, details: faults.map(toFaultDetail) });
}

/** Returns a fault as a detail of a problem. */
export function toFaultDetail(fault: Fault) {
  return { ...fault, path: formatPath(fault.path) };
}
