/** Lines of cells as a table. Columns go to the right, but for those that are named by their place. */
export function tableOf(head: readonly string[], lines: readonly (readonly string[])[], left = [0]): string {
  const all = [head, ...lines];
  const widths = head.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  const aligned = (cell: string, column: number) =>
    left.includes(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return all.map((line) => line.map(aligned).join('  ').trimEnd()).join('\n');
}

/** Dollars, to the cent. */
export function dollars(value: number): string {
  return value > 0 && value < 0.005 ? '<0.01' : value.toFixed(2);
}

/** A number as a person reads it. */
export function number(value: number, digits = 0): string {
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}
