import type { Context } from 'hono';
import * as v from 'valibot';
import { describeValue, formatPath, toFaults } from '../core/contracts/fault.ts';
import { isObject } from '../core/contracts/object.ts';
import { respondWithProblem } from './problems.ts';
import { readJsonBody } from './read-body.ts';

/** The version that a call means (R97), or the answer that refuses the call. */
export type VersionCondition = { readonly expectedVersion?: number } | { readonly refused: Response };

const EXPECTED = 'a whole number from 1';

/** The schema of the body of an act. Other fields are ignored. */
const actSchema = v.pipe(
  v.custom<Readonly<Record<string, unknown>>>(isObject, 'an object, such as { "version": 3 }'),
  v.object({ version: v.exactOptional(v.pipe(v.number(EXPECTED), v.safeInteger(EXPECTED), v.minValue(1, EXPECTED))) }),
);

/** Formats a version as an entity tag. */
export function formatVersionTag(version: number): string {
  return `"${version}"`;
}

/** Reads the version that a call means from its body, such as `{ "version": 3 }`. A call without a body means any version. */
export async function readActCondition(context: Context): Promise<VersionCondition> {
  if ((await context.req.arrayBuffer()).byteLength === 0) return {};
  const result = await readJsonBody(context);
  if ('refused' in result) return result;
  const { success, output, issues } = v.safeParse(actSchema, result.body);
  if (success) return output.version === undefined ? {} : { expectedVersion: output.version };
  const [fault = { path: [], found: 'nothing', expected: EXPECTED }] = toFaults(issues);
  return refuse(context, { ...fault, path: fault.path.length === 0 ? 'body' : formatPath(fault.path) });
}

/** Reads the version that a save means from its headers: `If-Match: "3"`, or `If-None-Match: *` for a campaign that is new. */
export function readSaveCondition(context: Context): VersionCondition {
  const [match, noneMatch] = [context.req.header('if-match'), context.req.header('if-none-match')];
  if (noneMatch !== undefined) {
    if (noneMatch.trim() === '*' && match === undefined) return { expectedVersion: 0 };
    return refuse(context, { path: 'If-None-Match', found: describeValue(noneMatch), expected: '* and no If-Match' });
  }
  return match === undefined ? {} : parseTag(context, match, { name: 'version', min: 1 });
}

/** Reads the revision of the settings that a change means from its header `If-Match: "3"`; 0 means that nothing was ever set. */
export function readRevisionCondition(context: Context): VersionCondition {
  const match = context.req.header('if-match');
  return match === undefined ? {} : parseTag(context, match, { name: 'revision', min: 0 });
}

function parseTag(
  context: Context,
  tag: string,
  { name, min }: { readonly name: string; readonly min: 0 | 1 },
): VersionCondition {
  const [, digits] = /^\s*"(0|[1-9]\d{0,14})"\s*$/.exec(tag) ?? [];
  if (digits !== undefined && Number(digits) >= min) return { expectedVersion: Number(digits) };
  const expected = `a ${name} in quotation marks, such as "3"`;
  return refuse(context, { path: 'If-Match', found: describeValue(tag), expected });
}

function refuse(
  context: Context,
  fault: { readonly path: string; readonly found: string; readonly expected: string },
): VersionCondition {
  const { path, found, expected } = fault;
  const message = `${path}: expected ${expected}, found ${found}`;
  return { refused: respondWithProblem(context, 400, { code: 'invalid-version', message, details: [fault] }) };
}
