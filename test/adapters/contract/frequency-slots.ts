import { describe, expect, test } from 'vitest';
import { addSlot, NO_SLOTS, type UserSlots } from '../../../core/frequency-slots.ts';
import { fresh, NOON } from '../../harness/adapters/sample.ts';
import type { OpenPorts } from './open-ports.ts';

const slot = (id: string, at = NOON) => ({ id, at, channels: ['email', 'push'] as const });

/** Tests the slots of an adapter. */
export function testFrequencySlots(ports: OpenPorts): void {
  describe('frequency slots', () => {
    test('a user of whom nothing is known has no slots', async () => {
      expect(await ports.services.frequencySlots.read(fresh('user'))).toEqual(NO_SLOTS);
    });

    test('slots are read as they were written, immediately, up to the most that are kept (R45)', async () => {
      const { frequencySlots } = ports.services;
      const user = fresh('user');
      let slots: UserSlots = NO_SLOTS;
      for (let index = 0; index < 110; index++) {
        slots = addSlot(slots, slot(fresh('enrollment'), NOON + index));
        expect(await frequencySlots.write(user, slots)).toBe(true);
        if (index % 50 === 0) expect(await frequencySlots.read(user)).toEqual(slots);
      }
      expect(slots.slots).toHaveLength(100);
      expect(await frequencySlots.read(user)).toEqual(slots);
    });

    test('slots are written only over the revision before them, also the first: of two writers one wins (R45)', async () => {
      const { frequencySlots } = ports.services;
      const user = fresh('user');
      const [first, other] = [addSlot(NO_SLOTS, slot('first')), addSlot(NO_SLOTS, slot('other'))];
      const written = await Promise.all([first, other].map((each) => frequencySlots.write(user, each)));
      expect(written.toSorted()).toEqual([false, true]);
      const stored = await frequencySlots.read(user);
      expect(stored.slots).toHaveLength(1);
      expect(await frequencySlots.write(user, { ...stored, rev: 3 })).toBe(false);
      expect(await frequencySlots.write(user, { ...stored, rev: 2 })).toBe(true);
      expect(await frequencySlots.write(user, { ...stored, rev: 2 })).toBe(false);
      expect(await frequencySlots.read(user)).toEqual({ ...stored, rev: 2 });
    });

    test('the slots of two users are separate, and those of one are removed only at the revision that was read', async () => {
      const { frequencySlots } = ports.services;
      const [ann, ben] = [fresh('user'), fresh('user')];
      const slots = addSlot(NO_SLOTS, slot('one'));
      for (const user of [ann, ben]) await frequencySlots.write(user, slots);
      expect(await frequencySlots.remove(ann, 2)).toBe(false);
      expect(await frequencySlots.remove(ann, 1)).toBe(true);
      expect(await frequencySlots.remove(ann, 1)).toBe(false);
      expect([await frequencySlots.read(ann), await frequencySlots.read(ben)]).toEqual([NO_SLOTS, slots]);
      expect(await frequencySlots.write(ann, slots)).toBe(true);
    });

    test('slots lie beside the rows of their user, and are no row of one', async () => {
      const { frequencySlots, rows } = ports.services;
      const user = fresh('user');
      await frequencySlots.write(user, addSlot(NO_SLOTS, slot('one')));
      expect(await rows.listByUser(user)).toEqual([]);
    });
  });
}
