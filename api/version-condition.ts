import type { Context } from 'hono';
import * as v from 'valibot';
import { describeValue, formatPath, toFaults } from '../core/contracts/fault.ts';
import { isObject } from '../core/contracts/object.ts';
import { computeTextTag } from '../core/text-tag.ts';
import { respondWithProblem } from './problems.ts';
import { readJsonBody } from './read-body.ts';

/** The version that a call means (R97), or the answer that refuses the call. */
export type VersionCondition = { readonly expectedVersion?: number } | { readonly refused: Response };

/** The version that a save means, and the tag of its text (R97), or the answer that refuses the save. */
export type SaveCondition =
  | { readonly expectedVersion?: number; readonly expectedText?: string }
  | { readonly refused: Response };

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

/** Formats a version with its text as an entity tag. A save that names it does not replace another text of the same version. */
export function formatTextTag(version: number, text: string | undefined): string {
  return `"${version}.${computeTextTag(text)}"`;
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

/**
 * Reads the version that a save means from its headers: `If-Match: "3"`, with the text of that version `"3.kJ8vX0q2nB7sYw1_"`, or
 * `If-None-Match: *` for a campaign that is new.
 */
export function readSaveCondition(context: Context): SaveCondition {
  const [match, noneMatch] = [context.req.header('if-match'), context.req.header('if-none-match')];
  if (noneMatch !== undefined) {
    if (noneMatch.trim() === '*' && match === undefined) return { expectedVersion: 0 };
    return refuse(context, { path: 'If-None-Match', found: describeValue(noneMatch), expected: '* and no If-Match' });
  }
  if (match === undefined) return {};
  const [, digits, text] = /^\s*"([1-9]\d{0,14})(?:\.(none|[\w-]{16}))?"\s*$/.exec(match) ?? [];
  if (digits === undefined) return refuseTag(context, match, 'version');
  return { expectedVersion: Number(digits), ...(text === undefined ? {} : { expectedText: text }) };
}

/** Reads the revision of the settings that a change means from its header `If-Match: "3"`; 0 means that nothing was ever set. */
export function readRevisionCondition(context: Context): VersionCondition {
  const match = context.req.header('if-match');
  if (match === undefined) return {};
  const [, digits] = /^\s*"(0|[1-9]\d{0,14})"\s*$/.exec(match) ?? [];
  return digits === undefined ? refuseTag(context, match, 'revision') : { expectedVersion: Number(digits) };
}

function refuseTag(context: Context, tag: string, name: 'version' | 'revision') {
  const expected = `a ${name} in quotation marks, such as "3"`;
  return refuse(context, { path: 'If-Match', found: describeValue(tag), expected });
}

function refuse(
  context: Context,
  fault: { readonly path: string; readonly found: string; readonly expected: string },
): { readonly refused: Response } {
  const { path, found, expected } = fault;
  const message = `${path}: expected ${expected}, found ${found}`;
  return { refused: respondWithProblem(context, 400, { code: 'invalid-version', message, details: [fault] }) };
}
