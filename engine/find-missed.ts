import { type Definition, isFollowUp } from '../core/contracts/definition.ts';
import { createSelectorKey } from '../core/matching.ts';
import type { Services } from '../core/ports.ts';

/** Interactions of a target that came in before a follow-up of it was published, and do not count for it (R4). */
export interface MissedInteractions {
  readonly interaction: string;
  readonly target: string;
  readonly count: number;
  /** The beginning of the day of the first, in UTC. */
  readonly since: number;
}

/** Returns what the publication of a definition missed: the arrivals under the keys of its triggers that are not known from the version before. */
export async function findMissed(
  definition: Definition,
  knownKeys: readonly string[],
  { arrivals }: Pick<Services, 'arrivals'>,
): Promise<MissedInteractions[]> {
  const triggers = isFollowUp(definition) ? definition.triggers : [];
  const targets = new Map(
    triggers.flatMap((trigger) => ('interaction' in trigger ? [[createSelectorKey(trigger), trigger] as const] : [])),
  );
  const found = await Promise.all(
    [...targets].map(async ([key, { interaction, campaign: target }]) => {
      const arrived = knownKeys.includes(key) ? undefined : await arrivals.getByKey(key);
      return arrived === undefined ? [] : [{ interaction, target, ...arrived }];
    }),
  );
  return found.flat();
}
