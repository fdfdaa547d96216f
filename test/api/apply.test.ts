import { describe, expect, test } from 'vitest';
import type { CampaignWrite } from '../../core/campaign.ts';
import type { Announcement } from '../../core/contracts/announcement.ts';
import { MINUTE } from '../../core/contracts/time-span.ts';
import type { Services } from '../../core/ports.ts';
import { applyCampaign } from '../../engine/apply.ts';
import { followUpOfTarget } from '../harness/adapters/sample.ts';
import { API_DEPS, received, START } from '../harness/api/open-api.ts';
import { type FileDefinition, followUpFile, openProject } from '../harness/api/open-project.ts';

const AT = '2026-12-01T09:00:00.000Z';
const reminder = followUpFile('reminder', 'welcome-email', { delay: '1 day' });
const PUBLISHED = { revision: 0, state: 'published', definition: reminder };
const didsOf = ({ history }: { history: readonly { did: string; version: number }[] }) =>
  history.map(({ did, version }) => `${did} ${version}`);

describe('the calls that begin and end an apply', () => {
  test('POST /apply/begin answers a token, and when the apply ends if it does nothing (R55)', async () => {
    const { call } = openProject();
    expect(await call('POST', '/apply/begin', { project: 'shop' })).toMatchObject({
      status: 200,
      body: { token: expect.stringMatching(/^[0-9a-f-]{36}$/), since: AT, until: '2026-12-01T09:01:00.000Z' },
    });
  });

  test('a second apply is 409 with the project, the person and the start of the first, and without its token (R55)', async () => {
    const { call, begin, end } = openProject();
    const token = await begin('news');
    const { status, body } = await call('POST', '/apply/begin', { project: 'shop' });
    const message =
      'another apply acts: of the project news, by grace, since 2026-12-01T09:00:00Z. If it was interrupted, another may begin at 2026-12-01T09:01:00Z';
    expect([status, body]).toEqual([
      409,
      { error: { code: 'apply-in-progress', message, details: [{ code: 'apply-in-progress', message }] } },
    ]);
    expect(JSON.stringify(body)).not.toContain(token);
    await end(token);
    expect((await call('POST', '/apply/begin', { project: 'shop' })).status).toBe(200);
  });

  test('an apply that was interrupted is followed by another a minute after its last act, and not before (R55)', async () => {
    const { call, begin, act, machine } = openProject();
    const token = await begin();
    await machine.advanceTo(START + MINUTE / 2);
    await act('reminder', { ...PUBLISHED, token });
    const again = () => call('POST', '/apply/begin', { project: 'shop' });
    await machine.advanceTo(START + MINUTE * 1.5 - 1);
    expect((await again()).status).toBe(409);
    await machine.advanceTo(START + MINUTE * 1.5);
    expect((await again()).status).toBe(200);
  });

  test('POST /apply/end of an apply that has ended, or never began, is done already (R97)', async () => {
    const { begin, end, call } = openProject();
    const token = await begin();
    expect(await end(token)).toMatchObject({ status: 200, body: {} });
    expect((await end(token)).body).toEqual({ already: true });
    const other = await begin();
    expect((await end(token)).body).toEqual({ already: true });
    expect((await call('POST', '/apply/begin', { project: 'shop' })).status).toBe(409);
    expect((await end(other)).body).toEqual({});
  });

  test.each([
    ['begin', {}, 'project'],
    ['begin', { project: 'Shop' }, 'project'],
    ['begin', { project: 'shop', token: 'x' }, 'token'],
    ['end', {}, 'token'],
    ['end', { token: '' }, 'token'],
    ['end', { token: 'x'.repeat(101) }, 'token'],
  ])('POST /apply/%s with %j is 422 and names the field', async (path, fields, field) => {
    expect(await openProject().call('POST', `/apply/${path}`, fields)).toMatchObject({
      ...{ status: 422, body: { error: { code: 'invalid-apply', details: [{ path: field }] } } },
    });
  });

  test.each(['/apply/begin', '/apply/end', '/campaigns/reminder/apply'])(
    'POST %s with a body that is no JSON is 400',
    async (path) => {
      expect(await openProject().call('POST', path, '{')).toMatchObject({
        ...{ status: 400, body: { error: { code: 'invalid-json' } } },
      });
    },
  );
});

describe('the call that applies a campaign', () => {
  test('a new campaign is saved and published by one call, and shown with its project and the note (R55, R74)', async () => {
    const { begin, act, show } = openProject();
    const token = await begin();
    const { status, body } = await act('reminder', { ...PUBLISHED, token, note: 'release 7' });
    expect([status, body]).toEqual([
      200,
      { id: 'reminder', status: 'published', version: 1, revision: 1, cancelled: 0, publishedAt: AT },
    ]);
    const shown = await show('reminder');
    expect(shown).toMatchObject({ status: 'published', publishedVersion: 1, project: 'shop' });
    expect(shown).not.toHaveProperty('changedByHand');
    const entry = { at: AT, by: 'grace', version: 1, note: 'release 7' };
    expect(shown.history).toEqual([
      { ...entry, did: 'saved' },
      { ...entry, did: 'published' },
    ]);
  });

  test('a draft by hand that equals the definition is published as the version that it is (R55)', async () => {
    const { begin, act, call, show } = openProject();
    await call('PUT', '/campaigns/reminder', reminder);
    const { body } = await act('reminder', { ...PUBLISHED, token: await begin(), revision: 1 });
    expect(body).toMatchObject({ version: 1, revision: 2 });
    expect(didsOf(await show('reminder'))).toEqual(['saved 1', 'published 1']);
  });

  test('a draft that was saved after the plan is never published, and the answer says who saved it and when (R55)', async () => {
    const { begin, act, call, show, plan } = openProject();
    const token = await begin();
    await act('reminder', { ...PUBLISHED, token });
    const definition = { ...reminder, delay: '2 days' };
    const { revision } = (await plan({ definitions: [definition] })).body.campaigns[0];
    await call('PUT', '/campaigns/reminder', { ...reminder, name: 'Unseen' });
    const { status, body } = await act('reminder', { token, revision, state: 'published', definition });
    expect([status, body.error.code, body.error.message]).toEqual([
      409,
      'changed-meanwhile',
      'revision: expected 1, found 2: version 2 was saved by grace at 2026-12-01T09:00:00Z',
    ]);
    expect(await show('reminder')).toMatchObject({ version: 2, publishedVersion: 1, changedByHand: true });
  });

  test('a campaign that must be new is 409 if another made it since, and one that is gone never was (R55)', async () => {
    const { begin, act, publish } = openProject();
    await publish(reminder);
    const token = await begin();
    expect((await act('reminder', { ...PUBLISHED, token })).body.error.code).toBe('changed-meanwhile');
    const fresh = { token, revision: 3, state: 'published', definition: { ...reminder, id: 'fresh' } };
    expect((await act('fresh', fresh)).body.error.message).toBe('revision: expected 3, found 0');
  });

  test('a stop cancels those who wait, and a repeat of it changes nothing (R50, R97)', async () => {
    const { begin, act, put, apply, show } = openProject();
    await apply([reminder]);
    await put(received('ada'), received('bob'));
    const token = await begin();
    const stop = { token, state: 'stopped' };
    const done = { id: 'reminder', status: 'stopped', version: 1, revision: 2 };
    expect((await act('reminder', { ...stop, revision: 1 })).body).toEqual({ ...done, cancelled: 2 });
    expect((await act('reminder', { ...stop, revision: 2 })).body).toEqual({ ...done, cancelled: 0, unchanged: true });
    expect((await act('reminder', { ...stop, revision: 1 })).status).toBe(409);
    const shown = await show('reminder');
    expect(shown.counts).toMatchObject({ waiting: 0, cancelled: 2 });
    expect(didsOf(shown)).toEqual(['saved 1', 'published 1', 'stopped 1']);
  });

  test('those who wait keep their publication when an apply edits their campaign (R6, R52)', async () => {
    const { apply, put, machine, show } = openProject();
    await apply([reminder]);
    await put(received('ada'));
    await apply([{ ...reminder, messages: [{ channel: 'sms', body: 'Edited' }] }]);
    await machine.advanceTo(START + 25 * 60 * MINUTE);
    expect((await show('reminder')).counts).toMatchObject({ dispatched: 1, waiting: 0 });
  });

  test('an act that changes nothing is unchanged; one that only notes the project is one revision and no act (R55, R97)', async () => {
    const { begin, act, publish, show } = openProject();
    await publish(reminder);
    const token = await begin();
    const noted = (await act('reminder', { ...PUBLISHED, token, revision: 2 })).body;
    expect(noted).toMatchObject({ version: 1, revision: 3, publishedAt: AT });
    expect(noted).not.toHaveProperty('unchanged');
    expect((await act('reminder', { ...PUBLISHED, token, revision: 3 })).body).toMatchObject({
      ...{ revision: 3, unchanged: true },
    });
    expect(didsOf(await show('reminder'))).toEqual(['saved 1', 'published 1']);
  });

  test('a publication and a stop by an apply are announced once each, and nothing else is', async () => {
    const announced: string[] = [];
    const announcer = {
      hasEnrollmentEvents: false,
      announce: async (announcements: readonly Announcement[]) =>
        void announced.push(
          ...announcements.map(({ type, detail }) => `${type} ${'version' in detail && detail.version}`),
        ),
    };
    const listening = (services: Services): Services => ({ ...services, announcer });
    const { begin, act, publish } = openProject({ services: listening });
    const token = await begin();
    await act('reminder', { ...PUBLISHED, token });
    await act('reminder', { ...PUBLISHED, token, revision: 1 });
    await act('reminder', { ...PUBLISHED, token, revision: 1, definition: { ...reminder, delay: '2 days' } });
    await act('draft', { token, revision: 0, state: 'draft', definition: { ...reminder, id: 'draft' } });
    await act('reminder', { token, revision: 2, state: 'stopped' });
    await act('reminder', { token, revision: 3, state: 'stopped' });
    expect(announced).toEqual(['Campaign Published 1', 'Campaign Published 2', 'Campaign Stopped 2']);
    await publish({ ...reminder, id: 'by-hand' });
    announced.length = 0;
    const definition = { ...reminder, id: 'by-hand' };
    await act('by-hand', { token, revision: 2, state: 'published', definition });
    expect(announced).toEqual([]);
  });
});

describe('a publication by an apply that other processes see later', () => {
  const act = {
    desired: { id: 'reminder', state: 'published', definition: followUpOfTarget('reminder', 'welcome-email') },
    revision: 0,
  } as const;

  test('a publication by an apply begins after its commit, on a whole second, and is answered when it has begun (R1, R3)', async () => {
    const { machine, begin } = openProject();
    const { services, manualClock } = machine;
    let committedAt = Number.POSITIVE_INFINITY;
    const campaigns = {
      ...services.campaigns,
      get: async (id: string) => {
        manualClock?.moveTo(services.clock.now() + 3_900);
        return services.campaigns.get(id);
      },
      write: async (write: CampaignWrite) => {
        committedAt = services.clock.now();
        return services.campaigns.write(write);
      },
    };
    const context = { ...API_DEPS, by: 'grace', publishLeadTime: 10, services: { ...services, campaigns } };
    const token = await begin();
    const before = performance.now();
    const applied = await applyCampaign({ ...act, token }, context);
    if (!('campaign' in applied)) throw new Error('apply: refused');
    const { publishedAt = Number.NaN } = applied.campaign.publication ?? {};
    expect(publishedAt).toBeGreaterThan(committedAt);
    expect(publishedAt % 1_000).toBe(0);
    expect(performance.now() - before).toBeGreaterThanOrEqual(publishedAt - committedAt - 1);
  });
});

describe('an act of an apply that no longer acts', () => {
  test('an act after another apply began is 409, and writes nothing (R55)', async () => {
    const { begin, act, call, machine } = openProject();
    const token = await begin('shop');
    await machine.advanceTo(START + MINUTE);
    const other = await begin('news');
    const { status, body } = await act('reminder', { ...PUBLISHED, token });
    expect([status, body.error.code]).toEqual([409, 'apply-ended']);
    expect(body.error.message).toContain('another began');
    expect((await call('GET', '/campaigns/reminder')).status).toBe(404);
    expect((await act('reminder', { ...PUBLISHED, token: other })).status).toBe(200);
  });

  test('an act after the minute is over is done while no other apply began (R55)', async () => {
    const { begin, act, machine } = openProject();
    const token = await begin();
    await machine.advanceTo(START + 10 * MINUTE);
    expect((await act('reminder', { ...PUBLISHED, token })).status).toBe(200);
  });

  test('an act without a begin, or after the end, is 409 (R55)', async () => {
    const { begin, end, act } = openProject();
    expect((await act('reminder', { ...PUBLISHED, token: 'made up' })).body.error.code).toBe('apply-ended');
    const token = await begin();
    await end(token);
    expect((await act('reminder', { ...PUBLISHED, token })).body.error.code).toBe('apply-ended');
    expect((await act('reminder', { token, revision: 0, state: 'stopped' })).body.error.code).toBe('apply-ended');
  });

  test('a campaign belongs to the project for which the apply began (R55)', async () => {
    const { begin, act, show } = openProject();
    await act('reminder', { ...PUBLISHED, token: await begin('news') });
    expect(await show('reminder')).toMatchObject({ project: 'news' });
  });
});

describe('an act of an apply that is refused', () => {
  const refused = async (definition: FileDefinition, given: object = {}) => {
    const { begin, act, call } = openProject();
    const { status, body } = await act('reminder', { ...PUBLISHED, token: await begin(), definition, ...given });
    expect((await call('GET', '/campaigns/reminder')).status).toBe(404);
    return [status, body.error.code, ...(body.error.details ?? []).map(({ path }: { path: string }) => path)];
  };

  test('a definition with faults is 422 with each of them, and nothing is saved (R55)', async () => {
    expect(await refused({ ...reminder, delay: 'x', name: '' })).toEqual([
      ...[422, 'invalid-apply', 'definition.name', 'definition.delay'],
    ]);
    expect(await refused({ ...reminder, id: 'other' })).toEqual([422, 'invalid-apply', 'definition.id']);
    expect(await refused(reminder, { definition: undefined })).toEqual([422, 'invalid-apply', 'definition']);
  });

  test.each([
    [{ token: 7 }, 'token'],
    [{ revision: -1 }, 'revision'],
    [{ revision: 1.5 }, 'revision'],
    [{ revision: '0' }, 'revision'],
    [{ state: 'archived' }, 'state'],
    [{ definition: [] }, 'definition'],
    [{ note: '' }, 'note'],
    [{ note: 'x'.repeat(501) }, 'note'],
    [{ version: 1 }, 'version'],
  ])('POST /campaigns/{id}/apply with %j is 422 and names the field', async (given, field) => {
    expect(await refused(reminder, given)).toEqual([422, 'invalid-apply', field]);
  });

  test('a note of 500 characters is accepted', async () => {
    const { begin, act } = openProject();
    const note = '\u{1f600}'.repeat(500);
    expect((await act('reminder', { ...PUBLISHED, token: await begin(), note })).status).toBe(200);
  });

  test('a stop of a campaign that does not exist, and an id that none can have, are 404', async () => {
    const { begin, act } = openProject();
    const token = await begin();
    for (const id of ['unknown', 'Unknown'])
      expect(await act(id, { token, revision: 0, state: 'stopped' })).toMatchObject({
        ...{ status: 404, body: { error: { code: 'unknown-campaign' } } },
      });
  });

  test('a publication that closes a cycle is 409 as long as it does, and nothing of it is saved (R8, R55)', async () => {
    const { begin, act, show, call, publish } = openProject();
    const again = { reeligibility: 'immediately' };
    await publish(followUpFile('b', 'reminder', again));
    const token = await begin();
    const body = { token, revision: 0, state: 'published', definition: followUpFile('reminder', 'b', again) };
    const { status, body: problem } = await act('reminder', body);
    expect([status, problem.error.code]).toEqual([409, 'cycle']);
    expect((await call('GET', '/campaigns/reminder')).status).toBe(404);
    await act('b', { token, revision: 2, state: 'stopped' });
    expect((await act('reminder', body)).status).toBe(200);
    expect(await show('reminder')).toMatchObject({ version: 1, status: 'published' });
  });

  test('a campaign that is archived, published already or names an archived target is 409 (R7, R50)', async () => {
    const { begin, act, call, apply } = openProject();
    await apply([reminder, followUpFile('old')]);
    await call('POST', '/campaigns/old/archive');
    const token = await begin();
    const codeOf = async (id: string, body: object) => (await act(id, { token, ...body })).body.error.code;
    expect(await codeOf('reminder', { ...PUBLISHED, revision: 1, state: 'draft' })).toBe('published');
    const old = { revision: 2, state: 'published', definition: followUpFile('old') };
    expect(await codeOf('old', old)).toBe('archived');
    const late = { revision: 0, state: 'published', definition: followUpFile('late', 'old') };
    expect(await codeOf('late', late)).toBe('target-archived');
  });
});

describe('a prune after a plan', () => {
  test('a campaign that was published after the plan is not stopped by the acts of the plan (R55)', async () => {
    const { plan, apply, begin, act, show } = openProject();
    await apply([followUpFile('gone')]);
    const { campaigns } = (await plan({ definitions: [], prune: true })).body;
    await apply([followUpFile('later')]);
    const token = await begin();
    for (const { id, revision } of campaigns) await act(id, { token, revision, state: 'stopped' });
    expect([(await show('gone')).status, (await show('later')).status]).toEqual(['stopped', 'published']);
  });

  test('a campaign that was published again after the plan is not stopped by it (R55)', async () => {
    const { plan, apply, begin, act, call, show } = openProject();
    await apply([followUpFile('gone')]);
    const { campaigns } = (await plan({ definitions: [], prune: true })).body;
    await call('POST', '/campaigns/gone/publish');
    const body = { token: await begin(), revision: campaigns[0].revision, state: 'stopped' };
    expect((await act('gone', body)).body.error.code).toBe('changed-meanwhile');
    expect((await show('gone')).status).toBe('published');
  });
});
