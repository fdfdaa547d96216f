import { describe, expect, test } from 'vitest';
import { createRow, fresh, getFirstEventId } from '../../harness/adapters/sample.ts';
import type { OpenPorts } from './open-ports.ts';

/** Tests the work in a transaction of an adapter. */
export function testTransactions(ports: OpenPorts): void {
  describe('together', () => {
    test('a transaction returns what its work returns, and sees what the work wrote', async () => {
      const key = { userId: fresh('user'), campaignId: fresh('campaign') };
      const seen = await ports.services.transaction(async () => {
        await ports.services.rows.write(key, createRow('inside', 1));
        return getFirstEventId(await ports.services.rows.read(key));
      });
      expect([seen, getFirstEventId(await ports.services.rows.read(key))]).toEqual(['inside', 'inside']);
    });

    test('a row changed several times in a transaction is what it was changed to last, and follows rev by rev', async () => {
      const userId = fresh('user');
      const [key, other] = [
        { userId, campaignId: fresh('campaign') },
        { userId, campaignId: fresh('campaign') },
      ];
      await ports.services.rows.write(other, createRow('before', 1));
      const seen = await ports.services.transaction(async () => {
        const { rows } = ports.services;
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
      expect((await ports.services.rows.listByUser(userId)).map(({ row }) => [getFirstEventId(row), row.rev])).toEqual(
        [[key.campaignId, ['sent', 2]] as const, [other.campaignId, ['sent', 3]] as const]
          .sort(([one], [another]) => (one < another ? -1 : 1))
          .map(([, row]) => row),
      );
      expect(await ports.services.rows.write(key, createRow('next', 3))).toBe(true);
      expect(getFirstEventId(await ports.services.rows.read(key))).toBe('next');
    });

    test('a transaction lets through what its work throws, and the next one works', async () => {
      const broken = ports.services.transaction(async () => {
        throw new Error('the work broke');
      });
      await expect(broken).rejects.toThrow('the work broke');
      expect(await ports.services.transaction(async () => 'next')).toBe('next');
    });
  });
}
