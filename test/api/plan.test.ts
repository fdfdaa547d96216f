import { describe, expect, test } from 'vitest';
import type { Services } from '../../core/ports.ts';
import { received } from '../harness/api/open-api.ts';
import { followUpFile, openProject, otherToolFile } from '../harness/api/open-project.ts';
import { createWriteWatch } from '../harness/api/watch-writes.ts';

const AT = '2026-12-01T09:00:00.000Z';
const welcome = otherToolFile('welcome-email');
const reminder = followUpFile('reminder', 'welcome-email', { delay: '1 day' });
const again = { reeligibility: 'immediately' };

const idsOf = (campaigns: readonly { id: string }[]) => campaigns.map(({ id }) => id);
const codesOf = (campaign: { faults: readonly { code?: string }[] }) => campaign.faults.map(({ code }) => code);

describe('the call that plans an apply', () => {
  test('POST /plan answers what an apply would do to each campaign, in the order in which they were sent (R55)', async () => {
    const { plan, apply } = openProject();
    await apply([welcome, followUpFile('same'), reminder]);
    const changed = { ...reminder, delay: '2 days', name: 'New' };
    const { status, body } = await plan({
      definitions: [changed, followUpFile('fresh'), followUpFile('same'), welcome],
    });
    const untouched = { faults: [], warnings: [], changes: [], waiting: 0, revision: 1, drift: [] };
    expect([status, body]).toEqual([
      200,
      {
        refused: false,
        campaigns: [
          {
            ...untouched,
            id: 'reminder',
            action: 'change',
            changes: [
              { path: 'name', from: 'reminder', to: 'New', affectsWaiting: true },
              { path: 'delay', from: '1 day', to: '2 days', affectsWaiting: false },
            ],
          },
          { ...untouched, id: 'fresh', action: 'create', revision: 0 },
          { ...untouched, id: 'same', action: 'none' },
          { ...untouched, id: 'welcome-email', action: 'none' },
        ],
      },
    ]);
  });

  test('POST /plan writes nothing, whatever it finds (R55)', async () => {
    const written: string[] = [];
    const watch = createWriteWatch(written);
    const watched = (services: Services): Services => ({
      ...services,
      campaigns: watch('campaigns', services.campaigns, ['write']),
      applyLease: watch('applyLease', services.applyLease, ['write']),
      settings: watch('settings', services.settings, ['write']),
      pauses: watch('pauses', services.pauses, ['write']),
      rows: watch('rows', services.rows, ['write', 'archiveDecisions']),
      counts: watch('counts', services.counts, ['add']),
      announcer: watch('announcer', services.announcer, ['announce']),
    });
    const project = openProject();
    await project.apply([welcome, reminder, followUpFile('gone')]);
    await project.call('PUT', '/campaigns/reminder', { ...reminder, name: 'By hand' });
    const body = {
      definitions: [{ ...reminder, name: 'New' }, followUpFile('fresh'), { id: 'broken' }],
      states: { 'welcome-email': 'stopped' },
      prune: true,
      overwrite: true,
    };
    const reading = openProject({ machine: project.machine, services: watched });
    const planned = (await reading.plan(body)).body;
    expect(planned.campaigns.map(({ action }: { action: string }) => action)).toEqual([
      ...['none', 'change', 'create', 'stop', 'stop'],
    ]);
    expect(written).toEqual([]);
    expect((await reading.plan(body)).body).toEqual(planned);
  });

  test('POST /plan counts the users who wait, also of a campaign that is to be stopped (R55)', async () => {
    const { plan, apply, put } = openProject();
    await apply([reminder, followUpFile('gone', 'welcome-email', { delay: '1 day' })]);
    await put(received('ada'), received('bob'));
    const { campaigns } = (await plan({ definitions: [reminder], prune: true })).body;
    expect(campaigns).toMatchObject([
      { id: 'reminder', action: 'none', waiting: 2 },
      { id: 'gone', action: 'stop', waiting: 2 },
    ]);
  });

  test('POST /plan publishes a draft that equals the file, and leaves as draft what is to be one (R55)', async () => {
    const { plan, call } = openProject();
    await call('PUT', '/campaigns/reminder', reminder);
    expect((await plan({ definitions: [reminder] })).body.campaigns).toMatchObject([{ action: 'publish', faults: [] }]);
    const asDraft = await plan({ definitions: [reminder], states: { reminder: 'draft' } });
    expect(asDraft.body.campaigns).toMatchObject([{ action: 'none', adopts: true }]);
  });

  test('POST /plan needs no definition of a campaign that is to be stopped, and none that exists (R55)', async () => {
    const { plan, apply } = openProject();
    await apply([reminder]);
    const { body } = await plan({ states: { reminder: 'stopped', unknown: 'stopped' } });
    expect(body).toMatchObject({
      refused: false,
      campaigns: [
        { id: 'reminder', action: 'stop', revision: 1 },
        { id: 'unknown', action: 'none', revision: 0 },
      ],
    });
  });

  test('POST /plan plans a campaign like any other whose id is a field of every object', async () => {
    const { plan, apply } = openProject();
    await apply([followUpFile('other', 'constructor', again)]);
    const closing = followUpFile('constructor', 'other', again);
    const { campaigns } = (await plan({ definitions: [closing], others: ['other'] })).body;
    expect(campaigns).toMatchObject([{ id: 'constructor', action: 'create', faults: [{ code: 'cycle' }] }]);
  });
});

describe('faults in a plan', () => {
  test('a fault in one definition does not hide the plans and the faults of the others (R55)', async () => {
    const { plan, apply } = openProject();
    await apply([reminder]);
    const { body } = await plan({
      definitions: [
        { id: 'broken', name: '' },
        { ...reminder, name: 'New' },
        7,
        { ...followUpFile('late'), delay: 'x' },
      ],
    });
    expect(body.refused).toBe(true);
    expect(idsOf(body.campaigns)).toEqual(['broken', 'definitions.2', 'late', 'reminder']);
    const [broken, number, late, changed] = body.campaigns;
    expect(broken.faults.map(({ path }: { path: string }) => path)).toEqual(['name', 'triggers', 'messages']);
    expect(number).toMatchObject({ action: 'none', faults: [{ path: 'the whole', found: '7' }] });
    expect(late.faults).toEqual([{ path: 'delay', found: '"x"', expected: expect.any(String) }]);
    expect(changed).toMatchObject({ action: 'change', faults: [], changes: [{ path: 'name' }] });
  });

  test('an id that occurs twice is a fault of each definition after the first, whichever has faults (R55)', async () => {
    const { plan } = openProject();
    const twice = { path: 'id', found: 'reminder', expected: 'an id that no other definition has' };
    const same = (await plan({ definitions: [reminder, { ...reminder, name: 'Other' }, reminder] })).body;
    expect(same.campaigns).toMatchObject([
      { id: 'reminder', faults: [twice] },
      { id: 'reminder', faults: [twice] },
      { id: 'reminder', action: 'create', faults: [] },
    ]);
    expect(same.refused).toBe(true);
    const faulty = (await plan({ definitions: [{ ...reminder, delay: 'x' }, reminder] })).body;
    expect(faulty.campaigns).toMatchObject([
      { id: 'reminder', faults: [{ path: 'delay' }] },
      { id: 'reminder', faults: [twice] },
    ]);
  });

  test('a campaign whose definition has a fault is not taken for one without a file (R55)', async () => {
    const { plan, apply } = openProject();
    await apply([reminder]);
    const { campaigns } = (await plan({ definitions: [{ ...reminder, delay: 'x' }], prune: true })).body;
    expect(campaigns).toMatchObject([{ id: 'reminder', action: 'none', faults: [{ path: 'delay' }] }]);
  });

  test('a campaign that is to be stopped is in the plan once, with the faults of the definition that was sent', async () => {
    const { plan, apply } = openProject();
    await apply([reminder]);
    const body = { definitions: [{ ...reminder, delay: 'x' }], states: { reminder: 'stopped' } };
    const { campaigns } = (await plan(body)).body;
    expect(campaigns).toMatchObject([{ id: 'reminder', action: 'none', faults: [{ path: 'delay' }] }]);
  });

  test('a state without a definition is a fault, unless it is stopped', async () => {
    const { body } = await openProject().plan({
      definitions: [reminder],
      states: { other: 'draft', more: 'published' },
    });
    expect(body).toMatchObject({
      refused: true,
      campaigns: [
        { id: 'other', faults: [{ path: 'state', found: 'draft' }] },
        { id: 'more', faults: [{ path: 'state', found: 'published' }] },
        { id: 'reminder', action: 'create', faults: [] },
      ],
    });
  });

  test('a campaign that is archived, or names an archived target, is refused with the reason (R7, R50)', async () => {
    const { plan, apply, call } = openProject();
    await apply([welcome, reminder]);
    await call('POST', '/campaigns/welcome-email/archive');
    const { body } = await plan({ definitions: [welcome, { ...reminder, name: 'New' }] });
    expect(body.campaigns.map(codesOf)).toEqual([['archived', 'changed-by-hand'], ['target-archived']]);
    expect(body.refused).toBe(true);
  });

  test('a campaign that waits for an open is refused where opens are not tracked, by the settings that the folder names (R94)', async () => {
    const services = (each: Services): Services => ({ ...each, senderChannels: new Set(['email']) });
    const { plan, apply, act, begin, call } = openProject({ services });
    const first = followUpFile('first');
    const opened = { delay: '1 day', exceptions: [{ interaction: 'email.opened', campaign: 'first' }] };
    const definitions = [first, followUpFile('second', 'first', opened)];
    const codes = async (more: object = {}) => (await plan({ definitions, ...more })).body.campaigns.map(codesOf);
    expect(await codes()).toEqual([[], ['opens-not-tracked']]);
    expect(await codes({ settings: { tracking: { opens: true } } })).toEqual([[], []]);
    await apply([first]);
    const body = { token: await begin(), revision: 0, state: 'published', definition: definitions[1] };
    expect(await act('second', body)).toMatchObject({ status: 409, body: { error: { code: 'opens-not-tracked' } } });
    await call('PUT', '/settings', { tracking: { opens: true } });
    expect(await codes()).toEqual([[], []]);
    expect(await codes({ settings: { tracking: null } })).toEqual([[], ['opens-not-tracked']]);
    expect(await act('second', body)).toMatchObject({ status: 200 });
  });

  test('a published campaign is not made a draft, and a follow-up no campaign of another tool', async () => {
    const { plan, apply } = openProject();
    await apply([reminder, followUpFile('other')]);
    const body = { definitions: [reminder, otherToolFile('other')], states: { reminder: 'draft' }, overwrite: true };
    expect((await plan(body)).body.campaigns.map(codesOf)).toEqual([['published'], ['target-of-another-tool']]);
  });
});

describe('cycles in a plan', () => {
  const circle = (...ids: readonly string[]) => ids.map((id, at) => followUpFile(id, ids.at(at - 1), again));

  test('a cycle within the folder is a fault of each campaign of it (R8, R55)', async () => {
    const { campaigns } = (await openProject().plan({ definitions: circle('a', 'b') })).body;
    expect(campaigns.map(codesOf)).toEqual([['cycle'], ['cycle']]);
    expect(campaigns[0].faults[0].message).toContain('a -> b -> a');
  });

  test('a cycle with a published campaign that is not in the folder is a fault (R8, R55)', async () => {
    const { plan, publish } = openProject();
    const [a, b] = circle('a', 'b');
    await publish({ ...b, id: 'b' });
    expect((await plan({ definitions: [a] })).body.campaigns.map(codesOf)).toEqual([['cycle']]);
    expect((await plan({ definitions: [a], others: ['b'] })).body.campaigns.map(codesOf)).toEqual([['cycle']]);
  });

  test('a cycle is judged on what is published at the end: an edit, a draft or a stop in the same folder opens it (R8, R55)', async () => {
    const { plan, apply } = openProject();
    const [a, b] = circle('a', 'b');
    await apply([{ ...b, id: 'b' }]);
    const faultsOf = async (body: object) => (await plan(body)).body.campaigns.flatMap(codesOf);
    expect(await faultsOf({ definitions: [a, b] })).toEqual(['cycle']);
    expect(await faultsOf({ definitions: [a, followUpFile('b', 'welcome-email', again)] })).toEqual([]);
    expect(await faultsOf({ definitions: [a, { ...b, reeligibility: 'never' }] })).toEqual([]);
    expect(await faultsOf({ definitions: [a], states: { b: 'stopped' } })).toEqual([]);
    expect(await faultsOf({ definitions: [a], prune: true })).toEqual([]);
    expect(await faultsOf({ definitions: [a], prune: false })).toEqual(['cycle']);
  });

  test('a cycle that an edit of two published campaigns closes is a fault (R8, R55)', async () => {
    const { plan, apply } = openProject();
    await apply([followUpFile('a', 'welcome-email', again), followUpFile('b', 'a', again)]);
    const closing = followUpFile('a', 'b', again);
    expect((await plan({ definitions: [closing], others: ['b'] })).body.campaigns.map(codesOf)).toEqual([['cycle']]);
  });

  test('a cycle with a campaign of another project that prune leaves alone is a fault (R8, R55)', async () => {
    const { plan, apply } = openProject();
    const [a, b] = circle('a', 'b');
    await apply([{ ...b, id: 'b' }], 'news');
    expect((await plan({ definitions: [a], prune: true })).body.campaigns.map(codesOf)).toEqual([['cycle']]);
  });
});

describe('campaigns without a file', () => {
  test('a published campaign of the project without a file is named, and stopped only with prune (R55)', async () => {
    const { plan, apply } = openProject();
    await apply([reminder, followUpFile('gone')]);
    const gone = { id: 'gone', hasNoFile: true, faults: [] };
    expect((await plan({ definitions: [reminder] })).body.campaigns[1]).toMatchObject({ ...gone, action: 'none' });
    const pruning = (await plan({ definitions: [reminder], prune: true })).body.campaigns;
    expect(pruning[1]).toMatchObject({ ...gone, action: 'stop', revision: 1 });
    const elsewhere = (await plan({ definitions: [reminder], others: ['gone'], prune: true })).body.campaigns;
    expect(idsOf(elsewhere)).toEqual(['reminder']);
  });

  test('campaigns of another project, of no project, drafts and stopped campaigns are never pruned (R55)', async () => {
    const { plan, apply, publish, call } = openProject();
    await apply([followUpFile('of-news')], 'news');
    await publish(followUpFile('by-hand'));
    await apply([followUpFile('stopped')]);
    await call('POST', '/campaigns/stopped/stop');
    await call('PUT', '/campaigns/draft', followUpFile('draft'));
    for (const overwrite of [false, true])
      expect((await plan({ prune: true, overwrite })).body).toEqual({ campaigns: [], refused: false });
  });

  test('a campaign without a file that was edited by hand is not pruned, unless it is overwritten (R55)', async () => {
    const { plan, apply, call } = openProject();
    await apply([reminder]);
    await call('PUT', '/campaigns/reminder', { ...reminder, name: 'By hand' });
    const { body } = await plan({ prune: true });
    expect(body.campaigns.map(codesOf)).toEqual([['changed-by-hand']]);
    expect((await plan({ prune: true, overwrite: true })).body).toMatchObject({
      ...{ refused: false, campaigns: [{ action: 'stop', revision: 2, drift: [{ did: 'saved', version: 2 }] }] },
    });
    expect((await plan({})).body).toMatchObject({ refused: false, campaigns: [{ action: 'none', hasNoFile: true }] });
  });

  test('prune without a project is refused, because it would own no campaigns (R55)', async () => {
    const { call } = openProject();
    expect(await call('POST', '/plan', { definitions: [], prune: true })).toMatchObject({
      status: 422,
      body: { error: { code: 'invalid-plan', details: [{ path: 'project', found: 'nothing' }] } },
    });
  });

  test('a new campaign with the triggers of one without a file names it, and how many users wait there (R55)', async () => {
    const { plan, apply, put } = openProject();
    await apply([reminder, followUpFile('other', 'other-email')]);
    await put(received('ada'));
    const { campaigns } = (await plan({ definitions: [{ ...reminder, id: 'renamed' }], others: ['other'] })).body;
    expect(campaigns).toMatchObject([
      { id: 'renamed', action: 'create', renamedFrom: { id: 'reminder', waiting: 1 } },
      { id: 'reminder', action: 'none', hasNoFile: true, waiting: 1 },
    ]);
    const both = (await plan({ definitions: [reminder, { ...reminder, id: 'second' }], others: ['other'] })).body;
    expect(both.campaigns.filter((each: object) => 'renamedFrom' in each)).toEqual([]);
  });
});

describe('campaigns that were changed by hand, or belong elsewhere', () => {
  test('a campaign that was changed by hand is refused with who changed it and when, and with overwrite it is not (R55)', async () => {
    const { plan, apply, call, show } = openProject();
    await apply([reminder]);
    await call('PUT', '/campaigns/reminder', { ...reminder, name: 'By hand' });
    await call('POST', '/campaigns/reminder/publish');
    const saved = { at: AT, by: 'grace', did: 'saved', version: 2 };
    const drift = [saved, { ...saved, did: 'published' }];
    const body = { definitions: [{ ...reminder, delay: '2 days' }] };
    const { campaigns } = (await plan(body)).body;
    expect(campaigns).toMatchObject([{ action: 'change', drift, faults: [{ code: 'changed-by-hand' }] }]);
    expect(campaigns[0].faults[0].message).toContain('version 2 was published by grace at 2026-12-01T09:00:00Z');
    expect((await plan({ ...body, overwrite: true })).body).toMatchObject({
      ...{ refused: false, campaigns: [{ drift, faults: [], revision: 3 }] },
    });
    expect(await show('reminder')).toMatchObject({ project: 'shop', changedByHand: true });
  });

  test('a campaign that was never applied is refused if it differs, and adopted if it does not (R55)', async () => {
    const { plan, publish, show } = openProject();
    await publish(reminder);
    const different = (await plan({ definitions: [{ ...reminder, delay: '2 days' }] })).body;
    expect(different.campaigns.map(codesOf)).toEqual([['not-managed']]);
    const same = (await plan({ definitions: [reminder] })).body;
    expect(same).toMatchObject({ refused: false, campaigns: [{ action: 'none', adopts: true, revision: 2 }] });
    expect(await show('reminder')).not.toHaveProperty('project');
  });

  test('a campaign of another project is refused, and taken over with overwrite (R55)', async () => {
    const { plan, apply } = openProject();
    await apply([reminder], 'news');
    const { campaigns } = (await plan({ definitions: [reminder] })).body;
    expect(campaigns).toMatchObject([{ faults: [{ code: 'of-another-project' }] }]);
    expect(campaigns[0].faults[0].message).toContain('belongs to the project news');
    const over = (await plan({ definitions: [reminder], overwrite: true })).body;
    expect(over).toMatchObject({ refused: false, campaigns: [{ action: 'none', adopts: true }] });
  });

  test('files without a project are compared with what is published, and owned by none (R55)', async () => {
    const { call, apply } = openProject();
    await apply([reminder], 'news');
    const { body } = await call('POST', '/plan', { definitions: [{ ...reminder, name: 'New' }] });
    expect(body).toMatchObject({ refused: false, campaigns: [{ action: 'change', drift: [] }] });
    expect(body.campaigns[0]).not.toHaveProperty('adopts');
  });
});

describe('warnings in a plan', () => {
  test('a plan warns of interactions that came in before the publication of a new trigger, and of no others (R4)', async () => {
    const { plan, apply, put } = openProject();
    await put(received('ada'), received('bob'));
    const fresh = (await plan({ definitions: [reminder] })).body;
    expect(fresh.campaigns[0].warnings).toEqual([
      'email.received of welcome-email: about 2 events came in before the publication, since 2026-12-01, and do not count',
    ]);
    expect(fresh.refused).toBe(false);
    await apply([reminder]);
    const edited = (await plan({ definitions: [{ ...reminder, name: 'New' }] })).body;
    expect(edited.campaigns).toMatchObject([{ action: 'change', warnings: [] }]);
  });

  test('a plan warns of a draft that listens to a campaign and is not published with it (R5)', async () => {
    const { plan, call } = openProject();
    await call('PUT', '/campaigns/reminder', reminder);
    const alone = (await plan({ definitions: [welcome] })).body;
    expect(alone.campaigns[0].warnings).toEqual([
      expect.stringMatching(/^the draft reminder listens to welcome-email/),
    ]);
    const both = (await plan({ definitions: [reminder, welcome] })).body;
    expect(both.campaigns[1]).toMatchObject({ id: 'welcome-email', warnings: [] });
    const stays = (await plan({ definitions: [reminder, welcome], states: { reminder: 'draft' } })).body;
    expect(stays.campaigns[1].warnings).toHaveLength(1);
  });

  test('a plan of many campaigns reads each draft of the installation once (R5)', async () => {
    let reads = 0;
    const counting = (services: Services): Services => ({
      ...services,
      campaigns: {
        ...services.campaigns,
        getDefinition: (id, version) => {
          reads += 1;
          return services.campaigns.getDefinition(id, version);
        },
      },
    });
    const { plan, call } = openProject({ services: counting });
    for (let each = 0; each < 20; each += 1)
      await call('PUT', `/campaigns/draft-${each}`, followUpFile(`draft-${each}`));
    reads = 0;
    await plan({ definitions: Array.from({ length: 30 }, (_, each) => followUpFile(`fresh-${each}`)) });
    expect(reads).toBe(20);
  });

  test('a plan and a publication warn of messages that the quiet hours of the installation make stale (R26, R27)', async () => {
    const { call, plan } = openProject();
    const definition = followUpFile('reminder', 'welcome-email', { delay: '1 day', staleAfter: '2 hours' });
    const warning =
      'staleAfter: 2 hours is shorter than the quiet hours, 3 hours: a message that they hold may be withheld as stale';
    const warningsWith = async (quietHours: object) => {
      await call('PUT', '/settings', { quietHours });
      return (await plan({ definitions: [definition] })).body.campaigns[0].warnings;
    };
    expect(await warningsWith({ from: '22:00', to: '01:00', then: 'withhold' })).toEqual([]);
    expect(await warningsWith({ from: '22:00', to: '00:00' })).toEqual([]);
    expect(await warningsWith({ from: '22:00', to: '01:00' })).toEqual([warning]);
    const optsOut = { ...definition, quietHours: 'none' };
    expect((await plan({ definitions: [optsOut] })).body.campaigns[0].warnings).toEqual([]);
    await call('PUT', '/campaigns/reminder', definition);
    expect((await call('POST', '/campaigns/reminder/publish')).body.warnings).toEqual([warning]);
  });

  test('a plan has the warnings about a definition that changes, and none about one that does not', async () => {
    const { plan, apply } = openProject();
    const opened = { exceptions: [{ interaction: 'email.opened', campaign: 'welcome-email' }] };
    const risky = { ...reminder, ...opened };
    const warnings = [expect.stringMatching(/^exceptions\.0: /)];
    expect((await plan({ definitions: [risky] })).body.campaigns).toMatchObject([{ warnings }]);
    expect((await plan({ definitions: [risky], states: { reminder: 'draft' } })).body.campaigns).toMatchObject([
      { warnings },
    ]);
    await apply([risky]);
    expect((await plan({ definitions: [risky] })).body.campaigns).toMatchObject([{ warnings: [] }]);
  });
});

describe('bodies that are no folder', () => {
  test.each([
    ['{', 400, 'invalid-json'],
    ['[]', 422, 'invalid-plan'],
    ['{}', 422, 'invalid-plan'],
  ])('POST /plan with the body %s is %j', async (body, status, code) => {
    expect(await openProject().call('POST', '/plan', body)).toMatchObject({ status, body: { error: { code } } });
  });

  test.each([
    [{ project: 'Shop' }, 'project'],
    [{ project: 'a'.repeat(65) }, 'project'],
    [{ definitions: {} }, 'definitions'],
    [{ states: { reminder: 'archived' } }, 'states.reminder'],
    [{ states: { Reminder: 'draft' } }, 'states.Reminder'],
    [{ states: 'draft' }, 'states'],
    [{ others: 'reminder' }, 'others'],
    [{ others: ['Reminder'] }, 'others.0'],
    [{ prune: 'yes' }, 'prune'],
    [{ overwrite: null }, 'overwrite'],
    [{ force: true }, 'force'],
  ])('POST /plan with %j is 422 and names the field', async (fields, path) => {
    const { status, body } = await openProject().plan(fields);
    expect([status, body.error.code]).toEqual([422, 'invalid-plan']);
    expect(body.error.details.map((detail: { path: string }) => detail.path)).toEqual([path]);
  });

  test('POST /plan accepts a project of 64 characters, and no campaigns at all', async () => {
    expect(await openProject().plan({ project: 'a'.repeat(64) })).toMatchObject({
      ...{ status: 200, body: { campaigns: [], refused: false } },
    });
  });
});
