import { Duration } from 'aws-cdk-lib';
import type { IRule, IRuleTarget, RuleTargetConfig } from 'aws-cdk-lib/aws-events';
import type { ConnectorQueue } from './connector-queue.ts';

/** The maximum age of an event and number of retries that EventBridge allows. */
const MAX_EVENT_AGE_SECONDS = Duration.hours(24).toSeconds();
const MAX_RETRY_ATTEMPTS = 185;

/** Creates a target that retries the delivery to a queue for a day, then sends the event to the queue of undelivered events. */
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
