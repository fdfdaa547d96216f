import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { command } from '../harness/cli/installation.ts';

const EVENTS = 'examples/events/resend-welcome.jsonl';

/** Writes a folder with files, and returns its path. */
function folder(files: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(tmpdir(), 'campaign-connector-'));
  for (const [name, text] of Object.entries({ 'campaigns.yaml': 'project: shop\n', ...files })) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return path;
}

const follow = (id: string, target: string, more = '') =>
  `id: ${id}\nname: ${id}\ntriggers: [{ interaction: email.received, campaign: ${target} }]\nmessages: [{ channel: email, subject: Hi, body: Hi }]\n${more}`;
const target = 'id: welcome\nname: Welcome\nsentElsewhere: true\n';

describe('a folder of campaigns', () => {
  test('the command check reads every campaign of a folder, and leaves out values and hidden folders', async () => {
    const path = folder({
      'welcome.yaml': target,
      'emails/deep/reminder.json': JSON.stringify({ a: 1 }),
      'emails/again.yml': follow('again', 'welcome', 'state: draft\n'),
      'values/prod.yaml': 'a: 1\n',
      '.git/config.yaml': 'nothing',
      'node_modules/x/y.json': '{}',
      'README.md': 'nothing',
    });
    const { code, out } = await command(['check', path, '--json']);
    expect(code).toBe(1);
    const { files } = JSON.parse(out);
    expect(files.map(({ file }: { file: string }) => file.slice(path.length + 1))).toEqual([
      'campaigns.yaml',
      'emails/again.yml',
      'emails/deep/reminder.json',
      'welcome.yaml',
    ]);
    expect(files[1]).toMatchObject({ id: 'again', state: 'draft', faults: [], warnings: [] });
    expect(files[2].faults.length).toBeGreaterThan(0);
    expect(files[3]).toMatchObject({ id: 'welcome', state: 'published' });
  });

  test('the command check names an id that two files of a folder have, with the places', async () => {
    const path = folder({ 'a.yaml': follow('same', 'b'), 'b.yaml': follow('same', 'b') });
    const { code, out } = await command(['check', path]);
    expect(code).toBe(1);
    expect(out).toContain(
      `${join(path, 'b.yaml')}:1:5 id: expected an id that no other file has, found same, the id of ${join(path, 'a.yaml')}`,
    );
    expect(out).toContain('3 files: 1 fault');
  });

  test('the command check names a cycle of follow-ups that are to be published, once; a draft closes none (R8)', async () => {
    const again = 'reeligibility: immediately\n';
    const files = (state: string) => ({
      'a.yaml': follow('a', 'b', again),
      'b.yaml': follow('b', 'c', again),
      'c.yaml': follow('c', 'a', `${again}state: ${state}\n`),
    });
    const closed = await command(['check', folder(files('published'))]);
    expect(closed.code).toBe(1);
    expect(closed.out).toMatch(
      /a\.yaml:3:11 triggers: expected no cycle .*, found a -> c -> b -> a\n4 files: 1 fault$/,
    );
    expect(await command(['check', folder(files('draft'))])).toMatchObject({ code: 0, out: '4 files: nothing wrong' });
  });

  test('the command check warns of a campaign without a file in the folder, unless a file has a fault (R4)', async () => {
    const path = folder({ 'a.yaml': follow('a', 'welcom'), 'welcome.yaml': target });
    const { code, out } = await command(['check', path]);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^warning: .*a\.yaml:3:53 triggers\.0\.campaign: no file of the folder has the campaign welcom:/,
    );
    const faulty = folder({ 'a.yaml': follow('a', 'welcom'), 'b.yaml': 'id: welcom\n' });
    expect((await command(['check', faulty])).out).not.toContain('warning');
  });

  test('the command check fills values of a stage, and refuses a stage that misses one', async () => {
    const path = folder({
      'a.yaml': follow('a', 'welcome', 'delay: ${wait}\n'),
      'welcome.yaml': target,
      'values/prod.yaml': 'wait: 1 hour\n',
      'values/dev.yaml': 'weight: 1 hour\n',
      'values/broken.yaml': 'wait: [1]\n',
    });
    const check = (stage: string) => command(['check', path, '--values', join(path, 'values', stage)]);
    expect(await check('prod.yaml')).toMatchObject({ code: 0, out: '4 files: nothing wrong' });
    expect(await check('dev.yaml')).toMatchObject({
      code: 1,
      out: expect.stringContaining('a.yaml:5:8 delay: expected a value of wait'),
    });
    expect(await check('broken.yaml')).toMatchObject({
      code: 1,
      out: expect.stringMatching(/broken\.yaml:1:7 wait: /),
    });
    expect(await check('none.yaml')).toMatchObject({ code: 2 });
  });

  test.each([
    [['check', 'test/core'], 'test/core: expected a file campaigns.yaml in it, such as "project: shop"'],
    [
      ['check', 'examples/campaigns/resend-welcome.yaml', '--values', 'x'],
      '--values: expected a folder with a campaigns.yaml, found files alone',
    ],
    [['save', 'test/core'], 'test/core: expected a file; check and rehearse read folders'],
  ])('the command line is misused by %j, and says what was expected', async (words, err) => {
    expect(await command(words)).toMatchObject({ code: 2, err });
  });

  test('the command rehearse plays the campaigns of a folder that are to be published', async () => {
    const path = folder({
      'welcome.yaml': target,
      'a.yaml': follow('now', 'welcome-email'),
      'b.yaml': follow('later', 'welcome-email', 'state: draft\n'),
    });
    const { code, out } = await command(['rehearse', path, '--events', EVENTS]);
    expect(code).toBe(0);
    expect(out).toMatch(/now \(now\)\n {2}enrolled +[1-9]/);
    expect(out).not.toContain('later');
    const broken = folder({ 'a.yaml': follow('now', 'welcome-email', 'delay: x\n') });
    expect(await command(['rehearse', broken, '--events', EVENTS])).toMatchObject({ code: 1 });
  });
});
