import { describe, expect, test } from 'vitest';
import { planPause, planResume } from '../../../core/pauses.ts';
import { NOON } from '../../harness/adapters/sample.ts';
import type { OpenPorts } from './open-ports.ts';

/** Tests the pauses of an adapter. */
export function testPauses(ports: OpenPorts): void {
  describe('pauses', () => {
    const act = { now: NOON, by: 'olga' };

    test('nothing is paused in an installation in which nothing was paused (R92)', async () => {
      expect(await ports.services.pauses.read()).toEqual({ rev: 0, campaigns: {}, history: [] });
      expect((await ports.services.pauses.getRecent()).state).toEqual({ rev: 0, campaigns: {}, history: [] });
    });

    test('the pauses are read as they were written, and a write over a later one is refused (R92)', async () => {
      const { pauses } = ports.services;
      const before = await pauses.read();
      const plan = planPause(before, { ...act, campaignId: 'reminder' });
      if (!('state' in plan)) throw new Error('pause: expected a new state');
      expect(await pauses.write(plan.state)).toBe(true);
      expect(await pauses.read()).toEqual(plan.state);
      const { state, readAt } = await pauses.getRecent();
      expect(state).toEqual(plan.state);
      expect(readAt).toBeTypeOf('number');
      expect(await pauses.write({ ...plan.state, campaigns: {} })).toBe(false);
      expect(await pauses.read()).toEqual(plan.state);
      const end = planResume(plan.state, { ...act, campaignId: 'reminder' });
      if (!('state' in end)) throw new Error('resume: expected a new state');
      expect(await pauses.write(end.state)).toBe(true);
      expect(await pauses.read()).toMatchObject({ rev: before.rev + 2, campaigns: {} });
    });
  });
}
