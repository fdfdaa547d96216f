import * as v from 'valibot';
import { truncate } from './characters.ts';

/** One thing wrong with an input: where, what was found, what was expected. */
export interface Fault {
  /** Field names and indexes from the outside in, such as `triggers`, 0, `interaction`; dotted when written. */
  readonly path: readonly (string | number)[];
  readonly found: string;
  readonly expected: string;
}

/** What is found where nobody knows the field. */
export const UNKNOWN_FIELD = 'an unknown field';

const MAX_UNKNOWN_FIELDS = 100;

/** "triggers.0.interaction", or "the whole" for a fault of the input itself. Long names are cut: whoever sends events may choose them. */
export function formatPath(path: Fault['path']): string {
  return path.length === 0 ? 'the whole' : path.map((part) => shorten(String(part))).join('.');
}

/** One fault as a sentence. */
export function formatFault(fault: Fault): string {
  return `${formatPath(fault.path)}: expected ${fault.expected}, found ${fault.found}`;
}

/** A value in a few words for a person: long text is cut. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  return shorten(formatValue(value));
}

/** The most characters of a value that a person is shown. */
const MAX_SHOWN_CHARACTERS = 80;

function shorten(text: string): string {
  return text.length <= MAX_SHOWN_CHARACTERS ? text : `${truncate(text, MAX_SHOWN_CHARACTERS - 3)}...`;
}

/** An object of known fields: every unknown one is a fault that names the known ones, every missing one says what was expected. */
export function closedObject<const Entries extends v.ObjectEntries>(entries: Entries) {
  const known = Object.keys(entries);
  return v.pipe(
    v.looseObject(entries, (issue) => describeExpected(entries, issue)),
    v.rawCheck(({ dataset: { value }, addIssue }) => {
      if (typeof value !== 'object' || value === null) return;
      const input = { ...value };
      const unknown = Object.entries(input).filter(([key]) => !known.includes(key));
      for (const [key, found] of unknown.slice(0, MAX_UNKNOWN_FIELDS)) {
        const message = `one of the known fields ${known.join(', ')}`;
        addIssue({
          input: found,
          expected: 'never',
          message,
          path: [{ type: 'object', origin: 'key', input, key, value: found }],
        });
      }
    }),
  );
}

/** An object of known and other fields, of which the known ones are handed on: every missing one says what was expected. */
export function openObject<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.object(entries, (issue) => describeExpected(entries, issue));
}

/** The faults a schema found. The schema's messages say what was expected. */
export function toFaults(issues: readonly v.BaseIssue<unknown>[]): Fault[] {
  return issues.map((issue) => ({
    path: (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key))),
    found: isUnknownField(issue) ? UNKNOWN_FIELD : describeValue(issue.input),
    expected: describeIssue(issue),
  }));
}

function describeExpected(entries: v.ObjectEntries, { path }: v.BaseIssue<unknown>): string {
  const missing = entries[String(path?.at(-1)?.key)];
  if (path === undefined || missing === undefined)
    return `an object with the fields ${Object.keys(entries).join(', ')}`;
  const probe = missing.async ? undefined : v.safeParse(missing, undefined).issues?.[0];
  return probe === undefined ? 'a value' : describeIssue(probe);
}

function isUnknownField({ type, expected }: v.BaseIssue<unknown>): boolean {
  return expected === 'never' && (type === 'raw_check' || type === 'strict_object');
}

/** What valibot says by itself reads like a type checker: what it expected is enough. */
function describeIssue(issue: v.BaseIssue<unknown>): string {
  const issueKind = /^Invalid (\w+): /.exec(issue.message)?.[1];
  if (issueKind === undefined) return issue.message;
  if (issueKind === 'key') return issue.expected === 'never' ? 'only known fields' : 'a value';
  return issue.expected ?? 'something else';
}

function formatValue(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return JSON.stringify(truncateValue(value, { left: MAX_SHOWN_CHARACTERS })) ?? typeof value;
}

/** As much of a value as is shown, counted in values: megabytes, or what is nested ten thousand deep or in itself, are never written whole. */
function truncateValue(value: unknown, budget: { left: number }): unknown {
  if (typeof value === 'string') return value.slice(0, MAX_SHOWN_CHARACTERS);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  const members: (readonly [string, unknown])[] = [];
  for (const [key, inner] of Object.entries(value)) {
    if (budget.left === 0) break;
    budget.left -= 1;
    members.push([key.slice(0, MAX_SHOWN_CHARACTERS), truncateValue(inner, budget)]);
  }
  return Array.isArray(value) ? members.map(([, inner]) => inner) : Object.fromEntries(members);
}
