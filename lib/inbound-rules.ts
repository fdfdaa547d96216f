import { type EventPattern, type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { ConnectorQueue } from './connector-queue.ts';
import {
  createBehaviorPattern,
  createInteractionPatterns,
  createProfilePattern,
  createUnknownPatterns,
} from './event-patterns.ts';
import { createReliableTarget } from './reliable-target.ts';

/** Where events come from and go to. */
export interface InboundRulesProps {
  readonly bus: IEventBus;
  readonly events: ConnectorQueue;
  readonly profiles: ConnectorQueue;
  /** What EventBridge itself could not deliver. */
  readonly undelivered: ConnectorQueue;
}

/** The rules from the bus to the queues: a fixed number, however many campaigns there are. */
export class InboundRules extends Construct {
  constructor(scope: Construct, id: string, props: InboundRulesProps) {
    super(scope, id);
    const { events, profiles } = props;
    const createRule = (name: string, description: string, eventPattern: EventPattern, queue: ConnectorQueue) => {
      const targets = [createReliableTarget(queue, props.undelivered)];
      new Rule(this, name, { eventBus: props.bus, description, eventPattern, targets });
    };
    for (const [family, pattern] of createInteractionPatterns()) {
      createRule(family, `Interactions of the family ${family}`, pattern, events);
    }
    createRule('behaviors', 'What users do outside campaigns', createBehaviorPattern(), events);
    createRule('profiles', 'What is new about users', createProfilePattern(), profiles);
    for (const [name, pattern] of createUnknownPatterns()) {
      createRule(name, 'What names no interaction or behavior we know: refused', pattern, events);
    }
  }
}
