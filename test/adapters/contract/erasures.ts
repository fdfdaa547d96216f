import { describe, expect, test } from 'vitest';
import { applyContactUpdate } from '../../../core/contact-changes.ts';
import { HOUR, MINUTE } from '../../../core/contracts/time-span.ts';
import type { ErasedEnrollment, Erasure } from '../../../core/erasure.ts';
import { deleteProfileFields } from '../../../core/profile.ts';
import { NEW_ROW } from '../../../core/row.ts';
import { createRow, fresh, NOON } from '../../harness/adapters/sample.ts';
import { pendingDelivery } from '../../harness/adapters/sample-deliveries.ts';
import { inboxMessage } from '../../harness/adapters/sample-inbox.ts';
import type { OpenPorts } from './open-ports.ts';
import { pagesOf } from './pages-of.ts';

const erasureOf = (userId: string, rev = 1): Erasure => ({
  rev,
  userId,
  aliases: [],
  deletedUntil: NOON,
  secondSweepAt: NOON + 15 * MINUTE,
  position: { state: 'sweeping', sweep: 1, step: 'refusals', cursor: 'äöü 🎈' },
});

/** Tests the erasures of an adapter, and that every other port erases what it stores of a user (R65). */
export function testErasures(ports: OpenPorts): void {
  describe('erasures', () => {
    test('an erasure is read as it was written, over the revision before it only (R65)', async () => {
      const { erasures } = ports.services;
      const userId = fresh('user');
      expect(await erasures.get(userId)).toBeUndefined();
      expect(await erasures.write(erasureOf(userId, 2)), 'without the first').toBe(false);
      expect(await erasures.write(erasureOf(userId))).toBe(true);
      expect(await erasures.write(erasureOf(userId)), 'the first again').toBe(false);
      expect(await erasures.get(userId)).toEqual(erasureOf(userId));
      const paused: Erasure = { ...erasureOf(userId, 2), position: { state: 'paused' } };
      const done: Erasure = { ...erasureOf(userId, 3), position: { state: 'done', erasedAt: NOON + HOUR } };
      for (const next of [paused, done]) expect(await erasures.write(next)).toBe(true);
      expect(await erasures.write(paused), 'an older one').toBe(false);
      expect(await erasures.get(userId)).toEqual(done);
      await erasures.schedule(userId, NOON + HOUR);
    });

    test('the list of an erasure has each enrollment once, page by page, until it is removed (R65)', async () => {
      const { erasures } = ports.services;
      const [userId, other] = [fresh('user'), fresh('user')];
      const all = Array.from({ length: 130 }, (_, index): ErasedEnrollment => {
        const enrollmentId = `e${String(index).padStart(3, '0')}`;
        if (index % 3 === 0) return { enrollmentId, claimedAt: NOON + index };
        return { enrollmentId, wave: `reminder.1.${index}`, ...(index % 3 === 1 && { claimedAt: NOON }) };
      });
      await ports.services.transaction(async () => {
        await erasures.addEnrollments(userId, all);
        await erasures.addEnrollments(userId, all.slice(0, 10));
      });
      const list = async () => (await pagesOf((cursor) => erasures.listEnrollments(userId, cursor))).flat();
      const byId = (one: ErasedEnrollment, another: ErasedEnrollment) =>
        one.enrollmentId < another.enrollmentId ? -1 : 1;
      expect((await list()).toSorted(byId)).toEqual(all);
      expect(await erasures.listEnrollments(other)).toEqual({ items: [] });
      for (const each of all.slice(1)) await erasures.removeEnrollment(userId, each);
      expect(await list()).toEqual(all.slice(0, 1));
    });

    test('a row is removed only as it was read, and may then begin again (R65)', async () => {
      const { rows } = ports.services;
      const key = { userId: fresh('user'), campaignId: fresh('campaign') };
      expect(await rows.remove(key, { rev: 1, born: 'first' })).toBe(false);
      const born = (rev: number) => ({ ...createRow(`rev ${rev}`, rev), born: 'first' });
      for (const rev of [1, 2]) await rows.write(key, born(rev));
      expect(await rows.remove(key, { rev: 1, born: 'first' }), 'an older one').toBe(false);
      expect(await rows.remove(key, { rev: 2, born: 'another' }), 'another one').toBe(false);
      expect(await rows.remove(key, { rev: 2, born: 'first' })).toBe(true);
      expect(await rows.read(key)).toEqual(NEW_ROW);
      expect(await rows.write(key, { ...createRow('stale', 3), born: 'first' }), 'a stale write').toBe(false);
      expect(await rows.write(key, { ...createRow('again', 1), born: 'second' })).toBe(true);
    });

    test('a row is removed within a transaction that has changed it (R65)', async () => {
      const { rows, transaction } = ports.services;
      const key = { userId: fresh('user'), campaignId: fresh('campaign') };
      await transaction(async () => {
        await rows.read(key);
        await rows.write(key, { ...createRow('one', 1), born: 'b' });
        expect(await rows.remove(key, { rev: 1, born: 'b' })).toBe(true);
        expect(await rows.read(key)).toEqual(NEW_ROW);
      });
      expect(await rows.read(key)).toEqual(NEW_ROW);
    });

    test('what lies beside the rows of a user is removed, but for what is kept (R65)', async () => {
      const { rows } = ports.services;
      const [userId, other] = [fresh('user'), fresh('user')];
      const [campaignId, born] = [fresh('campaign'), 'b1'];
      const mark = (value: string, at: number) => ({
        exception: 'x',
        value,
        id: value,
        eventId: value,
        at,
        restarts: false,
      });
      for (const each of [userId, other]) {
        const key = { userId: each, campaignId };
        await rows.write(key, { ...createRow('row', 1), born });
        for (const number of [0, 1])
          await rows.archiveDecisions(
            { ...key, born },
            { number, decisions: createRow(`page ${number}`, 1).decisions },
          );
        await rows.archiveDecidedTriggers(key, ['old', 'new']);
        await rows.archiveMarks(key, [mark('hat', NOON), mark('tie', NOON + 1)]);
      }
      const seen: unknown[] = [];
      await rows.removeArchived(userId, (item) => {
        seen.push(item);
        if (item.kind === 'page') return item.born === born && item.number === 1;
        return item.kind === 'trigger' ? item.trigger === 'new' : item.at > NOON;
      });
      expect(seen).toHaveLength(6);
      expect(seen).toEqual(expect.arrayContaining([{ kind: 'page', campaignId, born, number: 0 }]));
      const stored = async (of: string) => {
        const key = { userId: of, campaignId };
        const pages = await rows.readArchivedDecisions({ ...key, born }, 2);
        const known = await Promise.all(['old', 'new'].map((trigger) => rows.hasDecidedTrigger(key, trigger)));
        const marks = await rows.readArchivedMarks(key, ['hat', 'tie']);
        return [pages.map(({ eventId }) => eventId), known, marks.map(({ value }) => value)];
      };
      expect(await stored(userId)).toEqual([['page 1'], [false, true], ['tie']]);
      expect(await stored(other)).toEqual([
        ['page 0', 'page 1'],
        [true, true],
        ['hat', 'tie'],
      ]);
      expect((await rows.read({ userId, campaignId })).rev).toBe(1);
      await rows.removeArchived(userId, () => false);
      expect(await stored(userId)).toEqual([[], [false, false], []]);
    });

    test('a seat that is removed is gone from its wave, and the others stay in their order (R65)', async () => {
      const { seats } = ports.services;
      const wave = fresh('wave');
      const ids = ['e1', 'e2', 'e3'];
      for (const enrollmentId of ids) await seats.put({ wave, enrollmentId, userId: 'ann', trigger: { id: 'x' } });
      await seats.remove(wave, 'e2');
      await seats.remove(wave, 'none');
      await seats.remove(fresh('wave'), 'e1');
      expect(await seats.get(wave, 'e2')).toBeUndefined();
      const listed = (await pagesOf((cursor) => seats.listByWave(wave, 2, cursor))).flat();
      expect(listed.map(({ enrollmentId }) => enrollmentId).toSorted()).toEqual(['e1', 'e3']);
    });

    test('a contact is removed only in the revision that was read (R65)', async () => {
      const { contacts } = ports.services;
      const userId = fresh('user');
      const statement = { at: NOON, source: 'crm' };
      const change = (address: string) =>
        contacts.update(userId, 'email', (contact) => applyContactUpdate(contact, { statement, address }));
      await change('ann@example.com');
      await change('zoe@example.com');
      await contacts.remove(userId, 'email', 1);
      expect(await contacts.get(userId, 'email')).toMatchObject({ rev: 2 });
      await contacts.remove(userId, 'email', 2);
      expect(await contacts.get(userId, 'email')).toBeUndefined();
      await contacts.remove(userId, 'email', 2);
    });

    test('the deliveries of a dispatch are removed, and those of another stay (R65)', async () => {
      const { deliveries } = ports.services;
      const [one, other] = [pendingDelivery(fresh('dispatch')), pendingDelivery(fresh('dispatch'))];
      for (const each of [one, other]) await deliveries.write(each);
      await deliveries.removeByDispatch(one.dispatchId);
      expect(await deliveries.listByDispatch(one.dispatchId)).toEqual([]);
      expect(await deliveries.listByDispatch(other.dispatchId)).toHaveLength(1);
    });

    test('the messages in the inbox of a user that were created up to an instant are removed (R65)', async () => {
      const { inboxMessages } = ports.services;
      const [userId, other] = [fresh('user'), fresh('user')];
      const now = ports.services.clock.now();
      const created = (of: string, createdAt: number) =>
        inboxMessage(of, { dispatchId: fresh('dispatch'), createdAt, expiresAt: now + HOUR });
      const [old, late, others] = [created(userId, now - 2), created(userId, now), created(other, now - 2)];
      for (const each of [old, late, others]) await inboxMessages.put(each);
      await inboxMessages.removeByUser(userId, now - 1);
      expect(await inboxMessages.get(userId, old.id)).toBeUndefined();
      expect(await inboxMessages.get(userId, late.id)).toEqual(late);
      expect(await inboxMessages.get(other, others.id)).toEqual(others);
    });

    test('a refused entry is removed by its id, and the list goes on behind it (R65)', async () => {
      const { refusals } = ports.services;
      const mark = fresh('entry');
      const at = ports.services.clock.now();
      for (const index of [0, 1, 2])
        await refusals.add({ code: 'MalformedEntry', message: mark, at: at + index, entry: index });
      const list = async () =>
        (await pagesOf((cursor) => refusals.list(cursor))).flat().filter(({ message }) => message === mark);
      const [first, , last] = await list();
      for (const each of [first, last]) await refusals.remove(each?.id ?? '');
      expect((await list()).map(({ entry }) => entry)).toEqual([1]);
      expect(await refusals.get(last?.id ?? '')).toBeUndefined();
      await refusals.add({ code: 'MalformedEntry', message: mark, at: at + 3, entry: 3 });
      expect((await list()).map(({ entry }) => entry)).toEqual([1, 3]);
      await refusals.remove('no id');
    });

    test('the profile of a deleted user says that, and takes what is stated later (R65)', async () => {
      const { profiles } = ports.services;
      const userId = fresh('user');
      const field = (at: number) => ({ value: 'Rome', at });
      await profiles.update(userId, () => ({ fields: { timeZone: field(NOON), language: field(NOON + 2) } }));
      await profiles.update(userId, (profile) => deleteProfileFields(profile, NOON + 1));
      expect(await profiles.get(userId)).toEqual({ fields: { language: field(NOON + 2) }, deletedUntil: NOON + 1 });
      await profiles.update(userId, (profile) => deleteProfileFields(profile, NOON));
      expect((await profiles.get(userId))?.deletedUntil).toBe(NOON + 1);
    });
  });
}
