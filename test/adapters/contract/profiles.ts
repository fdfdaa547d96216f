import { describe, expect, test } from 'vitest';
import { getAttributes, mergeProfileUpdate, type Profile } from '../../../core/profile.ts';
import { fresh, NOON } from '../../harness/adapters/sample.ts';
import type { OpenPorts } from './open-ports.ts';

/** Tests the profiles of an adapter. */
export function testProfiles(ports: OpenPorts): void {
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
      expect(await ports.services.profiles.get(fresh('user'))).toBeUndefined();
      expect(await ports.services.profiles.getEventually(fresh('user'))).toBeUndefined();
    });

    test('a change of a profile sees the profile before it, and is read at once', async () => {
      const userId = fresh('user');
      const seen: (Profile | undefined)[] = [];
      const watching = (attributes: object) => (profile: Profile | undefined) => {
        seen.push(profile);
        return told(userId, attributes)(profile);
      };
      await ports.services.profiles.update(userId, watching({ plan: 'gold' }));
      const first = await ports.services.profiles.get(userId);
      await ports.services.profiles.update(userId, watching({ seats: [1, null, { a: 'ü' }] }));
      expect(seen).toEqual([undefined, first]);
      expect(await ports.services.profiles.get(userId)).toEqual({
        fields: {
          'attributes.plan': { value: 'gold', at: NOON },
          'attributes.seats': { value: [1, null, { a: 'ü' }], at: NOON },
        },
      });
      // It may lag a moment, but never permanently.
      await expect
        .poll(() => ports.services.profiles.getEventually(userId))
        .toEqual(await ports.services.profiles.get(userId));
    });

    test('a change that answers nothing leaves the profile as it is', async () => {
      const [userId, unknown] = [fresh('user'), fresh('user')];
      await ports.services.profiles.update(userId, told(userId, { plan: 'gold' }));
      const before = await ports.services.profiles.get(userId);
      for (const each of [userId, unknown]) await ports.services.profiles.update(each, () => undefined);
      expect(await ports.services.profiles.get(userId)).toEqual(before);
      expect(await ports.services.profiles.get(unknown)).toBeUndefined();
    });

    test('an attribute with the name of something every object has is kept like any other', async () => {
      const userId = fresh('user');
      const attributes = JSON.parse('{ "__proto__": { "plan": "pro" }, "toString": "x" }');
      await ports.services.profiles.update(userId, told(userId, attributes));
      const seen = getAttributes(await ports.services.profiles.get(userId));
      expect([seen['plan'], Object.keys(seen).toSorted()]).toEqual([undefined, ['__proto__', 'toString']]);
    });

    test('no change of a profile is lost when many are made at the same time', async () => {
      const userId = fresh('user');
      const names = Array.from({ length: 8 }, (_, index) => `attribute${index}`);
      await Promise.all(names.map((each) => ports.services.profiles.update(userId, told(userId, { [each]: true }))));
      const profile = await ports.services.profiles.get(userId);
      expect(Object.keys(profile?.fields ?? {}).toSorted()).toEqual(names.map((each) => `attributes.${each}`));
    });
  });
}
