import { Duration } from 'aws-cdk-lib';
import { type EventPattern, type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { behaviorPattern, interactionPatterns, profilePattern, unknownPatterns } from './event-patterns.ts';

/** Where events come from and go to. */
export interface InboundRulesProps {
  readonly bus: IEventBus;
  readonly events: IQueue;
  readonly profiles: IQueue;
  /** What EventBridge itself could not deliver. */
  readonly undelivered: IQueue;
}

/** The rules from the bus to the queues: a fixed number, however many campaigns there are. */
export class InboundRules extends Construct {
  constructor(scope: Construct, id: string, props: InboundRulesProps) {
    super(scope, id);
    const { events, profiles } = props;
    const rule = (name: string, description: string, eventPattern: EventPattern, queue: IQueue) => {
      const targets = [reliably(queue, props.undelivered)];
      new Rule(this, name, { eventBus: props.bus, description, eventPattern, targets });
    };
    for (const [family, pattern] of interactionPatterns()) {
      rule(family, `Interactions of the family ${family}`, pattern, events);
    }
    rule('behaviors', 'What users do outside campaigns', behaviorPattern(), events);
    rule('profiles', 'What is new about users', profilePattern(), profiles);
    for (const [name, pattern] of unknownPatterns()) {
      rule(name, 'What names no interaction or behavior we know: refused', pattern, events);
    }
  }
}

/** A queue as a target that EventBridge tries for a day, then gives up where an operator finds it. */
export function reliably(queue: IQueue, undelivered: IQueue): SqsQueue {
  return new SqsQueue(queue, { deadLetterQueue: undelivered, maxEventAge: Duration.hours(24), retryAttempts: 185 });
}
