import { describe, expect, test } from 'vitest';
import { planSave } from '../../../core/campaign.ts';
import { publishCampaign, saveCampaign } from '../../../engine/publish.ts';
import { followUpOfTarget, fresh, NOON, Owner } from '../../harness/adapters/sample.ts';
import type { OpenPorts } from './open-ports.ts';
import { pagesOf } from './pages-of.ts';

/** Tests the campaigns of an adapter. */
export function testCampaigns(ports: OpenPorts): void {
  describe('campaigns', () => {
    const draft = () =>
      planSave(undefined, followUpOfTarget(fresh('follow-up'), 'welcome'), { now: NOON, by: 'owner' });

    test('a campaign is read as it was written', async () => {
      const owner = new Owner(ports.services);
      await owner.publishes(followUpOfTarget(fresh('follow-up'), fresh('target')));
      expect(await ports.services.campaigns.get(owner.campaign.id)).toEqual(owner.campaign);
      expect(await ports.services.campaigns.get(fresh('unknown'))).toBeUndefined();
    });

    test('a write to a campaign that another caller changed is refused, and nothing of it is kept', async () => {
      const [owner, other, target] = [new Owner(ports.services), new Owner(ports.services), fresh('target')];
      const definition = followUpOfTarget(fresh('follow-up'), target);
      await owner.saves(definition);
      await expect(other.publishes({ ...definition, name: 'Stale' })).rejects.toThrow('write refused');
      expect(await ports.services.campaigns.get(definition.id)).toEqual(owner.campaign);
      expect(await ports.services.campaigns.getDefinition(definition.id, 1)).toEqual(definition);
      expect((await ports.services.listeners.findByKey(`email.received#${target}`)).listeners).toEqual([]);
    });

    test('a stale publication leaves no listener and no version behind', async () => {
      const target = fresh('target');
      const owner = new Owner(ports.services);
      const definition = followUpOfTarget(fresh('follow-up'), target);
      await owner.saves(definition);
      const stale = {
        ...owner.campaign,
        rev: owner.campaign.rev, // not one more: already taken
      };
      const listener = { campaignId: definition.id, publication: 1, version: 1 };
      const published = { definition, version: 1, publication: 1, publishedAt: NOON, since: {} };
      const key = `email.received#${target}`;
      const write = { campaign: stale, published, keysToAdd: { keys: [key], listener } };
      expect(await ports.services.campaigns.write(write)).toBe(false);
      expect((await ports.services.listeners.findByKey(key)).listeners).toEqual([]);
      await expect(ports.services.followUps.get(listener)).rejects.toThrow();
    });

    test('exactly one of two first saves at the same time wins', async () => {
      const first = draft();
      if (!('campaign' in first)) throw new Error('save: refused');
      const won = await Promise.all([ports.services.campaigns.write(first), ports.services.campaigns.write(first)]);
      expect(won.toSorted()).toEqual([false, true]);
    });

    test('exactly one of two saves at the same time that name the same version is kept, and the other is a conflict (R97)', async () => {
      const definition = followUpOfTarget(fresh('follow-up'), 'welcome');
      const acting = { by: 'owner', services: ports.services };
      await saveCampaign(definition, { ...acting, expectedVersion: 0 });
      for (const expectedVersion of [1, 2, 3]) {
        const results = await Promise.all(
          ['One', 'Other'].map((name) =>
            saveCampaign({ ...definition, name: `${name} ${expectedVersion}` }, { ...acting, expectedVersion }),
          ),
        );
        const conflict = { code: 'changed-meanwhile', expectedVersion, newestVersion: expectedVersion + 1 };
        const codes = results.map((result) => ('code' in result ? result.code : 'saved'));
        expect(codes.toSorted()).toEqual(['changed-meanwhile', 'saved']);
        expect(results.find((result) => 'code' in result)).toMatchObject(conflict);
        expect((await ports.services.campaigns.get(definition.id))?.version).toBe(expectedVersion + 1);
      }
    });

    test('a publication at the same time as a save publishes the version that it names or none (R97)', async () => {
      for (let round = 0; round < 5; round += 1) {
        const definition = followUpOfTarget(fresh('follow-up'), 'welcome');
        await saveCampaign(definition, { by: 'owner', services: ports.services });
        const naming = { by: 'owner', services: ports.services, expectedVersion: 1, publishLeadTime: 0 };
        const [, published] = await Promise.all([
          saveCampaign({ ...definition, name: 'Unseen' }, { by: 'other', services: ports.services }),
          publishCampaign(definition.id, naming),
        ]);
        const { publication } = (await ports.services.campaigns.get(definition.id)) ?? {};
        expect(publication?.version).toBe('campaign' in published ? 1 : undefined);
      }
    });

    test('one of two publications at the same time that close a cycle together is refused (R8)', async () => {
      for (let round = 0; round < 5; round += 1) {
        const [one, other] = [fresh('one'), fresh('other')];
        const again = { reeligibility: 'immediately' };
        for (const [id, target] of [[one, other] as const, [other, one] as const])
          await saveCampaign(followUpOfTarget(id, target, again), { by: 'owner', services: ports.services });
        const acting = { by: 'owner', services: ports.services, publishLeadTime: 0 };
        const results = await Promise.all([one, other].map((id) => publishCampaign(id, acting)));
        const codes = results.map((result) => ('code' in result ? result.code : 'published'));
        expect(codes.toSorted()).toEqual(['cycle', 'published']);
      }
    });

    test('a save of an equal definition, with its fields in any order, changes nothing (R97)', async () => {
      const definition = followUpOfTarget(fresh('follow-up'), 'welcome');
      await saveCampaign(definition, { by: 'owner', services: ports.services });
      const before = await ports.services.campaigns.get(definition.id);
      const reversed = { ...definition, ...Object.fromEntries(Object.entries(definition).toReversed()) };
      expect(await saveCampaign(reversed, { by: 'other', services: ports.services })).toEqual({ already: before });
      expect(await ports.services.campaigns.get(definition.id)).toEqual(before);
      expect(
        await saveCampaign({ ...definition, delay: '2 hours' }, { by: 'other', services: ports.services }),
      ).toMatchObject({
        campaign: { version: 2 },
      });
    });

    test('every version keeps its definition', async () => {
      const owner = new Owner(ports.services);
      const definition = followUpOfTarget(fresh('follow-up'), 'welcome');
      await owner.saves(definition);
      await owner.saves({ ...definition, name: 'Second' });
      expect(await ports.services.campaigns.getDefinition(definition.id, 1)).toEqual(definition);
      expect(await ports.services.campaigns.getDefinition(definition.id, 2)).toEqual({ ...definition, name: 'Second' });
      await expect(ports.services.campaigns.getDefinition(definition.id, 3)).rejects.toThrow();
    });

    test('every version keeps the text that its author wrote, of whatever length, and one without a text has none', async () => {
      const definition = followUpOfTarget(fresh('follow-up'), 'welcome');
      const { id } = definition;
      const save = (name: string, text?: string) =>
        saveCampaign({ ...definition, name }, { by: 'owner', text, services: ports.services });
      const texts = ['# Olá 👋\r\n\tas "written"\n', `# ${'long '.repeat(20_000)}`];
      await save('First', texts[0]);
      await save('Second');
      await save('Third', texts[1]);
      const kept = await Promise.all([1, 2, 3, 4].map((version) => ports.services.campaigns.getText(id, version)));
      expect(kept).toEqual([texts[0], undefined, texts[1], undefined]);
      expect(await ports.services.campaigns.getText(fresh('unknown'), 1)).toBeUndefined();
    });

    test('another text of an equal definition takes the place of the text, and makes no new version (R74, R97)', async () => {
      const definition = followUpOfTarget(fresh('follow-up'), 'welcome');
      const { id } = definition;
      const save = (by: string, text?: string) => saveCampaign(definition, { by, text, services: ports.services });
      await save('ann', '# One');
      const before = await ports.services.campaigns.get(id);
      expect(await save('bob', '# One')).toEqual({ already: before });
      expect(await save('bob')).toEqual({ already: before });
      expect(await save('cid', '# Other')).toMatchObject({ campaign: { version: 1, rev: 2 }, text: '# Other' });
      expect(await ports.services.campaigns.getText(id, 1)).toBe('# Other');
      expect(await ports.services.campaigns.get(id)).toMatchObject({
        version: 1,
        history: [
          { by: 'ann', did: 'saved', version: 1 },
          { by: 'cid', did: 'saved', version: 1 },
        ],
      });
    });

    test('a text whose save is refused is not kept', async () => {
      const first = draft();
      if (!('campaign' in first)) throw new Error('save: refused');
      expect(await ports.services.campaigns.write({ ...first, text: '# Kept' })).toBe(true);
      expect(await ports.services.campaigns.write({ ...first, text: '# Refused' })).toBe(false);
      expect(await ports.services.campaigns.getText(first.campaign.id, 1)).toBe('# Kept');
    });

    test('the list holds every campaign once, page by page', async () => {
      const prefix = fresh('listed').slice(0, 30);
      const ids = Array.from({ length: 130 }, (_, index) => `${prefix}-${String(index).padStart(3, '0')}`);
      for (const id of ids) await new Owner(ports.services).saves(followUpOfTarget(id, 'welcome'));
      const pages = await pagesOf((cursor) => ports.services.campaigns.list(cursor));
      const listed = pages.flat().map(({ id }) => id);
      expect(listed.filter((id) => id.startsWith(prefix)).toSorted()).toEqual(ids);
      expect(new Set(listed).size).toBe(listed.length);
    });
  });
}
