import { describe, expect, test } from 'vitest';
import {
  APPLY_LEASE_DURATION,
  type ApplyLeaseState,
  FIRST_APPLY_LEASE,
  planBeginApply,
  planEndApply,
  planExtendApply,
} from '../../core/apply-lease.ts';
import { APPLY_LEASE_STATE } from '../../core/stored/apply-lease-shape.ts';
import { NOON } from '../harness/adapters/sample.ts';

const ann = { project: 'shop', by: 'ann', token: 'of ann' };
const ben = { project: 'news', by: 'ben', token: 'of ben' };
const END = NOON + APPLY_LEASE_DURATION;

function begun(before: ApplyLeaseState, applier = ann, now = NOON): ApplyLeaseState {
  const plan = planBeginApply(before, { ...applier, now });
  if ('code' in plan) throw new Error(plan.code);
  return plan.state;
}

describe('the lease of applies', () => {
  test('an apply begins if none acts, and its lease ends a minute later (R55)', () => {
    const holder = { ...ann, since: NOON, until: NOON + 60_000 };
    expect(planBeginApply(FIRST_APPLY_LEASE, { ...ann, now: NOON })).toEqual({ state: { rev: 1, holder }, holder });
  });

  test('a second apply is refused until the minute without an act is over, and begins from then on (R55)', () => {
    const held = begun(FIRST_APPLY_LEASE);
    for (const now of [NOON, END - 1])
      expect(planBeginApply(held, { ...ben, now })).toEqual({ code: 'apply-in-progress', holder: held.holder });
    expect(begun(held, ben, END)).toEqual({ rev: 2, holder: { ...ben, since: END, until: END + 60_000 } });
  });

  test('an apply of the same project and the same person is refused, too, because it is another one', () => {
    expect(planBeginApply(begun(FIRST_APPLY_LEASE), { ...ann, token: 'other', now: NOON + 1 })).toMatchObject({
      code: 'apply-in-progress',
    });
  });

  test('an act extends the lease of its apply to a minute from then, and keeps its beginning (R55)', () => {
    const extended = planExtendApply(begun(FIRST_APPLY_LEASE), { token: ann.token, now: NOON + 50_000 });
    const holder = { ...ann, since: NOON, until: NOON + 110_000 };
    expect(extended).toEqual({ state: { rev: 2, holder }, holder });
  });

  test('an act after the minute is over still has the lease while no other apply began (R55)', () => {
    expect(planExtendApply(begun(FIRST_APPLY_LEASE), { token: ann.token, now: END + 1 })).toHaveProperty('state');
  });

  test('an act of an apply is refused once another apply began, or after its own end (R55)', () => {
    const taken = begun(begun(FIRST_APPLY_LEASE), ben, END);
    expect(planExtendApply(taken, { token: ann.token, now: END })).toEqual({ code: 'apply-ended' });
    expect(planExtendApply({ rev: 2 }, { token: ann.token, now: NOON })).toEqual({ code: 'apply-ended' });
    expect(planExtendApply(FIRST_APPLY_LEASE, { token: '', now: NOON })).toEqual({ code: 'apply-ended' });
  });

  test('an apply that ends lets another begin immediately (R55)', () => {
    const ended = planEndApply(begun(FIRST_APPLY_LEASE), ann.token);
    expect(ended).toEqual({ state: { rev: 2 } });
    expect(begun({ rev: 2 }, ben)).toMatchObject({ rev: 3, holder: ben });
  });

  test('the end of an apply that ended already, or whose lease another has, changes nothing (R97)', () => {
    expect(planEndApply({ rev: 2 }, ann.token)).toEqual({ already: true });
    expect(planEndApply(begun(begun(FIRST_APPLY_LEASE), ben, END), ann.token)).toEqual({ already: true });
  });
});

describe('a lease in a store', () => {
  const held = begun(FIRST_APPLY_LEASE);

  test.each([[FIRST_APPLY_LEASE], [{ rev: 7 }], [held], [{ ...held, later: 1 }]])('the lease %j is read', (value) => {
    expect(APPLY_LEASE_STATE.matches(value)).toBe(true);
  });

  test.each([
    ...[null, [], 'text', {}, { rev: '1' }, { rev: 1, holder: null }, { rev: 1, holder: {} }],
    ...Object.keys(held.holder ?? {}).map((field) => ({ rev: 1, holder: { ...held.holder, [field]: undefined } })),
    ...Object.keys(held.holder ?? {}).map((field) => ({ rev: 1, holder: { ...held.holder, [field]: {} } })),
  ])('the value %j is not read as a lease', (value) => {
    expect(APPLY_LEASE_STATE.matches(value)).toBe(false);
  });
});
