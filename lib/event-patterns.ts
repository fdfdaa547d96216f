import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { BEHAVIOR_NAMES, INTERACTION_NAMES, INTERACTIONS } from '../core/contracts/catalogue.ts';
import type { DetailType } from '../core/contracts/entry.ts';

/** A pattern of events of one type, whose first queue the type decides. */
export interface InboundPattern {
  readonly detailType: DetailType;
  readonly eventPattern: EventPattern;
}

const INTERACTION: DetailType = 'Campaign Interaction';
const BEHAVIOR: DetailType = 'User Behavior';
const PROFILE: DetailType = 'User Profile Updated';

/** Creates a pattern for each family of interactions, by the name of the family. */
export function createInteractionPatterns(): ReadonlyMap<string, InboundPattern> {
  const families = Map.groupBy(INTERACTION_NAMES, (name) => INTERACTIONS[name].family);
  return new Map([...families].map(([family, names]) => [family, createPattern(INTERACTION, { interaction: names })]));
}

/** Creates the pattern of behaviors. */
export function createBehaviorPattern(): InboundPattern {
  return createPattern(BEHAVIOR, { behavior: BEHAVIOR_NAMES });
}

/** Creates the pattern of profile updates. */
export function createProfilePattern(): InboundPattern {
  return { detailType: PROFILE, eventPattern: { detailType: [PROFILE] } };
}

/** Creates the patterns of unknown interactions and behaviors, which are delivered to be refused, so that they are not lost (R61). */
export function createUnknownPatterns(): ReadonlyMap<string, InboundPattern> {
  return new Map([
    ['unknown-interactions', createPattern(INTERACTION, { interaction: matchUnknown(INTERACTION_NAMES) })],
    ['unknown-behaviors', createPattern(BEHAVIOR, { behavior: matchUnknown(BEHAVIOR_NAMES) })],
  ]);
}

function createPattern(detailType: DetailType, detail: Readonly<Record<string, readonly unknown[]>>): InboundPattern {
  return { detailType, eventPattern: { detailType: [detailType], detail } };
}

const matchUnknown = (names: readonly string[]) => [{ 'anything-but': names }, { exists: false }];
