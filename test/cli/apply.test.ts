import { describe, expect, test } from 'vitest';
import { followUpYaml, otherToolYaml, useProject } from '../harness/cli/project.ts';

const project = useProject();
const { write, plan, apply, intercept } = project;

const WELCOME = { 'welcome.yaml': otherToolYaml('welcome') };
const AGAIN = 'reeligibility: immediately';
/** Three campaigns, which are applied in the order welcome, b, a. */
const CHAIN = { ...WELCOME, 'a.yaml': followUpYaml('a', 'welcome'), 'b.yaml': followUpYaml('b', 'a') };
const SETTINGS = { 'campaigns.yaml': 'project: shop\nsettings: { companyZone: Europe/Berlin }\n' };

/** Returns the ids of the campaigns that calls applied, in order. */
const appliedIds = () => project.callNames().flatMap((name) => /^POST \/campaigns\/(.*)\/apply$/.exec(name)?.[1] ?? []);
const show = (id: string) => project.read(`/campaigns/${id}`);
const statusOf = async (id: string) => (await show(id)).status;
const didsOf = async (id: string): Promise<string[]> =>
  (await show(id)).history.map(({ did, version }: { did: string; version: number }) => `${did} ${version}`);
const countCalls = (name: string) => project.callNames().filter((each) => each === name).length;

describe('the command apply', () => {
  test('apply prints the plan, asks, and then publishes each follow-up before what it listens to (R4, R55)', async () => {
    write(CHAIN);
    const { code, out, err, questions } = await apply([], { answers: true });
    expect({ code, err, questions }).toEqual({
      ...{ code: 0, err: '', questions: ['apply shop: 3 to create; 0 as they should be. Go on?'] },
    });
    expect(out.split('\n')).toEqual([
      ...['create welcome', 'create b', 'create a', '3 to create; 0 as they should be'],
      ...['welcome', 'b', 'a'].map((id) => `${id}: version 1 is published since 2026-12-01T09:00:00Z`),
    ]);
    expect(appliedIds()).toEqual(['welcome', 'b', 'a']);
    expect(await show('a')).toMatchObject({ status: 'published', project: 'shop', publishedVersion: 1 });
  });

  test('apply that is run again does nothing, and asks nothing (R55, R97)', async () => {
    write({ ...CHAIN, ...SETTINGS });
    await apply();
    const [calls, settings] = [project.callNames().length, await project.read('/settings')];
    expect(await apply([])).toEqual({ code: 0, out: 'Nothing to change; 3 as they should be', err: '', questions: [] });
    expect(project.callNames().slice(calls)).toEqual(['GET /campaigns', 'POST /plan', 'GET /settings']);
    expect(await didsOf('a')).toEqual(['saved 1', 'published 1']);
    expect(await project.read('/settings')).toEqual(settings);
  });

  test('apply does nothing if the answer is no, or if no user can answer (R54)', async () => {
    write({ ...CHAIN, ...SETTINGS });
    expect(await apply([], { answers: false })).toMatchObject({ code: 1, err: 'Nothing was done.' });
    expect(await apply([])).toMatchObject({ code: 1, err: expect.stringContaining('--yes answers.') });
    expect(project.callNames()).not.toContain('POST /apply/begin');
    expect(await project.read('/campaigns')).toEqual({ campaigns: [] });
    expect(await project.read('/settings')).toMatchObject({ revision: 0 });
  });

  test('apply saves what is to be a draft, stops what is to be stopped last, and keeps a note of why (R55, R74)', async () => {
    write({ 'c.yaml': followUpYaml('c', 'welcome', 'delay: 1 day'), ...CHAIN });
    await apply();
    await project.receive('welcome', 'ada', 'bob');
    write({
      'a.yaml': followUpYaml('a', 'welcome', 'delay: 1 day'),
      'c.yaml': followUpYaml('c', 'welcome', 'delay: 1 day', 'state: stopped'),
      'd.yaml': followUpYaml('d', 'welcome', 'state: draft'),
    });
    const applied = appliedIds().length;
    const { code, out, questions } = await apply(['--note', 'release 7'], { answers: true });
    expect([code, questions]).toEqual([
      0,
      [
        'apply shop: 1 to create, 1 to change, 1 to stop; 2 as they should be; 2 waits will be cancelled permanently. Go on?',
      ],
    ]);
    expect(out.split('\n').slice(-3)).toEqual([
      'a: version 2 is published since 2026-12-01T09:00:00Z',
      'd: version 1 is saved, draft',
      'c: stopped, 2 waits cancelled',
    ]);
    expect(appliedIds().slice(applied)).toEqual(['a', 'd', 'c']);
    expect((await show('c')).history.at(-1)).toMatchObject({ did: 'stopped', note: 'release 7' });
    expect(await plan('--fail-on-changes')).toMatchObject({ code: 0 });
  });

  test('apply --prune stops campaigns of the project without a file, and without --prune they stay (R55)', async () => {
    write(CHAIN);
    await apply();
    await project.savesByHand(followUpYaml('by-hand', 'welcome'), { publish: 'by-hand' });
    project.remove('b.yaml');
    await apply();
    expect(await statusOf('b')).toBe('published');
    expect((await apply(['--yes', '--prune'])).out).toContain('b: stopped, 0 waits cancelled');
    expect([await statusOf('b'), await statusOf('by-hand')]).toEqual(['stopped', 'published']);
    expect(await apply(['--prune'])).toMatchObject({ code: 0, out: 'Nothing to change; 2 as they should be' });
  });

  test('apply --prune of a renamed id publishes the new campaign before it stops the old one (R55)', async () => {
    write(CHAIN);
    await apply();
    project.remove('a.yaml');
    write({ 'new.yaml': followUpYaml('new', 'welcome'), 'b.yaml': followUpYaml('b', 'new') });
    const applied = appliedIds().length;
    expect((await apply(['--yes', '--prune'])).code).toBe(0);
    expect(appliedIds().slice(applied)).toEqual(['b', 'new', 'a']);
    expect([await statusOf('a'), await statusOf('new')]).toEqual(['stopped', 'published']);
  });

  test('apply adopts campaigns that equal their files, without a new version (R55)', async () => {
    await project.savesByHand(followUpYaml('a', 'welcome'), { publish: 'a' });
    write({ 'a.yaml': followUpYaml('a', 'welcome') });
    expect((await apply()).out).toMatch(
      /^leave a as it is\n {2}it is as in the folder; from now on the project manages it\nNothing to change; 1 as they/,
    );
    expect(await show('a')).toMatchObject({ project: 'shop', version: 1 });
    expect(await didsOf('a')).toEqual(['saved 1', 'published 1']);
    expect((await apply([])).out).toBe('Nothing to change; 1 as they should be');
  });

  test('apply adopts a campaign that was edited by hand to what its file has now, and the edit is no longer named (R55)', async () => {
    write({ 'a.yaml': followUpYaml('a', 'welcome') });
    await apply();
    await project.savesByHand(followUpYaml('a', 'welcome', 'delay: 1 day'), { publish: 'a' });
    write({ 'a.yaml': followUpYaml('a', 'welcome', 'delay: 1 day') });
    expect((await apply()).out).toContain('changed by hand since the last apply: version 2 was saved');
    expect(await show('a')).not.toHaveProperty('changedByHand');
    expect((await apply([])).out).toBe('Nothing to change; 1 as they should be');
    expect(await didsOf('a')).toEqual(['saved 1', 'published 1', 'saved 2', 'published 2']);
  });

  test('apply publishes a draft that equals its file, and does not save it again (R55)', async () => {
    await project.savesByHand(followUpYaml('a', 'welcome'));
    write({ 'a.yaml': followUpYaml('a', 'welcome') });
    await apply();
    expect(await didsOf('a')).toEqual(['saved 1', 'published 1']);
  });

  test('apply --json prints what was applied as JSON, and the plan beside it', async () => {
    write({ 'a.yaml': followUpYaml('a', 'welcome') });
    const { out, err } = await apply(['--yes', '--json']);
    expect(JSON.parse(out)).toMatchObject({ project: 'shop', applied: [{ id: 'a', version: 1, revision: 1 }] });
    expect(err).toContain('create a');
    expect(JSON.parse((await apply(['--yes', '--json'])).out)).toEqual({ project: 'shop', applied: [] });
  });

  test.each([0, 501])('apply with a note of %j characters is misused, and calls no installation', async (length) => {
    write(CHAIN);
    const note = 'x'.repeat(length);
    expect(await apply(['--yes', '--note', note])).toMatchObject({
      ...{ code: 2, err: '--note: expected a note of 1 to 500 characters' },
    });
    expect(project.callNames()).toEqual([]);
  });
});

describe('an apply that ends early', () => {
  test('an apply that is interrupted between two campaigns says so, and the next one does the rest (R55)', async () => {
    write({ ...CHAIN, ...SETTINGS });
    intercept('POST /campaigns/b/apply', async () => process.emit('SIGINT'));
    const interrupted = await apply();
    expect(interrupted).toMatchObject({
      ...{ code: 1, err: 'interrupted: 2 of 3 campaigns applied. Run apply again for the rest.' },
    });
    expect(appliedIds()).toEqual(['welcome', 'b']);
    expect(project.callNames().at(-1)).toBe('POST /apply/end');
    const again = await apply();
    expect(again).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^create a\n1 to create; 2 as they should be\n/),
    });
    expect(appliedIds()).toEqual(['welcome', 'b', 'a']);
    expect(await didsOf('b')).toEqual(['saved 1', 'published 1']);
  });

  test('an apply that is interrupted during its last campaign has done everything', async () => {
    write(CHAIN);
    intercept('POST /campaigns/a/apply', async () => process.emit('SIGTERM'));
    expect(await apply()).toMatchObject({ code: 0, err: '' });
    expect(await plan('--fail-on-changes')).toMatchObject({ code: 0 });
  });

  test('an apply that is interrupted while a campaign was changed by another does not plan again (R55)', async () => {
    write(CHAIN);
    intercept('POST /campaigns/b/apply', async () => {
      process.emit('SIGINT');
      await project.savesByHand(followUpYaml('b', 'a'));
    });
    expect((await apply()).code).toBe(1);
    expect(countCalls('POST /plan')).toBe(1);
    expect(appliedIds()).toEqual(['welcome', 'b']);
  });

  test('an apply leaves no handler of signals behind', async () => {
    write(CHAIN);
    const count = () => process.listenerCount('SIGINT') + process.listenerCount('SIGTERM');
    const handlers = count();
    await apply();
    expect(count()).toBe(handlers);
  });

  test('an apply whose call fails names that failure, even if it cannot be ended either, and can be run again (R55)', async () => {
    write(CHAIN);
    intercept('POST /campaigns/b/apply', async () => 500);
    intercept('POST /apply/end', async () => 503);
    const failed = await apply();
    expect(failed.code).toBe(1);
    expect(failed.err).toContain('/campaigns/b/apply: answered 500');
    expect(failed.err).toContain('warning: the apply was not ended');
    expect(await apply()).toMatchObject({ code: 1, err: expect.stringContaining('another apply acts') });
    await project.advanceTo('2026-12-01T09:01:00Z');
    expect((await apply()).code).toBe(0);
    expect(await plan('--fail-on-changes')).toMatchObject({ code: 0 });
  });

  test('an apply that did everything and cannot be ended is done, with a warning', async () => {
    write(CHAIN);
    intercept('POST /apply/end', async () => 500);
    expect(await apply()).toMatchObject({ code: 0, err: expect.stringContaining('warning: the apply was not ended') });
  });
});

describe('others that act during an apply', () => {
  test('a second apply at the same time is refused with the holder and the start of the first, and changes nothing (R55)', async () => {
    write(CHAIN);
    let second: Awaited<ReturnType<typeof apply>> | undefined;
    intercept('POST /campaigns/b/apply', async () => {
      second = await apply();
    });
    expect((await apply()).code).toBe(0);
    expect(second).toMatchObject({ code: 1 });
    expect(second?.err).toMatch(
      /^another apply acts: of the project shop, by \S+, since 2026-12-01T09:00:00Z\. If it was interrupted, another may begin at 2026-12-01T09:01:00Z/,
    );
    expect(appliedIds()).toEqual(['welcome', 'b', 'a']);
  });

  test('an apply that was idle too long, while another acted, is refused and changes nothing more (R55)', async () => {
    write(CHAIN);
    intercept('POST /campaigns/a/apply', async () => {
      await project.advanceTo('2026-12-01T09:01:00Z');
      await project.send('POST', '/apply/begin', { project: 'news' });
    });
    expect(await apply()).toMatchObject({ code: 1, err: expect.stringContaining('another began') });
    expect((await fetch(`${project.endpoint}/campaigns/a`)).status).toBe(404);
  });

  /** Applies a, then lets a person edit it between the plan of a change of it and the change. */
  const editDuringApply = async () => {
    write(CHAIN);
    await apply();
    write({
      'a.yaml': followUpYaml('a', 'welcome', 'delay: 1 day'),
      'b.yaml': followUpYaml('b', 'a', 'delay: 1 day'),
    });
    intercept('POST /campaigns/b/apply', () => project.savesByHand(followUpYaml('a', 'welcome', 'delay: 9 days')));
  };
  const CHANGED = 'A campaign was changed meanwhile. What is left is planned again.';

  test('a draft by hand between plan and apply is never published: with --yes the apply plans again, and is refused (R55)', async () => {
    await editDuringApply();
    const refused = await apply();
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(CHANGED);
    expect(refused.err).toMatch(/refused: changed by hand since the last apply: version 2 was saved by \S+ at/);
    expect(await show('a')).toMatchObject({ version: 2, publishedVersion: 1, definition: { delay: '9 days' } });
    expect(await show('b')).toMatchObject({ publishedVersion: 2 });
  });

  test('an apply with --overwrite replaces a draft that was saved between plan and apply, without publishing it (R55)', async () => {
    await editDuringApply();
    expect(await apply(['--yes', '--overwrite'])).toMatchObject({ code: 0, err: CHANGED });
    expect(await didsOf('a')).toEqual(['saved 1', 'published 1', 'saved 2', 'saved 3', 'published 3']);
    expect(await show('a')).toMatchObject({ definition: { delay: '1 day' } });
  });

  test('an apply asks again about what is left after another changed a campaign (R54, R55)', async () => {
    await editDuringApply();
    const { code, questions } = await apply(['--overwrite'], { answers: true });
    expect([code, questions]).toEqual([
      0,
      ['apply shop: 2 to change; 1 as they should be. Go on?', 'apply shop: 1 to change; 2 as they should be. Go on?'],
    ]);
  });

  test('an apply whose campaigns others change again and again gives up (R55)', async () => {
    write({ 'a.yaml': followUpYaml('a', 'welcome') });
    await apply();
    write({ 'a.yaml': followUpYaml('a', 'welcome', 'delay: 1 day') });
    let edits = 0;
    const edit = async (): Promise<void> => {
      edits += 1;
      intercept('POST /campaigns/a/apply', edit);
      await project.savesByHand(followUpYaml('a', 'welcome', `delay: ${edits} hours`));
    };
    intercept('POST /campaigns/a/apply', edit);
    const { code, err } = await apply(['--yes', '--overwrite']);
    expect([code, edits]).toEqual([1, 5]);
    expect(err).toContain('others changed the campaigns during each of 5 plans');
    expect(await show('a')).toMatchObject({ publishedVersion: 1 });
  });

  test('an apply does not stop what was published after its plan (R55)', async () => {
    write(CHAIN);
    await apply();
    project.remove('b.yaml');
    write({ 'a.yaml': followUpYaml('a', 'welcome', 'delay: 1 day') });
    intercept('POST /campaigns/a/apply', async () => {
      await project.byHand(['stop', 'b', '--yes']);
      await project.byHand(['publish', 'b']);
      await project.savesByHand(followUpYaml('late', 'welcome'), { publish: 'late' });
    });
    const refused = await apply(['--yes', '--prune']);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('changed by hand since the last apply') });
    expect([await statusOf('b'), await statusOf('late')]).toEqual(['published', 'published']);
  });
});

describe('cycles between the steps of an apply', () => {
  test('an apply in whose order a cycle would close for a moment applies the other campaign first (R8, R55)', async () => {
    write({ 'a.yaml': followUpYaml('a', 'b', AGAIN), 'b.yaml': followUpYaml('b', 'welcome', AGAIN) });
    await apply();
    write({ 'a.yaml': followUpYaml('a', 'welcome', AGAIN), 'b.yaml': followUpYaml('b', 'a', AGAIN) });
    const applied = appliedIds().length;
    expect(await apply()).toMatchObject({ code: 0 });
    expect(appliedIds().slice(applied)).toEqual(['b', 'a', 'b']);
    expect(await plan('--fail-on-changes')).toMatchObject({ code: 0 });
  });

  test('an apply in whose order a cycle would close until a stop comes after the stop (R8, R55)', async () => {
    write({ 'old.yaml': followUpYaml('old', 'new', AGAIN) });
    await apply();
    project.remove('old.yaml');
    write({ 'new.yaml': followUpYaml('new', 'old', AGAIN), 'more.yaml': followUpYaml('more', 'welcome') });
    const applied = appliedIds().length;
    expect(await apply(['--yes', '--prune'])).toMatchObject({ code: 0 });
    expect(appliedIds().slice(applied)).toEqual(['more', 'new', 'old', 'new']);
    expect([await statusOf('old'), await statusOf('new')]).toEqual(['stopped', 'published']);
  });

  test('an apply is refused if another closes the cycle after its plan, and does the rest before (R8, R55)', async () => {
    write({ 'a.yaml': followUpYaml('a', 'outside', AGAIN), 'b.yaml': followUpYaml('b', 'welcome') });
    intercept('POST /apply/begin', () =>
      project.savesByHand(followUpYaml('outside', 'a', AGAIN), { publish: 'outside' }),
    );
    expect(await apply()).toMatchObject({ code: 1, err: expect.stringContaining('expected no cycle') });
    expect((await fetch(`${project.endpoint}/campaigns/a`)).status).toBe(404);
    expect(await statusOf('b')).toBe('published');
  });
});

describe('the settings of a project', () => {
  test('apply sets the settings before the campaigns, and only over the revision that was planned (R55, R97)', async () => {
    write({ ...CHAIN, ...SETTINGS });
    expect((await apply()).out).toContain('\nrevision 1 of the settings is saved\nwelcome: version 1');
    const put = project.calls().find(({ name }) => name === 'PUT /settings');
    expect([put?.headers['if-match'], put?.body]).toEqual(['"0"', '{"companyZone":"Europe/Berlin"}']);
    expect(project.callNames().slice(-6)).toEqual([
      ...['POST /apply/begin', 'PUT /settings'],
      ...['POST /campaigns/welcome/apply', 'POST /campaigns/b/apply', 'POST /campaigns/a/apply', 'POST /apply/end'],
    ]);
    expect(await project.read('/settings')).toMatchObject({ revision: 1, companyZone: 'Europe/Berlin' });
  });

  test('settings that another changed after the plan are planned and asked again (R55, R97)', async () => {
    write({ ...CHAIN, ...SETTINGS });
    intercept('PUT /settings', () => project.send('PUT', '/settings', { companyZone: 'Asia/Tokyo' }));
    const { code, questions, out } = await apply([], { answers: true });
    expect([code, questions.length]).toEqual([0, 2]);
    expect(out).toContain('  companyZone: "Asia/Tokyo" -> "Europe/Berlin"');
    expect(await project.read('/settings')).toMatchObject({ revision: 2, companyZone: 'Europe/Berlin' });
  });

  test('settings that a project does not name stay, and null removes one (R55)', async () => {
    const quiet = 'quietHours: { from: "22:00", to: "07:00" }';
    write({ 'campaigns.yaml': `project: shop\nsettings:\n  ${quiet}\n  frequencyCaps: []\n` });
    await apply();
    await project.send('PUT', '/settings', { companyZone: 'Asia/Tokyo' });
    expect(await plan('--fail-on-changes')).toMatchObject({ code: 0 });
    write({ 'campaigns.yaml': 'project: shop\nsettings: { quietHours: null }\n' });
    expect((await apply()).out).toContain('  quietHours: removed {"from":"22:00","to":"07:00","then":"hold"}');
    const settings = await project.read('/settings');
    expect(settings).toMatchObject({ companyZone: 'Asia/Tokyo' });
    expect(settings).not.toHaveProperty('quietHours');
    expect(await plan('--fail-on-changes')).toMatchObject({ code: 0 });
  });

  test('a needed consent that a project names for one channel is compared with the defaults of the others (R55, R82)', async () => {
    write({ 'campaigns.yaml': 'project: shop\nsettings: { consent: { sms: optedIn } }\n' });
    expect(await plan('--fail-on-changes')).toMatchObject({ code: 0 });
    write({ 'campaigns.yaml': 'project: shop\nsettings: { consent: { sms: subscribed } }\n' });
    expect((await apply()).out).toContain('  consent.sms: "optedIn" -> "subscribed"');
    expect(await plan('--fail-on-changes')).toMatchObject({ code: 0 });
    write({ 'campaigns.yaml': 'project: shop\nsettings: { consent: null }\n' });
    expect((await apply()).out).toContain('  consent.sms: "subscribed" -> "optedIn"');
  });
});
