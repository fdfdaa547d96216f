import { compareRehearsals, type RecordedRehearsal, type RehearsalComparison } from './compare-rehearsals.ts';
import type { Rehearsal } from './rehearsal.ts';
import { type RehearsalSettings, rehearse } from './rehearse.ts';

/** The settings of a rehearsal of two versions of campaigns. */
export interface VersionsSettings extends Omit<RehearsalSettings, 'needsUsers' | 'needsMessages'> {
  /** The version with which `campaigns` are compared. Its decisions are logged as those of the version after, unless it has a log of its own. */
  readonly before: Pick<RehearsalSettings, 'campaigns' | 'installationSettings'> &
    Partial<Pick<RehearsalSettings, 'log'>>;
}

/** The rehearsal of the version after, and its differences from the version before. */
export interface ComparedRehearsal {
  readonly rehearsal: Rehearsal;
  readonly comparison: RehearsalComparison;
}

/**
 * Plays the same events against two versions of campaigns and compares the messages. The versions are played one after the other, so that
 * the users of one alone are in memory.
 */
export async function rehearseVersions({
  before: versionBefore,
  ...settings
}: VersionsSettings): Promise<ComparedRehearsal> {
  const before = await rehearseVersion({ ...settings, installationSettings: {}, ...versionBefore });
  const after = await rehearseVersion(settings);
  const { messages: _, ...rehearsal } = after;
  return { rehearsal, comparison: compareRehearsals(before, after) };
}

async function rehearseVersion(settings: RehearsalSettings): Promise<Rehearsal & RecordedRehearsal> {
  const { messages, ...rehearsal } = await rehearse({ ...settings, needsMessages: true });
  if (messages === undefined) throw new Error('rehearse: expected the messages of the rehearsal');
  return { ...rehearsal, messages };
}
