import { type Definition, type FollowUpDefinition, isFollowUp } from '../core/contracts/definition.ts';
import type { InstallationSettings } from '../core/contracts/settings.ts';
import { listChannels } from '../core/list-messages.ts';
import type { Services } from '../core/ports.ts';
import { getTracking } from '../core/settings.ts';

/** The settings, and the function that reads the definition of a target campaign, which is undefined for one that is not known here. */
export interface TrackingSources {
  readonly settings: InstallationSettings;
  readonly readTarget: (id: string) => Promise<Definition | undefined>;
}

/**
 * Returns the campaigns whose opens a follow-up waits for, and that this installation sends without tracking opens (R94). The opens of a
 * campaign that another tool sends, or that is not known here, may be tracked there.
 */
export async function findUntrackedTargets(
  definition: FollowUpDefinition,
  { settings, readTarget }: TrackingSources,
  { senderChannels }: Pick<Services, 'senderChannels'>,
): Promise<string[]> {
  if (!senderChannels.has('email') || getTracking(settings).opens) return [];
  const targets = listOpenedTargets(definition);
  const found = await Promise.all(targets.map((id) => (id === definition.id ? definition : readTarget(id))));
  return targets.filter((_, index) => hasEmail(found[index]));
}

/** Returns the campaigns because of which a definition cannot be published: it does not say what happens if opens are not tracked (R94). */
export async function findRefusedTargets(
  definition: Definition,
  sources: TrackingSources,
  services: Pick<Services, 'senderChannels'>,
): Promise<string[]> {
  if (!isFollowUp(definition) || definition.untracked !== undefined) return [];
  return findUntrackedTargets(definition, sources, services);
}

/** Returns the campaigns whose opens cancel the waits of a follow-up, each once. */
function listOpenedTargets({ exceptions }: FollowUpDefinition): string[] {
  const opens = exceptions.flatMap((exception) =>
    'interaction' in exception && exception.interaction === 'email.opened' ? [exception.campaign] : [],
  );
  return [...new Set(opens)];
}

function hasEmail(definition: Definition | undefined): boolean {
  return definition !== undefined && isFollowUp(definition) && listChannels(definition).has('email');
}
