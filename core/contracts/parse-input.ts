import * as v from 'valibot';
import { describeValue, formatFault, toFaults } from './fault.ts';
import { parseJson } from './parse-json.ts';

/**
 * Parses an input by its schema. Throws an error that names the input, each field that is wrong and what was expected: such an input
 * can only come from a fault of ours, and is kept in a dead-letter queue or in a failed execution.
 */
export function parseInput<Output>(schema: v.GenericSchema<unknown, Output>, input: unknown, name: string): Output {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  throw new Error(`${name}: ${toFaults(result.issues).map(formatFault).join('; ')}`);
}

/** Parses the text of an input as JSON, and by its schema. Throws as `parseInput` does. */
export function parseJsonInput<Output>(schema: v.GenericSchema<unknown, Output>, text: string, name: string): Output {
  const input = parseJson(text);
  if (input === undefined) throw new Error(`${name}: expected JSON, found ${describeValue(text)}`);
  return parseInput(schema, input, name);
}
