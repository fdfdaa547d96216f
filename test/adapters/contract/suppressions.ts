import { describe, expect, test } from 'vitest';
import { DAY } from '../../../core/contracts/time-span.ts';
import { fresh, NOON } from '../../harness/adapters/sample.ts';
import type { OpenPorts } from './open-ports.ts';

const freshAddress = () => `${fresh('ann')}@example.com`;

/** Tests what an adapter keeps of deleted users. */
export function testSuppressions(ports: OpenPorts): void {
  describe('suppressions', () => {
    test('nothing is kept of an address that no deleted user had', async () => {
      expect(await ports.services.suppressions.get('email', freshAddress())).toBeUndefined();
    });

    test('what is kept of an address is found by it on its channel and on no other, in whatever form it is written (R84)', async () => {
      const { suppressions } = ports.services;
      const address = freshAddress();
      const kept = { optedOutAt: NOON, mark: { at: NOON, reason: 'Permanent/General' } };
      await suppressions.keep('email', address, kept);
      expect(await suppressions.get('email', address.toUpperCase())).toEqual(kept);
      expect(await suppressions.get('sms', address)).toBeUndefined();
      expect(await suppressions.get('email', freshAddress())).toBeUndefined();
    });

    test('the later refusal of each kind is kept of two users with one address, and a repeat changes nothing (R84)', async () => {
      const { suppressions } = ports.services;
      const address = freshAddress();
      const mark = (at: number) => ({ mark: { at, reason: `bounce at ${at}` } });
      for (const each of [{ optedOutAt: NOON }, mark(NOON + DAY), { optedOutAt: NOON - DAY }, mark(NOON)])
        await suppressions.keep('email', address, each);
      const united = { optedOutAt: NOON, ...mark(NOON + DAY) };
      for (const each of [united, { optedOutAt: NOON - 1 }]) await suppressions.keep('email', address, each);
      expect(await suppressions.get('email', address)).toEqual(united);
    });

    test('no refusal of an address is lost when many are kept at the same time', async () => {
      const { suppressions } = ports.services;
      const address = freshAddress();
      const instants = Array.from({ length: 8 }, (_, index) => NOON + index);
      await Promise.all(instants.map((optedOutAt) => suppressions.keep('sms', address, { optedOutAt })));
      expect(await suppressions.get('sms', address)).toEqual({ optedOutAt: NOON + 7 });
    });
  });
}
