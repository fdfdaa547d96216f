import { describe, expect, test } from 'vitest';
import { type ComparedMark, NEW_ROW, type RowKey } from '../../../core/row.ts';
import { createRow, fresh, getFirstEventId, NOON } from '../../harness/adapters/sample.ts';
import type { OpenPorts } from './open-ports.ts';

/** Tests the rows of an adapter. */
export function testRows(ports: OpenPorts): void {
  describe('rows', () => {
    const key = (): RowKey => ({ userId: fresh('user'), campaignId: fresh('campaign') });

    test('a user of whom nothing is known has a new row', async () => {
      expect(await ports.services.rows.read(key())).toEqual(NEW_ROW);
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
            compared: { exceptions: 'all', values: ['hat', 'tie'] },
            state: 'waiting' as const,
            wave,
          },
        ],
        marks: [
          { exception: '{}', id: 'm1', eventId: 'x2', at: NOON, restarts: false },
          {
            exception: '{"sameAsTrigger":["productId"]}',
            value: 'hat',
            id: 'm2',
            eventId: 'x3',
            at: NOON,
            restarts: true,
          },
        ],
        hasMarks: true as const,
        receipt: { at: NOON, enrollmentId: 'e0' },
        decided: [{ id: 't0', at: NOON }],
        floor: NOON - 1,
      };
      expect(await ports.services.rows.write(ann, row)).toBe(true);
      expect(await ports.services.rows.read(ann)).toEqual(row);
    });

    test('a row is written where the one before it still stands', async () => {
      const ann = key();
      for (const rev of [1, 2, 3])
        expect(await ports.services.rows.write(ann, createRow(`rev ${rev}`, rev))).toBe(true);
      expect(getFirstEventId(await ports.services.rows.read(ann))).toBe('rev 3');
    });

    test('two rows are written together, the one new and the other its next revision', async () => {
      const [ann, bob] = [key(), key()];
      await ports.services.rows.write(ann, createRow('ann 1', 1));
      const stub = { ...createRow('ann 2', 2), mergedInto: bob.userId };
      const both = [
        { key: ann, row: stub },
        { key: bob, row: { ...createRow('bob 1', 1), marksFrom: [ann.userId] } },
      ] as const;
      expect(await ports.services.rows.writeBoth(...both)).toBe(true);
      expect(await ports.services.rows.read(ann)).toEqual(both[0].row);
      expect(await ports.services.rows.read(bob)).toEqual(both[1].row);
    });

    test('two rows are not written, neither of them, if another writer of one came first', async () => {
      for (const late of [0, 1]) {
        const keys = [key(), key()] as const;
        for (const each of keys) await ports.services.rows.write(each, createRow('before', 1));
        const [ann, bob] = keys.map((each, index) => ({ key: each, row: createRow('after', index === late ? 3 : 2) }));
        if (ann === undefined || bob === undefined) throw new Error('expected two rows');
        expect(await ports.services.rows.writeBoth(ann, bob)).toBe(false);
        for (const each of keys) expect(getFirstEventId(await ports.services.rows.read(each))).toBe('before');
      }
    });

    test('two rows that others begin at the same time are written by one of them', async () => {
      const [ann, bob] = [key(), key()];
      const writers = Array.from({ length: 10 }, (_, index) => `writer ${index}`);
      const won = await Promise.all(
        writers.map((each) =>
          ports.services.rows.writeBoth({ key: ann, row: createRow(each, 1) }, { key: bob, row: createRow(each, 1) }),
        ),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
      for (const each of [ann, bob])
        expect(getFirstEventId(await ports.services.rows.read(each))).toBe(writers[won.indexOf(true)]);
    });

    test('exactly one of many first writes of a row at the same time wins', async () => {
      const ann = key();
      const names = Array.from({ length: 20 }, (_, index) => `writer ${index}`);
      const won = await Promise.all(names.map((each) => ports.services.rows.write(ann, createRow(each, 1))));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(getFirstEventId(await ports.services.rows.read(ann))).toBe(names[won.indexOf(true)]);
    });

    test('exactly one of many changes of the same row at the same time wins', async () => {
      const ann = key();
      await ports.services.rows.write(ann, createRow('first', 1));
      const names = Array.from({ length: 20 }, (_, index) => `writer ${index}`);
      const won = await Promise.all(names.map((each) => ports.services.rows.write(ann, createRow(each, 2))));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(getFirstEventId(await ports.services.rows.read(ann))).toBe(names[won.indexOf(true)]);
    });

    test('a late write never lands', async () => {
      const ann = key();
      for (const rev of [1, 2, 3]) await ports.services.rows.write(ann, createRow(`rev ${rev}`, rev));
      for (const rev of [1, 2, 3]) expect(await ports.services.rows.write(ann, createRow('late', rev))).toBe(false);
      expect(await ports.services.rows.read(ann)).toEqual(createRow('rev 3', 3));
    });

    test('a write ahead of the row it follows does not land', async () => {
      const ann = key();
      expect(await ports.services.rows.write(ann, createRow('no row before', 2))).toBe(false);
      expect(await ports.services.rows.read(ann)).toEqual(NEW_ROW);
    });

    test('a row that began again is not overwritten by a caller that read the one before it', async () => {
      const ann = key();
      await ports.services.rows.write(ann, { ...createRow('born again', 1), born: 'second' });
      expect(await ports.services.rows.write(ann, { ...createRow('late', 2), born: 'first' })).toBe(false);
      expect(await ports.services.rows.write(ann, createRow('of an earlier version', 2))).toBe(false);
      expect(await ports.services.rows.write(ann, { ...createRow('next', 2), born: 'second' })).toBe(true);
      expect(await ports.services.rows.read(ann)).toEqual({ ...createRow('next', 2), born: 'second' });
    });

    test('a row of an earlier version, without a birth, goes on without one', async () => {
      const ann = key();
      await ports.services.rows.write(ann, createRow('old', 1));
      expect(await ports.services.rows.write(ann, { ...createRow('born', 2), born: 'later' })).toBe(false);
      expect(await ports.services.rows.write(ann, createRow('older', 2))).toBe(true);
    });

    test('the ids of decided triggers are found beside their row, and beside no other (R49)', async () => {
      const [ann, bob] = [key(), key()];
      await ports.services.rows.archiveDecidedTriggers(ann, ['t1', 't2']);
      await ports.services.rows.archiveDecidedTriggers(ann, ['t2', 't3']);
      await ports.services.rows.archiveDecidedTriggers(ann, []);
      const known = (of: RowKey, ids: readonly string[]) =>
        Promise.all(ids.map((id) => ports.services.rows.hasDecidedTrigger(of, id)));
      expect(await known(ann, ['t1', 't2', 't3', 't4', 't'])).toEqual([true, true, true, false, false]);
      expect(await known(bob, ['t1'])).toEqual([false]);
      expect(await known({ ...ann, campaignId: `${ann.campaignId}#t1` }, ['t1'])).toEqual([false]);
      expect(await ports.services.rows.listByUser(ann.userId)).toEqual([]);
    });

    const mark = (value: string, more: Partial<ComparedMark> = {}): ComparedMark => ({
      exception: '{}',
      value,
      id: 'id',
      eventId: 'b',
      at: NOON,
      restarts: false,
      ...more,
    });

    test('the marks of compared values are found beside their row by their values, and beside no other (R39)', async () => {
      const [ann, bob] = [key(), key()];
      const [hat, tie, restart] = [mark('hat'), mark('tie'), mark('hat', { restarts: true })];
      await ports.services.rows.archiveMarks(ann, [hat, tie, restart]);
      await ports.services.rows.archiveMarks(ann, []);
      const read = (of: RowKey, values: readonly string[]) => ports.services.rows.readArchivedMarks(of, values);
      expect(await read(ann, ['hat'])).toEqual([hat, restart]);
      expect(await read(ann, ['tie', 'sock', 'ha'])).toEqual([tie]);
      expect(await read(ann, [])).toEqual([]);
      expect(await read(bob, ['hat'])).toEqual([]);
      expect(await read({ ...ann, campaignId: `${ann.campaignId}#hat` }, ['hat'])).toEqual([]);
      expect(await ports.services.rows.listByUser(ann.userId)).toEqual([]);
    });

    test.each([
      ['a later instant', { at: NOON + 1 }, true],
      ['an earlier instant', { at: NOON - 1, eventId: 'c' }, false],
      ['the same instant with a greater event id', { eventId: 'ba' }, true],
      ['the same instant with a smaller event id', { eventId: 'ab' }, false],
      ['the same instant with an event id that is greater by UTF-16', { eventId: '\uffee' }, true],
      ['the same instant and event id', { id: 'another' }, false],
    ] as const)(
      'an archived mark is replaced only by a later one of its value: %s (R37, R39)',
      async (_, more, isReplaced) => {
        const ann = key();
        await ports.services.rows.archiveMarks(ann, [mark('hat')]);
        const other = mark('hat', more);
        await ports.services.rows.archiveMarks(ann, [other, mark('tie')]);
        expect(await ports.services.rows.readArchivedMarks(ann, ['hat'])).toEqual([isReplaced ? other : mark('hat')]);
      },
    );

    test('the mark with the greater event id by UTF-16 is kept, whatever the store compares by (R37, R39)', async () => {
      const ann = key();
      const [emoji, halfwidth] = [mark('hat', { eventId: '🎈' }), mark('hat', { eventId: '\uffee' })];
      for (const each of [halfwidth, emoji]) await ports.services.rows.archiveMarks(ann, [each]);
      expect(await ports.services.rows.readArchivedMarks(ann, ['hat'])).toEqual([halfwidth]);
    });

    test('the latest of many marks of one value that are archived at the same time is kept (R39)', async () => {
      const ann = key();
      const marks = Array.from({ length: 20 }, (_, index) => mark('hat', { at: NOON + ((index * 7) % 20) }));
      await Promise.all(marks.map((each) => ports.services.rows.archiveMarks(ann, [each])));
      expect(await ports.services.rows.readArchivedMarks(ann, ['hat'])).toMatchObject([{ at: NOON + 19 }]);
    });

    test('a row that began again sees no page of the one before it (R70)', async () => {
      const ann = key();
      const page = (eventId: string) => ({ number: 0, decisions: createRow(eventId, 1).decisions });
      await ports.services.rows.archiveDecisions({ ...ann, born: 'first' }, page('of the first'));
      await ports.services.rows.archiveDecisions(ann, page('of an earlier version'));
      const readEventIds = async (born?: string) =>
        (await ports.services.rows.readArchivedDecisions({ ...ann, born }, 1)).map(({ eventId }) => eventId);
      expect(await readEventIds('second')).toEqual([]);
      await ports.services.rows.archiveDecisions({ ...ann, born: 'second' }, page('of the second'));
      expect(await readEventIds('second')).toEqual(['of the second']);
      expect([await readEventIds('first'), await readEventIds()]).toEqual([
        ['of the first'],
        ['of an earlier version'],
      ]);
    });

    test('all rows of a user are found, and none of other users', async () => {
      const [userId, one, other] = [fresh('user'), fresh('a-campaign'), fresh('b-campaign')];
      await ports.services.rows.write({ userId, campaignId: one }, createRow('one', 1));
      await ports.services.rows.write({ userId, campaignId: other }, createRow('other', 1));
      await ports.services.rows.write({ userId: `${userId}#`, campaignId: one }, createRow('stranger', 1));
      const found = await ports.services.rows.listByUser(userId);
      expect(found.map(({ campaignId, row }) => [campaignId, getFirstEventId(row)])).toEqual([
        [one, 'one'],
        [other, 'other'],
      ]);
      expect(await ports.services.rows.listByUser(fresh('nobody'))).toEqual([]);
    });

    test('decisions archived in pages are read in order, as many pages as are requested (R70)', async () => {
      const [ann, bob] = [key(), key()];
      const page = (number: number) => ({ number, decisions: createRow(`page ${number}`, 1).decisions });
      for (const number of [11, 2, 0, 1, 1]) await ports.services.rows.archiveDecisions(ann, page(number));
      for (const number of [3, 4, 5, 6, 7, 8, 9, 10]) await ports.services.rows.archiveDecisions(ann, page(number));
      await ports.services.rows.archiveDecisions({ ...ann, campaignId: `${ann.campaignId}#` }, page(0));
      const listEventIds = async (pages: number) =>
        (await ports.services.rows.readArchivedDecisions(ann, pages)).map(({ eventId }) => eventId);
      expect(await listEventIds(2)).toEqual(['page 0', 'page 1']);
      expect(await listEventIds(12)).toEqual(Array.from({ length: 12 }, (_, number) => `page ${number}`));
      expect(await ports.services.rows.readArchivedDecisions(bob, 1)).toEqual([]);
      expect(await ports.services.rows.listByUser(ann.userId)).toEqual([]);
    });
  });
}
