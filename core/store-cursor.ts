/** Thrown by a list of a store for a cursor that no page of it ended with. */
export class InvalidCursorError extends Error {
  constructor(cursor: string) {
    super(`cursor: expected the cursor of an earlier page, found ${cursor.slice(0, 100)}`);
    this.name = 'BrokenCursor';
  }
}

/** Returns the groups that a pattern finds in a cursor; throws `InvalidCursorError` where the cursor is not of this shape. */
export function parseStoreCursor(cursor: string, shape: RegExp): readonly string[] {
  const parts = shape.exec(cursor);
  if (parts === null) throw new InvalidCursorError(cursor);
  return parts.slice(1);
}
