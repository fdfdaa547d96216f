import { describe, expect, test } from 'vitest';
import {
  type AlreadyDone,
  type Campaign,
  type CampaignActRefusal,
  type CampaignWrite,
  listTargetKeys,
  listTargets,
  planArchive,
  planPublish,
  planSave,
  planStop,
} from '../../core/campaign.ts';
import { INTERACTION_NAMES } from '../../core/contracts/catalogue.ts';
import type { Definition, FollowUpDefinition } from '../../core/contracts/definition.ts';
import type { PublishedVersion } from '../../core/follow-up.ts';
import { serializeSelector } from '../../core/matching.ts';

const received = { interaction: 'email.received', campaign: 'welcome' } as const;
const clicked = { interaction: 'email.clicked', campaign: 'welcome' } as const;
const bought = { behavior: 'purchase.made' } as const;
const definition: FollowUpDefinition = {
  id: 'reminder',
  name: 'Reminder',
  triggers: [received],
  delay: '1 hour',
  exceptions: [bought],
  audience: 'everyone',
  recheckAudience: false,
  reeligibility: 'never',
  staleAfter: '72 hours',
  messages: [{ channel: 'sms', body: 'Hi' }],
};
const at = (now: number) => ({ now, by: 'ann' });

/** Returns the write of an action; throws where the action is refused. */
function done(outcome: CampaignWrite | CampaignActRefusal | AlreadyDone): CampaignWrite {
  if (!('campaign' in outcome)) throw new Error('code' in outcome ? outcome.code : 'done already');
  return outcome;
}
const saved = (before?: Campaign, given: Definition = definition) => done(planSave(before, given, at(1))).campaign;
const publishing = (campaign: Campaign, published?: PublishedVersion, given: Definition = definition) => ({
  campaign,
  definition: given,
  published,
  archivedTargets: [],
});
const published = () => done(planPublish(publishing(saved()), at(10)));

describe('saving', () => {
  test('a campaign that is saved becomes a draft, then further versions of it', () => {
    const first = saved();
    expect(first).toMatchObject({
      rev: 1,
      version: 1,
      status: 'draft',
      history: [{ at: 1, by: 'ann', did: 'saved', version: 1 }],
    });
    expect(saved(first)).toMatchObject({ rev: 2, version: 2, status: 'draft' });
  });

  test('a campaign that is saved again stays published as it was', () => {
    const { campaign } = published();
    expect(saved(campaign)).toMatchObject({ version: 2, status: 'published', publication: { number: 1, version: 1 } });
  });

  test('a campaign keeps its last hundred acts', () => {
    let campaign = saved();
    for (let version = 2; version <= 150; version++) campaign = saved(campaign);
    expect(campaign.history).toHaveLength(100);
    expect(campaign.history.at(-1)?.version).toBe(150);
  });
});

describe('publishing', () => {
  test('a campaign that is published begins a publication and listens under every key', () => {
    expect(published()).toMatchObject({
      campaign: { status: 'published', publication: { number: 1, publishedAt: 10, version: 1 } },
      published: { publication: 1, publishedAt: 10, since: {} },
      keysToAdd: { keys: ['email.received#welcome', 'purchase.made'], listener: { publication: 1, version: 1 } },
    });
  });

  test('an edit keeps the publication: added triggers count from then, and removed ones no longer listen (R6)', () => {
    const first = published();
    const edited: Definition = { ...definition, triggers: [received, clicked], exceptions: [] };
    const write = done(planPublish(publishing(saved(first.campaign), first.published, edited), at(20)));
    expect(write.campaign.publication).toEqual({ number: 1, publishedAt: 10, version: 2 });
    expect(write.published?.since).toEqual({ [serializeSelector(received)]: 10, [serializeSelector(clicked)]: 20 });
    expect(write.keysToRemove).toEqual(['email.received#welcome', 'purchase.made']);
    expect(write.keysToAdd?.keys).toEqual(['email.received#welcome', 'email.clicked#welcome']);
  });

  test('a trigger that was removed and added again counts from when it was added again (R6)', () => {
    const first = published();
    const without: Definition = { ...definition, triggers: [clicked] };
    const second = done(planPublish(publishing(saved(first.campaign), first.published, without), at(20)));
    const third = done(planPublish(publishing(saved(second.campaign), second.published), at(30)));
    expect(third.published?.since).toEqual({ [serializeSelector(received)]: 30 });
  });

  test('a campaign that is published after a stop begins a new publication, with nothing of the old one (R6)', () => {
    const first = published();
    const stopped = done(planStop(first.campaign, first.published, at(20)));
    expect(stopped).toMatchObject({
      campaign: { status: 'stopped', publication: { endedAt: 20 } },
      keysToRemove: ['email.received#welcome', 'purchase.made'],
    });
    const again = done(planPublish(publishing(stopped.campaign, first.published), at(30)));
    expect(again.campaign.publication).toEqual({ number: 2, publishedAt: 30, version: 1 });
    expect(again.published).toMatchObject({ publication: 2, publishedAt: 30, since: {} });
  });

  test('a campaign with an archived target cannot be published (R7)', () => {
    const outcome = planPublish({ ...publishing(saved()), archivedTargets: ['welcome'] }, at(10));
    expect(outcome).toMatchObject({ code: 'target-archived', targets: ['welcome'] });
  });

  test('a campaign of another tool that is published listens to nothing', () => {
    const elsewhere: Definition = { id: 'welcome', name: 'Welcome', sentElsewhere: true };
    const write = done(planPublish(publishing(saved(undefined, elsewhere), undefined, elsewhere), at(10)));
    expect([write.campaign.status, write.published, write.keysToAdd]).toEqual(['published', undefined, undefined]);
  });
});

describe('stopping and archiving', () => {
  test('only a published campaign can be stopped', () => {
    expect(planStop(saved(), undefined, at(5))).toMatchObject({ code: 'not-published' });
  });

  test('a campaign that is stopped already stays as it is (R97)', () => {
    const { campaign, published: version } = published();
    const stopped = done(planStop(campaign, version, at(20))).campaign;
    expect(planStop(stopped, version, at(30))).toEqual({ already: stopped });
  });

  test('a stop ends the version that is published, whatever was saved since (R74)', () => {
    const { campaign, published: version } = published();
    const edited = saved(campaign);
    expect(done(planStop(edited, version, at(20))).campaign.history.at(-1)).toEqual({
      at: 20,
      by: 'ann',
      did: 'stopped',
      version: 1,
    });
  });

  test('a published campaign that is archived stops in the same write, and its followers see an archived target (R7, R50)', () => {
    const { campaign, published: version } = published();
    const write = done(planArchive(campaign, version, at(20)));
    expect(write.campaign).toMatchObject({
      rev: campaign.rev + 1,
      status: 'archived',
      archivedAt: 20,
      publication: { endedAt: 20 },
    });
    expect(write.keysToRemove).toEqual(['email.received#welcome', 'purchase.made']);
    expect(write.keysToArchive).toEqual({ keys: listTargetKeys('reminder'), at: 20 });
    expect(write.keysToArchive?.keys).toHaveLength(INTERACTION_NAMES.length);
  });

  test('a draft can be archived, and then no act on it is accepted', () => {
    const { campaign } = done(planArchive(saved(), undefined, at(20)));
    expect(campaign.history.map(({ did }) => did)).toEqual(['saved', 'archived']);
    const refused = { code: 'archived' };
    expect(planSave(campaign, definition, at(30))).toMatchObject(refused);
    expect(planPublish(publishing(campaign), at(30))).toMatchObject(refused);
    expect(planArchive(campaign, undefined, at(30))).toMatchObject(refused);
    expect(planStop(campaign, undefined, at(30))).toMatchObject({ code: 'not-published' });
  });
});

describe('an action that names another version than the newest (R97)', () => {
  const { campaign, published: version } = published();
  const edited = saved(campaign);
  const conflict = { code: 'changed-meanwhile', expectedVersion: 1, newestVersion: 2, saved: { at: 1, by: 'ann' } };

  test('an action that names another version than the newest is a conflict that says who saved the newest, and when (R97)', () => {
    const context = { ...at(20), expectedVersion: 1 };
    expect(planSave(edited, definition, context)).toEqual(conflict);
    expect(planPublish(publishing(edited, version), context)).toEqual(conflict);
    expect(planStop(edited, version, context)).toEqual(conflict);
    expect(planArchive(edited, version, context)).toEqual(conflict);
  });

  test('an action that names the newest version is no conflict (R97)', () => {
    const context = { ...at(20), expectedVersion: 2 };
    expect(done(planSave(edited, definition, context)).campaign.version).toBe(3);
    expect(done(planPublish(publishing(edited, version), context)).campaign.publication?.version).toBe(2);
    expect(done(planStop(edited, version, context)).campaign.status).toBe('stopped');
    expect(done(planArchive(edited, version, context)).campaign.status).toBe('archived');
  });

  test('an action is a conflict too for a campaign that should be new and is not, or should be there and is not (R97)', () => {
    expect(planSave(edited, definition, { ...at(20), expectedVersion: 0 })).toMatchObject({ newestVersion: 2 });
    expect(planSave(undefined, definition, { ...at(20), expectedVersion: 3 })).toEqual({
      code: 'changed-meanwhile',
      expectedVersion: 3,
      newestVersion: 0,
    });
    expect(done(planSave(undefined, definition, { ...at(20), expectedVersion: 0 })).campaign.version).toBe(1);
  });

  test('a conflict of versions names no user if the history no longer has the save (R97)', () => {
    const long = { ...edited, history: edited.history.filter(({ did }) => did !== 'saved') };
    expect(planStop(long, version, { ...at(20), expectedVersion: 1 })).not.toHaveProperty('saved');
  });
});

describe('the targets of a follow-up', () => {
  test('the targets of a follow-up are the campaigns that its triggers listen to, each once', () => {
    expect(
      listTargets({ ...definition, triggers: [received, clicked, bought, { ...received, campaign: 'another' }] }),
    ).toEqual(['welcome', 'another']);
  });
});
