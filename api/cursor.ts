import type { Context } from 'hono';
import * as v from 'valibot';
import { digest } from '../core/identity.ts';
import { respondInvalidCursor } from './problems.ts';

/** The number of the format, with which every cursor begins. Cursors of another format are refused. */
const CURSOR_FORMAT = 1;

/** A list with cursors: its name and its query (a user, a campaign, a state). A cursor belongs to its list and its query. */
export interface ListCursorSpec<Place> {
  readonly name: string;
  readonly of?: readonly (string | undefined)[];
  /** The schema of a position in the list. */
  readonly positionSchema: v.GenericSchema<unknown, Place>;
}

/** The position at which a list continues, or the answer that refuses the cursor. */
export type CursorResult<Place> = { readonly place: Place | undefined } | { readonly refused: Response };

/** Reads the `cursor` of a call. Without one there is no position, and the list begins. */
export function decodeCursor<Place>(context: Context, list: ListCursorSpec<Place>): CursorResult<Place> {
  const cursor = context.req.query('cursor');
  if (cursor === undefined || cursor === '') return { place: undefined };
  const schema = v.strictTuple([v.literal(CURSOR_FORMAT), v.literal(formatListName(list)), list.positionSchema]);
  const { success, output } = v.safeParse(schema, fromBase64Json(cursor));
  return success ? { place: output[2] } : { refused: respondInvalidCursor(context) };
}

/** Encodes a position in a list as opaque text. Returns nothing if the list has ended. */
export function encodeCursor<Place>(list: ListCursorSpec<Place>, position: Place | undefined): { cursor?: string } {
  return position === undefined ? {} : { cursor: toBase64Json([CURSOR_FORMAT, formatListName(list), position]) };
}

/** The schema of a position in a list of a store, which is the store's own cursor. */
export const storeCursorSchema = v.pipe(v.string(), v.minLength(1));

/** The schema of a position in a list in memory: the number of items before it. */
export const offsetSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** Formats the name and the query of a list. The query is hashed, because it may name a user. */
function formatListName({ name, of = [] }: ListCursorSpec<unknown>): string {
  return of.length === 0 ? name : `${name} ${digest(...of.map((each) => JSON.stringify(each ?? null)))}`;
}

function toBase64Json(cursor: unknown): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** Decodes a cursor. Returns undefined if its encoding is not exactly ours. */
function fromBase64Json(cursor: string): unknown {
  try {
    const decoded: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return toBase64Json(decoded) === cursor ? decoded : undefined;
  } catch {
    return undefined;
  }
}

/** Returns a page of a list in memory, and the offset of the next one. */
export function paginateByOffset<Item>(items: readonly Item[], offset: number | undefined, limit: number) {
  const [first, end] = [offset ?? 0, (offset ?? 0) + limit];
  return { items: items.slice(first, end), next: end < items.length ? end : undefined };
}

/**
 * Returns a page of a list in memory, its last item first, and the end of the next page as an offset. Items that are added at the end of
 * the list meanwhile move nothing.
 */
export function paginateFromEnd<Item>(items: readonly Item[], offset: number | undefined, limit: number) {
  const end = Math.min(offset ?? items.length, items.length);
  const first = Math.max(0, end - limit);
  return { items: items.slice(first, end).reverse(), next: first > 0 ? first : undefined };
}
