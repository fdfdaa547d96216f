import { Stack } from 'aws-cdk-lib';
import type { IRule, IRuleTarget, RuleTargetConfig } from 'aws-cdk-lib/aws-events';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { allowDelivery } from './access.ts';
import { createRetriedDelivery, type TargetProps } from './reliable-target.ts';

/** Creates a target that delivers to a queue of the owner of the app: retried for a day, then sent to the queue of undelivered events. */
export function createForeignQueueTarget(queue: IQueue, { ruleArn, undelivered }: TargetProps): IRuleTarget {
  if (queue.fifo) throw new Error('queue: expected a standard queue, found a FIFO queue');
  return {
    bind(rule: IRule): RuleTargetConfig {
      const { policyDependable } = queue.addToResourcePolicy(
        allowDelivery({ queueArn: queue.queueArn, ruleArn, account: Stack.of(rule).account }),
      );
      // The policy is deployed before the rule: EventBridge does not retry what it has no permission for.
      if (policyDependable !== undefined) rule.node.addDependency(policyDependable);
      undelivered.allowRule(rule, ruleArn);
      return createRetriedDelivery(queue, undelivered);
    },
  };
}
