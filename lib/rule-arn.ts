import { Stack } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';

/** Returns a pattern that the ARNs of all rules of a bus match. Those of the default bus have no bus in their ARN. */
export function createRuleArnPattern(scope: Construct, { eventBusName }: IEventBus): string {
  return createRuleArn(scope, eventBusName === 'default' ? '*' : `${eventBusName}/*`);
}

/** Returns the ARN of a rule of the default bus by its name, before the rule is created. */
export function createRuleArn(scope: Construct, ruleName: string): string {
  return Stack.of(scope).formatArn({ service: 'events', resource: 'rule', resourceName: ruleName });
}
