import type { Context } from 'hono';
import { UNDECODABLE } from '../core/contracts/characters.ts';
import { isDeeperThan, stringifyJson } from '../core/contracts/json.ts';
import { parseJson } from '../core/contracts/parse-json.ts';
import { decodeUtf8, findInvalidByte } from '../core/contracts/utf8.ts';
import { respondWithProblem } from './problems.ts';

/** Nested deeper than this it is no campaign, and could not be kept either. */
const MAX_BODY_DEPTH = 200;

/** The answer that a body is not what was expected, and its message. */
export interface BodyRefusal {
  readonly refused: Response;
  readonly message: string;
}

/** The JSON of a body, or the answer that it is none. */
export type BodyResult = { readonly body: unknown } | BodyRefusal;

/** Reads the body of a call as JSON, and refuses it where any of it could not be kept. */
export async function readJsonBody(context: Context): Promise<BodyResult> {
  const bytes = await readBytes(context);
  const text = decodeUtf8(bytes);
  if (text === undefined) return refuseNotUtf8(context, bytes);
  const result = parseBody(context, text);
  if ('body' in result && isDeeperThan(MAX_BODY_DEPTH, result.body)) {
    return refuseBody(context, 'nested-too-deep', `body: expected JSON nested at most ${MAX_BODY_DEPTH} deep`);
  }
  return result;
}

/**
 * Reads the body of a call as JSON that holds many entries, which `getEntries` finds in it. How deep they are and whether their
 * bytes are UTF-8 is judged entry by entry (R61); only a body of which no entry is UTF-8 is refused as a whole.
 */
export async function readBatchBody(
  context: Context,
  getEntries: (body: unknown) => readonly unknown[] | undefined,
): Promise<BodyResult> {
  const bytes = await readBytes(context);
  const text = decodeUtf8(bytes);
  if (text !== undefined) return parseBody(context, text);
  const result = parseBody(context, decodeLossily(bytes));
  if ('refused' in result) return refuseNotUtf8(context, bytes);
  const isDecodable = (entry: unknown) => !stringifyJson(entry).includes(ESCAPED_UNDECODABLE);
  return getEntries(result.body)?.some(isDecodable) ? result : refuseNotUtf8(context, bytes);
}

/** A field of what should be an object; undefined where there is none. */
export function getField(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, field)?.value : undefined;
}

async function readBytes(context: Context): Promise<Uint8Array> {
  return new Uint8Array(await context.req.arrayBuffer());
}

const ESCAPED_UNDECODABLE = JSON.stringify(UNDECODABLE).slice(1, -1);

/** The text of some bytes, which says where they are not UTF-8. */
function decodeLossily(bytes: Uint8Array): string {
  // Between the characters U+FFFD that were sent, each that is decoded stands for bytes that are none.
  const pieces = Buffer.from(bytes).toString('latin1').split('\u00ef\u00bf\u00bd');
  const texts = pieces.map((piece) => Buffer.from(piece, 'latin1').toString().replaceAll('\ufffd', UNDECODABLE));
  return texts.join('\ufffd').replace(/^\ufeff/, '');
}

function parseBody(context: Context, text: string): BodyResult {
  const body = parseJson(text);
  return body === undefined ? refuseBody(context, 'invalid-json', 'body: expected JSON') : { body };
}

/** Another encoding would give two users one id: nothing of it is guessed. */
function refuseNotUtf8(context: Context, bytes: Uint8Array): BodyRefusal {
  const invalid = findInvalidByte(bytes);
  const position =
    invalid === undefined ? '' : `, found ${invalid.found} in line ${invalid.line}, column ${invalid.column}`;
  return refuseBody(context, 'not-utf8', `body: expected text in UTF-8${position}`);
}

function refuseBody(context: Context, code: string, message: string): BodyRefusal {
  return { refused: respondWithProblem(context, 400, { code, message }), message };
}
