import type { Context } from 'hono';
import { UNDECODABLE } from '../core/contracts/characters.ts';
import { isDeeperThan, stringifyJson } from '../core/contracts/json.ts';
import { parseJson } from '../core/contracts/parse-json.ts';
import { decodeUtf8, findInvalidByte } from '../core/contracts/utf8.ts';
import { respondWithProblem } from './problems.ts';
import type { ProblemCode } from './schemas/problem.ts';

/** The maximum number of levels of a body. A deeper one is no campaign, and could not be stored. */
const MAX_BODY_DEPTH = 200;

/** The answer that refuses a body, and its message. */
export interface BodyRefusal {
  readonly refused: Response;
  readonly message: string;
}

/** The JSON of a body, or the answer that refuses it. */
export type BodyResult = { readonly body: unknown } | BodyRefusal;

/** Reads the body of a call as text. Refuses one that is not UTF-8. */
export async function readTextBody(context: Context): Promise<{ readonly text: string } | BodyRefusal> {
  const bytes = await readBytes(context);
  const text = decodeUtf8(bytes);
  return text === undefined ? refuseNotUtf8(context, bytes) : { text };
}

/** Reads the body of a call as JSON. Refuses it if any part of it could not be stored. */
export async function readJsonBody(context: Context): Promise<BodyResult> {
  const read = await readTextBody(context);
  if ('refused' in read) return read;
  const result = parseBody(context, read.text);
  if ('body' in result && isDeeperThan(MAX_BODY_DEPTH, result.body)) {
    return refuseBody(context, 'nested-too-deep', `body: expected JSON nested at most ${MAX_BODY_DEPTH} deep`);
  }
  return result;
}

/**
 * Reads the body of a call as JSON with many entries, which `getEntries` finds in it. The depth and the encoding are checked for each
 * entry by itself (R61). Only a body without any entry in UTF-8 is refused as a whole.
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

/** Returns a field of a value that should be an object; undefined if there is none. */
export function getField(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, field)?.value : undefined;
}

async function readBytes(context: Context): Promise<Uint8Array> {
  return new Uint8Array(await context.req.arrayBuffer());
}

const ESCAPED_UNDECODABLE = JSON.stringify(UNDECODABLE).slice(1, -1);

/** Decodes bytes as UTF-8. Bytes that are not UTF-8 become `UNDECODABLE`. */
function decodeLossily(bytes: Uint8Array): string {
  // The text is split at the characters U+FFFD that were sent, so that each other U+FFFD stands for bytes that are not UTF-8.
  const pieces = Buffer.from(bytes).toString('latin1').split('\u00ef\u00bf\u00bd');
  const texts = pieces.map((piece) => Buffer.from(piece, 'latin1').toString().replaceAll('\ufffd', UNDECODABLE));
  return texts.join('\ufffd').replace(/^\ufeff/, '');
}

function parseBody(context: Context, text: string): BodyResult {
  const body = parseJson(text);
  return body === undefined ? refuseBody(context, 'invalid-json', 'body: expected JSON') : { body };
}

/** Refuses a body that is not UTF-8. Its encoding is never guessed, because a wrong guess could give two users the same id. */
function refuseNotUtf8(context: Context, bytes: Uint8Array): BodyRefusal {
  const invalid = findInvalidByte(bytes);
  const position =
    invalid === undefined ? '' : `, found ${invalid.found} in line ${invalid.line}, column ${invalid.column}`;
  return refuseBody(context, 'not-utf8', `body: expected text in UTF-8${position}`);
}

function refuseBody(context: Context, code: ProblemCode, message: string): BodyRefusal {
  return { refused: respondWithProblem(context, 400, { code, message }), message };
}
