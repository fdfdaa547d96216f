import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ProfileUpdate } from '../../core/contracts/event.ts';
import { compileFilter } from '../../core/filter.ts';
import {
  createTemplateUser,
  getAttributes,
  isProfileTooLarge,
  mergeProfileUpdate,
  type Profile,
} from '../../core/profile.ts';
import { StepCounter } from '../../core/step-counter.ts';

const update = (at: number, detail: object): ProfileUpdate => ({
  kind: 'profile',
  id: 'e',
  source: 'app',
  userId: 'ann',
  at,
  detail: { ...detail },
});
const profileAfter = (updates: readonly ProfileUpdate[]) =>
  updates.reduce<Profile | undefined>(mergeProfileUpdate, undefined);

describe('a profile', () => {
  test('a profile without updates has no attributes (R44)', () => {
    expect(getAttributes(undefined)).toEqual({});
    expect(createTemplateUser('ann', undefined)).toEqual({ id: 'ann' });
  });

  test('an update of a profile merges its attributes, and null removes one', () => {
    const profile = profileAfter([
      update(1, { attributes: { tier: 'gold', city: 'Ulm' } }),
      update(2, { attributes: { tier: null, age: 7 } }),
    ]);
    expect(getAttributes(profile)).toEqual({ city: 'Ulm', age: 7 });
  });

  test('a profile has its own id, email, phone, zone and language, which no attribute replaces', () => {
    const profile = profileAfter([
      update(1, {
        attributes: { id: 'x', email: 'x', tier: 'gold' },
        email: 'ann@example.org',
        timeZone: 'Asia/Tokyo',
        language: 'pt-BR',
      }),
    ]);
    expect(createTemplateUser('ann', profile)).toEqual({
      id: 'ann',
      email: 'ann@example.org',
      timeZone: 'Asia/Tokyo',
      language: 'pt-BR',
      tier: 'gold',
    });
    expect(getAttributes(profile)).toEqual({ id: 'x', email: 'x', tier: 'gold' });
  });

  test('a profile is the same in whatever order updates of different instants arrive (R60)', () => {
    const value = fc.constantFrom('gold', 'silver', null);
    const updates = fc
      .uniqueArray(fc.record({ at: fc.nat(20), tier: value, email: value }), { selector: ({ at }) => at, maxLength: 6 })
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
    const read = (all: readonly { at: number; tier: string | null; email: string | null }[]) =>
      createTemplateUser(
        'ann',
        profileAfter(all.map(({ at, tier, email }) => update(at, { attributes: { tier }, email }))),
      );
    fc.assert(
      fc.property(updates, ([all, shuffled]) => {
        expect(read(shuffled)).toEqual(read(all));
      }),
    );
  });

  test('an attribute named __proto__ gives a user no other attributes, so that it lets them into no audience', () => {
    const attributes = JSON.parse('{ "__proto__": { "plan": "pro" }, "constructor": "x" }');
    const profile = profileAfter([update(1, { attributes })]);
    for (const seen of [getAttributes(profile), createTemplateUser('ann', profile)]) {
      expect(seen['plan']).toBeUndefined();
      expect(Object.keys(seen)).toEqual(expect.arrayContaining(['__proto__', 'constructor']));
      expect(Object.getPrototypeOf(seen)).toBe(Object.prototype);
    }
    const stored: Profile = JSON.parse(JSON.stringify(profile));
    expect(getAttributes(stored)['plan']).toBeUndefined();
    expect(compileFilter({ plan: 'pro' })(getAttributes(stored), new StepCounter())).toBe(false);
  });

  test('a profile has at most 64 KiB of attributes, names of removed ones included', () => {
    const room = 64 * 1024 - JSON.stringify({ gone: null, note: '' }).length;
    const grown = (more: number) =>
      profileAfter([
        update(1, { attributes: { gone: 1 } }),
        update(2, { attributes: { gone: null, note: 'x'.repeat(room + more) } }),
      ]);
    expect([grown(0), grown(1)].map((profile) => profile !== undefined && isProfileTooLarge(profile))).toEqual([
      false,
      true,
    ]);
  });
});
