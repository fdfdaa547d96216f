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

  const SENTENCE = (what: string) =>
    `this looks like ${what}; everyone who can read the file or the campaign can use it: replace it at its service, and let the consumer that sends the message add the new one`;
  const withHeader = (id: string, value: string) =>
    `id: ${id}\nname: ${id}\ntriggers: [{ interaction: email.received, campaign: welcome }]\nmessages:\n  - channel: webhook\n    url: https://crm.example/hook\n    headers: { authorization: "${value}" }\n`;
  const checkWithValues = async (path: string) =>
    command(['check', path, '--values', join(path, 'values', 'prod.yaml')]);

  test('the command check warns of a secret in a file of values where it stands, and not again in the campaigns that use it', async () => {
    const path = folder({
      'a.yaml': withHeader('a', 'Bearer ${crmToken}'),
      'b.yaml': withHeader('b', 'Bearer ${crmToken}'),
      'welcome.yaml': target,
      'values/prod.yaml': '# of the shop\ncrmToken: hunter2hunter2\n',
    });
    const { code, out } = await checkWithValues(path);
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      `warning: ${join(path, 'values', 'prod.yaml')}:2:11 crmToken: ${SENTENCE('a secret, by its name')}`,
      '5 files: nothing wrong, 1 warning',
    ]);
  });

  test('the command check warns of a secret in the campaign that only its place there tells, also if it is a value', async () => {
    const path = folder({
      'a.yaml': withHeader('a', 'Bearer ${crm}'),
      'b.yaml': withHeader('b', 'Bearer ${crmToken} hunter3hunter3'),
      'welcome.yaml': target,
      'values/prod.yaml': 'crm: hunter2hunter2\ncrmToken: short\n',
    });
    const { code, out } = await checkWithValues(path);
    expect(code).toBe(0);
    const warn = (file: string) =>
      `warning: ${join(path, file)}:7:31 messages.0.headers.authorization: ${SENTENCE('a header with a secret')}`;
    expect(out.split('\n')).toEqual([warn('a.yaml'), warn('b.yaml'), '5 files: nothing wrong, 2 warnings']);
    expect(out).not.toMatch(/hunter/);
  });

  test('the command check warns of a secret in a campaign beside a value that is one, and of what else the campaign may do', async () => {
    const opened = 'delay: 1 day\nexceptions: [{ interaction: email.opened, campaign: welcome }]\n';
    const path = folder({
      'a.yaml': `${withHeader('a', 'Bearer ${crmToken} hunter3hunter3')}${opened}`,
      'welcome.yaml': target,
      'values/prod.yaml': 'crmToken: hunter2hunter2\n',
    });
    const { out } = await checkWithValues(path);
    expect(out).toContain('prod.yaml:1:11 crmToken: this looks like');
    expect(out).toContain('a.yaml:7:31 messages.0.headers.authorization: this looks like');
    expect(out).toContain('a.yaml:9:14 exceptions.0: mail programs open emails');
    expect(out).toContain('4 files: nothing wrong, 3 warnings');
  });

  test('the command check warns of a secret in campaigns.yaml, and so does rehearse', async () => {
    const project = ['project: glpat', 'k3'.repeat(10)].join('-');
    const path = folder({ 'campaigns.yaml': project, 'welcome.yaml': target });
    const warning = `warning: ${join(path, 'campaigns.yaml')}:1:10 project: ${SENTENCE('a token of GitLab')}`;
    expect(await command(['check', path])).toMatchObject({
      code: 0,
      out: `${warning}\n2 files: nothing wrong, 1 warning`,
    });
    expect((await command(['rehearse', path, '--events', EVENTS])).err).toBe(warning);
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

  test('the command check warns of messages that the quiet hours of the settings of the folder make stale (R26, R27)', async () => {
    const settings = 'project: shop\nsettings: { quietHours: { from: "22:00", to: "01:00" } }\n';
    const files = (more: string) => ({
      'campaigns.yaml': settings,
      'welcome.yaml': target,
      'a.yaml': follow('a', 'welcome', more),
    });
    const warned = await command(['check', folder(files('staleAfter: 2 hours\n'))]);
    expect(warned).toMatchObject({ code: 0 });
    expect(warned.out).toMatch(/a\.yaml:5:13 staleAfter: 2 hours is shorter than the quiet hours, 3 hours:/);
    const enough = await command(['check', folder(files('staleAfter: 3 hours\n'))]);
    expect(enough.out).toBe('3 files: nothing wrong');
  });
});
