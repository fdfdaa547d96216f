/** The first characters with which a spreadsheet takes a cell for a formula. */
const FORMULA_START = /^[=+\-@\t\r]/;

/**
 * Returns rows as CSV (RFC 4180) with a header line. The columns are the fields of all rows, in the order in which they first appear; a value that is no
 * text, number or truth value is written as JSON. A text that a spreadsheet would take for a formula begins with an apostrophe.
 */
export function formatCsv(rows: readonly object[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = rows.map((row) => {
    const fields: Readonly<Record<string, unknown>> = { ...row };
    return columns.map((column) => formatCell(fields[column])).join(',');
  });
  return [columns.map(formatCell).join(','), ...lines].map((line) => `${line}\r\n`).join('');
}

function formatCell(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const harmless = FORMULA_START.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
