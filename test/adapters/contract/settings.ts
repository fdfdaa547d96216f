import { describe, expect, test } from 'vitest';
import { planSettings } from '../../../core/settings.ts';
import { NOON } from '../../harness/adapters/sample.ts';
import type { OpenPorts } from './open-ports.ts';

/** Tests the settings of an adapter. */
export function testSettings(ports: OpenPorts): void {
  describe('settings', () => {
    test('an installation in which nothing was set has UTC as the zone of the company (R21)', async () => {
      const { settings } = ports.services;
      expect(await settings.read()).toEqual({ rev: 0, settings: {}, history: [] });
      expect((await settings.getRecent()).state).toEqual({ rev: 0, settings: {}, history: [] });
      expect(settings.defaultZone).toBe('UTC');
    });

    test('settings that are written are read, and a write over later ones is refused (R97)', async () => {
      const { settings } = ports.services;
      const plan = planSettings(await settings.read(), { companyZone: 'Asia/Tokyo' }, { now: NOON, by: 'olga' });
      if (!('state' in plan)) throw new Error('settings: expected a new state');
      expect(await settings.write(plan.state)).toBe(true);
      expect(await settings.read()).toEqual(plan.state);
      expect((await settings.getRecent()).state).toEqual(plan.state);
      expect(await settings.write({ ...plan.state, settings: {} })).toBe(false);
      expect(await settings.read()).toEqual(plan.state);
    });

    test('settings and pauses are documents of their own (R92)', async () => {
      const { settings, pauses } = ports.services;
      const before = await pauses.read();
      const plan = planSettings(await settings.read(), { companyZone: 'Asia/Kolkata' }, { now: NOON, by: 'olga' });
      if (!('state' in plan)) throw new Error('settings: expected a new state');
      expect(await settings.write(plan.state)).toBe(true);
      expect(await pauses.read()).toEqual(before);
    });
  });
}
