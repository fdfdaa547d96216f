import { isObject } from '../contracts/object.ts';
import type { SettingsState } from '../settings.ts';
import type { StoredShape } from './parse-stored.ts';

/** The shape of the settings of an installation. */
export const SETTINGS_STATE: StoredShape<SettingsState> = {
  expected: 'the settings',
  matches: (value): value is SettingsState => {
    if (!isObject(value) || typeof value['rev'] !== 'number' || !Array.isArray(value['history'])) return false;
    const { settings } = value;
    if (!isObject(settings)) return false;
    const { companyZone, quietHours, consent, tracking, frequencyCaps } = settings;
    return (
      (companyZone === undefined || typeof companyZone === 'string') &&
      (quietHours === undefined || isObject(quietHours)) &&
      (consent === undefined || isObject(consent)) &&
      (tracking === undefined || isObject(tracking)) &&
      (frequencyCaps === undefined || Array.isArray(frequencyCaps))
    );
  },
};
