import type { Context } from 'hono';
import * as v from 'valibot';
import { digest } from '../core/identity.ts';
import { brokenCursor } from './answers.ts';

/** Begins every cursor: another number where its format changes, so that older ones are refused. */
const FORMAT = 1;

/** A list that goes on by cursors: its name, and what it was asked for (a user, a campaign, a state). A cursor serves no other list. */
export interface List<Place> {
  readonly name: string;
  readonly of?: readonly (string | undefined)[];
  /** Where the list goes on. */
  readonly place: v.GenericSchema<unknown, Place>;
}

/** Where a list goes on, or the answer that the cursor is none of ours. */
export type CursorReading<Place> = { readonly place: Place | undefined } | { readonly refused: Response };

/** Reads the `cursor` of a call; no place where there is none: the list begins. */
export function readCursor<Place>(context: Context, list: List<Place>): CursorReading<Place> {
  const cursor = context.req.query('cursor');
  if (cursor === undefined || cursor === '') return { place: undefined };
  const schema = v.strictTuple([v.literal(FORMAT), v.literal(nameOf(list)), list.place]);
  const { success, output } = v.safeParse(schema, decode(cursor));
  return success ? { place: output[2] } : { refused: brokenCursor(context) };
}

/** Writes a place in a list as opaque text; nothing where the list has ended. */
export function writeCursor<Place>(list: List<Place>, place: Place | undefined): { cursor?: string } {
  return place === undefined ? {} : { cursor: encode([FORMAT, nameOf(list), place]) };
}

/** Where a list of a store goes on: the store's own cursor. */
export const storeCursor = v.pipe(v.string(), v.minLength(1));

/** Where a list held in memory goes on: after so many. */
export const offsetCursor = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** What a list was asked for is hashed: it may name a user. */
function nameOf({ name, of = [] }: List<unknown>): string {
  return of.length === 0 ? name : `${name} ${digest(...of.map((each) => JSON.stringify(each ?? null)))}`;
}

function encode(cursor: unknown): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** What a cursor says; undefined where it is not spelled as we spell it. */
function decode(cursor: string): unknown {
  try {
    const said: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return encode(said) === cursor ? said : undefined;
  } catch {
    return undefined;
  }
}

/** Returns a page of a list held in memory, and the offset of the next one. */
export function pageFrom<Item>(items: readonly Item[], offset: number | undefined, most: number) {
  const [first, end] = [offset ?? 0, (offset ?? 0) + most];
  return { items: items.slice(first, end), next: end < items.length ? end : undefined };
}
