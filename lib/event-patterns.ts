import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { BEHAVIOR_NAMES, INTERACTION_NAMES, INTERACTIONS } from '../core/contracts/catalogue.ts';
import type { DetailType } from '../core/contracts/entry.ts';

const INTERACTION: DetailType = 'Campaign Interaction';
const BEHAVIOR: DetailType = 'User Behavior';
const PROFILE: DetailType = 'User Profile Updated';

/** One pattern per family of interactions, by the family's name. */
export function interactionPatterns(): ReadonlyMap<string, EventPattern> {
  const families = Map.groupBy(INTERACTION_NAMES, (name) => INTERACTIONS[name].family);
  return new Map([...families].map(([family, names]) => [family, pattern(INTERACTION, { interaction: names })]));
}

/** What users do outside campaigns. */
export function behaviorPattern(): EventPattern {
  return pattern(BEHAVIOR, { behavior: BEHAVIOR_NAMES });
}

/** What is new about users. */
export function profilePattern(): EventPattern {
  return { detailType: [PROFILE] };
}

/** What names no interaction or behavior we know: refused, so that it is not lost (R61). */
export function unknownPatterns(): ReadonlyMap<string, EventPattern> {
  return new Map([
    ['unknown-interactions', pattern(INTERACTION, { interaction: unknown(INTERACTION_NAMES) })],
    ['unknown-behaviors', pattern(BEHAVIOR, { behavior: unknown(BEHAVIOR_NAMES) })],
  ]);
}

function pattern(detailType: DetailType, detail: Readonly<Record<string, readonly unknown[]>>): EventPattern {
  return { detailType: [detailType], detail };
}

const unknown = (names: readonly string[]) => [{ 'anything-but': names }, { exists: false }];
