import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseCampaignFile } from '../../core/campaign-file.ts';
import { formatFileFault, MAX_FILE_BYTES } from '../../core/yaml-file.ts';

const valid = `id: a
name: A
triggers:
  - { interaction: email.received, campaign: welcome }
messages:
  - { channel: sms, body: Hello }
`;
const faultsOf = (text: string) => {
  const reading = parseCampaignFile(text);
  return 'faults' in reading ? reading.faults : [];
};
const lines = (text: string) => faultsOf(text).map((fault) => formatFileFault('a.yaml', fault));

const folder = new URL('../../examples/campaigns/', import.meta.url);

describe('a campaign file', () => {
  test.each(readdirSync(folder))('the example file %s is a campaign', (file) => {
    expect(parseCampaignFile(readFileSync(new URL(file, folder), 'utf8'))).toHaveProperty(
      'definition.id',
      file.replace('.yaml', ''),
    );
  });

  test('a campaign file means the same in YAML and in JSON', () => {
    const json = {
      id: 'a',
      name: 'A',
      triggers: [{ interaction: 'email.received', campaign: 'welcome' }],
      messages: [{ channel: 'sms', body: 'Hello' }],
    };
    expect(parseCampaignFile(JSON.stringify(json, undefined, 2))).toEqual(parseCampaignFile(valid));
    expect(parseCampaignFile(`\uFEFF${valid.replaceAll('\n', '\r\n')}`)).toEqual(parseCampaignFile(valid));
  });

  test('the fault of a wrong value in a campaign file points at the value', () => {
    expect(lines(valid.replace('email.received', 'email.recieved'))).toEqual([
      expect.stringMatching(
        /^a\.yaml:4:20 triggers\.0\.interaction: expected .*email\.received.*, found "email\.recieved"$/,
      ),
    ]);
  });

  test('the fault of an unknown field in a campaign file points at its name', () => {
    expect(faultsOf(`${valid}dealy: 1 day\n`)).toMatchObject([{ path: ['dealy'], line: 7, column: 1 }]);
  });

  test('the fault of a missing field in a campaign file points at what it is missing from', () => {
    expect(faultsOf(valid.replace(', body: Hello', ''))).toMatchObject([
      { path: ['messages', 0, 'body'], found: 'nothing', line: 6, column: 5 },
    ]);
    expect(faultsOf(valid.replace('name: A\n', ''))).toMatchObject([{ path: ['name'], line: 1, column: 1 }]);
  });

  test('the fault of a broken template in a campaign file points at the template', () => {
    expect(faultsOf(valid.replace('Hello', '"{{ broken"'))).toMatchObject([
      { path: ['messages', 0, 'body'], line: 6, column: 27 },
    ]);
  });

  test('a fault in a campaign file in JSON has its line too', () => {
    expect(faultsOf('{\n  "id": "?"\n}')).toContainEqual(expect.objectContaining({ path: ['id'], line: 2, column: 9 }));
  });

  test.each([
    ['broken YAML', 'id: [a\nname: A', 2, 'a } for each {'],
    ['a field said twice', `${valid}id: b\n`, 7, 'each field once'],
    ['a tab', 'id: a\nname:\n\t- b', 3, 'spaces for indentation'],
    ['several documents', `${valid}---\n${valid}`, 7, 'one campaign as YAML or JSON'],
    ['a tag', `${valid}delay: !!js/function x\n`, 7, 'no tags'],
    ['a date by tag', `${valid}delay: !!timestamp 2026-01-01\n`, 7, 'no tags'],
    ['a field that is no text', `${valid}? [a]\n: b\n`, 7, 'text'],
    ['an alias of nothing', `${valid}delay: *nothing\n`, 7, 'an anchor &nothing before it'],
    ['a merge key', `${valid}audience: { <<: { plan: pro } }\n`, 7, 'each field written out'],
    ['a colon without a name', `${valid}audience: { : pro }\n`, 7, 'the name of a field'],
    ['a directive that is not ended', '%YAML 1.2\nid: a\n', 2, 'one campaign as YAML or JSON'],
  ])('a campaign file with %s is refused, with the line and what would be right', (_, text, line, expected) => {
    expect(faultsOf(text)).toContainEqual(
      expect.objectContaining({ line, expected: expect.stringContaining(expected) }),
    );
  });

  test.each(['', '\n', '# nothing yet\n', '---\n', 'null'])('an empty campaign file (%j) is refused', (text) => {
    expect(faultsOf(text)).toMatchObject([{ found: 'nothing', line: 1 }]);
  });

  test('a campaign file may repeat a part by an anchor', () => {
    expect(
      parseCampaignFile(valid.replace('campaign: welcome', 'campaign: &it a-1').replace('body: Hello', 'body: *it')),
    ).toHaveProperty('definition.messages.0.body', 'a-1');
  });

  test('a campaign file whose anchors multiply it is refused', () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) => `l${level + 1}: &l${level + 1} [${Array(9).fill(`*l${level}`).join(', ')}]`,
    );
    expect(faultsOf(['l0: &l0 [x, x]', ...levels].join('\n'))).toMatchObject([{ found: 'more than 100 aliases' }]);
    const repeated = (times: number) =>
      `${valid}x: &x y\n${Array.from({ length: times }, (_, at) => `f${at}: *x\n`).join('')}`;
    expect(faultsOf(repeated(99))).toContainEqual(expect.objectContaining({ path: ['f98'] }));
    expect(faultsOf(repeated(101))).toMatchObject([{ found: 'more than 100 aliases' }]);
  });

  test('a campaign file that contains itself is refused', () => {
    expect(faultsOf(`${valid}audience: &it { a: *it }\n`)).not.toEqual([]);
    expect(faultsOf(`${valid}name2: &it [*it]\n`)).not.toEqual([]);
  });

  test('a campaign file of 256 KiB is read and one of a byte more is refused, whatever its characters', () => {
    const padded = (bytes: number, filling: string) => {
      const room = bytes - Buffer.byteLength(valid) - 1;
      const comment = filling.repeat(Math.floor(room / Buffer.byteLength(filling)));
      return `${valid}#${comment}${'x'.repeat(room - Buffer.byteLength(comment))}`;
    };
    for (const filling of ['x', 'ü', '🦊']) {
      expect(faultsOf(padded(MAX_FILE_BYTES, filling))).toEqual([]);
      expect(faultsOf(padded(MAX_FILE_BYTES + 1, filling))).toMatchObject([
        { found: '262,145 bytes', expected: 'a file of at most 262,144 bytes' },
      ]);
    }
  });

  test('a fault of a campaign file without a place is written without one', () => {
    expect(formatFileFault('a.yaml', { path: [], found: 'x', expected: 'y' })).toBe(
      'a.yaml the whole: expected y, found x',
    );
  });
});
