import type { Context } from 'hono';
import { type Definition, isFollowUp } from '../../core/contracts/definition.ts';
import { describeValue, type Fault, formatFault } from '../../core/contracts/fault.ts';
import { respondWithProblem } from '../problems.ts';
import { toFaultDetail } from '../respond-faults.ts';

/** Returns whether a campaign has a variant of a name. */
export function hasVariant(definition: Definition, name: string): boolean {
  return isFollowUp(definition) && (definition.variants ?? []).some((variant) => variant.name === name);
}

/** Creates the fault of a variant that the campaign does not have. */
export function createVariantFault(name: string): Fault {
  return { path: ['variant'], found: describeValue(name), expected: 'the name of a variant of the campaign' };
}

/** Answers 404 for a variant that the campaign does not have. */
export function respondUnknownVariant(context: Context, name: string): Response {
  const fault = createVariantFault(name);
  const details = [toFaultDetail(fault)];
  return respondWithProblem(context, 404, { code: 'unknown-variant', message: formatFault(fault), details });
}
