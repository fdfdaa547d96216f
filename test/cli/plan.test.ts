import { describe, expect, test } from 'vitest';
import { formatPlanMarkdown } from '../../cli/format-plan-markdown.ts';
import { command } from '../harness/cli/installation.ts';
import { followUpYaml, otherToolYaml, useProject } from '../harness/cli/project.ts';

const project = useProject();
const { write, plan, apply } = project;

const WELCOME = { 'welcome.yaml': otherToolYaml('welcome') };
const AGAIN = 'reeligibility: immediately';
/** Returns the ids of the definitions that each call sent, in order. */
const sentIds = (): string[][] =>
  project
    .calls()
    .filter(({ name }) => name === 'POST /plan')
    .map(({ body }) => JSON.parse(body).definitions.map(({ id }: { id: string }) => id));

describe('the command plan', () => {
  test('plan prints what an apply would do, in its order, and saves nothing (R4, R55)', async () => {
    write({
      ...WELCOME,
      'a.yaml': followUpYaml('a', 'welcome'),
      'b.yaml': followUpYaml('b', 'a'),
      'draft.yaml': followUpYaml('draft', 'a', 'state: draft'),
      'campaigns.yaml': 'project: shop\nsettings: { companyZone: Europe/Berlin }\n',
    });
    expect(await plan()).toMatchObject({
      code: 0,
      out: [
        'change the settings of the installation',
        '  companyZone: "UTC" -> "Europe/Berlin"',
        ...['create welcome', 'create b', 'create draft', 'create a'],
        'settings to change, 4 to create; 0 as they should be',
      ].join('\n'),
      err: '',
    });
    expect(project.callNames()).toEqual(['GET /campaigns', 'POST /plan', 'GET /settings']);
    expect(await project.read('/campaigns')).toEqual({ campaigns: [] });
    expect(await project.read('/settings')).toMatchObject({ revision: 0 });
  });

  test('plan says what changes, how many users wait, and for each change whether it affects them (R52, R55)', async () => {
    write({ 'a.yaml': followUpYaml('a', 'welcome', 'delay: 1 day') });
    await apply();
    await project.receive('welcome', 'ada', 'bob');
    write({
      'a.yaml': followUpYaml('a', 'welcome', 'delay: 2 days', 'staleAfter: 1 hour').replace('Hi, body', 'Hello, body'),
    });
    expect((await plan()).out).toBe(
      [
        'change a: 2 users wait',
        '  delay: "1 day" -> "2 days" (not for those who wait)',
        '  staleAfter: "72 hours" -> "1 hour" (also for those who wait)',
        '  messages.0.subject: "Hi" -> "Hello" (also for those who wait)',
        '1 to change; 0 as they should be',
      ].join('\n'),
    );
  });

  test('plan shows fields that are added and removed, and long texts from where they differ', async () => {
    const text = 'All work and no play. '.repeat(20);
    const body = (end: string) => `messages: [{ channel: sms, body: "${text}${end}" }]`;
    const follow = (...more: string[]) =>
      followUpYaml('a', 'welcome', ...more)
        .split('\n')
        .filter((line) => !line.startsWith('messages: [{ channel: email'))
        .join('\n');
    write({ 'a.yaml': follow(body('Old'), 'precision: 1 second', 'delay: 1 hour') });
    await apply();
    write({ 'a.yaml': follow(body('New'), 'delay: 1 hour', 'quietHours: none') });
    expect((await plan()).out.split('\n').slice(1, -1)).toEqual([
      '  quietHours: added "none"',
      '  messages.0.body: "…l work and no play. Old" -> "…l work and no play. New"',
      '  precision: removed "1 second"',
    ]);
  });

  test('plan sends only definitions that differ from the installed ones (R55)', async () => {
    const files = Object.fromEntries(
      ['a', 'b', 'c', 'd'].map((id) => [`${id}.yaml`, followUpYaml(id, 'welcome', 'delay: 1 day')]),
    );
    write({ ...WELCOME, ...files });
    await apply();
    write({ 'b.yaml': followUpYaml('b', 'welcome', 'delay: 2 days'), 'e.yaml': followUpYaml('e', 'welcome') });
    const sent = sentIds().length;
    expect((await plan()).out).toMatch(/1 to create, 1 to change; 4 as they should be$/);
    expect(sentIds().slice(sent)).toEqual([['b', 'e']]);
    const { others } = JSON.parse(project.calls().findLast(({ name }) => name === 'POST /plan')?.body ?? '{}');
    expect(others).toEqual(['welcome', 'a', 'c', 'd']);
  });

  test('plan asks in several calls about a folder that is too large for one, and stops once and last what has no file (R55)', async () => {
    const gone = followUpYaml('gone', 'c-0', AGAIN);
    write({ 'gone.yaml': gone, 'a.yaml': followUpYaml('a', 'welcome') });
    await apply();
    project.remove('gone.yaml');
    const long = `messages: [{ channel: email, subject: Hi, body: "${'x'.repeat(60_000)}" }]`;
    const files = Array.from({ length: 60 }, (_, each) => [
      `c-${each}.yaml`,
      followUpYaml(`c-${each}`, each === 0 ? 'gone' : 'other', AGAIN).replace(/messages: .*/, long),
    ]);
    write({ ...Object.fromEntries(files), 'a.yaml': followUpYaml('a', 'welcome', 'state: stopped') });
    const sent = sentIds().length;
    const { campaigns, refused } = JSON.parse((await plan('--json', '--prune')).out);
    const calls = sentIds().slice(sent);
    expect([calls.length, calls.flat().length, campaigns.length, refused]).toEqual([2, 60, 62, false]);
    const actions = campaigns.map(({ action }: { action: string }) => action);
    expect(actions.slice(-3)).toEqual(['create', 'stop', 'stop']);
    expect(campaigns.slice(-2).map(({ id }: { id: string }) => id)).toEqual(['a', 'gone']);
  });

  test('plan --json prints the plan for programs, with the project (R55)', async () => {
    write({ 'a.yaml': followUpYaml('a', 'welcome') });
    expect(JSON.parse((await plan('--json')).out)).toMatchObject({
      ...{ project: 'shop', refused: false, unchanged: 0, campaigns: [{ id: 'a', action: 'create', faults: [] }] },
    });
  });

  test('plan --fail-on-changes ends with exit code 3 if there are changes, and 0 if there are none (R55)', async () => {
    write({ ...WELCOME, 'a.yaml': followUpYaml('a', 'welcome') });
    expect(await plan('--fail-on-changes')).toMatchObject({ code: 3, err: '' });
    await apply();
    expect(await plan('--fail-on-changes')).toMatchObject({ code: 0, out: 'Nothing to change; 2 as they should be' });
    write({ 'campaigns.yaml': 'project: shop\nsettings: { companyZone: Europe/Berlin }\n' });
    expect((await plan('--fail-on-changes')).code).toBe(3);
    write({ 'a.yaml': followUpYaml('a', 'welcome', 'state: stopped') });
    expect((await plan('--fail-on-changes')).code).toBe(3);
  });

  test('plan --fail-on-changes ends with exit code 1 if the plan is refused (R55)', async () => {
    await project.savesByHand(followUpYaml('a', 'welcome'));
    write({ ...WELCOME, 'a.yaml': followUpYaml('a', 'welcome', 'delay: 1 day') });
    const refused = await plan('--fail-on-changes');
    expect(refused).toMatchObject({ code: 1, err: '' });
    expect(refused.out).toMatch(/\npublish a\n.*\n {2}refused: not applied from a folder so far, and different: .*\n/);
    expect(refused.out).toMatch(/1 to create, 1 to publish; 0 as they should be; 1 refused$/);
  });

  test('plan names a campaign that was changed by hand, who changed it and when (R55)', async () => {
    write({ 'a.yaml': followUpYaml('a', 'welcome') });
    await apply();
    await project.savesByHand(followUpYaml('a', 'welcome', 'delay: 1 day'));
    const unharmed = await plan();
    expect(unharmed.code).toBe(0);
    expect(unharmed.out).toMatch(
      /^leave a as it is\n {2}changed by hand since the last apply: version 2 was saved by \S+ at 2026-12-01T09:00:00Z\n/,
    );
    write({ 'a.yaml': followUpYaml('a', 'welcome', 'delay: 2 days') });
    expect(await plan()).toMatchObject({ code: 1, out: expect.stringContaining('refused: changed by hand since') });
    expect(await plan('--overwrite')).toMatchObject({ code: 0, out: expect.not.stringContaining('refused') });
  });

  test('plan names the campaign that a new one was probably renamed from, and what is lost (R55)', async () => {
    write({ 'a.yaml': followUpYaml('a', 'welcome', 'delay: 1 day') });
    await apply();
    await project.receive('welcome', 'ada');
    project.remove('a.yaml');
    write({ 'renamed.yaml': followUpYaml('renamed', 'welcome', 'delay: 1 day') });
    const { out } = await plan('--prune');
    expect(out).toContain(
      'create renamed\n  it has the triggers of a, which has no file: if the id was renamed, 1 wait of a and the receipts of its users do not come along\n',
    );
    expect(out).toContain('stop a: 1 user waits, and the waits are cancelled permanently\n');
    expect((await plan()).out).toContain(
      'leave a as it is: 1 user waits\n  it is published and has no file in the folder; --prune stops it\n',
    );
  });

  test('plan warns of events that came in before the publication (R4)', async () => {
    await project.receive('welcome', 'ada');
    write({ 'a.yaml': followUpYaml('a', 'welcome') });
    expect((await plan()).out).toContain(
      '  warning: email.received of welcome: 1 event came in before the publication',
    );
  });

  test('plan compares files without a project, and names nothing that has no file (R55)', async () => {
    await project.savesByHand(followUpYaml('a', 'welcome'), { publish: 'a' });
    await project.savesByHand(followUpYaml('b', 'welcome'), { publish: 'b' });
    write({ 'a.yaml': followUpYaml('a', 'welcome', 'delay: 1 day') });
    const words = ['plan', project.path('a.yaml'), '--endpoint', project.endpoint];
    expect(await command(words)).toMatchObject({
      ...{ code: 0, out: 'change a\n  delay: "none" -> "1 day"\n1 to change; 0 as they should be' },
    });
  });
});

describe('a folder with faults', () => {
  test('plan and apply of a folder without a value for a stage call no installation, and name the place (R55)', async () => {
    const folder = write({
      'a.yaml': followUpYaml('a', 'welcome', `delay: \${wait}`),
      'values/prod.yaml': 'wait: 1 hour\n',
      'values/dev.yaml': 'weight: 1 hour\n',
    });
    const values = (stage: string) => ['--values', project.path(`values/${stage}.yaml`)];
    const missing = { code: 1, err: expect.stringContaining(`${folder}/a.yaml:5:8 delay: expected a value of wait`) };
    for (const words of [[], values('dev')]) {
      expect(await plan(...words)).toMatchObject(missing);
      expect(await apply(['--yes', ...words])).toMatchObject(missing);
    }
    expect(project.callNames()).toEqual([]);
    expect(await plan(...values('prod'))).toMatchObject({ code: 0, out: expect.stringContaining('create a') });
  });

  test('plan of a folder with a cycle calls no installation (R8)', async () => {
    write({ 'a.yaml': followUpYaml('a', 'b', AGAIN), 'b.yaml': followUpYaml('b', 'a', AGAIN) });
    expect(await plan()).toMatchObject({ code: 1, err: expect.stringContaining('found a -> b -> a') });
    expect(project.callNames()).toEqual([]);
  });

  test('an edit that closes a cycle with a campaign outside of the folder is refused by plan and by apply (R8, R55)', async () => {
    await project.savesByHand(followUpYaml('outside', 'a', AGAIN), { publish: 'outside' });
    write({ 'a.yaml': followUpYaml('a', 'welcome', AGAIN) });
    await apply();
    write({ 'a.yaml': followUpYaml('a', 'outside', AGAIN) });
    const cycle = expect.stringContaining('refused: triggers: expected no cycle');
    expect(await plan()).toMatchObject({ code: 1, out: cycle });
    const refused = await apply();
    expect(refused).toMatchObject({ code: 1, out: '', err: cycle });
    expect(refused.err).toContain('Nothing was done.');
    expect(await project.read('/campaigns/a')).toMatchObject({ version: 1 });
  });

  test('plan and apply are misused with several folders, files and --prune, or a file to apply', async () => {
    const folder = write({ 'a.yaml': followUpYaml('a', 'welcome') });
    const file = project.path('a.yaml');
    const run = (...words: readonly string[]) => command([...words, '--endpoint', project.endpoint]);
    expect(await run('plan', folder, file)).toMatchObject({
      code: 2,
      err: expect.stringContaining('expected one folder'),
    });
    expect(await run('plan', folder, folder)).toMatchObject({ code: 2 });
    expect(await run('plan', file, '--prune')).toMatchObject({
      ...{ code: 2, err: '--prune: expected a folder, found files alone' },
    });
    expect(await run('apply', file)).toMatchObject({
      code: 2,
      err: `${file}: expected a folder with a campaigns.yaml`,
    });
    expect(await run('apply', project.path('none'))).toMatchObject({ code: 2 });
  });
});

describe('a plan as Markdown', () => {
  test('plan --markdown prints a comment in which a text of other people is neither a mention, a link nor markup', async () => {
    write({ 'a.yaml': followUpYaml('a', 'welcome') });
    await apply();
    write({ 'a.yaml': followUpYaml('a', 'welcome').replace('name: a', 'name: "`@olga` [x](http://x) </code>"') });
    expect((await plan('--markdown')).out).toBe(
      [
        '## Plan of shop',
        '',
        '**1 to change; 0 as they should be**',
        '',
        '### change a',
        '',
        '- `` name: "a" -> "`@olga` [x](http://x) </code>" ``',
      ].join('\n'),
    );
    write({
      'a.yaml': followUpYaml(
        'a',
        'welcome',
        'exceptions: [{ interaction: email.opened, campaign: welcome }]',
        'delay: 1 day',
      ),
    });
    expect((await plan('--markdown')).out).toContain('\n- :warning: exceptions.0: ');
    await project.savesByHand(followUpYaml('a', 'welcome', 'delay: 3 days'));
    const refused = await plan('--markdown');
    expect(refused).toMatchObject({ code: 1, out: expect.stringContaining('\n- :x: **refused**: changed by hand') });
  });

  test('a plan as Markdown escapes what others wrote in its title, warnings and faults', () => {
    const fault = { code: 'cycle', message: '@olga #1 <b> [x](y) a -> b' };
    const campaign = { id: 'a', action: 'none', faults: [fault], warnings: ['*@ben*'], changes: [], waiting: 0 };
    const planned = { ...campaign, revision: 0, drift: [], adopts: false, hasNoFile: false };
    const lines = formatPlanMarkdown(
      { settings: undefined, campaigns: [planned], unchanged: 0, refused: true },
      'Plan of _shop_',
    );
    expect(lines).toEqual([
      '## Plan of \\_shop\\_',
      '',
      '**Nothing to change; 0 as they should be; 1 refused**',
      '',
      '### leave a as it is',
      '',
      '- :x: **refused**: @\u200bolga \\#1 \\<b\\> \\[x\\](y) a -\\> b',
      '- :warning: \\*@\u200bben\\*',
    ]);
  });

  test('plan --markdown of a huge plan has fewer than 60,000 characters, all that is refused, and the number of the rest', async () => {
    await project.savesByHand(followUpYaml('z-last', 'welcome'));
    const files = Array.from({ length: 400 }, (_, each) => [
      `c-${each}.yaml`,
      followUpYaml(
        `c-${each}`,
        'welcome',
        'delay: 1 day',
        'exceptions: [{ interaction: email.opened, campaign: welcome }]',
      ),
    ]);
    write({ ...Object.fromEntries(files), 'z-last.yaml': followUpYaml('z-last', 'welcome', 'delay: 1 day') });
    const { out, code } = await plan('--markdown');
    expect(code).toBe(1);
    expect(out.length).toBeLessThan(60_000);
    expect(out.length).toBeGreaterThan(50_000);
    expect(out).toContain('### publish z-last\n\n- :x: **refused**: not applied');
    const shown = out.split('\n').filter((line) => line.startsWith('### ')).length;
    expect(out).toMatch(new RegExp(`\n\n… and ${401 - shown} more; run plan to see them\\.$`));
  });
});
