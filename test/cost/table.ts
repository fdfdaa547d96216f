/** Formats cells as a table. Columns are aligned to the right, except those whose index is given. */
export function tableOf(head: readonly string[], lines: readonly (readonly string[])[], left = [0]): string {
  const all = [head, ...lines];
  const widths = head.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  const aligned = (cell: string, column: number) =>
    left.includes(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return all.map((line) => line.map(aligned).join('  ').trimEnd()).join('\n');
}

/** Formats dollars, to the cent. */
export function dollars(value: number): string {
  return value > 0 && value < 0.005 ? '<0.01' : value.toFixed(2);
}

/** Formats a number with separators. */
export function number(value: number, digits = 0): string {
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}
