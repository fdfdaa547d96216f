import { type EventPattern, Match } from 'aws-cdk-lib/aws-events';
import { BEHAVIOR_NAMES, INTERACTION_NAMES, INTERACTIONS } from '../core/contracts/catalogue.ts';
import { CONNECTOR_SOURCE } from '../core/contracts/dispatch.ts';
import { DETAIL_TYPES, type DetailType } from '../core/contracts/entry.ts';
import { FIRST_QUEUES, type FirstQueue } from '../core/contracts/first-queues.ts';

/** A pattern of events, and the queue that they come to first. */
export interface InboundPattern {
  readonly queue: FirstQueue;
  readonly eventPattern: EventPattern;
}

const INTERACTION: DetailType = 'Campaign Interaction';
const BEHAVIOR: DetailType = 'User Behavior';

/** Creates a pattern for each family of interactions, by the name of the family. */
export function createInteractionPatterns(): ReadonlyMap<string, InboundPattern> {
  const families = Map.groupBy(INTERACTION_NAMES, (name) => INTERACTIONS[name].family);
  return new Map([...families].map(([family, names]) => [family, createPattern(INTERACTION, { interaction: names })]));
}

/** Creates the pattern of behaviors. */
export function createBehaviorPattern(): InboundPattern {
  return createPattern(BEHAVIOR, { behavior: BEHAVIOR_NAMES });
}

/** Creates the pattern of what comes to the queue of profiles: their updates, and the deletions and merges of users. */
export function createProfilePattern(): InboundPattern {
  const queue: FirstQueue = 'profiles';
  return { queue, eventPattern: { detailType: DETAIL_TYPES.filter((type) => FIRST_QUEUES[type] === queue) } };
}

/** Creates the patterns of unknown interactions and behaviors, which are delivered to be refused, so that they are not lost (R61). */
export function createUnknownPatterns(): ReadonlyMap<string, InboundPattern> {
  return new Map([
    ['unknown-interactions', createPattern(INTERACTION, { interaction: matchUnknown(INTERACTION_NAMES) })],
    ['unknown-behaviors', createPattern(BEHAVIOR, { behavior: matchUnknown(BEHAVIOR_NAMES) })],
  ]);
}

/**
 * Creates the pattern of events of unknown types, which are delivered to be refused, so that they are not lost (R61). The connector
 * itself puts events of other types on the bus.
 */
export function createUnknownTypePattern(): InboundPattern {
  const eventPattern = { detailType: Match.anythingBut(...DETAIL_TYPES), source: Match.anythingBut(CONNECTOR_SOURCE) };
  return { queue: 'events', eventPattern };
}

function createPattern(detailType: DetailType, detail: Readonly<Record<string, readonly unknown[]>>): InboundPattern {
  return { queue: FIRST_QUEUES[detailType], eventPattern: { detailType: [detailType], detail } };
}

const matchUnknown = (names: readonly string[]) => [{ 'anything-but': names }, { exists: false }];
