import { describe, expect, test } from 'vitest';
import { HOUR, SECOND } from '../../../core/contracts/time-span.ts';
import type { RefusedEvent } from '../../../core/ports.ts';
import { fresh, NOON } from '../../harness/adapters/sample.ts';
import type { OpenPorts } from './open-ports.ts';
import { pagesOf } from './pages-of.ts';

/** Tests the refused events of an adapter. */
export function testRefusals(ports: OpenPorts): void {
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
      await ports.services.transaction(async () => {
        for (const each of all) await ports.services.refusals.add(each);
      });
      const pages = await pagesOf((cursor) => ports.services.refusals.list(cursor));
      const found = pages.flat().filter(({ entry }) => isMarked(entry, mark));
      expect(found.map(({ id: _, ...refused }) => refused)).toEqual(all);
      expect(new Set(found.map(({ id }) => id)).size).toBe(all.length);
    });

    test('a refused entry is found by the id that the list gives it, and keeps when it was put again', async () => {
      const { refusals } = ports.services;
      const mark = fresh('entry');
      const refused: RefusedEvent = { code: 'MalformedEntry', message: 'no', at: NOON, entry: { mark } };
      await refusals.add(refused, { id: mark, since: NOON });
      const list = async () => (await pagesOf((cursor) => refusals.list(cursor))).flat();
      const [listed] = (await list()).filter(({ entry }) => isMarked(entry, mark));
      expect(listed).toEqual({ ...refused, id: expect.any(String) });
      const id = listed?.id ?? '';
      expect(await refusals.get(id)).toEqual({ ...refused, id });
      await refusals.markRetried(id, NOON + SECOND);
      expect(await refusals.get(id)).toEqual({ ...refused, id, retriedAt: NOON + SECOND });
      expect((await list()).filter(({ entry }) => isMarked(entry, mark))).toEqual([
        { ...refused, id, retriedAt: NOON + SECOND },
      ]);
    });

    test('a text that is no id, or the id of none, finds no refused entry', async () => {
      const { refusals } = ports.services;
      for (const id of ['', 'none', '999999999', '001796138586000#none', '1'.repeat(5_000)])
        expect(await refusals.get(id), id.slice(0, 30)).toBeUndefined();
      await refusals.markRetried('001796138586000#none', NOON);
      expect(await refusals.get('001796138586000#none')).toBeUndefined();
    });

    test('a refused entry that comes again under its id is listed once, as it first came; under another instant it is another', async () => {
      const mark = fresh('entry');
      const refused = (seconds: number): RefusedEvent => ({
        code: 'MalformedEntry',
        message: 'no',
        at: NOON + seconds * SECOND,
        entry: { mark },
      });
      const [today, yesterday] = [NOON - 12 * HOUR, NOON - 36 * HOUR];
      await ports.services.refusals.add(refused(0), { id: mark, since: today });
      await ports.services.refusals.add(refused(1), { id: mark, since: today });
      await ports.services.refusals.add(refused(2), { id: fresh('other'), since: today });
      await ports.services.refusals.add(refused(3), { id: mark, since: yesterday });
      const listed = (await pagesOf((cursor) => ports.services.refusals.list(cursor))).flat();
      const found = listed.filter(({ entry }) => isMarked(entry, mark)).map(({ at }) => (at - NOON) / SECOND);
      expect(found.toSorted()).toEqual([0, 2, 3]);
    });
  });

  describe('refusals that are long', () => {
    const refused = (entry: unknown): RefusedEvent => ({ code: 'MalformedEntry', message: 'no', at: NOON, entry });
    const listed = async () => (await pagesOf((cursor) => ports.services.refusals.list(cursor))).flat();

    test('refused entries over 64 KiB, or nested deeper than any stack goes, are kept cut, with their size', async () => {
      const mark = fresh('entry');
      const long = { mark, text: '"🎈'.repeat(40_000) };
      const deep = JSON.parse(`${`["${mark}",`.repeat(20_000)}1${']'.repeat(20_000)}`);
      for (const entry of [{ mark }, long, deep]) await ports.services.refusals.add(refused(entry));
      const found = (await listed()).filter(({ entry }) => JSON.stringify(entry).includes(mark));
      const ordered = found.toSorted((one, other) => (one.bytes ?? 0) - (other.bytes ?? 0));
      expect(ordered.map(({ bytes, cut }) => [bytes, cut])).toEqual([
        [undefined, undefined],
        [Buffer.byteLength(JSON.stringify(long)), true],
        [20_000 * (mark.length + 5) + 1, true],
      ]);
      expect(ordered[1]?.entry).toBe(JSON.stringify(long).slice(0, String(ordered[1]?.entry).length));
    });

    test('a page of long refused entries has at most 4 MB, and no list of them is endless or lacks one', async () => {
      const mark = fresh('entry');
      const all = Array.from({ length: 100 }, (_, index) => ({ mark, index, text: 'x'.repeat(60_000) }));
      await ports.services.transaction(async () => {
        for (const entry of all) await ports.services.refusals.add(refused(entry));
      });
      const pages = await pagesOf((cursor) => ports.services.refusals.list(cursor));
      for (const page of pages) expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(4_010_000);
      const found = pages.flat().filter(({ entry }) => isMarked(entry, mark));
      const indexes = found.map(({ entry }) =>
        entry instanceof Object && 'index' in entry ? Number(entry.index) : -1,
      );
      expect(indexes.toSorted((one, other) => one - other)).toEqual(all.map(({ index }) => index));
    });
  });
}

function isMarked(entry: unknown, mark: string): boolean {
  return typeof entry === 'object' && entry !== null && 'mark' in entry && entry.mark === mark;
}
