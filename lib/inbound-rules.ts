import { Duration } from 'aws-cdk-lib';
import { type EventPattern, type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { behaviorPattern, interactionPatterns, profilePattern, unknownPatterns } from './event-patterns.ts';

/** Where events come from and go to. */
export interface InboundRulesProps {
  readonly bus: IEventBus;
  readonly triggers: IQueue;
  readonly exceptions: IQueue;
  readonly profiles: IQueue;
  /** What EventBridge itself could not deliver. */
  readonly undelivered: IQueue;
}

/** The rules from the bus to the queues: a fixed number, however many campaigns there are. */
export class InboundRules extends Construct {
  constructor(scope: Construct, id: string, props: InboundRulesProps) {
    super(scope, id);
    const { triggers, exceptions, profiles } = props;
    const rule = (name: string, description: string, eventPattern: EventPattern, ...queues: IQueue[]) => {
      const targets = queues.map((queue) => reliably(queue, props.undelivered));
      new Rule(this, name, { eventBus: props.bus, description, eventPattern, targets });
    };
    for (const [family, pattern] of interactionPatterns()) {
      rule(family, `Interactions of the family ${family}`, pattern, triggers, exceptions);
    }
    rule('behaviors', 'What users do outside campaigns', behaviorPattern(), triggers, exceptions);
    rule('profiles', 'What is new about users', profilePattern(), profiles);
    // The trigger stage is the one that refuses, so that a refusal is kept once.
    for (const [name, pattern] of unknownPatterns()) {
      rule(name, 'What names no interaction or behavior we know: refused', pattern, triggers);
    }
  }
}

/** A queue as a target that EventBridge tries for a day, then gives up where an operator finds it. */
export function reliably(queue: IQueue, undelivered: IQueue): SqsQueue {
  return new SqsQueue(queue, { deadLetterQueue: undelivered, maxEventAge: Duration.hours(24), retryAttempts: 185 });
}
