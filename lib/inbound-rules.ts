import { type EventPattern, type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { behaviorPattern, interactionPatterns, profilePattern, unknownPatterns } from './event-patterns.ts';
import { reliably } from './reliable-target.ts';
import type { SafeQueue } from './safe-queue.ts';

/** Where events come from and go to. */
export interface InboundRulesProps {
  readonly bus: IEventBus;
  readonly events: SafeQueue;
  readonly profiles: SafeQueue;
  /** What EventBridge itself could not deliver. */
  readonly undelivered: SafeQueue;
}

/** The rules from the bus to the queues: a fixed number, however many campaigns there are. */
export class InboundRules extends Construct {
  constructor(scope: Construct, id: string, props: InboundRulesProps) {
    super(scope, id);
    const { events, profiles } = props;
    const rule = (name: string, description: string, eventPattern: EventPattern, queue: SafeQueue) => {
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
