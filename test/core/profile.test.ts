import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProfileUpdate } from '../../core/contracts/event.ts';
import { attributesOf, type Profile, templateUserOf, updated } from '../../core/profile.ts';

const update = (at: number, detail: object): ProfileUpdate => ({
  kind: 'profile',
  id: 'e',
  source: 'app',
  userId: 'ann',
  at,
  detail: { ...detail },
});
const profileAfter = (updates: readonly ProfileUpdate[]) => updates.reduce<Profile | undefined>(updated, undefined);

describe('a profile', () => {
  it('without updates has no attributes (R44)', () => {
    expect(attributesOf(undefined)).toEqual({});
    expect(templateUserOf('ann', undefined)).toEqual({ id: 'ann' });
  });

  it('merges attributes; null removes', () => {
    const profile = profileAfter([
      update(1, { attributes: { tier: 'gold', city: 'Ulm' } }),
      update(2, { attributes: { tier: null, age: 7 } }),
    ]);
    expect(attributesOf(profile)).toEqual({ city: 'Ulm', age: 7 });
  });

  it('has an own id, email, phone and zone that no attribute overrules', () => {
    const profile = profileAfter([
      update(1, {
        attributes: { id: 'x', email: 'x', tier: 'gold' },
        email: 'ann@example.org',
        timeZone: 'Asia/Tokyo',
      }),
    ]);
    expect(templateUserOf('ann', profile)).toEqual({
      id: 'ann',
      email: 'ann@example.org',
      timeZone: 'Asia/Tokyo',
      tier: 'gold',
    });
    expect(attributesOf(profile)).toEqual({ id: 'x', email: 'x', tier: 'gold' });
  });

  it('is the same in whatever order updates of different instants arrive (R60)', () => {
    const value = fc.constantFrom('gold', 'silver', null);
    const updates = fc
      .uniqueArray(fc.record({ at: fc.nat(20), tier: value, email: value }), { selector: ({ at }) => at, maxLength: 6 })
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
    const read = (all: readonly { at: number; tier: string | null; email: string | null }[]) =>
      templateUserOf(
        'ann',
        profileAfter(all.map(({ at, tier, email }) => update(at, { attributes: { tier }, email }))),
      );
    fc.assert(
      fc.property(updates, ([all, shuffled]) => {
        expect(read(shuffled)).toEqual(read(all));
      }),
    );
  });
});
