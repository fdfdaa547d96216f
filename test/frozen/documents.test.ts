import { describe, expect, test } from 'vitest';
import { followUpOfTarget } from '../harness/adapters/sample.ts';
import { afterTheStory } from './after-the-story.ts';
import { EDITED_BY_HAND, EDITED_REMINDER, MANAGED } from './campaigns.ts';
import { Cloud, type FrozenCloud } from './cloud.ts';
import { applies, begins, type Installation, TOKEN } from './documents-story.ts';
import { receives } from './events.ts';
import { readFixture, versions } from './fixtures.ts';
import { startedOn } from './started-on.ts';
import type { FrozenWave } from './wave-story.ts';

/** The versions whose story has documents and a project: those since v3. */
const WITH_DOCUMENTS = versions().slice(2);
/** The versions whose settings have a consent and a tracking: those since v4. */
const SENDING = versions().slice(3);
const WITHOUT_DOCUMENTS = versions().slice(0, 2);
/** The index of the version since which the first campaign writes a history of merges: v8. */
const FIRST_WITH_MERGE_HISTORY = 7;

const readCloud = (version: string) => readFixture<FrozenCloud>(version, 'cloud.json');

/** The functions that restore what a version left, by the platform on which it ran. */
const RESTORE: Readonly<Record<string, (version: string) => Promise<Installation>>> = {
  'on AWS': (version) => afterTheStory(readCloud(version)),
  'on one machine': startedOn,
};
const PLATFORMS = Object.keys(RESTORE);

async function restored(version: string, platform: string): Promise<Installation> {
  const restore = RESTORE[platform];
  if (restore === undefined) throw new Error(`${platform}: expected a platform`);
  return restore(version);
}

const onPlatforms = (names: readonly string[]) =>
  names.flatMap((version) => PLATFORMS.map((platform) => ({ version, platform })));
const project = (...definitions: readonly object[]) => ({ project: 'shop', definitions });
const REPEATED = followUpOfTarget('repeated', 'catalogue', { reeligibility: '1 day' });

/** The consent that each channel needs while no setting changes it. */
const DEFAULT_CONSENTS = { email: 'subscribed', sms: 'optedIn', push: 'subscribed' };
/** The tracking while no setting says so. */
const NO_TRACKING = { opens: false, clicks: false };

describe.each(onPlatforms(WITH_DOCUMENTS))('$platform, the documents that $version wrote', ({ version, platform }) => {
  test('frozen pauses show the campaign that is paused, and who paused and resumed which (R74, R92)', async () => {
    const installation = await restored(version, platform);
    const act = { at: expect.any(String), by: expect.any(String) };
    expect(await installation.http('GET', '/pause')).toEqual({
      campaigns: { managed: act },
      history: [
        { ...act, did: 'paused', campaignId: 'edited-by-hand' },
        { ...act, did: 'paused', campaignId: 'managed' },
        { ...act, did: 'resumed', campaignId: 'edited-by-hand' },
      ],
    });
    await installation.http('POST', '/campaigns/managed/resume');
    expect(await installation.http('GET', '/pause')).toMatchObject({
      campaigns: {},
      history: [{}, {}, {}, { did: 'resumed', campaignId: 'managed' }],
    });
  });

  test('frozen settings show every field, with who changed which (R21, R74)', async () => {
    const installation = await restored(version, platform);
    const isSending = SENDING.includes(version);
    const settings = {
      revision: isSending ? 3 : 2,
      companyZone: 'Europe/Berlin',
      quietHours: { from: '01:00', to: '02:30', then: 'hold' },
      consent: { ...DEFAULT_CONSENTS, ...(isSending && { push: 'optedIn' }) },
      tracking: { opens: isSending, clicks: false },
      frequencyCaps: [{ atMost: 3, in: '7 days', calendarDays: true, channel: 'email' }],
    };
    const act = { at: expect.any(String), by: expect.any(String) };
    const history = [
      { ...act, changed: ['companyZone', 'frequencyCaps'] },
      { ...act, changed: ['quietHours'] },
      ...(isSending ? [{ ...act, changed: ['consent', 'tracking'] }] : []),
    ];
    expect(await installation.http('GET', '/settings')).toEqual({ ...settings, history });
    expect(await installation.http('PUT', '/settings', { quietHours: null })).toMatchObject({
      revision: settings.revision + 1,
    });
  });

  test('a frozen campaign of a project shows the project, the note of the apply, and its pause (R55, R74, R92)', async () => {
    const installation = await restored(version, platform);
    const shown = await installation.http('GET', '/campaigns/managed');
    const entry = { by: 'applier', version: 1, note: 'release 7' };
    expect(shown).toMatchObject({
      status: 'published',
      project: 'shop',
      paused: { isAll: false },
      history: [
        { ...entry, did: 'saved' },
        { ...entry, did: 'published' },
      ],
    });
    expect(shown).not.toHaveProperty('changedByHand');
  });

  test('a frozen campaign that was changed by hand after its apply shows that, and no pause after it was resumed (R55, R92)', async () => {
    const installation = await restored(version, platform);
    const shown = await installation.http('GET', '/campaigns/edited-by-hand');
    expect(shown).toMatchObject({
      name: 'Edited by hand',
      version: 2,
      publishedVersion: 1,
      project: 'shop',
      changedByHand: true,
      history: [{ did: 'saved' }, { did: 'published' }, { did: 'saved', version: 2 }],
    });
    expect(shown).not.toHaveProperty('history.2.note');
    expect(shown).not.toHaveProperty('paused');
  });

  test('a plan of the project finds the drift of the frozen campaign that was changed by hand, and none of the other (R55)', async () => {
    const installation = await restored(version, platform);
    expect(await installation.http('POST', '/plan', project(MANAGED, EDITED_BY_HAND))).toMatchObject({
      refused: false,
      campaigns: [
        { id: 'managed', action: 'none', revision: 1, drift: [], faults: [] },
        { id: 'edited-by-hand', action: 'none', revision: 2, drift: [{ did: 'saved', version: 2 }], faults: [] },
      ],
    });
    const changed = [MANAGED, EDITED_BY_HAND].map((each) => ({ ...each, delay: '2 hours' }));
    expect(await installation.http('POST', '/plan', project(...changed))).toMatchObject({
      refused: true,
      campaigns: [
        { id: 'managed', action: 'change', faults: [] },
        { id: 'edited-by-hand', action: 'change', faults: [{ code: 'changed-by-hand' }] },
      ],
    });
  });

  test('an apply begins after the time of the frozen lease, and the apply that was interrupted no longer acts (R55)', async () => {
    const installation = await restored(version, platform);
    expect(await installation.http('POST', '/apply/begin', { project: 'shop' })).toMatchObject({
      token: expect.any(String),
    });
    const act = { token: TOKEN, revision: 2, state: 'stopped' };
    await expect(installation.http('POST', '/campaigns/edited-by-hand/apply', act)).rejects.toThrow('apply-ended');
  });

  test('an apply that was interrupted goes on under its frozen lease while no other began (R55)', async () => {
    const installation = await restored(version, platform);
    const act = { token: TOKEN, revision: 2, state: 'stopped' };
    expect(await installation.http('POST', '/campaigns/edited-by-hand/apply', act)).toMatchObject({
      status: 'stopped',
    });
    await expect(installation.http('POST', '/apply/begin', { project: 'shop' })).rejects.toThrow('apply-in-progress');
    await installation.http('POST', '/apply/end', { token: TOKEN });
    expect(await installation.http('POST', '/apply/begin', { project: 'shop' })).toHaveProperty('token');
  });

  test('a publication that could close a cycle counts on from the frozen order of publications (R8)', async () => {
    const installation = await restored(version, platform);
    expect(await installation.services.publishOrder.read()).toEqual({ rev: 1 });
    await applies(REPEATED, installation);
    expect(await installation.services.publishOrder.read()).toEqual({ rev: 2 });
  });
});

describe.each(WITH_DOCUMENTS)('the documents that %s wrote, and what they decide', (version) => {
  test('the frozen lease of an apply holds off another one until its time has passed, and not after (R55)', async () => {
    const cloud = await Cloud.over(readCloud(version));
    const begin = () => cloud.http('POST', '/apply/begin', { project: 'news' });
    cloud.installed.now = Date.parse('2026-12-01T11:39:29.999Z');
    await expect(begin()).rejects.toThrow('of the project shop, by applier, since 2026-12-01T11:38:30Z');
    cloud.installed.now = Date.parse('2026-12-01T11:39:30Z');
    expect(await begin()).toMatchObject({ since: '2026-12-01T11:39:30.000Z' });
  });

  test('a frozen pause holds back the messages of its campaign, and of no campaign that was resumed (R92)', async () => {
    const machine = await startedOn(version);
    await machine.takes(receives('ann', 'catalogue'));
    await machine.moveTo(Date.parse('2026-12-01T14:00:00Z'));
    expect(await machine.http('GET', '/campaigns/managed')).toMatchObject({ counts: { waiting: 1, dispatched: 0 } });
    expect(await machine.http('GET', '/campaigns/edited-by-hand')).toMatchObject({
      counts: { waiting: 0, dispatched: 1 },
    });
  });

  test('frozen quiet hours hold a message of the night until they end in the frozen zone (R26)', async () => {
    const machine = await startedOn(version);
    await machine.moveTo(Date.parse('2026-12-01T23:30:00Z'));
    await machine.takes(receives('ann', 'catalogue'));
    const counts = async () => (await machine.http('GET', '/campaigns/edited-by-hand')).counts;
    await machine.moveTo(Date.parse('2026-12-02T01:29:59Z'));
    expect(await counts()).toMatchObject({ held: 1, dispatched: 0 });
    await machine.moveTo(Date.parse('2026-12-02T01:32:00Z'));
    expect(await counts()).toMatchObject({ dispatched: 1 });
  });
});

describe.each(onPlatforms(WITHOUT_DOCUMENTS))(
  '$platform, what $version wrote without documents',
  ({ version, platform }) => {
    test('a frozen installation without documents has no pauses, no settings and no apply that acts, and takes the first ones (R21, R55, R92)', async () => {
      const installation = await restored(version, platform);
      expect(await installation.http('GET', '/pause')).toEqual({ campaigns: {}, history: [] });
      const first = {
        revision: 0,
        companyZone: 'UTC',
        consent: DEFAULT_CONSENTS,
        tracking: NO_TRACKING,
        frequencyCaps: [],
        history: [],
      };
      expect(await installation.http('GET', '/settings')).toEqual(first);
      await installation.http('POST', '/campaigns/reminder/pause');
      expect(await installation.http('GET', '/pause')).toMatchObject({
        campaigns: { reminder: {} },
        history: [{ did: 'paused', campaignId: 'reminder' }],
      });
      const change = { companyZone: 'Europe/Berlin' };
      expect(await installation.http('PUT', '/settings', change)).toMatchObject({ ...change, revision: 1 });
      expect(await installation.http('POST', '/apply/begin', { project: 'shop' })).toHaveProperty('token');
    });

    test('a frozen campaign that was never applied belongs to no project, and a plan refuses to change it (R55)', async () => {
      const installation = await restored(version, platform);
      const shown = await installation.http('GET', '/campaigns/reminder');
      for (const field of ['project', 'changedByHand', 'paused']) expect(shown).not.toHaveProperty(field);
      const changed = { ...EDITED_REMINDER, delay: '2 hours' };
      expect(await installation.http('POST', '/plan', project(changed))).toMatchObject({
        refused: true,
        campaigns: [{ action: 'change', drift: [], faults: [{ code: 'not-managed' }] }],
      });
    });

    test('an apply begins in a frozen installation without a lease, and takes over a campaign that equals its file (R55)', async () => {
      const installation = await restored(version, platform);
      expect(await installation.http('POST', '/plan', project(EDITED_REMINDER))).toMatchObject({
        refused: false,
        campaigns: [{ action: 'none', revision: 4, drift: [], adopts: true }],
      });
      await begins(installation);
      const act = { token: TOKEN, revision: 4, state: 'published', definition: EDITED_REMINDER };
      expect(await installation.http('POST', '/campaigns/reminder/apply', act)).toMatchObject({
        version: 2,
        revision: 5,
      });
      const shown = await installation.http('GET', '/campaigns/reminder');
      expect(shown).toMatchObject({ project: 'shop' });
      expect(shown).toHaveProperty('history.length', 4);
      expect(shown).not.toHaveProperty('changedByHand');
    });

    test('the first publication that could close a cycle begins the order in a frozen installation without one (R8)', async () => {
      const installation = await restored(version, platform);
      expect(await installation.services.publishOrder.read()).toEqual({ rev: 0 });
      await begins(installation);
      await applies(REPEATED, installation);
      expect(await installation.services.publishOrder.read()).toEqual({ rev: 1 });
    });
  },
);

describe.each(versions())('the history of merges, as %s stored it', (version) => {
  test('a frozen installation without a history may have merged users, and one with a history says what it wrote (R65)', async () => {
    const { cloud } = readFixture<FrozenWave>(version, 'wave.json');
    const { mergeHistory } = (await Cloud.over(cloud)).services;
    const isKnown = versions().indexOf(version) >= FIRST_WITH_MERGE_HISTORY;
    expect(await mergeHistory.read()).toEqual(isKnown ? { rev: 1, hasMerged: false } : { rev: 0, hasMerged: true });
  });
});
