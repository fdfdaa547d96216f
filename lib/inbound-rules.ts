import { type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { FIRST_QUEUES, type FirstQueue } from '../core/contracts/first-queues.ts';
import type { ConnectorQueue } from './connector-queue.ts';
import {
  createBehaviorPattern,
  createInteractionPatterns,
  createProfilePattern,
  createUnknownPatterns,
  type InboundPattern,
} from './event-patterns.ts';
import { createReliableTarget } from './reliable-target.ts';

/** The bus that events come from, and the queues that they are delivered to. */
export interface InboundRulesProps {
  readonly bus: IEventBus;
  readonly queues: Readonly<Record<FirstQueue, ConnectorQueue>>;
  /** The queue for events that EventBridge could not deliver. */
  readonly undelivered: ConnectorQueue;
}

/** The rules that deliver events from the bus to the queues. Their number does not depend on the number of campaigns. */
export class InboundRules extends Construct {
  constructor(scope: Construct, id: string, props: InboundRulesProps) {
    super(scope, id);
    const createRule = (name: string, description: string, { detailType, eventPattern }: InboundPattern) => {
      const targets = [createReliableTarget(props.queues[FIRST_QUEUES[detailType]], props.undelivered)];
      new Rule(this, name, { eventBus: props.bus, description, eventPattern, targets });
    };
    for (const [family, pattern] of createInteractionPatterns()) {
      createRule(family, `Interactions of the family ${family}`, pattern);
    }
    createRule('behaviors', 'Behaviors of users outside campaigns', createBehaviorPattern());
    createRule('profiles', 'Updates of user profiles', createProfilePattern());
    for (const [name, pattern] of createUnknownPatterns()) {
      createRule(name, 'Unknown interactions or behaviors, which are refused', pattern);
    }
  }
}
