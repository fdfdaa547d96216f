import { describe, expect, test } from 'vitest';
import type { Seat } from '../../../core/ports.ts';
import { fresh } from '../../harness/adapters/sample.ts';
import type { OpenPorts } from './open-ports.ts';
import { pagesOf } from './pages-of.ts';

/** Tests the seats of an adapter. */
export function testSeats(ports: OpenPorts): void {
  describe('seats', () => {
    const seatIn = (wave: string, enrollmentId: string): Seat => ({
      wave,
      enrollmentId,
      userId: `user of ${enrollmentId}`,
      trigger: { id: 'event-1', properties: { list: ['gold', null, 1.5] } },
    });

    test('a wave that no user boarded is empty', async () => {
      expect(await ports.services.seats.listByWave(fresh('wave'), 10)).toEqual({ items: [] });
    });

    test('a seat is found as it was put, at once', async () => {
      const seat = seatIn(fresh('wave'), 'e1');
      await ports.services.seats.put(seat);
      expect(await ports.services.seats.get(seat.wave, 'e1')).toEqual(seat);
      expect(await ports.services.seats.listByWave(seat.wave, 10)).toEqual({ items: [seat] });
    });

    test('a seat that was not put is not there', async () => {
      const wave = fresh('wave');
      await ports.services.seats.put(seatIn(wave, 'e1'));
      expect(await ports.services.seats.get(wave, 'e2')).toBeUndefined();
      expect(await ports.services.seats.get(`${wave}2`, 'e1')).toBeUndefined();
    });

    test('a seat put twice is one seat', async () => {
      const seat = seatIn(fresh('wave'), 'e1');
      await Promise.all([ports.services.seats.put(seat), ports.services.seats.put(seat)]);
      expect((await ports.services.seats.listByWave(seat.wave, 10)).items).toEqual([seat]);
    });

    test('a wave of long events is read whole, however few of them a page holds', async () => {
      const wave = fresh('wave');
      const ids = Array.from({ length: 40 }, (_, index) => `e${index}`);
      const trigger = { id: 'event-1', properties: { text: 'x'.repeat(250_000) } };
      await Promise.all(ids.map((id) => ports.services.seats.put({ ...seatIn(wave, id), trigger })));
      const pages = await pagesOf((cursor) => ports.services.seats.listByWave(wave, 100, cursor));
      expect(
        pages
          .flat()
          .map(({ enrollmentId }) => enrollmentId)
          .toSorted(),
      ).toEqual(ids.toSorted());
    });

    test('the pages of a wave hold every seat once, and each no more than the limit', async () => {
      const wave = fresh('wave');
      const ids = Array.from({ length: 57 }, (_, index) => `e${index}`);
      await Promise.all(ids.map((id) => ports.services.seats.put(seatIn(wave, id))));
      await ports.services.seats.put(seatIn(`${wave}0`, 'stranger'));
      const pages = await pagesOf((cursor) => ports.services.seats.listByWave(wave, 10, cursor));
      for (const page of pages) expect(page.length).toBeLessThanOrEqual(10);
      expect(
        pages
          .flat()
          .map(({ enrollmentId }) => enrollmentId)
          .sort(),
      ).toEqual(ids.sort());
    });
  });
}
