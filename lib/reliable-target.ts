import { Duration } from 'aws-cdk-lib';
import type { IRule, IRuleTarget, RuleTargetConfig } from 'aws-cdk-lib/aws-events';
import type { ConnectorQueue } from './connector-queue.ts';

/** The longest and the most often that EventBridge tries. */
const MAX_EVENT_AGE_SECONDS = Duration.hours(24).toSeconds();
const MAX_RETRY_ATTEMPTS = 185;

/** A queue as a target that EventBridge tries for a day, then gives up where an operator finds it. */
export function createReliableTarget(queue: ConnectorQueue, undelivered: ConnectorQueue): IRuleTarget {
  return {
    bind(rule: IRule): RuleTargetConfig {
      queue.allowRule(rule);
      undelivered.allowRule(rule);
      return {
        arn: queue.queueArn,
        deadLetterConfig: { arn: undelivered.queueArn },
        retryPolicy: { maximumEventAgeInSeconds: MAX_EVENT_AGE_SECONDS, maximumRetryAttempts: MAX_RETRY_ATTEMPTS },
        targetResource: queue,
      };
    },
  };
}
