import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseCampaignFile } from '../../core/campaign-file.ts';
import { MAX_VALUES } from '../../core/check-data.ts';
import { MAX_DEFINITION_BYTES } from '../../core/check-definition.ts';
import { isFollowUp, MAX_REELIGIBILITY, MAX_STALENESS } from '../../core/contracts/definition.ts';
import { MAX_DELAY } from '../../core/contracts/schedule-delay.ts';
import { formatTimeSpan, parseTimeSpan } from '../../core/contracts/time-span.ts';
import { MAX_YAML_DEPTH, MAX_YAML_TOKENS } from '../../core/parse-yaml.ts';
import { computeWindowWidth } from '../../core/waves.ts';
import { formatFileFault, MAX_FILE_BYTES } from '../../core/yaml-file.ts';
import { DocumentationPage } from '../harness/docs/page.ts';

interface Field {
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly maxItems?: number;
  readonly additionalProperties?: false | Field;
}
interface Shape {
  readonly properties: Readonly<Record<string, Field>>;
  readonly required: readonly string[];
}
interface Schema {
  readonly anyOf: readonly [Shape, Shape];
  readonly $defs: Readonly<Record<'trigger' | 'exception', { readonly anyOf: readonly Shape[] }>> & {
    readonly message: { readonly oneOf: readonly Shape[] };
  };
}

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const documentation = new DocumentationPage('reference/campaigns.md');
const { text: page } = documentation;
const table = (heading: string) => documentation.table(heading);
const firstColumn = (heading: string) => documentation.firstColumn(heading);
const schema: Schema = JSON.parse(read('schemas/campaign.schema.json'));
const [followUp, elsewhere] = schema.anyOf;
const fields = { ...elsewhere.properties, ...followUp.properties };
const channels = schema.$defs.message.oneOf;
const selectors = schema.$defs.exception.anyOf;

const grouped = (number: number) => number.toLocaleString('en-US');

const examples = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, yaml = '']) => yaml);

/** Completes an example that is a part of a file with the other fields that a file needs. */
function completed(yaml: string): string {
  const rest = [
    'id: a',
    'name: A',
    'triggers: [{ behavior: session.started }]',
    'messages: [{ channel: sms, body: Hello }]',
  ];
  const written = /^variants:/m.test(yaml) ? `${yaml}\nmessages:` : yaml;
  return [yaml, ...rest.filter((line) => !new RegExp(`^${line.split(':')[0]}:`, 'm').test(written))].join('\n');
}

/** Parses a file that contains a line of the tables: of a message, of a trigger, or of the campaign. */
function withLine(line: string) {
  const isOf = (field: string) => line.startsWith(`${field}:`);
  const [body, campaign] = [isOf('body') ? line : 'body: Hello', isOf('campaign') ? line : 'campaign: welcome'];
  const text = `id: a\nname: A\ntriggers:\n  - interaction: email.received\n    ${campaign}\nmessages:\n  - channel: sms\n    ${body}\n`;
  return parseCampaignFile(isOf('audience') ? `${text}${line}\n` : text);
}

function definitionOf(yaml: string) {
  const reading = parseCampaignFile(completed(yaml));
  if ('faults' in reading) throw new Error(reading.faults.map((each) => formatFileFault('example', each)).join('\n'));
  if (!isFollowUp(reading.definition)) throw new Error('expected a follow-up campaign');
  return reading.definition;
}

/** Formats the required or the optional fields of a message from the schema, as the page writes them. */
function messageFields({ properties, required }: Shape, isRequired: boolean): string {
  const own = Object.entries(properties).filter(
    ([name]) => name !== 'channel' && required.includes(name) === isRequired,
  );
  return own.map(([name, field]) => `\`${name}\`${limitOf(field)}`).join(', ');
}

function limitOf({ enum: values, maxLength, maxItems, additionalProperties }: Field): string {
  if (values !== undefined) return ` (${values.join(', ')})`;
  if (maxLength !== undefined) return ` ${grouped(maxLength)}`;
  if (maxItems !== undefined) return ` (1 to ${maxItems})`;
  const each = additionalProperties ? additionalProperties.maxLength : undefined;
  return each === undefined ? '' : ` (an object of templates, ${grouped(each)} each)`;
}

/** The texts that the limits of the fields must contain. */
const LIMITS = [
  ['id', /\d+/.exec(String(fields['id']?.pattern).split(',').at(-1) ?? '')?.[0] ?? ''],
  ['name', String(fields['name']?.maxLength)],
  ['triggers', String(fields['triggers']?.maxItems)],
  ['exceptions', String(fields['exceptions']?.maxItems)],
  ['messages', String(fields['messages']?.maxItems)],
  ['delay', formatTimeSpan(MAX_DELAY)],
  ['reeligibility', formatTimeSpan(MAX_REELIGIBILITY)],
  ['staleAfter', formatTimeSpan(MAX_STALENESS)],
  ['precision', String(fields['precision']?.const)],
];

describe('the page about campaigns', () => {
  test('the page about campaigns lists every field of a campaign file in its table, and no other', () => {
    expect(firstColumn('Fields').toSorted()).toEqual(Object.keys(fields).toSorted());
  });

  test.each(Object.entries(fields))(
    'the page about campaigns states the default of %s, or that it is required',
    (name, field) => {
      const [, , stated] = table('Fields').find(([cell]) => cell === `\`${name}\``) ?? [];
      const { default: value } = field;
      const written = typeof value === 'string' ? value : JSON.stringify(value);
      if (followUp.required.includes(name)) expect(stated).toBe('required');
      else if (value === undefined) expect(stated).toMatch(/^(none|as the )/);
      else expect(stated).toBe(`\`${written}\``);
    },
  );

  test.each(LIMITS)('the page about campaigns states the limit of %s, %s', (name, limit = '') => {
    const [, , , stated = ''] = table('Fields').find(([cell]) => cell === `\`${name}\``) ?? [];
    expect(stated).toMatch(new RegExp(`\\b${limit}\\b`));
  });

  test('the page about campaigns lists every field of a selector, with the narrowings', () => {
    const known = new Set(selectors.flatMap(({ properties }) => Object.keys(properties)));
    expect(firstColumn('Triggers and exceptions').toSorted()).toEqual([...known].toSorted());
  });

  test('the page about campaigns lists every channel with its fields and their limits', () => {
    expect(channels.length).toBeGreaterThan(0);
    const rows = channels.map((channel) => [
      `\`${channel.properties['channel']?.const}\``,
      messageFields(channel, true),
      messageFields(channel, false),
    ]);
    expect(table('Messages')).toEqual(rows);
  });

  test('the page about campaigns states the widths of windows (R27)', () => {
    const delays = firstColumn('Delay and windows');
    expect(delays.length).toBeGreaterThan(0);
    const widths = delays.map((delay) => [
      `\`${delay}\``,
      formatTimeSpan(computeWindowWidth(parseTimeSpan(delay) ?? Number.NaN)),
    ]);
    expect(table('Delay and windows')).toEqual(widths);
  });

  test('the page about campaigns states the same widths of windows as the page about waves', () => {
    const onWaves = new DocumentationPage('concepts/waves.md').table('Waves: when a message leaves');
    const plainly = table('Delay and windows').map((row) => row.map((cell) => cell.replaceAll('`', '')));
    expect(onWaves).toEqual(plainly);
  });

  test('the page about campaigns states in bold that re-eligibility is never by default (R40)', () => {
    expect(page).toContain(`**The default is \`${fields['reeligibility']?.default}\`: `);
  });

  test('the page about campaigns states how large a campaign may be', () => {
    expect(page).toContain(
      `at most ${MAX_DEFINITION_BYTES / 1024} KiB as JSON and ${grouped(MAX_VALUES)} keys and values`,
    );
    expect(page).toContain(
      `its file at most ${MAX_FILE_BYTES / 1024} KiB of UTF-8, ${grouped(MAX_YAML_TOKENS)} keys, values and signs`,
    );
    expect(page).toContain(`and ${MAX_YAML_DEPTH} levels`);
  });

  test.each(examples)('the page about campaigns has only examples that pass the check: %#', (yaml) => {
    expect(definitionOf(yaml).triggers.length).toBeGreaterThan(0);
  });

  test.each(examples)('the page about campaigns has only examples without warnings: %#', (yaml) => {
    expect(parseCampaignFile(completed(yaml))).toMatchObject({ warnings: [] });
  });

  const plain = (cell: string) => cell.replace(/^`|`$/g, '');

  test.each(table('Faults of YAML'))(
    'the page about campaigns says what is a fault of YAML, and what to write: %s',
    (written = '', _ = '', better = '') => {
      expect(withLine(plain(written))).toHaveProperty('faults');
      expect(withLine(plain(better))).toMatchObject({ warnings: [] });
    },
  );

  test.each(table('Warnings of YAML'))(
    'the page about campaigns says what is doubtful in YAML, and what to write: %s',
    (written = '', _ = '', better = '') => {
      expect(withLine(plain(written))).toMatchObject({
        warnings: [expect.objectContaining({ line: expect.any(Number) })],
      });
      expect(withLine(plain(better))).toMatchObject({ warnings: [] });
    },
  );

  test('the page about campaigns has one example of a whole campaign', () => {
    const whole = examples.filter((yaml) => completed(yaml) === yaml);
    expect(whole).toEqual(examples.slice(0, 1));
  });
});
