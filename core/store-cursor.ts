/** The error that a list of a store throws for a cursor which is not the end of one of its pages. */
export class InvalidCursorError extends Error {
  constructor(cursor: string) {
    super(`cursor: expected the cursor of an earlier page, found ${cursor.slice(0, 100)}`);
    this.name = 'BrokenCursor';
  }
}

/** Returns the groups that a pattern finds in a cursor. Throws if the cursor does not match it. */
export function parseStoreCursor(cursor: string, shape: RegExp): readonly string[] {
  const parts = shape.exec(cursor);
  if (parts === null) throw new InvalidCursorError(cursor);
  return parts.slice(1);
}
