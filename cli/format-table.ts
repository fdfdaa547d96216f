import { escapeUnprintable } from './escape-unprintable.ts';

/** Formats rows as aligned columns; the last column is not padded. */
export function formatTable(rows: readonly (readonly string[])[]): string[] {
  const cells = rows.map((row) => row.map(escapeUnprintable));
  const widthOf = (column: number) => cells.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), 0);
  const widths = (cells[0] ?? []).map((_, column) => widthOf(column));
  const pad = (cell: string, column: number) => cell.padEnd(widths[column] ?? 0);
  return cells.map((row) => row.map(pad).join('  ').trimEnd());
}

/** Formats a count with its noun: "1 wait", "2 waits". */
export function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
