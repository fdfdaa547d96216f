import type { components } from '../data/api-types.ts';
import { api, unwrap } from '../data/client.ts';

/** The key of the query that reads the settings. */
export const SETTINGS_KEY = ['settings'];

/** Reads the settings of the installation. */
export function fetchSettings() {
  return unwrap(api.GET('/settings'));
}

/** The settings of the installation, as the interface answers them. */
export type SettingsAnswer = Awaited<ReturnType<typeof fetchSettings>>;
/** A change of the settings: absent fields stay, null removes a field. */
export type SettingsFields = components['schemas']['SettingsChange'];
/** A frequency cap, as a change has it. */
export type CapFields = NonNullable<SettingsFields['frequencyCaps']>[number];

/** Changes the settings, if their revision is still the one that is meant. */
export function writeSettings(revision: number, change: SettingsFields) {
  return unwrap(api.PUT('/settings', { params: { header: { 'If-Match': `"${revision}"` } }, body: change }));
}
