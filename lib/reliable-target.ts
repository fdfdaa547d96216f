import { Duration } from 'aws-cdk-lib';
import type { IRule, IRuleTarget, RuleTargetConfig } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { ConnectorQueue } from './connector-queue.ts';

/** The maximum age of an event and number of retries that EventBridge allows. */
const MAX_EVENT_AGE_SECONDS = Duration.hours(24).toSeconds();
const MAX_RETRY_ATTEMPTS = 185;

/** The ARN of the rule that has the target, or a pattern of it, and the queue for events that EventBridge could not deliver. */
export interface TargetProps {
  readonly ruleArn: string;
  readonly undelivered: ConnectorQueue;
}

/** Creates a target that retries the delivery to a queue for a day, then sends the event to the queue of undelivered events. */
export function createReliableTarget(queue: ConnectorQueue, { ruleArn, undelivered }: TargetProps): IRuleTarget {
  return {
    bind(rule: IRule): RuleTargetConfig {
      queue.allowRule(rule, ruleArn);
      undelivered.allowRule(rule, ruleArn);
      return createRetriedDelivery(queue, undelivered);
    },
  };
}

/** Creates the configuration of a target that retries the delivery to a queue for a day, then sends the event to the queue of undelivered events. */
export function createRetriedDelivery(queue: IQueue, undelivered: ConnectorQueue): RuleTargetConfig {
  return {
    arn: queue.queueArn,
    deadLetterConfig: { arn: undelivered.queueArn },
    retryPolicy: { maximumEventAgeInSeconds: MAX_EVENT_AGE_SECONDS, maximumRetryAttempts: MAX_RETRY_ATTEMPTS },
    targetResource: queue,
  };
}

/** Creates a target that calls a function on a schedule: what could not be delivered until the next time goes to the queue of undelivered events. */
export function createScheduledTarget(
  lambda: IFunction,
  { ruleArn, undelivered, every }: TargetProps & { readonly every: Duration },
): IRuleTarget {
  return {
    bind(rule: IRule): RuleTargetConfig {
      undelivered.allowRule(rule, ruleArn);
      const target = new LambdaFunction(lambda, { maxEventAge: every, retryAttempts: 2 });
      return { ...target.bind(rule), deadLetterConfig: { arn: undelivered.queueArn } };
    },
  };
}
