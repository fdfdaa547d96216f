import type { ContactChannel } from './contracts/consent.ts';
import type { Instant } from './contracts/instant.ts';
import type { ChannelConsent, InstallationSettings, SettingsChange, Tracking } from './contracts/settings.ts';
import { isEqualJson } from './is-equal-json.ts';

/** An entry in the history of the settings (R74): who changed which fields, and when. */
export interface SettingsAct {
  readonly at: Instant;
  readonly by: string;
  readonly changed: readonly string[];
}

/** The settings of an installation, with their history. */
export interface SettingsState {
  /** The revision; 0 if nothing was ever set. */
  readonly rev: number;
  readonly settings: InstallationSettings;
  /** The last hundred changes, oldest first. */
  readonly history: readonly SettingsAct[];
}

/** The settings of an installation in which nothing was ever set. */
export const FIRST_SETTINGS: SettingsState = { rev: 0, settings: {}, history: [] };

const MAX_HISTORY = 100;

const DEFAULT_CONSENTS = { email: 'subscribed', sms: 'optedIn', push: 'subscribed' } as const;

/** Returns the consent that messages of each channel need, unless their campaign is transactional (R82). */
export function getNeededConsents({
  consent = {},
}: Pick<SettingsChange, 'consent'>): Readonly<Record<ContactChannel, ChannelConsent>> {
  return { ...DEFAULT_CONSENTS, ...consent };
}

/** Returns what is tracked of emails that this installation sends (R94). Nothing is until it is set: many laws ask for consent. */
export function getTracking({ tracking }: Pick<SettingsChange, 'tracking'>): Tracking {
  return { opens: tracking?.opens ?? false, clicks: tracking?.clicks ?? false };
}

/** The instant and the author of a change of the settings. */
export interface SettingsContext {
  readonly now: Instant;
  readonly by: string;
  /** The revision as the caller knows it. If absent, any revision is accepted. */
  readonly expectedRevision?: number | undefined;
}

/** Another revision than the caller means is the newest one (R97). */
export interface SettingsConflict {
  readonly code: 'changed-meanwhile';
  readonly expectedRevision: number;
  readonly newestRevision: number;
  /** The latest change; absent if nothing was ever set. */
  readonly changed?: Pick<SettingsAct, 'at' | 'by'>;
}

/** The next state, the state that has the settings already, or the conflict because of which nothing changes. */
export type SettingsPlan = { readonly state: SettingsState } | { readonly already: SettingsState } | SettingsConflict;

/** Changes the settings: absent fields stay, null removes a field. */
export function planSettings(before: SettingsState, change: SettingsChange, context: SettingsContext): SettingsPlan {
  const { now, by, expectedRevision } = context;
  if (expectedRevision !== undefined && expectedRevision !== before.rev) {
    const changed = before.history.at(-1);
    const conflict = { code: 'changed-meanwhile' as const, expectedRevision, newestRevision: before.rev };
    return changed === undefined ? conflict : { ...conflict, changed: { at: changed.at, by: changed.by } };
  }
  const fields = new Map(Object.entries(before.settings));
  const changed: string[] = [];
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined || isEqualJson(value, fields.get(name) ?? null)) continue;
    changed.push(name);
    if (value === null) fields.delete(name);
    else fields.set(name, value);
  }
  if (changed.length === 0) return { already: before };
  const history = [...before.history, { at: now, by, changed }].slice(-MAX_HISTORY);
  return { state: { rev: before.rev + 1, settings: Object.fromEntries(fields), history } };
}
