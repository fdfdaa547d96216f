import { describe, expect, test } from 'vitest';
import type { FollowUpDefinition } from '../../core/contracts/definition.ts';
import { affectsWaiting } from '../../core/project/waiting-effect.ts';
import { followUpOfTarget } from '../harness/adapters/sample.ts';

const rechecking = followUpOfTarget('reminder', 'welcome', { recheckAudience: true });
const plain = followUpOfTarget('reminder', 'welcome');

/** The fields of a follow-up, and whether a change affects those who wait. A new field has to be added here, with a reason. */
const EFFECTS: { readonly [Field in keyof Required<FollowUpDefinition>]: boolean } = {
  // An edit keeps the id.
  id: false,
  // Templates see it (R77).
  name: true,
  // Those who wait are enrolled already, and keep the instant at which they are due (R52).
  triggers: false,
  delay: false,
  precision: false,
  // An event that arrives while a user waits is matched with the newest version.
  exceptions: true,
  // Without a second check, the audience is checked at the trigger only (R43).
  audience: false,
  recheckAudience: true,
  reeligibility: true,
  staleAfter: true,
  duration: true,
  quietHours: true,
  frequencyCaps: true,
  untracked: true,
  messages: true,
  // The variant of a user is assigned at the departure (R46).
  variants: true,
  controlGroup: true,
  purpose: true,
  // A message has the conversion events of the version that it leaves with (R47).
  conversions: true,
  statistics: false,
};

describe('a change of a published campaign', () => {
  test.each(Object.entries(EFFECTS))('a change of %s affects those who wait: %j (R52)', (field, isAffecting) => {
    expect(affectsWaiting([field], plain)).toBe(isAffecting);
    expect(affectsWaiting([field, 0, 'body'], plain)).toBe(isAffecting);
  });

  test('a change of the audience affects those who wait if the audience is checked again at the departure (R43, R52)', () => {
    expect(affectsWaiting(['audience', 'country'], rechecking)).toBe(true);
    expect(affectsWaiting(['audience'], plain)).toBe(false);
  });

  test('a change of a campaign of another tool affects no user', () => {
    const elsewhere = { id: 'welcome', name: 'Welcome', sentElsewhere: true } as const;
    expect(affectsWaiting(['audience'], elsewhere)).toBe(false);
  });
});
