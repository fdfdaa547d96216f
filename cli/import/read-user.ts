import { describeValue } from '../../core/contracts/fault.ts';
import { digest } from '../../core/identity.ts';
import { parseEntry } from '../../core/parse-entry.ts';
import type { Column } from './columns.ts';
import type { CsvRecord } from './read-csv.ts';

/** A fault of a line, with its column; the column is absent if the line as a whole is at fault. */
export interface ImportFault {
  readonly line: number;
  readonly column?: string;
  /** The sentence about what was expected and what was found. */
  readonly reason: string;
}

/** A file of users: its columns, the source of its updates, and the instant from which on they hold. */
export interface UserFile {
  readonly columns: readonly Column[];
  readonly source: string;
  readonly occurredAt: string;
}

/**
 * Returns the entry of a record, which is an update of a profile, or the faults of the record. An empty field says nothing. The id of the
 * entry is derived from the record and its line, so that a line that is put again is the same event.
 */
export function readUser(
  record: CsvRecord,
  { columns, source, occurredAt }: UserFile,
): { readonly entry: object } | { readonly faults: readonly ImportFault[] } {
  const { line } = record;
  if ('refused' in record) return { faults: [{ line, reason: record.refused }] };
  const { fields } = record;
  if (fields.length !== columns.length) {
    return { faults: [{ line, reason: `expected ${columns.length} fields, found ${fields.length}` }] };
  }
  const { values, faults } = readFields(fields, columns);
  if (faults.length > 0) return { faults: faults.map((fault) => ({ line, ...fault })) };
  const id = `import-${digest(source, occurredAt, String(line), ...columns.map(({ name }) => name), ...fields)}`;
  const consent = Object.fromEntries(values.consent);
  const Detail = {
    occurredAt,
    ...Object.fromEntries(values.detail),
    id,
    attributes: Object.fromEntries(values.attributes),
    ...(values.consent.length === 0 ? {} : { consent }),
  };
  const entry = { Source: source, DetailType: 'User Profile Updated', Detail };
  // The clock is that of the installation: it is the one that refuses an event of the future.
  const parsed = parseEntry(entry, { now: Number.MAX_SAFE_INTEGER, entryId: id });
  return 'refusal' in parsed ? { faults: [{ line, reason: parsed.refusal.message }] } : { entry };
}

function readFields(fields: readonly string[], columns: readonly Column[]) {
  const values: Record<'detail' | 'attributes' | 'consent', [field: string, value: unknown][]> = {
    detail: [],
    attributes: [],
    consent: [],
  };
  const faults: Omit<ImportFault, 'line'>[] = [];
  for (const [index, { name, group, field, expected, read }] of columns.entries()) {
    const given = fields[index] ?? '';
    // Blanks may be part of a user id or of an attribute.
    const text = name === 'userId' || group === 'attributes' ? given : given.trim();
    if (text === '' && name !== 'userId') continue;
    const value = read(text);
    if (value === undefined)
      faults.push({ column: name, reason: `expected ${expected}, found ${describeValue(text)}` });
    else values[group].push([field, value]);
  }
  return { values, faults };
}
