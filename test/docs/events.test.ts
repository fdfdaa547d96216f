import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { MAX_RECORDS } from '../../api/currents.ts';
import { MAX_ENTRIES } from '../../api/events.ts';
import { MAX_BODY_BYTES } from '../../api/limit-body.ts';
import { BEHAVIORS, INTERACTIONS, NARROWINGS } from '../../core/contracts/catalogue.ts';
import type { MessageDispatched } from '../../core/contracts/dispatch.ts';
import { DETAIL_SCHEMAS, DETAIL_TYPES, entrySchema } from '../../core/contracts/entry.ts';
import { formatInteger } from '../../core/contracts/format-integer.ts';
import { MAX_PAGE_BYTES } from '../../core/contracts/page.ts';
import { DETAIL_LIMIT, type ParsedEntry, parseEntry, type Refusal } from '../../core/parse-entry.ts';
import { MAX_ATTRIBUTES_BYTES } from '../../core/profile.ts';
import { MAX_STORED_ENTRY_BYTES } from '../../core/truncate-refused-event.ts';
import { codesIn, DocumentationPage } from '../harness/docs/page.ts';
import { story } from '../harness/scenarios/story.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const documentation = new DocumentationPage('reference/events.md');
const { text: page } = documentation;
const table = (heading: string) => documentation.table(heading);
const firstColumn = (heading: string) => documentation.firstColumn(heading);
const now = Date.UTC(2026, 11, 1, 10);

const coded = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');

const examples = [...page.matchAll(/^```jsonl\n(.*?)^```$/gms)].flatMap(([, lines = '']) => lines.trim().split('\n'));
const readLine = (line: string): ParsedEntry => parseEntry(JSON.parse(line), { now, entryId: 'entry' });

/** Values that a type of the tables accepts, and values that it refuses. */
const TYPES: Readonly<Record<string, { readonly takes: readonly unknown[]; readonly refuses: readonly unknown[] }>> = {
  id: { takes: ['x', 'x'.repeat(256)], refuses: ['', 'x'.repeat(257), 1] },
  text: { takes: ['', 'x'.repeat(2_048)], refuses: ['x'.repeat(2_049), 1] },
  instant: { takes: ['2026-12-01T09:30:00Z'], refuses: ['2026-12-01T09:30:00', 'tomorrow', 1] },
  number: { takes: [1.5, -1], refuses: ['1', Number.POSITIVE_INFINITY] },
  object: { takes: [{}, { a: [1] }], refuses: [[], 'a', 1] },
  'true or false': { takes: [true, false], refuses: ['true', 1] },
  'one of the [interactions](#interactions)': { takes: Object.keys(INTERACTIONS), refuses: ['email.opend'] },
  'one of the [behaviors](#behaviors)': { takes: Object.keys(BEHAVIORS), refuses: ['purchase.mad'] },
};

const fieldsOf = (type: (typeof DETAIL_TYPES)[number]) => {
  const schemas: Readonly<Record<string, v.GenericSchema>> = DETAIL_SCHEMAS[type].entries;
  return Object.entries(schemas).map(([field, schema]) => ({ type, field, schema }));
};

/** The fields of `Message Dispatched`. A new field does not compile until it is added here, and then to the page. */
const DISPATCHED: Readonly<Record<keyof MessageDispatched, true>> = {
  dispatchId: true,
  campaignId: true,
  version: true,
  variant: true,
  userId: true,
  messages: true,
  trigger: true,
  dueAt: true,
  dispatchedAt: true,
  sendBefore: true,
  purpose: true,
  statistics: true,
};

/** The reasons for a refusal, in the same way. */
const REFUSALS: Readonly<Record<Refusal['code'], true>> = {
  MalformedEntry: true,
  UnknownBus: true,
  UnknownDetailType: true,
  MalformedDetail: true,
  InTheFuture: true,
  FilterTooCostly: true,
  FilterNotSupported: true,
  ProfileTooLarge: true,
  UserDeleted: true,
  MergeRefused: true,
  InternalFailure: true,
};

describe('the page about events', () => {
  test('the page about events lists every field of an entry, and whether it is required', () => {
    const required = Object.entries(entrySchema.entries).map(([field, schema]) => [
      `\`${field}\``,
      v.is(schema, undefined) ? '' : 'yes',
    ]);
    expect(table('Events').map((row) => row.slice(0, 2))).toEqual(required);
  });

  test('the page about events lists every detail type that is accepted, and no other', () => {
    const [, , types] = table('Events').find(([cell]) => cell === '`DetailType`') ?? [];
    expect(types).toBe(coded(DETAIL_TYPES));
  });

  test.each(DETAIL_TYPES)('the page about events lists every field of %s, and no other', (type) => {
    const known = fieldsOf(type).map(({ field }) => field);
    expect(firstColumn(type).toSorted()).toEqual(known.toSorted());
  });

  test.each(DETAIL_TYPES.flatMap(fieldsOf))(
    'the page about events states for $type whether $field is required, and its type',
    (each) => {
      const [, required, type = ''] = table(each.type).find(([cell]) => cell === `\`${each.field}\``) ?? [];
      expect(required === 'yes').toBe(!v.is(each.schema, undefined));
      const { takes, refuses } = TYPES[type] ?? { takes: codesIn(type), refuses: ['other', ''] };
      expect(takes.length).toBeGreaterThan(0);
      expect(takes.filter((value) => !v.is(each.schema, value))).toEqual([]);
      expect(refuses.filter((value) => v.is(each.schema, value))).toEqual([]);
    },
  );

  test('the page about events lists every interaction with its meaning and its narrowing', () => {
    const rows = Object.entries(INTERACTIONS).map(([name, kind]) => [
      `\`${name}\``,
      kind.means,
      coded(kind.narrowedBy),
    ]);
    expect(table('Interactions')).toEqual(rows);
  });

  test('the page about events lists every narrowing with its values', () => {
    for (const [narrowing, values] of Object.entries(NARROWINGS)) {
      const [, , type] = table('Campaign Interaction').find(([cell]) => cell === `\`${narrowing}\``) ?? [];
      expect([narrowing, type]).toEqual([narrowing, values === undefined ? expect.any(String) : coded(values)]);
    }
  });

  test('the page about events lists every behavior with its meaning and its narrowing', () => {
    const rows = Object.entries(BEHAVIORS).map(([name, kind]) => [`\`${name}\``, kind.means, coded(kind.narrowedBy)]);
    expect(table('Behaviors')).toEqual(rows);
  });

  test('the page about events lists every reason for a refusal (R61)', () => {
    expect(firstColumn('Refusals')).toEqual(Object.keys(REFUSALS));
  });

  test('the page about events states the limits that the code enforces, so that no producer loses an event to find one (R61)', () => {
    const limits = table('Limits').map(([what = '', max = '']) => `${what}: ${max}`);
    const kib = (bytes: number) => `${bytes / 1024} KiB`;
    expect(limits).toEqual([
      `a Detail, as JSON in UTF-8 however it was written: ${kib(DETAIL_LIMIT.maxBytes)}, ${DETAIL_LIMIT.maxLevels} levels (the Detail is the first)`,
      `attributes in an update, and in a profile: ${kib(MAX_ATTRIBUTES_BYTES)} as JSON in UTF-8, names of removed attributes included`,
      `entries of \`POST /events\`: ${formatInteger(MAX_ENTRIES)}`,
      'entries of PutEvents: 10',
      `records of a call of Braze Currents: ${formatInteger(MAX_RECORDS)}`,
      `the body of a call: ${MAX_BODY_BYTES / 1024 / 1024} MiB`,
      `what is kept of a refused entry: ${kib(MAX_STORED_ENTRY_BYTES)}`,
      `a page of a list: ${MAX_PAGE_BYTES / 1_000_000} MB`,
    ]);
  });

  test('the page about events lists every field of a dispatched message (R71)', () => {
    expect(firstColumn('Message Dispatched')).toEqual(Object.keys(DISPATCHED));
  });

  test.each(examples)('the page about events has only examples that are accepted: %s', (line) => {
    expect(readLine(line)).toHaveProperty('event');
  });

  test('the page about events has an example of each detail type and of a custom event', () => {
    const readings = examples.map(readLine).flatMap((reading) => ('event' in reading ? [reading] : []));
    expect(new Set(readings.map(({ detailType }) => detailType))).toEqual(new Set(DETAIL_TYPES));
    const behaviors = readings.map(({ event }) => event).filter((event) => event.kind === 'behavior');
    expect(behaviors.map(({ behavior }) => behavior)).toContain('custom_event.performed');
  });

  test('the page about events shows the message that its events and the campaign of the page about campaigns lead to', async () => {
    const [, campaign = ''] = /^```yaml\n(.*?)^```$/ms.exec(read('docs/reference/campaigns.md')) ?? [];
    const [, message = ''] = /^```json\n(.*?)^```$/ms.exec(page) ?? [];
    const tale = await story(parse(campaign));
    const inTime = examples.map((line) => JSON.parse(line)).sort((one, other) => timeOf(one) - timeOf(other));
    await tale.until('09:35');
    await tale.machine.bus.put(inTime);
    await tale.until('10:01');
    expect(tale.messages()).toEqual([JSON.parse(message)]);
  });
});

const timeOf = (entry: { Detail: { occurredAt: string } }): number => Date.parse(entry.Detail.occurredAt);
