import * as v from 'valibot';
import { beginningOf } from './characters.ts';

/** One thing wrong with an input: where, what was found, what was expected. */
export interface Fault {
  /** Field names and indexes from the outside in, such as `triggers`, 0, `interaction`; dotted when written. */
  readonly path: readonly (string | number)[];
  readonly found: string;
  readonly expected: string;
}

/** What is found where nobody knows the field. */
export const UNKNOWN_FIELD = 'an unknown field';

const MOST_UNKNOWN = 100;

/** "triggers.0.interaction", or "the whole" for a fault of the input itself. */
export function writePath(path: Fault['path']): string {
  return path.length === 0 ? 'the whole' : path.join('.');
}

/** One fault as a sentence. */
export function writeFault(fault: Fault): string {
  return `${writePath(fault.path)}: expected ${fault.expected}, found ${fault.found}`;
}

/** A value in a few words for a person: long text is cut. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = asText(value);
  return text.length <= 80 ? text : `${beginningOf(text, 77)}...`;
}

/** An object of known fields: every unknown one is a fault that names the known ones, every missing one says what was expected. */
export function closed<const Entries extends v.ObjectEntries>(entries: Entries) {
  const known = Object.keys(entries);
  return v.pipe(
    v.looseObject(entries, (issue) => expectedOf(entries, issue)),
    v.rawCheck(({ dataset: { value }, addIssue }) => {
      if (typeof value !== 'object' || value === null) return;
      const input = { ...value };
      const unknown = Object.entries(input).filter(([key]) => !known.includes(key));
      for (const [key, found] of unknown.slice(0, MOST_UNKNOWN)) {
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

/** The faults a schema found. The schema's messages say what was expected. */
export function faultsOf(issues: readonly v.BaseIssue<unknown>[]): Fault[] {
  return issues.map((issue) => ({
    path: (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key))),
    found: isUnknownField(issue) ? UNKNOWN_FIELD : describe(issue.input),
    expected: wordsOf(issue),
  }));
}

function expectedOf(entries: v.ObjectEntries, { path }: v.BaseIssue<unknown>): string {
  const missing = entries[String(path?.at(-1)?.key)];
  if (path === undefined || missing === undefined)
    return `an object with the fields ${Object.keys(entries).join(', ')}`;
  const probe = missing.async ? undefined : v.safeParse(missing, undefined).issues?.[0];
  return probe === undefined ? 'a value' : wordsOf(probe);
}

function isUnknownField({ type, expected }: v.BaseIssue<unknown>): boolean {
  return expected === 'never' && (type === 'raw_check' || type === 'strict_object');
}

/** What valibot says by itself reads like a type checker: what it expected is enough. */
function wordsOf(issue: v.BaseIssue<unknown>): string {
  const said = /^Invalid (\w+): /.exec(issue.message)?.[1];
  if (said === undefined) return issue.message;
  if (said === 'key') return issue.expected === 'never' ? 'only known fields' : 'a value';
  return issue.expected ?? 'something else';
}

function asText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return 'something that contains itself';
  }
}
