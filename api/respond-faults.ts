import type { Context } from 'hono';
import { type Fault, formatFault, formatPath } from '../core/contracts/fault.ts';
import type { FilePosition } from '../core/yaml-file.ts';
import { respondWithProblem } from './problems.ts';
import type { ProblemCode } from './schemas/problem.ts';

/** Answers 422 for a body with faults: the first in the message, and all in the details. */
export function respondFaults(
  context: Context,
  code: ProblemCode,
  faults: readonly (Fault & FilePosition)[],
): Response {
  const [first] = faults;
  const message = `${first === undefined ? '' : formatFault(first)}${faults.length > 1 ? `; and ${faults.length - 1} more` : ''}`;
  return respondWithProblem(context, 422, { code, message, details: faults.map(toFaultDetail) });
}

/** Returns a fault as a detail of a problem, with its place if it is one of a text. */
export function toFaultDetail({ path, found, expected, line, column }: Fault & FilePosition) {
  return {
    ...{ path: formatPath(path), found, expected },
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  };
}
