import { describe, expect, test } from 'vitest';
import { parseCampaignFile } from '../../core/campaign-file.ts';
import { MAX_VALUES } from '../../core/check-data.ts';
import { checkDefinition } from '../../core/check-definition.ts';
import { MAX_YAML_DEPTH, MAX_YAML_TOKENS } from '../../core/parse-yaml.ts';

/** The maximum milliseconds of a check: where other programs use the processor too, a second of work takes longer. */
const SOON_MS = 5_000;

const HEAD = 'id: a\nname: A\ntriggers: [{ behavior: session.started }]\nmessages: [{ channel: sms, body: Hello }]\n';
const faultsOf = (text: string) => {
  const reading = parseCampaignFile(text);
  return 'faults' in reading ? reading.faults : [];
};
const soon = (text: string) => {
  const began = process.cpuUsage();
  const faults = faultsOf(text);
  expect(processorMsSince(began)).toBeLessThan(SOON_MS);
  return faults;
};
const TOO_MANY = { expected: 'at most 50,000 keys, values and signs in a file' };
const TOO_DEEP = { expected: 'at most 64 lists and objects in one another' };

/** Creates keys of two letters, so that 60,000 of them are less than 256 KiB. */
const keys = (count: number) => Array.from({ length: count }, (_, index) => `${index.toString(36)}:\n`).join('');
const objects = (depth: number) => `${'{a: '.repeat(depth)}b${'}'.repeat(depth)}`;

describe('a campaign file of many keys', () => {
  test('a campaign file of 40,000 keys is refused at once', () => {
    expect(soon(keys(40_000))).toMatchObject([{ ...TOO_MANY, line: expect.any(Number) }]);
  });

  test('a campaign file with the maximum number of keys is checked quickly, and its faults are named', () => {
    const max = MAX_YAML_TOKENS / 2;
    expect(soon(keys(max))).toContainEqual(expect.objectContaining({ path: ['id'], found: 'nothing' }));
    expect(soon(keys(max + 1))).toMatchObject([TOO_MANY]);
  });

  test('a campaign file of the largest possible campaign is checked quickly', () => {
    const list = Array.from({ length: 1_000 }, (_, index) => `word${index}`).join(', ');
    const filters = Array.from({ length: 20 }, (_, index) => `  - { p${index}: { $in: [${list}] } }\n`).join('');
    expect(soon(`${HEAD}audience:\n  $or:\n${filters.replaceAll('  -', '    -')}`)).toEqual([]);
  });

  test.each([
    ['commas', `[${','.repeat(60_000)}]`],
    ['quoted texts', '"a"'.repeat(60_000)],
    ['questions', '? '.repeat(100_000)],
    ['documents', '---\n'.repeat(50_000)],
    ['aliases', `- &a x\n${'- *a\n'.repeat(30_000)}`],
    ['empty lines', `${'\n'.repeat(200_000)}a`],
    ['the same key', 'a: b\n'.repeat(16_000)],
    ['templates', '{{a}}\n'.repeat(9_000)],
  ])('a campaign file of nothing but %s is checked quickly', (_, text) => {
    const faults = soon(text);
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.length).toBeLessThanOrEqual(500);
  });

  test('a campaign file may have the maximum depth and not more', () => {
    const isTooDeep = (text: string) => faultsOf(text).some(({ expected }) => expected === TOO_DEEP.expected);
    const deepest = Array.from({ length: 100 }, (_, index) => index).find((depth) => isTooDeep(objects(depth))) ?? 0;
    expect(deepest).toBeGreaterThan(30);
    expect(deepest).toBeLessThanOrEqual(MAX_YAML_DEPTH);
    expect(isTooDeep('- '.repeat(20).concat('a'))).toBe(false);
    expect(isTooDeep('- '.repeat(MAX_YAML_DEPTH).concat('a'))).toBe(true);
    expect(isTooDeep('['.repeat(200_000))).toBe(true);
  });
});

describe('a definition of many values, from a file or over HTTP', () => {
  const base = {
    id: 'a',
    name: 'A',
    triggers: [{ behavior: 'session.started' }],
    messages: [{ channel: 'sms', body: 'x' }],
  };
  const fields = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'a']));
  const check = (definition: unknown) => {
    const began = process.cpuUsage();
    const checked = checkDefinition(definition);
    expect(processorMsSince(began)).toBeLessThan(SOON_MS);
    return 'faults' in checked ? checked.faults : [];
  };
  const OVER = [{ path: [], expected: 'at most 50,000 keys and values in a campaign' }];

  test('a definition whose filter has 200,000 keys is refused quickly', () => {
    expect(check({ ...base, triggers: [{ behavior: 'session.started', where: fields(200_000) }] })).toMatchObject(OVER);
  });

  test('a definition of 200,000 unknown fields, triggers, messages or headers is refused quickly', () => {
    expect(check({ ...base, ...fields(200_000) })).toMatchObject(OVER);
    for (const list of ['triggers', 'messages']) {
      expect(check({ ...base, [list]: Array.from({ length: 200_000 }, () => ({})) })).toMatchObject(OVER);
    }
    const webhook = { channel: 'webhook', url: 'https://shop.example', headers: fields(200_000) };
    expect(check({ ...base, messages: [webhook] })).toMatchObject(OVER);
  });

  test('a definition is checked value by value up to the maximum number of values', () => {
    // The campaign itself, its four fields, and what is in its two lists.
    const others = 10;
    expect(check({ ...base, ...fields(MAX_VALUES - others) })).toContainEqual(
      expect.objectContaining({ path: ['k0'], found: 'an unknown field' }),
    );
    expect(check({ ...base, ...fields(MAX_VALUES - others + 1) })).toMatchObject(OVER);
  });

  test('a definition that is nested deeper than 64 levels is refused with the path', () => {
    const nested = (depth: number): unknown => (depth === 0 ? 'a' : { a: nested(depth - 1) });
    expect(check({ ...base, audience: nested(60) })).not.toContainEqual(expect.objectContaining(TOO_DEEP));
    expect(check({ ...base, audience: nested(70) })).toMatchObject([
      { ...TOO_DEEP, path: expect.arrayContaining(['audience']) },
    ]);
  });
});

/** Returns the milliseconds of the processor since a measurement: other programs of the machine hardly change them. */
function processorMsSince(began: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1_000;
}
