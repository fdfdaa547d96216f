import type { NeededConsent } from './contact.ts';
import type { ContactChannel } from './contracts/consent.ts';
import type { FollowUpDefinition } from './contracts/definition.ts';
import type { InstallationSettings } from './contracts/settings.ts';
import { getNeededConsents } from './settings.ts';

/** Returns the consent that a message needs on a channel: none if it is transactional, else what the settings say (R82). */
export function getNeededConsent(
  settings: Pick<InstallationSettings, 'consent'>,
  channel: ContactChannel,
  { purpose }: Pick<FollowUpDefinition, 'purpose'>,
): NeededConsent {
  return purpose === 'transactional' ? 'none' : getNeededConsents(settings)[channel];
}
