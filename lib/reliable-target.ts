import { Duration } from 'aws-cdk-lib';
import type { IRule, IRuleTarget, RuleTargetConfig } from 'aws-cdk-lib/aws-events';
import type { SafeQueue } from './safe-queue.ts';

/** The longest and the most often that EventBridge tries. */
const A_DAY = Duration.hours(24).toSeconds();
const MOST_TRIES = 185;

/** A queue as a target that EventBridge tries for a day, then gives up where an operator finds it. */
export function reliably(queue: SafeQueue, undelivered: SafeQueue): IRuleTarget {
  return {
    bind(rule: IRule): RuleTargetConfig {
      queue.letIn(rule);
      undelivered.letIn(rule);
      return {
        arn: queue.queueArn,
        deadLetterConfig: { arn: undelivered.queueArn },
        retryPolicy: { maximumEventAgeInSeconds: A_DAY, maximumRetryAttempts: MOST_TRIES },
        targetResource: queue,
      };
    },
  };
}
