import { describe, expect, test } from 'vitest';
import type { AlreadyDone, CampaignActRefusal, CampaignWrite } from '../../core/campaign.ts';
import { type AppliedCampaign, type DesiredCampaign, planApply } from '../../core/campaign-apply.ts';
import type { Definition } from '../../core/contracts/definition.ts';
import { followUpOfTarget, NOON } from '../harness/adapters/sample.ts';
import {
  archives,
  asApplied,
  type CampaignAfterActs,
  managedBy,
  publishes,
  saves,
  stops,
} from '../harness/core/campaign-after-acts.ts';

const definition = followUpOfTarget('reminder', 'welcome');
const edited = { ...definition, delay: '2 hours' };
const NOW = NOON + 1_000;
const ABSENT: AppliedCampaign = { campaign: undefined, newest: undefined, published: undefined, archivedTargets: [] };
const STOPPED: DesiredCampaign = { id: 'reminder', state: 'stopped' };

const draft = saves(definition);
const live = publishes(draft);
const own = managedBy('shop', live);

const wanted = (given: Definition = definition, state: 'published' | 'draft' = 'published'): DesiredCampaign => ({
  id: given.id,
  state,
  definition: given,
});
const context = (expectedRevision: number) => ({ now: NOW, by: 'ann', project: 'shop', expectedRevision });
const apply = (desired: DesiredCampaign, before: CampaignAfterActs, revision = before.campaign.rev) =>
  planApply(desired, asApplied(before), context(revision));

function written(plan: CampaignWrite | CampaignActRefusal | AlreadyDone): CampaignWrite {
  if (!('campaign' in plan)) throw new Error('code' in plan ? plan.code : 'done already');
  return plan;
}
const didsOf = ({ campaign }: CampaignWrite, after: number) =>
  campaign.history.slice(after).map(({ did, version, by }) => `${did} ${version} by ${by}`);

describe('an act of an apply', () => {
  test('a new campaign is saved, published and marked in one write, as one revision (R55)', () => {
    const write = written(planApply(wanted(), ABSENT, context(0)));
    expect(write).toMatchObject({
      campaign: {
        ...{ rev: 1, version: 1, status: 'published', managedBy: { project: 'shop', rev: 1 } },
        publication: { number: 1, version: 1, publishedAt: NOW },
      },
      definition,
      published: { definition, version: 1, publication: 1 },
      keysToAdd: { keys: ['email.received#welcome'], listener: { publication: 1, version: 1 } },
    });
    expect(didsOf(write, 0)).toEqual(['saved 1 by ann', 'published 1 by ann']);
  });

  test('an edit of a published campaign is one revision, keeps the publication, and replaces its listeners (R6, R55)', () => {
    const write = written(apply(wanted({ ...edited, triggers: [{ behavior: 'session.started' }] }), own));
    expect(write).toMatchObject({
      campaign: {
        ...{ rev: 3, version: 2, managedBy: { project: 'shop', rev: 3 } },
        publication: { number: 1, version: 2, publishedAt: own.campaign.publication?.publishedAt },
      },
      keysToRemove: ['email.received#welcome'],
      keysToAdd: { keys: ['session.started'] },
    });
    expect(didsOf(write, 2)).toEqual(['saved 2 by ann', 'published 2 by ann']);
  });

  test('a draft that equals the file is published, and not saved again (R55, R97)', () => {
    const write = written(apply(wanted(), draft));
    expect(write.definition).toBeUndefined();
    expect(write).toMatchObject({ campaign: { rev: 2, version: 1, status: 'published' }, published: { version: 1 } });
    expect(didsOf(write, 1)).toEqual(['published 1 by ann']);
  });

  test('a draft over a published version that equals the file is published as it is (R55, R97)', () => {
    const write = written(apply(wanted(edited), saves(edited, own)));
    expect(write.definition).toBeUndefined();
    expect(write).toMatchObject({ campaign: { rev: 4, version: 2, publication: { number: 1, version: 2 } } });
    expect(didsOf(write, 3)).toEqual(['published 2 by ann']);
  });

  test('a stored draft without fields that have defaults today is not saved again (R97)', () => {
    const { recheckAudience: _, ...stored } = definition;
    const old: CampaignAfterActs = saves(JSON.parse(JSON.stringify(stored)));
    expect(written(apply(wanted(), old)).definition).toBeUndefined();
    const { campaign, definition: saved } = written(apply(wanted(), publishes(old)));
    expect([saved, campaign.version, campaign.managedBy?.project]).toEqual([undefined, 1, 'shop']);
  });

  test('a campaign that was stopped is published again as a new publication (R6)', () => {
    const write = written(apply(wanted(), stops(own)));
    expect(write).toMatchObject({ campaign: { rev: 4, version: 1, publication: { number: 2, publishedAt: NOW } } });
    expect(write.definition).toBeUndefined();
  });

  test('a campaign that is to stay a draft is saved only, and only if it differs', () => {
    const write = written(planApply(wanted(definition, 'draft'), ABSENT, context(0)));
    expect(write).toMatchObject({ campaign: { rev: 1, status: 'draft', managedBy: { rev: 1 } }, definition });
    expect(write.published).toBeUndefined();
    expect(written(apply(wanted(edited, 'draft'), draft))).toMatchObject({ campaign: { rev: 2, version: 2 } });
    const ownDraft = managedBy('shop', draft);
    expect(apply(wanted(definition, 'draft'), ownDraft)).toEqual({ already: ownDraft.campaign });
  });

  test('a published campaign is stopped, and its listeners are removed (R50)', () => {
    const write = written(apply(STOPPED, own));
    expect(write).toMatchObject({
      campaign: { rev: 3, status: 'stopped', managedBy: { project: 'shop', rev: 3 }, publication: { endedAt: NOW } },
      keysToRemove: ['email.received#welcome'],
    });
    expect(didsOf(write, 2)).toEqual(['stopped 1 by ann']);
  });

  test('a campaign as it is to be only gets the mark of the project, which is a revision and no act (R55)', () => {
    for (const [desired, before] of [
      [wanted(), live],
      [wanted(definition, 'draft'), draft],
      [STOPPED, stops(live)],
      [wanted(), managedBy('news', live)],
    ] as const) {
      const { rev, history } = before.campaign;
      expect(apply(desired, before)).toEqual({
        campaign: { ...before.campaign, rev: rev + 1, managedBy: { project: 'shop', rev: rev + 1 }, history },
      });
    }
  });

  test('a campaign as it is to be, of the project, and untouched since, is done already (R97)', () => {
    expect(apply(wanted(), own)).toEqual({ already: own.campaign });
    const stopped = managedBy('shop', stops(live));
    expect(apply(STOPPED, stopped)).toEqual({ already: stopped.campaign });
  });

  test('the note of an apply is in each entry of the history that it makes (R74)', () => {
    const { campaign } = written(planApply(wanted(), ABSENT, { ...context(0), note: 'release 7' }));
    expect(campaign.history.map(({ note }) => note)).toEqual(['release 7', 'release 7']);
  });

  test('a campaign of another tool is published without listeners', () => {
    const elsewhere = { id: 'welcome', name: 'Welcome', sentElsewhere: true } as const;
    const write = written(planApply(wanted(elsewhere), ABSENT, context(0)));
    expect(write).toMatchObject({ campaign: { status: 'published', rev: 1 }, definition: elsewhere });
    expect([write.published, write.keysToAdd]).toEqual([undefined, undefined]);
  });
});

describe('an act of an apply that is refused', () => {
  test('a draft that another person saved after the plan is never published (R55)', () => {
    const unseen = saves({ ...definition, name: 'Unseen' }, own);
    expect(apply(wanted(edited), unseen, own.campaign.rev)).toEqual({
      code: 'changed-meanwhile',
      expectedRevision: 2,
      newestRevision: 3,
      latest: { at: expect.any(Number), by: 'olga', did: 'saved', version: 2 },
    });
    // A plan that saw it saves the file on top of it, and publishes that.
    const write = written(apply(wanted(edited), unseen));
    expect(write).toMatchObject({ definition: edited, campaign: { version: 3, publication: { version: 3 } } });
  });

  test('a draft that equals the file and was saved after the plan is a conflict, too (R55)', () => {
    expect(apply(wanted(edited), saves(edited, own), own.campaign.rev)).toMatchObject({ code: 'changed-meanwhile' });
  });

  test('a campaign that was published, stopped or archived after the plan is a conflict, for a stop as well (R55)', () => {
    for (const later of [publishes(own), stops(own), archives(own)])
      for (const desired of [wanted(edited), wanted(edited, 'draft'), STOPPED])
        expect(apply(desired, later, 2)).toMatchObject({ code: 'changed-meanwhile', newestRevision: 3 });
  });

  test('a campaign that another made after the plan saw none is a conflict, and so is one that is gone (R55)', () => {
    expect(apply(wanted(), draft, 0)).toMatchObject({ code: 'changed-meanwhile', newestRevision: 1 });
    expect(planApply(wanted(), ABSENT, context(1))).toEqual({
      ...{ code: 'changed-meanwhile', expectedRevision: 1, newestRevision: 0 },
    });
  });

  test('a published campaign does not become a draft', () => {
    expect(apply(wanted(definition, 'draft'), own)).toEqual({ code: 'published', id: 'reminder' });
    expect(apply(wanted(edited, 'draft'), own)).toEqual({ code: 'published', id: 'reminder' });
  });

  test('a stop of a campaign that does not exist is refused', () => {
    expect(planApply(STOPPED, ABSENT, context(0))).toEqual({ code: 'unknown-campaign', id: 'reminder' });
  });

  test('an archived campaign is neither saved nor published (R50)', () => {
    for (const desired of [wanted(), wanted(edited), wanted(edited, 'draft')])
      expect(apply(desired, archives(own))).toMatchObject({ code: 'archived' });
  });

  test('a publication that closes a cycle or names an archived target saves nothing either (R7, R8)', () => {
    const given = { ...asApplied(own), cycle: ['reminder', 'other', 'reminder'] };
    expect(planApply(wanted(edited), given, context(2))).toMatchObject({ code: 'cycle' });
    const archived = { ...asApplied(own), archivedTargets: ['welcome'] };
    expect(planApply(wanted(edited), archived, context(2))).toMatchObject({ code: 'target-archived' });
  });

  test('a published follow-up does not become a campaign of another tool', () => {
    const elsewhere = { id: 'reminder', name: 'Reminder', sentElsewhere: true } as const;
    expect(apply(wanted(elsewhere), own)).toEqual({ code: 'target-of-another-tool' });
  });
});
