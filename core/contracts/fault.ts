import * as v from 'valibot';
import { truncate } from './characters.ts';

/** A fault of an input: its path, what was found and what was expected. */
export interface Fault {
  /** The names of fields and indexes of lists from the outside in, such as `triggers`, 0, `interaction`. */
  readonly path: readonly (string | number)[];
  readonly found: string;
  readonly expected: string;
}

/** The description of a field that no schema knows. */
export const UNKNOWN_FIELD = 'an unknown field';

const MAX_UNKNOWN_FIELDS = 100;

/**
 * Formats a path as `triggers.0.interaction`, or as "the whole" for a fault of the input itself. Long names are cut, because senders of
 * events choose the names of fields.
 */
export function formatPath(path: Fault['path']): string {
  return path.length === 0 ? 'the whole' : path.map((part) => shorten(String(part))).join('.');
}

/** Formats a fault as a sentence. */
export function formatFault(fault: Fault): string {
  return `${formatPath(fault.path)}: expected ${fault.expected}, found ${fault.found}`;
}

/** Describes a value in a few words for people. Long text is cut. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  return shorten(formatValue(value));
}

/** The maximum number of characters of a value in a message. */
const MAX_SHOWN_CHARACTERS = 80;

function shorten(text: string): string {
  return text.length <= MAX_SHOWN_CHARACTERS ? text : `${truncate(text, MAX_SHOWN_CHARACTERS - 3)}...`;
}

/**
 * Creates the schema of an object that may have only known fields. The fault of an unknown field names the known ones; the fault of a
 * missing field says what was expected.
 */
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

/** Creates the schema of an object that may have other fields too; its output holds the known fields only. The fault of a missing field says what was expected. */
export function openObject<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.object(entries, (issue) => describeExpected(entries, issue));
}

/** Converts the issues of a schema to faults. The messages of the schema say what was expected. */
export function toFaults(issues: readonly v.BaseIssue<unknown>[]): Fault[] {
  return issues.map((issue) => ({
    path: (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key))),
    found: isUnknownField(issue) ? UNKNOWN_FIELD : describeValue(getFoundValue(issue)),
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

/** Returns the value that an issue is about. The input of a check of several fields is the object around them; its path leads to one. */
function getFoundValue({ type, input, path }: v.BaseIssue<unknown>): unknown {
  const isForwarded = type === 'check' && path !== undefined;
  return isForwarded ? path.at(-1)?.value : input;
}

function isUnknownField({ type, expected }: v.BaseIssue<unknown>): boolean {
  return expected === 'never' && (type === 'raw_check' || type === 'strict_object');
}

/** Returns what an issue expected. A message of valibot itself reads like one of a type checker, so only its expectation is used. */
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

/**
 * Returns as much of a value as a message shows, limited by the number of values. Values of megabytes, and values that are nested ten
 * thousand levels deep or in themselves, are never written whole.
 */
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
