import { describe, expect, test } from 'vitest';
import { type CampaignWrite, planArchive, planPublish, planSave, planStop } from '../../core/campaign.ts';
import type { ConversionDefinitions } from '../../core/contracts/conversion.ts';
import type { FollowUpDefinition } from '../../core/contracts/definition.ts';
import { DAY, HOUR } from '../../core/contracts/time-span.ts';
import { findCycle } from '../../core/find-cycle.ts';
import type { PublishedVersion } from '../../core/follow-up.ts';
import { MAX_FORMER_CONVERSIONS } from '../../core/former-conversions.ts';
import { followUpOfTarget } from '../harness/adapters/sample.ts';

const bought = { behavior: 'purchase.made', within: '3 days' } as const;
const joined = { behavior: 'custom_event.performed', name: 'joined', within: '30 days' } as const;
const withConversions = (conversions?: ConversionDefinitions, more: Partial<FollowUpDefinition> = {}) =>
  followUpOfTarget('reminder', 'welcome', { ...(conversions && { conversions }), ...more });

/** An owner who saves, publishes and stops a campaign. */
class Acting {
  write: CampaignWrite | undefined;
  published: PublishedVersion | undefined;

  publishes(definition: FollowUpDefinition, now: number): CampaignWrite {
    const context = { now, by: 'ann' };
    const saved = this.done(planSave(this.write?.campaign, definition, context));
    const { campaign } = saved;
    return this.done(planPublish({ campaign, definition, published: this.published, archivedTargets: [] }, context));
  }

  stops(now: number): CampaignWrite {
    if (this.write === undefined) throw new Error('write: expected');
    return this.done(planStop(this.write.campaign, this.published, { now, by: 'ann' }));
  }

  archives(now: number): CampaignWrite {
    if (this.write === undefined) throw new Error('write: expected');
    return this.done(planArchive(this.write.campaign, this.published, { now, by: 'ann' }));
  }

  done(outcome: object): CampaignWrite {
    if (!isWrite(outcome)) throw new Error(`refused: ${JSON.stringify(outcome)}`);
    this.write = outcome;
    this.published = outcome.published ?? this.published;
    return outcome;
  }
}

function isWrite(outcome: object): outcome is CampaignWrite {
  return 'campaign' in outcome;
}

describe('the keys of conversion events', () => {
  test('a publication listens to its conversion events too, each key once (R47)', () => {
    const write = new Acting().publishes(withConversions({ A: bought, B: { ...bought, within: '1 day' } }), 0);
    expect(write.keysToAdd?.keys).toEqual(['email.received#welcome', 'purchase.made']);
    expect(write.keysForConversions).toBeUndefined();
  });

  test('a stop keeps the keys of conversion events until an hour after their last deadline, for conversions only (R47, R50)', () => {
    const owner = new Acting();
    owner.publishes(withConversions({ A: bought, B: { ...bought, within: '1 day' }, C: joined }), 0);
    const write = owner.stops(DAY);
    expect(write.keysToRemove).toContain('email.received#welcome');
    expect(write.keysForConversions).toEqual({
      keys: [
        { key: 'purchase.made', until: 4 * DAY + HOUR },
        { key: 'custom_event.performed#joined', until: 31 * DAY + HOUR },
      ],
      listener: { campaignId: 'reminder', publication: 1, version: 1 },
    });
    expect(owner.archives(2 * DAY).keysForConversions).toBeUndefined();
  });

  test('an archive of a published campaign keeps the keys of its conversion events as a stop does (R47)', () => {
    const owner = new Acting();
    owner.publishes(withConversions({ A: bought }), 0);
    expect(owner.archives(DAY).keysForConversions?.keys).toEqual([{ key: 'purchase.made', until: 4 * DAY + HOUR }]);
  });

  test('an edit that removes a conversion event keeps it for the messages of the versions before (R47, R52)', () => {
    const owner = new Acting();
    owner.publishes(withConversions({ A: bought }), 0);
    const write = owner.publishes(withConversions(), DAY);
    expect(write.published?.formerConversions).toEqual([
      { letter: 'A', conversion: bought, since: 1, before: 2, until: 4 * DAY + HOUR },
    ]);
    expect(write.keysForConversions).toEqual({
      keys: [{ key: 'purchase.made', until: 4 * DAY + HOUR }],
      listener: { campaignId: 'reminder', publication: 1, version: 2 },
    });
    expect(owner.publishes(withConversions(), 5 * DAY).published?.formerConversions).toBeUndefined();
  });

  test('an edit that keeps a conversion event keeps the version since which it counts (R47)', () => {
    const owner = new Acting();
    owner.publishes(withConversions({ A: bought }), 0);
    const write = owner.publishes(withConversions({ A: bought, B: joined }), DAY);
    expect(write.published).toMatchObject({ conversionsSince: { A: 1, B: 2 } });
    expect(write.published?.formerConversions).toBeUndefined();
  });

  test('a new publication takes over what the messages of the ended one may be converted by, and its keys (R47)', () => {
    const owner = new Acting();
    owner.publishes(withConversions({ A: bought, B: joined }), 0);
    owner.stops(DAY);
    const write = owner.publishes(withConversions({ A: bought }), 2 * DAY);
    expect(write.published).toMatchObject({
      publication: 2,
      conversionsSince: { A: 1 },
      formerConversions: [{ letter: 'B', since: 1, before: 2, until: 31 * DAY + HOUR }],
    });
    expect(write.keysToRemove).toEqual(['purchase.made', 'custom_event.performed#joined']);
    expect(write.keysForConversions?.keys).toEqual([{ key: 'custom_event.performed#joined', until: 31 * DAY + HOUR }]);
  });

  test('the largest edit writes at most 99 items, of the 100 that a transaction has (R47)', () => {
    const owner = new Acting();
    const many = (edit: number, kind: string, count: number) =>
      Array.from({ length: count }, (_, index) => ({
        behavior: 'custom_event.performed' as const,
        name: `${kind} ${edit} ${index}`,
      }));
    const letters = (edit: number): ConversionDefinitions => {
      const [A, B, C, D] = many(edit, 'conversion', 4).map((each) => ({ ...each, within: '30 days' }));
      return { A, B, C, D };
    };
    for (let edit = 0; edit < 5; edit++) {
      const definition = withConversions(letters(edit), {
        triggers: many(edit, 'trigger', 20),
        exceptions: many(edit, 'exception', 20),
      });
      const { keysToRemove = [], keysToAdd, keysForConversions, published } = owner.publishes(definition, edit * HOUR);
      const keys = new Set([
        ...keysToRemove,
        ...(keysToAdd?.keys ?? []),
        ...(keysForConversions?.keys ?? []).map(({ key }) => key),
      ]);
      // Campaign, list, definition, version, lease and order.
      expect(6 + keys.size).toBeLessThanOrEqual(99);
      expect(published?.formerConversions ?? []).toHaveLength(Math.min(edit * 4, MAX_FORMER_CONVERSIONS));
    }
  });
});

describe('a cycle over conversions', () => {
  const again = { reeligibility: 'immediately' } as const;
  const thanks = followUpOfTarget('thanks', 'reminder', {
    ...again,
    triggers: [{ interaction: 'conversion.performed', campaign: 'reminder', conversionEvent: 'A' }],
  });

  test('a follow-up that a conversion triggers, and that triggers the converted one again, closes a cycle (R8, R47)', async () => {
    const reminder = withConversions(
      { A: bought },
      { ...again, triggers: [{ interaction: 'push.received', campaign: 'thanks' }] },
    );
    expect(await findCycle(thanks, () => reminder)).toEqual(['thanks', 'reminder', 'thanks']);
  });

  test('a follow-up that is only a conversion event of another closes no cycle: a dispatch is converted once for each letter (R8, R47)', async () => {
    const conversion = { interaction: 'push.received', campaign: 'thanks', within: '1 day' } as const;
    expect(await findCycle(thanks, () => withConversions({ A: conversion }, again))).toBeUndefined();
  });
});
