import { isUtf8 } from 'node:buffer';
import type { Context } from 'hono';
import { UNDECODABLE } from '../core/contracts/characters.ts';
import { isDeeperThan } from '../core/contracts/json.ts';
import { problem } from './answers.ts';

/** Nested deeper than this it is no campaign, and could not be kept either. */
const DEEPEST = 200;

/** The JSON of a body, or the answer that it is none. */
export type BodyReading = { readonly body: unknown } | { readonly refused: Response };

/** Reads the body of a call as JSON, and refuses it where any of it could not be kept. */
export async function readBody(context: Context): Promise<BodyReading> {
  const bytes = await bytesOf(context);
  if (!isUtf8(bytes)) return refused(context, 'invalid-utf-8', 'body: expected JSON in UTF-8');
  const reading = parse(context, new TextDecoder().decode(bytes));
  if ('body' in reading && isDeeperThan(DEEPEST, reading.body)) {
    return refused(context, 'nested-too-deep', `body: expected JSON nested at most ${DEEPEST} deep`);
  }
  return reading;
}

/** Reads the body of a call as JSON that holds many entries: however deep they are, and whatever bytes they hold, is judged entry by entry (R61). */
export async function readBatch(context: Context): Promise<BodyReading> {
  return parse(context, decode(await bytesOf(context)));
}

/** A field of what should be an object; undefined where there is none. */
export function fieldOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, field)?.value : undefined;
}

async function bytesOf(context: Context): Promise<Uint8Array> {
  return new Uint8Array(await context.req.arrayBuffer());
}

/** The text of some bytes; where they are not UTF-8, it says so. */
function decode(bytes: Uint8Array): string {
  if (isUtf8(bytes)) return new TextDecoder().decode(bytes);
  // Between the characters U+FFFD that were sent, each that is decoded stands for bytes that are none.
  const pieces = Buffer.from(bytes).toString('latin1').split('\u00ef\u00bf\u00bd');
  const texts = pieces.map((piece) => Buffer.from(piece, 'latin1').toString().replaceAll('\ufffd', UNDECODABLE));
  return texts.join('\ufffd');
}

function parse(context: Context, text: string): BodyReading {
  try {
    return { body: JSON.parse(text) };
  } catch {
    return refused(context, 'invalid-json', 'body: expected JSON');
  }
}

function refused(context: Context, code: string, message: string): { readonly refused: Response } {
  return { refused: problem(context, 400, { code, message }) };
}
