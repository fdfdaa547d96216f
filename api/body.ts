import type { Context } from 'hono';
import { UNDECODABLE } from '../core/contracts/characters.ts';
import { isDeeperThan, writeJson } from '../core/contracts/json.ts';
import { decodeUtf8, findForeignByte } from '../core/contracts/utf8.ts';
import { problem } from './answers.ts';

/** Nested deeper than this it is no campaign, and could not be kept either. */
const DEEPEST = 200;

/** The answer that a body is not what was expected, and its message. */
export interface BodyRefused {
  readonly refused: Response;
  readonly message: string;
}

/** The JSON of a body, or the answer that it is none. */
export type BodyReading = { readonly body: unknown } | BodyRefused;

/** Reads the body of a call as JSON, and refuses it where any of it could not be kept. */
export async function readBody(context: Context): Promise<BodyReading> {
  const bytes = await bytesOf(context);
  const text = decodeUtf8(bytes);
  if (text === undefined) return notUtf8(context, bytes);
  const reading = parse(context, text);
  if ('body' in reading && isDeeperThan(DEEPEST, reading.body)) {
    return refused(context, 'nested-too-deep', `body: expected JSON nested at most ${DEEPEST} deep`);
  }
  return reading;
}

/**
 * Reads the body of a call as JSON that holds many entries, which `entriesOf` finds in it. How deep they are and whether their
 * bytes are UTF-8 is judged entry by entry (R61); only a body of which no entry is UTF-8 is refused as a whole.
 */
export async function readBatch(
  context: Context,
  entriesOf: (body: unknown) => readonly unknown[] | undefined,
): Promise<BodyReading> {
  const bytes = await bytesOf(context);
  const text = decodeUtf8(bytes);
  if (text !== undefined) return parse(context, text);
  const reading = parse(context, decodeLossily(bytes));
  if ('refused' in reading) return notUtf8(context, bytes);
  const isDecodable = (entry: unknown) => !writeJson(entry).includes(ESCAPED_UNDECODABLE);
  return entriesOf(reading.body)?.some(isDecodable) ? reading : notUtf8(context, bytes);
}

/** A field of what should be an object; undefined where there is none. */
export function fieldOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, field)?.value : undefined;
}

async function bytesOf(context: Context): Promise<Uint8Array> {
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

function parse(context: Context, text: string): BodyReading {
  try {
    return { body: JSON.parse(text) };
  } catch {
    return refused(context, 'invalid-json', 'body: expected JSON');
  }
}

/** Another encoding would give two users one id: nothing of it is guessed. */
function notUtf8(context: Context, bytes: Uint8Array): BodyRefused {
  const foreign = findForeignByte(bytes);
  const place =
    foreign === undefined ? '' : `, found ${foreign.found} in line ${foreign.line}, column ${foreign.column}`;
  return refused(context, 'not-utf8', `body: expected text in UTF-8${place}`);
}

function refused(context: Context, code: string, message: string): BodyRefused {
  return { refused: problem(context, 400, { code, message }), message };
}
