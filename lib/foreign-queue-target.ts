import { Duration, Stack } from 'aws-cdk-lib';
import type { IRule, IRuleTarget, RuleTargetConfig } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { TargetProps } from './reliable-target.ts';

/** The maximum age of an event and number of retries that EventBridge allows. */
const MAX_EVENT_AGE_SECONDS = Duration.hours(24).toSeconds();
const MAX_RETRY_ATTEMPTS = 185;

/** Creates a target that delivers to a queue of the owner of the app: retried for a day, then sent to the queue of undelivered events. */
export function createForeignQueueTarget(queue: IQueue, { ruleArn, undelivered }: TargetProps): IRuleTarget {
  if (queue.fifo) throw new Error('queue: expected a standard queue, found a FIFO queue');
  return {
    bind(rule: IRule): RuleTargetConfig {
      const { policyDependable } = queue.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal('events.amazonaws.com')],
          actions: ['sqs:SendMessage'],
          resources: [queue.queueArn],
          conditions: {
            ArnLike: { 'aws:SourceArn': ruleArn },
            StringEquals: { 'aws:SourceAccount': Stack.of(rule).account },
          },
        }),
      );
      // The policy is deployed before the rule: EventBridge does not retry what it has no permission for.
      if (policyDependable !== undefined) rule.node.addDependency(policyDependable);
      undelivered.allowRule(rule, ruleArn);
      return {
        arn: queue.queueArn,
        deadLetterConfig: { arn: undelivered.queueArn },
        retryPolicy: { maximumEventAgeInSeconds: MAX_EVENT_AGE_SECONDS, maximumRetryAttempts: MAX_RETRY_ATTEMPTS },
        targetResource: queue,
      };
    },
  };
}
