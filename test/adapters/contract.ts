import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { planSave } from '../../core/campaign.ts';
import { MAX_MESSAGE_BYTES, type MessageDispatched } from '../../core/contracts/dispatch.ts';
import { HOUR, MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import { createWave, type Wave } from '../../core/contracts/wave.ts';
import type { Page, RefusedEvent, Seat, Services } from '../../core/ports.ts';
import { getAttributes, mergeProfileUpdate, type Profile } from '../../core/profile.ts';
import { NEW_ROW, type RowKey } from '../../core/row.ts';
import { InvalidCursorError } from '../../core/store-cursor.ts';
import { publishCampaign, saveCampaign } from '../../engine/publish.ts';
import {
  createRow,
  followUpOfTarget,
  fresh,
  getFirstEventId,
  message,
  NOON,
  Owner,
} from '../harness/adapters/sample.ts';

/** Adapters of every port over one store, which may have been used before. */
export interface Opened {
  readonly services: Services;
  /** Returns the messages of a consumer that drops the dispatch ids it has seen. */
  sent(): Promise<readonly MessageDispatched[]>;
  close(): Promise<void>;
}

/** Tests what every adapter of the ports must do. Run it over a new adapter. */
export function adapterContract(name: string, open: () => Promise<Opened>): void {
  describe(`the ports, ${name}`, () => {
    let opened: Opened;
    let services: Services;
    beforeAll(async () => {
      opened = await open();
      services = opened.services;
    });
    afterAll(() => opened.close());

    describe('rows', () => {
      const key = (): RowKey => ({ userId: fresh('user'), campaignId: fresh('campaign') });

      test('a user of whom nothing is known has a new row', async () => {
        expect(await services.rows.read(key())).toEqual(NEW_ROW);
      });

      test('a row is read as it was written', async () => {
        const ann = key();
        const wave = { name: 'reminder.1.20261201T120000Z', departure: NOON };
        const row = {
          ...createRow('äöü "quoted" 🎈', 1),
          live: [
            {
              enrollmentId: 'e1',
              trigger: 't1',
              eventId: 'x1',
              at: NOON,
              dueAt: NOON + 1,
              publication: 1,
              state: 'waiting' as const,
              wave,
            },
          ],
          marks: [{ exception: '{}', id: 'm1', eventId: 'x2', at: NOON, restarts: false }],
          receipt: { at: NOON, enrollmentId: 'e0' },
          decided: [{ id: 't0', at: NOON }],
          floor: NOON - 1,
        };
        expect(await services.rows.write(ann, row)).toBe(true);
        expect(await services.rows.read(ann)).toEqual(row);
      });

      test('a row is written where the one before it still stands', async () => {
        const ann = key();
        for (const rev of [1, 2, 3]) expect(await services.rows.write(ann, createRow(`rev ${rev}`, rev))).toBe(true);
        expect(getFirstEventId(await services.rows.read(ann))).toBe('rev 3');
      });

      test('of many first writes at once exactly one wins', async () => {
        const ann = key();
        const names = Array.from({ length: 20 }, (_, index) => `writer ${index}`);
        const won = await Promise.all(names.map((each) => services.rows.write(ann, createRow(each, 1))));
        expect(won.filter(Boolean)).toHaveLength(1);
        expect(getFirstEventId(await services.rows.read(ann))).toBe(names[won.indexOf(true)]);
      });

      test('of many changes of the same row at once exactly one wins', async () => {
        const ann = key();
        await services.rows.write(ann, createRow('first', 1));
        const names = Array.from({ length: 20 }, (_, index) => `writer ${index}`);
        const won = await Promise.all(names.map((each) => services.rows.write(ann, createRow(each, 2))));
        expect(won.filter(Boolean)).toHaveLength(1);
        expect(getFirstEventId(await services.rows.read(ann))).toBe(names[won.indexOf(true)]);
      });

      test('a late write never lands', async () => {
        const ann = key();
        for (const rev of [1, 2, 3]) await services.rows.write(ann, createRow(`rev ${rev}`, rev));
        for (const rev of [1, 2, 3]) expect(await services.rows.write(ann, createRow('late', rev))).toBe(false);
        expect(await services.rows.read(ann)).toEqual(createRow('rev 3', 3));
      });

      test('a write ahead of the row it follows does not land', async () => {
        const ann = key();
        expect(await services.rows.write(ann, createRow('no row before', 2))).toBe(false);
        expect(await services.rows.read(ann)).toEqual(NEW_ROW);
      });

      test('a row that began again is not overwritten by a caller that read the one before it', async () => {
        const ann = key();
        await services.rows.write(ann, { ...createRow('born again', 1), born: 'second' });
        expect(await services.rows.write(ann, { ...createRow('late', 2), born: 'first' })).toBe(false);
        expect(await services.rows.write(ann, createRow('of an earlier version', 2))).toBe(false);
        expect(await services.rows.write(ann, { ...createRow('next', 2), born: 'second' })).toBe(true);
        expect(await services.rows.read(ann)).toEqual({ ...createRow('next', 2), born: 'second' });
      });

      test('a row of an earlier version, without a birth, goes on without one', async () => {
        const ann = key();
        await services.rows.write(ann, createRow('old', 1));
        expect(await services.rows.write(ann, { ...createRow('born', 2), born: 'later' })).toBe(false);
        expect(await services.rows.write(ann, createRow('older', 2))).toBe(true);
      });

      test('the ids of decided triggers are found beside their row, and beside no other (R49)', async () => {
        const [ann, bob] = [key(), key()];
        await services.rows.archiveDecidedTriggers(ann, ['t1', 't2']);
        await services.rows.archiveDecidedTriggers(ann, ['t2', 't3']);
        await services.rows.archiveDecidedTriggers(ann, []);
        const known = (of: RowKey, ids: readonly string[]) =>
          Promise.all(ids.map((id) => services.rows.hasDecidedTrigger(of, id)));
        expect(await known(ann, ['t1', 't2', 't3', 't4', 't'])).toEqual([true, true, true, false, false]);
        expect(await known(bob, ['t1'])).toEqual([false]);
        expect(await known({ ...ann, campaignId: `${ann.campaignId}#t1` }, ['t1'])).toEqual([false]);
        expect(await services.rows.listByUser(ann.userId)).toEqual([]);
      });

      test('a row that began again sees no page of the one before it (R70)', async () => {
        const ann = key();
        const page = (eventId: string) => ({ number: 0, decisions: createRow(eventId, 1).decisions });
        await services.rows.archiveDecisions({ ...ann, born: 'first' }, page('of the first'));
        await services.rows.archiveDecisions(ann, page('of an earlier version'));
        const readEventIds = async (born?: string) =>
          (await services.rows.readArchivedDecisions({ ...ann, born }, 1)).map(({ eventId }) => eventId);
        expect(await readEventIds('second')).toEqual([]);
        await services.rows.archiveDecisions({ ...ann, born: 'second' }, page('of the second'));
        expect(await readEventIds('second')).toEqual(['of the second']);
        expect([await readEventIds('first'), await readEventIds()]).toEqual([
          ['of the first'],
          ['of an earlier version'],
        ]);
      });

      test('all rows of a user are found, and none of other users', async () => {
        const [userId, one, other] = [fresh('user'), fresh('a-campaign'), fresh('b-campaign')];
        await services.rows.write({ userId, campaignId: one }, createRow('one', 1));
        await services.rows.write({ userId, campaignId: other }, createRow('other', 1));
        await services.rows.write({ userId: `${userId}#`, campaignId: one }, createRow('stranger', 1));
        const found = await services.rows.listByUser(userId);
        expect(found.map(({ campaignId, row }) => [campaignId, getFirstEventId(row)])).toEqual([
          [one, 'one'],
          [other, 'other'],
        ]);
        expect(await services.rows.listByUser(fresh('nobody'))).toEqual([]);
      });

      test('decisions archived in pages are read in order, as many pages as are requested (R70)', async () => {
        const [ann, bob] = [key(), key()];
        const page = (number: number) => ({ number, decisions: createRow(`page ${number}`, 1).decisions });
        for (const number of [11, 2, 0, 1, 1]) await services.rows.archiveDecisions(ann, page(number));
        for (const number of [3, 4, 5, 6, 7, 8, 9, 10]) await services.rows.archiveDecisions(ann, page(number));
        await services.rows.archiveDecisions({ ...ann, campaignId: `${ann.campaignId}#` }, page(0));
        const listEventIds = async (pages: number) =>
          (await services.rows.readArchivedDecisions(ann, pages)).map(({ eventId }) => eventId);
        expect(await listEventIds(2)).toEqual(['page 0', 'page 1']);
        expect(await listEventIds(12)).toEqual(Array.from({ length: 12 }, (_, number) => `page ${number}`));
        expect(await services.rows.readArchivedDecisions(bob, 1)).toEqual([]);
        expect(await services.rows.listByUser(ann.userId)).toEqual([]);
      });
    });

    describe('seats', () => {
      const seatIn = (wave: string, enrollmentId: string): Seat => ({
        wave,
        enrollmentId,
        userId: `user of ${enrollmentId}`,
        trigger: { id: 'event-1', properties: { list: ['gold', null, 1.5] } },
      });

      test('a wave that no user boarded is empty', async () => {
        expect(await services.seats.listByWave(fresh('wave'), 10)).toEqual({ items: [] });
      });

      test('a seat is found as it was put, at once', async () => {
        const seat = seatIn(fresh('wave'), 'e1');
        await services.seats.put(seat);
        expect(await services.seats.get(seat.wave, 'e1')).toEqual(seat);
        expect(await services.seats.listByWave(seat.wave, 10)).toEqual({ items: [seat] });
      });

      test('a seat that was not put is not there', async () => {
        const wave = fresh('wave');
        await services.seats.put(seatIn(wave, 'e1'));
        expect(await services.seats.get(wave, 'e2')).toBeUndefined();
        expect(await services.seats.get(`${wave}2`, 'e1')).toBeUndefined();
      });

      test('a seat put twice is one seat', async () => {
        const seat = seatIn(fresh('wave'), 'e1');
        await Promise.all([services.seats.put(seat), services.seats.put(seat)]);
        expect((await services.seats.listByWave(seat.wave, 10)).items).toEqual([seat]);
      });

      test('a wave of long events is read whole, however few of them a page holds', async () => {
        const wave = fresh('wave');
        const ids = Array.from({ length: 40 }, (_, index) => `e${index}`);
        const trigger = { id: 'event-1', properties: { text: 'x'.repeat(250_000) } };
        await Promise.all(ids.map((id) => services.seats.put({ ...seatIn(wave, id), trigger })));
        const pages = await pagesOf((cursor) => services.seats.listByWave(wave, 100, cursor));
        expect(
          pages
            .flat()
            .map(({ enrollmentId }) => enrollmentId)
            .toSorted(),
        ).toEqual(ids.toSorted());
      });

      test('pages hold every seat once, and no more than the limit', async () => {
        const wave = fresh('wave');
        const ids = Array.from({ length: 57 }, (_, index) => `e${index}`);
        await Promise.all(ids.map((id) => services.seats.put(seatIn(wave, id))));
        await services.seats.put(seatIn(`${wave}0`, 'stranger'));
        const pages = await pagesOf((cursor) => services.seats.listByWave(wave, 10, cursor));
        for (const page of pages) expect(page.length).toBeLessThanOrEqual(10);
        expect(
          pages
            .flat()
            .map(({ enrollmentId }) => enrollmentId)
            .sort(),
        ).toEqual(ids.sort());
      });
    });

    describe('waves', () => {
      const departing = (departure: number, publication = 1, campaignId = fresh('campaign')): Wave =>
        createWave(campaignId, publication, departure);

      test('a wave started twice is started once, while it runs', async () => {
        const wave = departing(NOON);
        expect(await services.waves.start(wave)).toBe(true);
        expect(await services.waves.start(wave)).toBe(true);
        expect((await services.waves.listByCampaign(wave.campaignId)).items).toEqual([wave]);
      });

      test('a finished wave is gone: no user boards it any more', async () => {
        const wave = departing(NOON);
        await services.waves.start(wave);
        await services.waves.finish(wave);
        expect(await services.waves.start(wave)).toBe(false);
        expect(await services.waves.start(wave)).toBe(false);
        const next = createWave(wave.campaignId, wave.publication, NOON + MINUTE);
        expect(await services.waves.start(next)).toBe(true);
      });

      test('a campaign without waves has none', async () => {
        expect(await services.waves.listByCampaign(fresh('campaign'))).toEqual({ items: [] });
      });

      test("a campaign's waves that depart at one instant stand in the order of publication: 2 before 10", async () => {
        const campaignId = fresh('campaign');
        const order = [2, 10, 11].map((publication) => departing(NOON, publication, campaignId));
        for (const wave of order.toReversed()) await services.waves.start(wave);
        expect((await services.waves.listByCampaign(campaignId)).items).toEqual(order);
      });

      test("a campaign's waves stand in the order of departure, page by page", async () => {
        const campaignId = fresh('campaign');
        const order = Array.from({ length: 230 }, (_, index) => departing(NOON + index * MINUTE, 1, campaignId));
        const shuffled = order
          .map((_, index) => order[(index * 101) % order.length])
          .filter((wave) => wave !== undefined);
        for (const wave of shuffled) await services.waves.start(wave);
        await services.waves.start(departing(NOON, 1, `${campaignId}x`));
        const pages = await pagesOf((cursor) => services.waves.listByCampaign(campaignId, cursor));
        expect(pages.flat()).toEqual(order);
      });

      test('the waves of one publication in which users may still wait are found alone, page by page (R50)', async () => {
        const campaignId = fresh('campaign');
        const second = Array.from({ length: 120 }, (_, index) => departing(NOON + index * MINUTE, 2, campaignId));
        for (const wave of second) {
          await services.waves.start(departing(wave.departure, 1, campaignId));
          await services.waves.start(wave);
        }
        const [done, ...open] = second;
        if (done !== undefined) await services.waves.finish(done);
        const pages = await pagesOf((cursor) => services.waves.listOpenByPublication(campaignId, 2, cursor));
        expect(pages.flat()).toEqual(open);
        expect((await services.waves.listOpenByPublication(campaignId, 3)).items).toEqual([]);
      });
    });

    describe('campaigns', () => {
      const draft = () =>
        planSave(undefined, followUpOfTarget(fresh('follow-up'), 'welcome'), { now: NOON, by: 'owner' });

      test('a campaign is read as it was written', async () => {
        const owner = new Owner(services);
        await owner.publishes(followUpOfTarget(fresh('follow-up'), fresh('target')));
        expect(await services.campaigns.get(owner.campaign.id)).toEqual(owner.campaign);
        expect(await services.campaigns.get(fresh('unknown'))).toBeUndefined();
      });

      test('a write to a campaign that another caller changed is refused, and nothing of it is kept', async () => {
        const [owner, other, target] = [new Owner(services), new Owner(services), fresh('target')];
        const definition = followUpOfTarget(fresh('follow-up'), target);
        await owner.saves(definition);
        await expect(other.publishes({ ...definition, name: 'Stale' })).rejects.toThrow('write refused');
        expect(await services.campaigns.get(definition.id)).toEqual(owner.campaign);
        expect(await services.campaigns.getDefinition(definition.id, 1)).toEqual(definition);
        expect((await services.listeners.findByKey(`email.received#${target}`)).listeners).toEqual([]);
      });

      test('a stale publication leaves no listener and no version behind', async () => {
        const target = fresh('target');
        const owner = new Owner(services);
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
        expect(await services.campaigns.write(write)).toBe(false);
        expect((await services.listeners.findByKey(key)).listeners).toEqual([]);
        await expect(services.followUps.get(listener)).rejects.toThrow();
      });

      test('of two first saves at once exactly one wins', async () => {
        const first = draft();
        if (!('campaign' in first)) throw new Error('save: refused');
        const won = await Promise.all([services.campaigns.write(first), services.campaigns.write(first)]);
        expect(won.toSorted()).toEqual([false, true]);
      });

      test('of two saves at once that name the same version exactly one is kept, and the other is a conflict (R97)', async () => {
        const definition = followUpOfTarget(fresh('follow-up'), 'welcome');
        const acting = { by: 'owner', services };
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
          expect((await services.campaigns.get(definition.id))?.version).toBe(expectedVersion + 1);
        }
      });

      test('of a publication and a save at once, the version that is named is published or none is (R97)', async () => {
        for (let round = 0; round < 5; round += 1) {
          const definition = followUpOfTarget(fresh('follow-up'), 'welcome');
          await saveCampaign(definition, { by: 'owner', services });
          const naming = { by: 'owner', services, expectedVersion: 1, publishLeadTime: 0 };
          const [, published] = await Promise.all([
            saveCampaign({ ...definition, name: 'Unseen' }, { by: 'other', services }),
            publishCampaign(definition.id, naming),
          ]);
          const { publication } = (await services.campaigns.get(definition.id)) ?? {};
          expect(publication?.version).toBe('campaign' in published ? 1 : undefined);
        }
      });

      test('a save of an equal definition, with its fields in any order, changes nothing (R97)', async () => {
        const definition = followUpOfTarget(fresh('follow-up'), 'welcome');
        await saveCampaign(definition, { by: 'owner', services });
        const before = await services.campaigns.get(definition.id);
        const reversed = { ...definition, ...Object.fromEntries(Object.entries(definition).toReversed()) };
        expect(await saveCampaign(reversed, { by: 'other', services })).toEqual({ already: before });
        expect(await services.campaigns.get(definition.id)).toEqual(before);
        expect(await saveCampaign({ ...definition, delay: '2 hours' }, { by: 'other', services })).toMatchObject({
          campaign: { version: 2 },
        });
      });

      test('every version keeps its definition', async () => {
        const owner = new Owner(services);
        const definition = followUpOfTarget(fresh('follow-up'), 'welcome');
        await owner.saves(definition);
        await owner.saves({ ...definition, name: 'Second' });
        expect(await services.campaigns.getDefinition(definition.id, 1)).toEqual(definition);
        expect(await services.campaigns.getDefinition(definition.id, 2)).toEqual({ ...definition, name: 'Second' });
        await expect(services.campaigns.getDefinition(definition.id, 3)).rejects.toThrow();
      });

      test('the list holds every campaign once, page by page', async () => {
        const prefix = fresh('listed').slice(0, 30);
        const ids = Array.from({ length: 130 }, (_, index) => `${prefix}-${String(index).padStart(3, '0')}`);
        for (const id of ids) await new Owner(services).saves(followUpOfTarget(id, 'welcome'));
        const pages = await pagesOf((cursor) => services.campaigns.list(cursor));
        const listed = pages.flat().map(({ id }) => id);
        expect(listed.filter((id) => id.startsWith(prefix)).toSorted()).toEqual(ids);
        expect(new Set(listed).size).toBe(listed.length);
      });
    });

    describe('listeners', () => {
      const listening = async (key: string) => (await services.listeners.findByKey(key)).listeners;

      test('a key to which no follow-up listens has no listeners', async () => {
        expect(await services.listeners.findByKey(`email.received#${fresh('target')}`)).toEqual({ listeners: [] });
      });

      test('a publication listens immediately, also under a key that had no listeners', async () => {
        const [owner, target] = [new Owner(services), fresh('target')];
        const id = fresh('follow-up');
        expect(await listening(`email.received#${target}`)).toEqual([]);
        await owner.saves(followUpOfTarget(id, target));
        expect(await listening(`email.received#${target}`)).toEqual([]);
        await owner.publishes();
        expect(await listening(`email.received#${target}`)).toEqual([{ campaignId: id, publication: 1, version: 1 }]);
      });

      test('all who listen under one key are heard', async () => {
        const target = fresh('target');
        const ids = Array.from({ length: 30 }, () => fresh('follow-up')).toSorted();
        for (const id of ids) await new Owner(services).publishes(followUpOfTarget(id, target));
        expect((await listening(`email.received#${target}`)).map(({ campaignId }) => campaignId).toSorted()).toEqual(
          ids,
        );
      });

      test('an edit replaces the keys, and the version under those that stay', async () => {
        const [owner, target, id] = [new Owner(services), fresh('target'), fresh('follow-up')];
        const exceptions = [{ interaction: 'email.opened' as const, campaign: target }];
        await owner.publishes(followUpOfTarget(id, target, { exceptions }));
        await listening(`email.received#${target}`);
        await listening(`email.opened#${target}`);
        await owner.publishes(
          followUpOfTarget(id, target, { exceptions: [{ interaction: 'email.clicked', campaign: target }] }),
        );
        const second = [{ campaignId: id, publication: 1, version: 2 }];
        expect(await listening(`email.received#${target}`)).toEqual(second);
        expect(await listening(`email.opened#${target}`)).toEqual([]);
        expect(await listening(`email.clicked#${target}`)).toEqual(second);
      });

      test('a stop silences, and a new publication is heard as the second', async () => {
        const [owner, target, id] = [new Owner(services), fresh('target'), fresh('follow-up')];
        await owner.publishes(followUpOfTarget(id, target));
        await listening(`email.received#${target}`);
        await owner.stops();
        expect(await listening(`email.received#${target}`)).toEqual([]);
        await owner.publishes();
        expect(await listening(`email.received#${target}`)).toEqual([{ campaignId: id, publication: 2, version: 1 }]);
      });

      test('a stop silences its own campaign only', async () => {
        const [owner, target, id] = [new Owner(services), fresh('target'), fresh('follow-up')];
        await new Owner(services).publishes(followUpOfTarget(id, target));
        await owner.publishes(followUpOfTarget(fresh('follow-up'), target));
        await owner.stops();
        expect(await listening(`email.received#${target}`)).toEqual([{ campaignId: id, publication: 1, version: 1 }]);
      });

      test('the keys of an archived campaign say since when, with listeners and without', async () => {
        const [owner, target] = [new Owner(services), fresh('target')];
        await new Owner(services).publishes(followUpOfTarget(fresh('follow-up'), target));
        await owner.publishes(followUpOfTarget(target, fresh('target')));
        await listening(`email.received#${target}`);
        await listening(`email.opened#${target}`);
        const { campaign } = await owner.archives();
        expect(campaign.archivedAt).toBeDefined();
        const received = await services.listeners.findByKey(`email.received#${target}`);
        expect([received.archivedAt, received.listeners.length]).toEqual([campaign.archivedAt, 1]);
        const opened = await services.listeners.findByKey(`email.opened#${target}`);
        expect(opened).toEqual({ listeners: [], archivedAt: campaign.archivedAt });
      });
    });

    describe('follow-ups', () => {
      test('of a version whose filter is refused today are there like any other: its waits leave (R72)', async () => {
        const id = fresh('reminder');
        const audience = { plan: { $regex: '(a)\\1' } };
        await new Owner(services).publishes(followUpOfTarget(id, fresh('target'), { audience }));
        const { followUp, isLive } = await services.followUps.getByPublication(id, 1);
        expect([isLive, followUp.isInAudience({ plan: 'aa' })]).toEqual([true, false]);
      });

      test('a listener leads to the version it names', async () => {
        const [owner, id] = [new Owner(services), fresh('follow-up')];
        const definition = followUpOfTarget(id, 'welcome');
        const { published } = await owner.publishes(definition);
        const { published: edited } = await owner.publishes({ ...definition, name: 'Second' });
        const first = await services.followUps.get({ campaignId: id, publication: 1, version: 1 });
        const second = await services.followUps.get({ campaignId: id, publication: 1, version: 2 });
        expect([first.campaignId, first.published]).toEqual([id, published]);
        expect(second.published).toEqual(edited);
      });

      test('a version that was never published is a broken store', async () => {
        const listener = { campaignId: fresh('follow-up'), publication: 1, version: 1 };
        await expect(services.followUps.get(listener)).rejects.toThrow();
        await expect(services.followUps.getByPublication(listener.campaignId, 1)).rejects.toThrow();
      });

      test('a publication lives until it is stopped, and stays ended when another begins', async () => {
        const [owner, id] = [new Owner(services), fresh('follow-up')];
        const isLive = async (publication: number) =>
          (await services.followUps.getByPublication(id, publication)).isLive;
        await owner.publishes(followUpOfTarget(id, 'welcome'));
        expect(await isLive(1)).toBe(true);
        await owner.stops();
        expect(await isLive(1)).toBe(false);
        await owner.publishes();
        expect([await isLive(1), await isLive(2)]).toEqual([false, true]);
        await owner.archives();
        expect(await isLive(2)).toBe(false);
      });

      test('of a publication the newest version is answered, however many there are', async () => {
        const [owner, id] = [new Owner(services), fresh('follow-up')];
        const version = async (publication: number) =>
          (await services.followUps.getByPublication(id, publication)).followUp.published.version;
        for (let edit = 1; edit <= 11; edit++) {
          await owner.publishes(followUpOfTarget(id, 'welcome', { name: `Edit ${edit}` }));
          expect(await version(1)).toBe(edit);
        }
        await owner.saves(followUpOfTarget(id, 'welcome', { name: 'Only a draft' }));
        expect(await version(1)).toBe(11);
        await owner.stops();
        await owner.publishes();
        expect([await version(1), await version(2)]).toEqual([11, 12]);
      });
    });

    describe('profiles', () => {
      const told = (userId: string, attributes: object) => (profile: Profile | undefined) =>
        mergeProfileUpdate(profile, {
          kind: 'profile',
          id: 'x',
          source: 'crm',
          userId,
          at: NOON,
          detail: { attributes },
        });

      test('a user of whom nothing was said has no profile', async () => {
        expect(await services.profiles.get(fresh('user'))).toBeUndefined();
        expect(await services.profiles.getEventually(fresh('user'))).toBeUndefined();
      });

      test('a change sees the profile before it, and is read at once', async () => {
        const userId = fresh('user');
        const seen: (Profile | undefined)[] = [];
        const watching = (attributes: object) => (profile: Profile | undefined) => {
          seen.push(profile);
          return told(userId, attributes)(profile);
        };
        await services.profiles.update(userId, watching({ plan: 'gold' }));
        const first = await services.profiles.get(userId);
        await services.profiles.update(userId, watching({ seats: [1, null, { a: 'ü' }] }));
        expect(seen).toEqual([undefined, first]);
        expect(await services.profiles.get(userId)).toEqual({
          fields: {
            'attributes.plan': { value: 'gold', at: NOON },
            'attributes.seats': { value: [1, null, { a: 'ü' }], at: NOON },
          },
        });
        // It may lag a moment, but never permanently.
        await expect.poll(() => services.profiles.getEventually(userId)).toEqual(await services.profiles.get(userId));
      });

      test('a change that answers nothing leaves the profile as it is', async () => {
        const [userId, unknown] = [fresh('user'), fresh('user')];
        await services.profiles.update(userId, told(userId, { plan: 'gold' }));
        const before = await services.profiles.get(userId);
        for (const each of [userId, unknown]) await services.profiles.update(each, () => undefined);
        expect(await services.profiles.get(userId)).toEqual(before);
        expect(await services.profiles.get(unknown)).toBeUndefined();
      });

      test('an attribute with the name of something every object has is kept like any other', async () => {
        const userId = fresh('user');
        const attributes = JSON.parse('{ "__proto__": { "plan": "pro" }, "toString": "x" }');
        await services.profiles.update(userId, told(userId, attributes));
        const seen = getAttributes(await services.profiles.get(userId));
        expect([seen['plan'], Object.keys(seen).toSorted()]).toEqual([undefined, ['__proto__', 'toString']]);
      });

      test('of changes at once none is lost', async () => {
        const userId = fresh('user');
        const names = Array.from({ length: 8 }, (_, index) => `attribute${index}`);
        await Promise.all(names.map((each) => services.profiles.update(userId, told(userId, { [each]: true }))));
        const profile = await services.profiles.get(userId);
        expect(Object.keys(profile?.fields ?? {}).toSorted()).toEqual(names.map((each) => `attributes.${each}`));
      });
    });

    describe('counts', () => {
      test('a campaign that does not exist has no counts', async () => {
        expect(await services.counts.getByCampaign(fresh('campaign'))).toEqual({});
      });

      test('changes add up, down too', async () => {
        const campaignId = fresh('campaign');
        await services.counts.add(campaignId, { enrolled: 1, waiting: 2 });
        await services.counts.add(campaignId, { 'withheld:stale': 1, waiting: -1 });
        expect(await services.counts.getByCampaign(campaignId)).toEqual({
          enrolled: 1,
          waiting: 1,
          'withheld:stale': 1,
        });
      });

      test('of changes at once none is lost', async () => {
        const [campaignId, other] = [fresh('campaign'), fresh('campaign')];
        await Promise.all(
          Array.from({ length: 25 }, async () => {
            await services.counts.add(campaignId, { enrolled: 1 });
            await services.counts.add(other, { enrolled: 2 });
          }),
        );
        expect(await services.counts.getByCampaign(campaignId)).toEqual({ enrolled: 25 });
        expect(await services.counts.getByCampaign(other)).toEqual({ enrolled: 50 });
      });

      test('what is counted in one piece of work is there after it', async () => {
        const campaignId = fresh('campaign');
        await services.transaction(async () => {
          for (let each = 0; each < 10; each++) await services.counts.add(campaignId, { enrolled: 1 });
        });
        expect(await services.counts.getByCampaign(campaignId)).toEqual({ enrolled: 10 });
      });
    });

    describe('refusals', () => {
      test('refused entries are listed in order, as they came, page by page', async () => {
        const mark = fresh('entry');
        const refused = (index: number): RefusedEvent => ({
          code: 'MalformedEntry',
          message: 'Source: expected text, found nothing',
          at: NOON + index,
          entry: { mark, index, Detail: index % 2 === 0 ? 'not JSON {' : null },
        });
        const all = Array.from({ length: 620 }, (_, index) => refused(index));
        await services.transaction(async () => {
          for (const each of all) await services.refusals.add(each);
        });
        const pages = await pagesOf((cursor) => services.refusals.list(cursor));
        expect(pages.flat().filter(({ entry }) => isMarked(entry, mark))).toEqual(all);
      });

      test('what comes again under its id is listed once, as it first came; under another instant it is another', async () => {
        const mark = fresh('entry');
        const refused = (seconds: number): RefusedEvent => ({
          code: 'MalformedEntry',
          message: 'no',
          at: NOON + seconds * SECOND,
          entry: { mark },
        });
        const [today, yesterday] = [NOON - 12 * HOUR, NOON - 36 * HOUR];
        await services.refusals.add(refused(0), { id: mark, since: today });
        await services.refusals.add(refused(1), { id: mark, since: today });
        await services.refusals.add(refused(2), { id: fresh('other'), since: today });
        await services.refusals.add(refused(3), { id: mark, since: yesterday });
        const listed = (await pagesOf((cursor) => services.refusals.list(cursor))).flat();
        const found = listed.filter(({ entry }) => isMarked(entry, mark)).map(({ at }) => (at - NOON) / SECOND);
        expect(found.toSorted()).toEqual([0, 2, 3]);
      });
    });

    describe('cursors', () => {
      const strange = ['', 'none of ours', '1.5', '1..2', '17..3|', '\ud800', 'é'.repeat(2_000)];
      test.each(strange)(
        'a cursor that no page ended with (%j) is refused, and no empty page (R68)',
        async (cursor) => {
          const campaignId = fresh('campaign');
          const lists: Readonly<Record<string, () => Promise<unknown>>> = {
            refusals: () => services.refusals.list(cursor),
            campaigns: () => services.campaigns.list(cursor),
            waves: () => services.waves.listByCampaign(campaignId, cursor),
            'open waves': () => services.waves.listOpenByPublication(campaignId, 1, cursor),
            seats: () => services.seats.listByWave(fresh('wave'), 10, cursor),
          };
          for (const [name, list] of Object.entries(lists))
            await expect(list(), name).rejects.toThrow(InvalidCursorError);
        },
      );

      test.each(['-1', 'NaN', '9'.repeat(20)])(
        'a number that the list has not reached (%s) is refused (R68)',
        async (cursor) => {
          await expect(services.refusals.list(cursor)).rejects.toThrow(InvalidCursorError);
          await expect(services.waves.listByCampaign(fresh('campaign'), cursor)).rejects.toThrow(InvalidCursorError);
        },
      );
    });

    describe('refusals that are long', () => {
      const refused = (entry: unknown): RefusedEvent => ({ code: 'MalformedEntry', message: 'no', at: NOON, entry });
      const listed = async () => (await pagesOf((cursor) => services.refusals.list(cursor))).flat();

      test('over 64 KiB, or nested as deep as no stack goes, they are kept cut, with their size', async () => {
        const mark = fresh('entry');
        const long = { mark, text: '"🎈'.repeat(40_000) };
        const deep = JSON.parse(`${`["${mark}",`.repeat(20_000)}1${']'.repeat(20_000)}`);
        for (const entry of [{ mark }, long, deep]) await services.refusals.add(refused(entry));
        const found = (await listed()).filter(({ entry }) => JSON.stringify(entry).includes(mark));
        const ordered = found.toSorted((one, other) => (one.bytes ?? 0) - (other.bytes ?? 0));
        expect(ordered.map(({ bytes, cut }) => [bytes, cut])).toEqual([
          [undefined, undefined],
          [Buffer.byteLength(JSON.stringify(long)), true],
          [20_000 * (mark.length + 5) + 1, true],
        ]);
        expect(ordered[1]?.entry).toBe(JSON.stringify(long).slice(0, String(ordered[1]?.entry).length));
      });

      test('a page of them has at most 4 MB, and no list of them is endless or lacks one', async () => {
        const mark = fresh('entry');
        const all = Array.from({ length: 100 }, (_, index) => ({ mark, index, text: 'x'.repeat(60_000) }));
        await services.transaction(async () => {
          for (const entry of all) await services.refusals.add(refused(entry));
        });
        const pages = await pagesOf((cursor) => services.refusals.list(cursor));
        for (const page of pages) expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(4_010_000);
        const found = pages.flat().filter(({ entry }) => isMarked(entry, mark));
        const indexes = found.map(({ entry }) =>
          entry instanceof Object && 'index' in entry ? Number(entry.index) : -1,
        );
        expect(indexes.toSorted((one, other) => one - other)).toEqual(all.map(({ index }) => index));
      });
    });

    describe('the outbox', () => {
      test('each dispatch id leaves once, as it was first sent', async () => {
        const [one, other] = [message(fresh('dispatch')), message(fresh('dispatch'))];
        await services.outbox.send(one);
        await services.outbox.send(other);
        await services.outbox.send(one);
        const sent = (await opened.sent()).filter(({ dispatchId }) =>
          [one.dispatchId, other.dispatchId].includes(dispatchId),
        );
        expect(sent).toEqual([one, other]);
      });

      test('a message as large as the bus takes leaves; one byte more does not, and says so', async () => {
        const sized = (id: string, bytes: number): MessageDispatched => {
          const empty = { ...message(id), messages: [{ channel: 'email' as const, body: '' }] };
          const body = 'ü'.repeat(10) + 'x'.repeat(bytes - 20 - Buffer.byteLength(JSON.stringify(empty)));
          return { ...empty, messages: [{ channel: 'email', body }] };
        };
        const [large, larger] = [fresh('dispatch'), fresh('dispatch')];
        expect(await services.outbox.send(sized(large, MAX_MESSAGE_BYTES))).toBe('sent');
        expect(await services.outbox.send(sized(larger, MAX_MESSAGE_BYTES + 1))).toBe('too-large');
        const ids = (await opened.sent()).map(({ dispatchId }) => dispatchId);
        expect([ids.includes(large), ids.includes(larger)]).toEqual([true, false]);
      });
    });

    describe('together', () => {
      test('answers what the work answers, and sees what the work wrote', async () => {
        const key = { userId: fresh('user'), campaignId: fresh('campaign') };
        const seen = await services.transaction(async () => {
          await services.rows.write(key, createRow('inside', 1));
          return getFirstEventId(await services.rows.read(key));
        });
        expect([seen, getFirstEventId(await services.rows.read(key))]).toEqual(['inside', 'inside']);
      });

      test('a row changed several times in it is what it was changed to last, and follows rev by rev', async () => {
        const userId = fresh('user');
        const [key, other] = [
          { userId, campaignId: fresh('campaign') },
          { userId, campaignId: fresh('campaign') },
        ];
        await services.rows.write(other, createRow('before', 1));
        const seen = await services.transaction(async () => {
          const { rows } = services;
          const read = async () => [await rows.read(key), await rows.read(other)].map(getFirstEventId);
          const told: unknown[] = [await read()];
          told.push(await rows.write(key, createRow('a gap', 2)), await rows.write(other, createRow('too late', 1)));
          told.push(await rows.write(key, createRow('claimed', 1)), await rows.write(other, createRow('claimed', 2)));
          told.push(await read());
          told.push(await rows.write(key, createRow('too late', 1)), await rows.write(other, createRow('a gap', 4)));
          await rows.archiveDecisions(key, { number: 0, decisions: [] });
          const ofUser = (await rows.listByUser(userId)).map(({ row }) => getFirstEventId(row));
          told.push(ofUser, await rows.readArchivedDecisions(key, 1));
          told.push(await rows.write(key, createRow('sent', 2)), await rows.write(other, createRow('sent', 3)));
          told.push(await read());
          return told;
        });
        expect(seen).toEqual([
          ...[[undefined, 'before'], false, false, true, true, ['claimed', 'claimed'], false, false],
          ...[['claimed', 'claimed'], [], true, true, ['sent', 'sent']],
        ]);
        expect((await services.rows.listByUser(userId)).map(({ row }) => [getFirstEventId(row), row.rev])).toEqual(
          [[key.campaignId, ['sent', 2]] as const, [other.campaignId, ['sent', 3]] as const]
            .sort(([one], [another]) => (one < another ? -1 : 1))
            .map(([, row]) => row),
        );
        expect(await services.rows.write(key, createRow('next', 3))).toBe(true);
        expect(getFirstEventId(await services.rows.read(key))).toBe('next');
      });

      test('lets through what the work throws, and goes on working', async () => {
        const broken = services.transaction(async () => {
          throw new Error('the work broke');
        });
        await expect(broken).rejects.toThrow('the work broke');
        expect(await services.transaction(async () => 'next')).toBe('next');
      });
    });
  });
}

/** Reads every page of a list. Throws if the list never ends. */
async function pagesOf<Item>(list: (cursor?: string) => Promise<Page<Item>>): Promise<(readonly Item[])[]> {
  const pages: (readonly Item[])[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(cursor);
    pages.push(page.items);
    cursor = page.cursor;
    if (pages.length > 1_000) throw new Error('list: expected an end within 1,000 pages');
  } while (cursor !== undefined);
  return pages;
}

function isMarked(entry: unknown, mark: string): boolean {
  return typeof entry === 'object' && entry !== null && 'mark' in entry && entry.mark === mark;
}
