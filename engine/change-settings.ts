import type { InstallationSettings, SettingsChange } from '../core/contracts/settings.ts';
import { isTimeZone } from '../core/contracts/time-zone.ts';
import type { Services } from '../core/ports.ts';
import { planSettings, type SettingsConflict, type SettingsState } from '../core/settings.ts';
import { changeDocument, type DocumentBusy } from './change-document.ts';

/** The author and the services of a change of the settings. */
export interface SettingsChangeContext {
  readonly by: string;
  /** The revision as the caller knows it. If absent, any revision is accepted. */
  readonly expectedRevision?: number | undefined;
  readonly services: Services;
}

/** The settings after a change, and whether they were so already. */
export interface ChangedSettings {
  readonly state: SettingsState;
  readonly isRepeat: boolean;
}

/** Changes the settings of the installation: absent fields stay, null removes a field. Functions on AWS see the change within a minute. */
export async function changeSettings(
  change: SettingsChange,
  { by, expectedRevision, services }: SettingsChangeContext,
): Promise<ChangedSettings | SettingsConflict | DocumentBusy> {
  const plan = await changeDocument(
    services.settings,
    (before) => planSettings(before, change, { by, now: services.clock.now(), expectedRevision }),
    services,
  );
  if ('code' in plan) return plan;
  return 'already' in plan ? { state: plan.already, isRepeat: true } : { state: plan.state, isRepeat: false };
}

/** Returns the time zone of the company from the settings, or else the one that the installation was started with (R21). */
export function getCompanyZone(
  { companyZone }: InstallationSettings,
  { settings }: Pick<Services, 'settings'>,
): string {
  return companyZone !== undefined && isTimeZone(companyZone) ? companyZone : settings.defaultZone;
}
