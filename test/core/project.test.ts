import { describe, expect, test } from 'vitest';
import { parseProjectCampaign } from '../../core/project/project-campaign.ts';
import { parseProjectFile } from '../../core/project/project-file.ts';
import { fillValues, parseValuesFile, type StageValues } from '../../core/project/values.ts';
import { formatFileFault } from '../../core/yaml-file.ts';

const VALUES: StageValues = new Map<string, string | number | boolean>([
  ['minPrice', 20],
  ['isPaid', true],
  ['shop', 'Tea & more'],
  ['nested', '${shop}'],
]);
const filled = (content: unknown) => fillValues(content, VALUES);

describe('the values of a deployment stage', () => {
  test.each([
    ['${minPrice}', 20],
    ['${isPaid}', true],
    ['${shop}', 'Tea & more'],
    ['from ${minPrice} at ${shop}', 'from 20 at Tea & more'],
    ['${minPrice}${minPrice}', '2020'],
    ['$${minPrice}', '${minPrice}'],
    ['$$${minPrice}', '$${minPrice}'],
    ['$minPrice {{ user.name }} $', '$minPrice {{ user.name }} $'],
    ['${nested}', '${shop}'],
  ])('the text %s becomes %j', (text, value) => {
    expect(filled({ list: [text] })).toEqual({ content: { list: [value] }, faults: [] });
  });

  test.each(['${other}', 'a ${other} b', '${constructor}', '${}', '${ minPrice }', '${min Price}', '${minPrice', '${'])(
    'the text %s is a fault at its path, because it names no value',
    (text) => {
      expect(filled({ messages: [{ body: text }] })).toMatchObject({
        content: { messages: [{ body: text }] },
        faults: [{ path: ['messages', 0, 'body'], expected: expect.stringContaining('for the characters ${') }],
      });
    },
  );

  test('names of fields, numbers, dates and nothing are not filled', () => {
    const content = JSON.parse('{ "${shop}": 1, "__proto__": "${shop}", "none": null }');
    expect(JSON.stringify(filled(content).content)).toBe('{"${shop}":1,"__proto__":"Tea & more","none":null}');
  });

  test('a value that contains itself is filled once', () => {
    const content: { text: string; self?: unknown } = { text: '${shop}' };
    content.self = content;
    const result = filled(content).content;
    expect(result).toMatchObject({ text: 'Tea & more' });
    expect(Object(result).self).toBe(result);
  });

  test.each([
    ['[1]', 'names with their values'],
    ['a: [1]', 'text, a number, true or false'],
    ['a: .inf', 'text, a number, true or false'],
    ['"a b": 1', 'a name of at most 64 letters'],
    ['', 'values as YAML or JSON'],
  ])('a file of values that holds %j is refused with what was expected', (file, expected) => {
    const read = parseValuesFile(file);
    expect('faults' in read ? read.faults.map((fault) => fault.expected).join() : '').toContain(expected);
  });
});

describe('a file of a project', () => {
  const campaign = (more: string) =>
    parseProjectCampaign(
      `id: a\nname: A\ntriggers: [{ interaction: email.received, campaign: b }]\nmessages: [{ channel: sms, body: Hi }]\n${more}`,
      VALUES,
    );
  const faultsOf = (read: ReturnType<typeof campaign>) =>
    'faults' in read ? read.faults.map((fault) => formatFileFault('a.yaml', fault)) : [];

  test('a campaign of a project is to be published, unless its file says otherwise', () => {
    expect(campaign('')).toMatchObject({ value: { state: 'published', definition: { id: 'a' } } });
    for (const state of ['published', 'draft', 'stopped'])
      expect(campaign(`state: ${state}`)).toMatchObject({ value: { state } });
  });

  test('the definition of a campaign has no state', () => {
    const read = campaign('state: draft');
    expect('value' in read ? Object.keys(read.value.definition) : []).not.toContain('state');
  });

  test('a wrong state is a fault with its place, beside the other faults of the file', () => {
    expect(faultsOf(campaign('state: live\ndelay: a while'))).toEqual([
      'a.yaml:5:8 state: expected published, draft, stopped, found "live"',
      expect.stringMatching(/^a\.yaml:6:8 delay: expected .*, found "a while"$/),
    ]);
  });

  test('a value that is no value of its field is a fault, which shows the value; a missing one has no other fault', () => {
    expect(faultsOf(campaign('delay: ${minPrice}'))).toEqual([
      expect.stringMatching(/^a\.yaml:5:8 delay: .*found 20$/),
    ]);
    expect(faultsOf(campaign('delay: ${wait}'))).toEqual([
      'a.yaml:5:8 delay: expected a value of wait in the file of --values (minPrice, isPaid, shop, nested), or $${ for the characters ${, found ${wait}',
    ]);
  });

  test.each(['project: Shop', 'project: ""', 'project: 7', 'name: shop', `project: ${'a'.repeat(65)}`])(
    'the project file %j is refused',
    (file) => {
      expect(parseProjectFile(file, new Map())).toHaveProperty('faults');
    },
  );

  test.each(['project: shop', `project: ${'a'.repeat(64)}`, 'project: "7-eleven"'])(
    'the project file %j is accepted',
    (file) => {
      expect(parseProjectFile(file, new Map())).toHaveProperty('value.project');
    },
  );
});
