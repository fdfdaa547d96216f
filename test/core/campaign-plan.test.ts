import { describe, expect, test } from 'vitest';
import type { DesiredCampaign } from '../../core/campaign-apply.ts';
import type { Definition, FollowUpDefinition } from '../../core/contracts/definition.ts';
import { type InstalledCampaign, planCampaign } from '../../core/project/campaign-plan.ts';
import { followUpOfTarget } from '../harness/adapters/sample.ts';
import {
  archives,
  asInstalled,
  type CampaignAfterActs,
  managedBy,
  publishes,
  saves,
  stops,
} from '../harness/core/campaign-after-acts.ts';

const definition = followUpOfTarget('reminder', 'welcome');
const edited: FollowUpDefinition = { ...definition, delay: '2 hours' };
const OWNED = { project: 'shop', overwrite: false };
const FORCED = { project: 'shop', overwrite: true };
const FREE = { project: undefined, overwrite: false };
const NOTHING: InstalledCampaign = { campaign: undefined, newest: undefined, published: undefined };

const draft = saves(definition);
const live = publishes(draft);
const own = managedBy('shop', live);

const wanted = (given: Definition, state: 'published' | 'draft' = 'published'): DesiredCampaign => ({
  id: given.id,
  state,
  definition: given,
});
const STOPPED: DesiredCampaign = { id: 'reminder', state: 'stopped' };
const plan = (desired: DesiredCampaign, before: CampaignAfterActs, options: typeof OWNED | typeof FREE = OWNED) =>
  planCampaign(desired, asInstalled(before), options);
const codes = ({ refusals }: ReturnType<typeof planCampaign>) => refusals.map(({ code }) => code);

describe('the action by which an apply makes a campaign as its file wants it', () => {
  test('a campaign that is not there is created, whatever else is wanted of it (R55)', () => {
    for (const state of ['published', 'draft'] as const)
      expect(planCampaign(wanted(definition, state), NOTHING, OWNED)).toEqual({
        ...{ id: 'reminder', action: 'create', changes: [], revision: 0, drift: [], adopts: false, refusals: [] },
      });
  });

  test('a campaign that is not there needs no stop', () => {
    expect(planCampaign(STOPPED, NOTHING, OWNED)).toMatchObject({ action: 'none', revision: 0, refusals: [] });
  });

  test('a published campaign that the file changes is changed, and each change says whether it affects those who wait (R52, R55)', () => {
    const both = { ...edited, name: 'New' };
    expect(plan(wanted(both), own)).toEqual({
      id: 'reminder',
      action: 'change',
      changes: [
        { path: ['name'], from: 'Reminder', to: 'New', affectsWaiting: true },
        { path: ['delay'], from: '1 hour', to: '2 hours', affectsWaiting: false },
      ],
      revision: 2,
      drift: [],
      adopts: false,
      refusals: [],
    });
  });

  test('a published campaign that equals its file, with its fields in any order, is left as it is (R55)', () => {
    const reversed = { ...definition, ...Object.fromEntries(Object.entries(definition).toReversed()) };
    expect(plan(wanted(reversed), own)).toMatchObject({ action: 'none', changes: [], adopts: false, refusals: [] });
  });

  test('a draft that equals its file is published (R55)', () => {
    expect(plan(wanted(definition), managedBy('shop', draft))).toMatchObject({ action: 'publish', changes: [] });
  });

  test('a stopped campaign is published again, with the changes since its newest version (R55)', () => {
    const stopped = managedBy('shop', stops(live));
    expect(plan(wanted(edited), stopped)).toMatchObject({ action: 'publish', changes: [{ path: ['delay'] }] });
  });

  test('a draft that is to stay a draft is changed, or left as it is if it equals its file', () => {
    const ownDraft = managedBy('shop', draft);
    expect(plan(wanted(definition, 'draft'), ownDraft)).toMatchObject({ action: 'none', changes: [] });
    expect(plan(wanted(edited, 'draft'), ownDraft)).toMatchObject({ action: 'change', refusals: [] });
    expect(plan(wanted(definition, 'draft'), managedBy('shop', stops(live)))).toMatchObject({ action: 'none' });
  });

  test('a published campaign is stopped, and one that is not published needs no stop', () => {
    expect(plan(STOPPED, own)).toMatchObject({ action: 'stop', changes: [], refusals: [] });
    for (const each of [draft, stops(live), archives(live)])
      expect(plan(STOPPED, managedBy('shop', each))).toMatchObject({ action: 'none', refusals: [] });
  });

  test('what is published is compared, not a later draft (R55)', () => {
    const withDraft = managedBy('shop', saves({ ...edited, name: 'Unseen' }, live));
    expect(plan(wanted(definition), withDraft)).toMatchObject({ action: 'none', changes: [], adopts: false });
    expect(plan(wanted(edited), withDraft).changes.map(({ path }) => path)).toEqual([['delay']]);
  });

  test('a version that an earlier release stored without fields that have defaults today equals a file without them', () => {
    const { recheckAudience: _, audience: __, ...old } = definition;
    // A stored version is what an earlier release wrote: it lacks fields of the type.
    const stored = JSON.parse(JSON.stringify(old));
    const before = managedBy('shop', publishes(saves(stored)));
    expect(plan(wanted(definition), before)).toMatchObject({ action: 'none', changes: [] });
    expect(plan(wanted(edited), before).changes.map(({ path }) => path)).toEqual([['delay']]);
  });

  test('a stored version with a fault of today is compared as it is', () => {
    const stored = { ...definition, messages: [{ channel: 'sms' as const, body: '{{ nowhere' }] };
    const { changes } = plan(wanted(definition), managedBy('shop', publishes(saves(stored))));
    expect(changes[0]?.path).toEqual(['messages', 0, 'channel']);
  });
});

describe('a campaign that an apply leaves alone', () => {
  test('a published campaign does not become a draft, not even if its file overwrites it', () => {
    for (const options of [OWNED, FORCED]) {
      const refused = plan(wanted(definition, 'draft'), own, options);
      expect([refused.action, codes(refused)]).toEqual(['change', ['published']]);
    }
  });

  test('an archived campaign is neither published nor changed, not even if its file overwrites it (R50)', () => {
    const archived = managedBy('shop', archives(live));
    for (const desired of [wanted(definition), wanted(edited), wanted(definition, 'draft'), wanted(edited, 'draft')])
      expect(codes(plan(desired, archived, FORCED))).toEqual(['archived']);
    expect(codes(plan({ id: definition.id, state: 'stopped' }, archived, FORCED))).toEqual([]);
  });

  test('a campaign that was saved by hand since the last apply is left alone, and every act is named (R55)', () => {
    const byHand = publishes(saves({ ...definition, name: 'By hand' }, own));
    const refused = plan(wanted(edited), byHand);
    const acts = byHand.campaign.history.slice(-2);
    expect(acts.map(({ did, by }) => [did, by])).toEqual([
      ['saved', 'olga'],
      ['published', 'olga'],
    ]);
    expect(refused).toMatchObject({ drift: acts, refusals: [{ code: 'changed-by-hand', acts }] });
    expect(plan(wanted(edited), byHand, FORCED)).toMatchObject({ drift: acts, action: 'change', refusals: [] });
  });

  test('a campaign that was stopped by hand since the last apply is not published again (R55)', () => {
    expect(codes(plan(wanted(definition), stops(own)))).toEqual(['changed-by-hand']);
    expect(plan(wanted(definition), stops(own), FORCED)).toMatchObject({ action: 'publish', refusals: [] });
  });

  test('a campaign that was edited by hand since the last apply is not stopped (R55)', () => {
    expect(codes(plan(STOPPED, saves(edited, own)))).toEqual(['changed-by-hand']);
  });

  test('an act by hand that the file does not undo is named, and refuses nothing (R55)', () => {
    const withDraft = saves(edited, own);
    expect(plan(wanted(definition), withDraft)).toMatchObject({
      ...{ action: 'none', drift: [{ did: 'saved', version: 2 }], refusals: [] },
    });
  });

  test('a draft by hand that the file has taken over is published, because nothing of it is lost (R55)', () => {
    for (const before of [own, live])
      expect(plan(wanted(edited), saves(edited, before))).toMatchObject({ action: 'change', refusals: [] });
    expect(codes(plan(wanted(edited), saves(edited, stops(own))))).toEqual(['changed-by-hand']);
    expect(codes(plan(wanted(edited), saves(edited, saves({ ...edited, name: 'New' }, own))))).toEqual([]);
  });

  test('a campaign that differs and was never applied from a folder is left alone (R55)', () => {
    const refused = plan(wanted(edited), live);
    expect(refused.refusals).toEqual([{ code: 'not-managed', latest: live.campaign.history.at(-1) }]);
    expect(codes(plan(STOPPED, live))).toEqual(['not-managed']);
    expect(codes(plan(wanted(edited), draft))).toEqual(['not-managed']);
    expect(codes(plan(wanted(definition), stops(live)))).toEqual(['not-managed']);
    expect(plan(wanted(edited), live, FORCED)).toMatchObject({ action: 'change', refusals: [] });
  });

  test('a draft that was never applied from a folder and equals its file is published (R55)', () => {
    expect(plan(wanted(definition), draft)).toMatchObject({ action: 'publish', refusals: [] });
  });

  test('a campaign of another project is left alone, even if it equals the file (R55)', () => {
    const other = managedBy('news', live);
    for (const desired of [wanted(definition), wanted(edited), STOPPED])
      expect(plan(desired, other).refusals).toEqual([{ code: 'of-another-project', project: 'news' }]);
    expect(plan(wanted(edited), other, FORCED)).toMatchObject({ action: 'change', drift: [], refusals: [] });
  });

  test('a file without a project owns nothing, and is never refused because of an owner', () => {
    for (const before of [live, own, managedBy('news', live), saves({ ...definition, name: 'By hand' }, own)])
      expect(plan(wanted(edited), before, FREE)).toMatchObject({ action: 'change', drift: [], refusals: [] });
  });
});

describe('a campaign that a project adopts', () => {
  const adopts = (desired: DesiredCampaign, before: CampaignAfterActs, options: typeof OWNED | typeof FREE = OWNED) =>
    plan(desired, before, options).adopts;

  test('a campaign that equals its file and was never applied is adopted (R55)', () => {
    expect(adopts(wanted(definition), live)).toBe(true);
    expect(adopts(wanted(definition, 'draft'), draft)).toBe(true);
    expect(adopts(STOPPED, stops(live))).toBe(true);
  });

  test('a campaign that was changed by hand to what its file has now is adopted (R55)', () => {
    expect(adopts(wanted(edited), publishes(saves(edited, own)))).toBe(true);
    expect(adopts(STOPPED, stops(own))).toBe(true);
  });

  test('a campaign of another project is adopted only if its file overwrites it (R55)', () => {
    expect(adopts(wanted(definition), managedBy('news', live), FORCED)).toBe(true);
  });

  test('a campaign is not adopted if nothing changed since its last apply, if there is something to do, or without a project', () => {
    expect(adopts(wanted(definition), own)).toBe(false);
    expect(adopts(wanted(edited), live)).toBe(false);
    expect(adopts(wanted(definition), live, FREE)).toBe(false);
    expect(planCampaign(STOPPED, NOTHING, OWNED).adopts).toBe(false);
  });

  test('a campaign with a later draft is not adopted: the draft would become that of the project', () => {
    expect(adopts(wanted(definition), saves(edited, live))).toBe(false);
  });
});
