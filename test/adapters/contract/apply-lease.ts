import { describe, expect, test } from 'vitest';
import { type ApplyLeaseState, planBeginApply, planExtendApply } from '../../../core/apply-lease.ts';
import type { CampaignWrite } from '../../../core/campaign.ts';
import { planApply } from '../../../core/campaign-apply.ts';
import type { FollowUpDefinition } from '../../../core/contracts/definition.ts';
import { HOUR } from '../../../core/contracts/time-span.ts';
import { applyCampaign, beginApply, endApply } from '../../../engine/apply.ts';
import { followUpOfTarget, fresh, NOON } from '../../harness/adapters/sample.ts';
import type { OpenPorts } from './open-ports.ts';

const ACTING = { by: 'ann', project: 'shop' };

/** Tests the lease of applies of an adapter, and acts on campaigns that depend on it. */
export function testApplyLease(ports: OpenPorts): void {
  /** Begins an apply, as if every earlier one were long over; returns the lease. */
  const begin = async (token: string): Promise<ApplyLeaseState> => {
    const { applyLease } = ports.services;
    const before = await applyLease.read();
    const now = Math.max(NOON, before.holder?.until ?? 0);
    const plan = planBeginApply(before, { ...ACTING, token, now });
    if ('code' in plan) throw new Error(plan.code);
    if (!(await applyLease.write(plan.state))) throw new Error('lease: write refused');
    return plan.state;
  };
  const extend = (before: ApplyLeaseState, token: string): ApplyLeaseState => {
    const plan = planExtendApply(before, { token, now: NOON });
    if ('code' in plan) throw new Error(plan.code);
    return plan.state;
  };
  /** Creates the write that saves and publishes a new campaign. */
  const createWrite = (definition: FollowUpDefinition): CampaignWrite => {
    const plan = planApply(
      { id: definition.id, state: 'published', definition },
      { campaign: undefined, newest: undefined, published: undefined, archivedTargets: [] },
      { ...ACTING, now: NOON, expectedRevision: 0 },
    );
    if (!('campaign' in plan)) throw new Error('apply: refused');
    return plan;
  };
  const expectNothing = async (id: string, target: string) => {
    const { campaigns, listeners, followUps } = ports.services;
    expect(await campaigns.get(id)).toBeUndefined();
    await expect(campaigns.getDefinition(id, 1)).rejects.toThrow();
    expect((await listeners.findByKey(`email.received#${target}`)).listeners).toEqual([]);
    await expect(followUps.get({ campaignId: id, publication: 1, version: 1 })).rejects.toThrow();
  };

  describe('the lease of applies', () => {
    test('an installation in which nothing was applied has a lease that no apply holds (R55)', async () => {
      const { applyLease } = ports.services;
      expect(await applyLease.read()).toEqual({ rev: 0 });
      expect((await applyLease.getRecent()).state).toEqual({ rev: 0 });
    });

    test('the lease is read as it was written, and a write over a later one is refused (R55)', async () => {
      const { applyLease, settings, pauses } = ports.services;
      const others = [await settings.read(), await pauses.read()];
      const held = await begin('one');
      expect(await applyLease.read()).toEqual(held);
      expect((await applyLease.getRecent()).state).toEqual(held);
      expect(await applyLease.write({ rev: held.rev })).toBe(false);
      expect(await applyLease.write({ rev: held.rev + 2 })).toBe(false);
      expect(await applyLease.read()).toEqual(held);
      expect(await applyLease.write({ rev: held.rev + 1 })).toBe(true);
      expect(await applyLease.read()).toEqual({ rev: held.rev + 1 });
      expect([await settings.read(), await pauses.read()]).toEqual(others);
    });

    test('exactly one of two applies that begin at the same time has the lease (R55)', async () => {
      const { services } = ports;
      const later = { ...services, clock: { now: () => Date.now() + 1_000 * HOUR } };
      const both = await Promise.all(
        ['one', 'other'].map((token) => beginApply({ ...ACTING, token, services: later })),
      );
      expect(both.map((each) => ('code' in each ? each.code : 'begun')).toSorted()).toEqual([
        'apply-in-progress',
        'begun',
      ]);
      const winner = both.find((each) => !('code' in each));
      expect((await services.applyLease.read()).holder).toEqual(winner && 'holder' in winner ? winner.holder : 0);
      for (const token of ['one', 'other']) await endApply(token, services);
      expect((await services.applyLease.read()).holder).toBeUndefined();
    });
  });

  describe('a write to a campaign that names the lease', () => {
    test('a write that names the lease of its apply changes the campaign and the lease together (R55)', async () => {
      const { applyLease, campaigns, listeners } = ports.services;
      const target = fresh('target');
      const definition = followUpOfTarget(fresh('follow-up'), target);
      const write = createWrite(definition);
      const lease = extend(await begin('one'), 'one');
      expect(await campaigns.write({ ...write, lease })).toBe(true);
      expect(await applyLease.read()).toEqual(lease);
      expect(await campaigns.get(definition.id)).toEqual(write.campaign);
      expect(await campaigns.getDefinition(definition.id, 1)).toEqual(write.definition);
      expect((await listeners.findByKey(`email.received#${target}`)).listeners).toHaveLength(1);
      expect((await ports.services.followUps.getByPublication(definition.id, 1)).isLive).toBe(true);
    });

    test('a write with a lease that another apply took since writes nothing: no campaign, version or listener (R55)', async () => {
      const [id, target] = [fresh('follow-up'), fresh('target')];
      const stale = extend(await begin('one'), 'one');
      const taken = await begin('other');
      expect(await ports.services.campaigns.write({ ...createWrite(followUpOfTarget(id, target)), lease: stale })).toBe(
        false,
      );
      await expectNothing(id, target);
      expect(await ports.services.applyLease.read()).toEqual(taken);
      const ended = { rev: taken.rev + 1 };
      expect(await ports.services.applyLease.write(ended)).toBe(true);
      const late = { ...createWrite(followUpOfTarget(id, target)), lease: extend(taken, 'other') };
      expect(await ports.services.campaigns.write(late)).toBe(false);
      await expectNothing(id, target);
      expect(await ports.services.applyLease.read()).toEqual(ended);
    });

    test('a write to a campaign that another caller changed does not extend the lease (R55)', async () => {
      const { applyLease, campaigns } = ports.services;
      const write = createWrite(followUpOfTarget(fresh('follow-up'), fresh('target')));
      expect(await campaigns.write(write)).toBe(true);
      const held = await begin('one');
      expect(await campaigns.write({ ...write, lease: extend(held, 'one') })).toBe(false);
      expect(await applyLease.read()).toEqual(held);
      expect(await campaigns.get(write.campaign.id)).toEqual(write.campaign);
    });

    test('two acts of an apply at the same time, on two campaigns, are both done (R55)', async () => {
      await begin('one');
      const context = { by: 'ann', publishLeadTime: 0, services: ports.services, cancelWaits: async () => 0 };
      const definitions = ['a', 'b'].map((name) => followUpOfTarget(fresh(name), fresh('target')));
      const results = await Promise.all(
        definitions.map((definition) =>
          applyCampaign(
            { desired: { id: definition.id, state: 'published', definition }, revision: 0, token: 'one' },
            context,
          ),
        ),
      );
      expect(results).toMatchObject(definitions.map(({ id }) => ({ campaign: { id, status: 'published' } })));
    });

    test('an act of an apply is refused once another began, even if it read the lease before (R55)', async () => {
      await begin('one');
      const { services } = ports;
      const definition = followUpOfTarget(fresh('follow-up'), fresh('target'));
      const campaigns = {
        ...services.campaigns,
        write: async (write: CampaignWrite) => {
          if ((await services.applyLease.read()).holder?.token === 'one') await begin('other');
          return services.campaigns.write(write);
        },
      };
      const act = {
        desired: { id: definition.id, state: 'published', definition },
        revision: 0,
        token: 'one',
      } as const;
      const overtaken = { ...services, campaigns };
      const context = { by: 'ann', publishLeadTime: 0, services: overtaken, cancelWaits: async () => 0 };
      expect(await applyCampaign(act, context)).toEqual({ code: 'apply-ended' });
      expect(await services.campaigns.get(definition.id)).toBeUndefined();
    });
  });
}
