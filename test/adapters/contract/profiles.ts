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

    test('two profiles are changed together, and a change that answers nothing leaves both', async () => {
      const [ann, bob] = [fresh('user'), fresh('user')];
      await ports.services.profiles.update(bob, told(bob, { plan: 'gold' }));
      const before = await ports.services.profiles.get(bob);
      const seen: (Profile | undefined)[] = [];
      const merged: Profile = { fields: {}, mergedInto: bob, mergedAt: NOON };
      const kept: Profile = { fields: {}, mergedFrom: [ann], mergeDepth: 1 };
      await ports.services.profiles.updateBoth([ann, bob], (one, other) => {
        seen.push(one, other);
        return [merged, kept];
      });
      expect(seen).toEqual([undefined, before]);
      expect(await ports.services.profiles.get(ann)).toEqual(merged);
      expect(await ports.services.profiles.get(bob)).toEqual(kept);
      await ports.services.profiles.updateBoth([ann, bob], () => undefined);
      expect(await ports.services.profiles.get(ann)).toEqual(merged);
    });

    test('the later of two changes of the same two profiles at the same time sees the earlier one', async () => {
      const [ann, bob] = [fresh('user'), fresh('user')];
      const seen: boolean[] = [];
      const merge = (from: string, into: string) =>
        ports.services.profiles.updateBoth([from, into], (one, other) => {
          const isMerged = one?.mergedInto !== undefined || other?.mergedInto !== undefined;
          if (isMerged) seen.push(true);
          return isMerged
            ? undefined
            : [
                { fields: {}, mergedInto: into },
                { fields: {}, mergedFrom: [from] },
              ];
        });
      await Promise.all([merge(ann, bob), merge(bob, ann)]);
      const both = await Promise.all([ann, bob].map((each) => ports.services.profiles.get(each)));
      expect(both.filter((profile) => profile?.mergedInto !== undefined)).toHaveLength(1);
      expect(seen).toEqual([true]);
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
