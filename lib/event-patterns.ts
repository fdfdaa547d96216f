import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { BEHAVIOR_NAMES, INTERACTION_NAMES, INTERACTIONS } from '../core/contracts/catalogue.ts';
import type { DetailType } from '../core/contracts/entry.ts';

const INTERACTION: DetailType = 'Campaign Interaction';
const BEHAVIOR: DetailType = 'User Behavior';
const PROFILE: DetailType = 'User Profile Updated';

/** One pattern per family of interactions, by the family's name. */
export function createInteractionPatterns(): ReadonlyMap<string, EventPattern> {
  const families = Map.groupBy(INTERACTION_NAMES, (name) => INTERACTIONS[name].family);
  return new Map([...families].map(([family, names]) => [family, createPattern(INTERACTION, { interaction: names })]));
}

/** What users do outside campaigns. */
export function createBehaviorPattern(): EventPattern {
  return createPattern(BEHAVIOR, { behavior: BEHAVIOR_NAMES });
}

/** What is new about users. */
export function createProfilePattern(): EventPattern {
  return { detailType: [PROFILE] };
}

/** What names no interaction or behavior we know: refused, so that it is not lost (R61). */
export function createUnknownPatterns(): ReadonlyMap<string, EventPattern> {
  return new Map([
    ['unknown-interactions', createPattern(INTERACTION, { interaction: matchUnknown(INTERACTION_NAMES) })],
    ['unknown-behaviors', createPattern(BEHAVIOR, { behavior: matchUnknown(BEHAVIOR_NAMES) })],
  ]);
}

function createPattern(detailType: DetailType, detail: Readonly<Record<string, readonly unknown[]>>): EventPattern {
  return { detailType: [detailType], detail };
}

const matchUnknown = (names: readonly string[]) => [{ 'anything-but': names }, { exists: false }];
