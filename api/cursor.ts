import type { Context } from 'hono';
import * as v from 'valibot';
import { problem } from './answers.ts';

/** Where a list goes on, or the answer that the cursor is none of ours. */
export type CursorReading<Place> = { readonly place: Place | undefined } | { readonly refused: Response };

/** Reads the `cursor` of a call; no place where there is none: the list begins. */
export function readCursor<Place>(context: Context, schema: v.GenericSchema<unknown, Place>): CursorReading<Place> {
  const cursor = context.req.query('cursor');
  if (cursor === undefined || cursor === '') return { place: undefined };
  const { success, output } = v.safeParse(schema, decode(cursor));
  if (success) return { place: output };
  const message = 'cursor: expected the cursor of an earlier answer';
  return { refused: problem(context, 400, { code: 'broken-cursor', message }) };
}

/** A place as opaque text; nothing where the list has ended. */
export function writeCursor(place: unknown): { cursor?: string } {
  return place === undefined ? {} : { cursor: Buffer.from(JSON.stringify(place)).toString('base64url') };
}

/** Where a list of a store goes on: the store's own cursor. */
export const storeCursor = v.pipe(v.string(), v.minLength(1));

/** Where a list held in memory goes on: after so many. */
export const offsetCursor = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

function decode(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}

/** A page of a list held in memory. */
export function pageFrom<Item>(items: readonly Item[], offset: number | undefined, most: number) {
  const [first, end] = [offset ?? 0, (offset ?? 0) + most];
  return { items: items.slice(first, end), ...writeCursor(end < items.length ? end : undefined) };
}
