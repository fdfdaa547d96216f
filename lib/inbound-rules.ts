import { type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { FirstQueue } from '../core/contracts/first-queues.ts';
import type { ConnectorQueue } from './connector-queue.ts';
import {
  createBehaviorPattern,
  createInteractionPatterns,
  createProfilePattern,
  createUnknownPatterns,
  createUnknownTypePattern,
  type InboundPattern,
} from './event-patterns.ts';
import { createReliableTarget } from './reliable-target.ts';
import { createRuleArnPattern } from './rule-arn.ts';

/** The bus that events come from, and the queues that they are delivered to. */
export interface InboundRulesProps {
  readonly bus: IEventBus;
  /** True if the bus was created with the connector, so that no other system puts events of other types on it. */
  readonly isOwnBus: boolean;
  readonly queues: Readonly<Record<FirstQueue, ConnectorQueue>>;
  /** The queue for events that EventBridge could not deliver. */
  readonly undelivered: ConnectorQueue;
}

/** The rules that deliver events from the bus to the queues. Their number does not depend on the number of campaigns. */
export class InboundRules extends Construct {
  constructor(scope: Construct, id: string, props: InboundRulesProps) {
    super(scope, id);
    const ruleArn = createRuleArnPattern(this, props.bus);
    const createRule = (name: string, description: string, { queue, eventPattern }: InboundPattern) => {
      const target = createReliableTarget(props.queues[queue], { ruleArn, undelivered: props.undelivered });
      new Rule(this, name, { eventBus: props.bus, description, eventPattern, targets: [target] });
    };
    for (const [family, pattern] of createInteractionPatterns()) {
      createRule(family, `Interactions of the family ${family}`, pattern);
    }
    createRule('behaviors', 'Behaviors of users outside campaigns', createBehaviorPattern());
    createRule('profiles', 'Updates of user profiles, and deletions of users', createProfilePattern());
    for (const [name, pattern] of createUnknownPatterns()) {
      createRule(name, 'Unknown interactions or behaviors, which are refused', pattern);
    }
    if (!props.isOwnBus) return;
    createRule('unknown-types', 'Events of unknown types, which are refused', createUnknownTypePattern());
  }
}
