import type { Context } from 'hono';
import * as v from 'valibot';
import { digest } from '../core/identity.ts';
import { respondInvalidCursor } from './problems.ts';

/** Begins every cursor: another number where its format changes, so that older ones are refused. */
const CURSOR_FORMAT = 1;

/** A list that goes on by cursors: its name, and what it was asked for (a user, a campaign, a state). A cursor serves no other list. */
export interface ListCursorSpec<Place> {
  readonly name: string;
  readonly of?: readonly (string | undefined)[];
  /** Where the list goes on. */
  readonly positionSchema: v.GenericSchema<unknown, Place>;
}

/** Where a list goes on, or the answer that the cursor is none of ours. */
export type CursorResult<Place> = { readonly place: Place | undefined } | { readonly refused: Response };

/** Reads the `cursor` of a call; no place where there is none: the list begins. */
export function decodeCursor<Place>(context: Context, list: ListCursorSpec<Place>): CursorResult<Place> {
  const cursor = context.req.query('cursor');
  if (cursor === undefined || cursor === '') return { place: undefined };
  const schema = v.strictTuple([v.literal(CURSOR_FORMAT), v.literal(formatListName(list)), list.positionSchema]);
  const { success, output } = v.safeParse(schema, fromBase64Json(cursor));
  return success ? { place: output[2] } : { refused: respondInvalidCursor(context) };
}

/** Writes a place in a list as opaque text; nothing where the list has ended. */
export function encodeCursor<Place>(list: ListCursorSpec<Place>, position: Place | undefined): { cursor?: string } {
  return position === undefined ? {} : { cursor: toBase64Json([CURSOR_FORMAT, formatListName(list), position]) };
}

/** Where a list of a store goes on: the store's own cursor. */
export const storeCursorSchema = v.pipe(v.string(), v.minLength(1));

/** Where a list held in memory goes on: after so many. */
export const offsetSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** What a list was asked for is hashed: it may name a user. */
function formatListName({ name, of = [] }: ListCursorSpec<unknown>): string {
  return of.length === 0 ? name : `${name} ${digest(...of.map((each) => JSON.stringify(each ?? null)))}`;
}

function toBase64Json(cursor: unknown): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** What a cursor says; undefined where it is not spelled as we spell it. */
function fromBase64Json(cursor: string): unknown {
  try {
    const decoded: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return toBase64Json(decoded) === cursor ? decoded : undefined;
  } catch {
    return undefined;
  }
}

/** Returns a page of a list held in memory, and the offset of the next one. */
export function paginateByOffset<Item>(items: readonly Item[], offset: number | undefined, limit: number) {
  const [first, end] = [offset ?? 0, (offset ?? 0) + limit];
  return { items: items.slice(first, end), next: end < items.length ? end : undefined };
}
