import type { Context } from 'hono';
import { decodeUtf8, findForeignByte } from '../core/contracts/utf8.ts';
import { problem } from './answers.ts';

/** Nested deeper than this it is no event and no campaign, and could not be kept either. */
const DEEPEST = 200;

/** The JSON of a body, or the answer that it is none, and its message. */
export type BodyReading = { readonly body: unknown } | { readonly refused: Response; readonly message: string };

/** Reads the body of a call as JSON. */
export async function readBody(context: Context): Promise<BodyReading> {
  const bytes = new Uint8Array(await context.req.arrayBuffer());
  const text = decodeUtf8(bytes);
  if (text === undefined) return refused(context, 'not-utf8', whyNotUtf8(bytes));
  const body = parse(text);
  if (body === undefined) return refused(context, 'invalid-json', 'body: expected JSON');
  if (depthOf(text) > DEEPEST) {
    return refused(context, 'nested-too-deep', `body: expected JSON nested at most ${DEEPEST} deep`);
  }
  return { body };
}

/** A field of what should be an object; undefined where there is none. */
export function fieldOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, field)?.value : undefined;
}

function refused(context: Context, code: string, message: string): BodyReading {
  return { refused: problem(context, 400, { code, message }), message };
}

/** Another encoding would give two users one id: nothing of it is guessed. */
function whyNotUtf8(bytes: Uint8Array): string {
  const foreign = findForeignByte(bytes);
  const place =
    foreign === undefined ? '' : `, found ${foreign.found} in line ${foreign.line}, column ${foreign.column}`;
  return `body: expected text in UTF-8${place}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** How deep valid JSON is nested; what stands in strings does not count. */
function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < json.length; at++) {
    const char = json[at];
    if (char === '"') at = endOfString(json, at);
    else if (char === '[' || char === '{') deepest = Math.max(deepest, ++depth);
    else if (char === ']' || char === '}') depth -= 1;
  }
  return deepest;
}

function endOfString(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at;
}
