import * as v from 'valibot';
import { CONSENTS, TRACKING_CONSENTS } from '../../core/contracts/consent.ts';
import { INSTANT_EXPECTED, parseInstant } from '../../core/contracts/instant.ts';
import { idSchema, MAX_TEXT_CHARACTERS } from '../../core/contracts/selector.ts';
import { isTimeZone, TIME_ZONE_EXPECTED } from '../../core/contracts/time-zone.ts';

/** A reader of the fields of a column. */
interface FieldReader {
  /** The description of what is expected, for messages about faults. */
  readonly expected: string;
  /** Returns the value of a field; undefined if it is not as expected. */
  read(text: string): unknown;
}

/** A column of a file of users: the place of its fields in the Detail of an update, and how they are read. */
export interface Column extends FieldReader {
  /** The name in the header. */
  readonly name: string;
  /** The object that the fields belong to: the Detail, or one in it. */
  readonly group: 'detail' | 'attributes' | 'consent';
  readonly field: string;
}

const MAX_EMAIL_CHARACTERS = 320;
const textReader = (expected: string, isValid: (text: string) => boolean): FieldReader => ({
  expected,
  read: (text) => (isValid(text) && text.length <= MAX_TEXT_CHARACTERS ? text : undefined),
});
const pickReader = (values: readonly string[]) =>
  textReader(`one of ${values.join(', ')}`, (text) => values.includes(text));
const consentReader = pickReader(CONSENTS);
const anyText = textReader('text of at most 2,048 characters', () => true);

/** The columns that every file may have, by their names. */
const COLUMNS: ReadonlyMap<string, FieldReader> = new Map([
  ['userId', textReader('text of 1 to 256 characters', (text) => v.is(idSchema, text))],
  ['occurredAt', textReader(INSTANT_EXPECTED, (text) => parseInstant(text) !== undefined)],
  [
    'email',
    textReader(
      'one email address',
      (text) => /^[^\s@,;<>]+@[^\s@,;<>]+$/.test(text) && text.length <= MAX_EMAIL_CHARACTERS,
    ),
  ],
  ['phone', textReader('a phone number such as +4915112345678', (text) => /^\+[1-9]\d{5,14}$/.test(text))],
  ['timeZone', textReader(TIME_ZONE_EXPECTED, isTimeZone)],
  ['language', textReader('a language tag such as pt-BR', isLanguageTag)],
  ['consent.email', consentReader],
  ['consent.sms', consentReader],
  ['consent.push', consentReader],
  ['consent.tracking', pickReader(TRACKING_CONSENTS)],
  ['consentEvidence', anyText],
]);

/** The types that the name of an attribute's column may end with, after a colon. */
const ATTRIBUTE_TYPES: ReadonlyMap<string, FieldReader> = new Map([
  ['text', { expected: 'text', read: (text: string) => text }],
  ['number', { expected: 'a number such as 12 or 9.5', read: readNumber }],
  ['boolean', { expected: 'true or false', read: (text: string) => ({ true: true, false: false })[text] }],
]);

/** The description of the columns that a file may have, for messages about others. */
const COLUMNS_EXPECTED = `one of ${[...COLUMNS.keys()].join(', ')}, or attributes.NAME, attributes.NAME:number, attributes.NAME:boolean`;
const ATTRIBUTE_NAME = /^attributes\.([^.:]+)(?::(\w+))?$/;

/** Parses the header of a file of users. Returns its columns, or why it is no such header. */
export function parseHeader(
  names: readonly string[],
): { readonly columns: readonly Column[] } | { readonly refused: string } {
  const columns: Column[] = [];
  for (const name of names.map((each) => each.trim())) {
    const column = parseColumn(name);
    if (column === undefined)
      return { refused: `expected ${COLUMNS_EXPECTED}, found ${JSON.stringify(name)}${createHint(names)}` };
    if (columns.some(({ group, field }) => group === column.group && field === column.field)) {
      return { refused: `expected each column only once, found ${name} again` };
    }
    columns.push(column);
  }
  const hasUser = columns.some(({ name }) => name === 'userId');
  return hasUser ? { columns } : { refused: 'expected a column userId, found none' };
}

function parseColumn(name: string): Column | undefined {
  const reader = COLUMNS.get(name);
  if (reader !== undefined) {
    const [first = '', second] = name.split('.');
    return second === undefined
      ? { name, group: 'detail', field: first, ...reader }
      : { name, group: 'consent', field: second, ...reader };
  }
  const [, field, type = 'text'] = ATTRIBUTE_NAME.exec(name) ?? [];
  const typed = ATTRIBUTE_TYPES.get(type);
  return field === undefined || typed === undefined ? undefined : { name, group: 'attributes', field, ...typed };
}

/** Returns a hint for a header of a program that separates fields by semicolons or tabs. */
function createHint([first = '', ...others]: readonly string[]): string {
  return others.length === 0 && /[;\t]/.test(first) ? '. Fields are separated by commas' : '';
}

function readNumber(text: string): number | undefined {
  const number = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

function isLanguageTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}
