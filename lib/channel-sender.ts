import { Aws, Duration, Stack } from 'aws-cdk-lib';
import { type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import { DEAD_LETTER_IMPACTS, type DeadLetterQueueName } from '../core/contracts/dead-letter-queues.ts';
import type { Channel } from '../core/contracts/definition.ts';
import { ENVIRONMENT, type EnvironmentVariable } from '../core/contracts/environment.ts';
import { METRICS } from '../core/contracts/metrics.ts';
import { type Access, allowActions } from './access.ts';
import type { AlarmTopics } from './alarm-topics.ts';
import type { CampaignData } from './campaign-data.ts';
import { ConnectorFunction, type FunctionName } from './connector-function.ts';
import { ConnectorQueue, createQueueProps, OperatorQueue } from './connector-queue.ts';
import type { Matchers } from './matchers.ts';
import { createMessagePattern } from './message-pattern.ts';
import type { Permissions } from './permissions.ts';
import { createReliableTarget } from './reliable-target.ts';
import { createRuleArnPattern } from './rule-arn.ts';
import { RunbookAlarm, type RunbookAlarmProps } from './runbook-alarm.ts';
import { HIGHEST_OF_MINUTE, ServiceMetrics } from './service-metrics.ts';
import type { Settings } from './settings.ts';

/** The parts that the senders of all channels share. */
export interface SenderContext {
  readonly settings: Settings;
  readonly topics: AlarmTopics;
  readonly bus: IEventBus;
  readonly data: CampaignData;
  readonly permissions: Permissions;
  readonly matchers: Matchers;
  /** The environment variables with the sending mode and the allow list. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The channels of a sender and its function. */
export interface ChannelSenderProps extends SenderContext {
  readonly channels: readonly Channel[];
  readonly functionName: FunctionName;
  /** The environment variable in which the management API finds the URL of the function. */
  readonly urlVariable: EnvironmentVariable;
  readonly description: string;
  readonly maxConcurrency: number;
  /** True if the sender reports the messages that it sent as interactions (R86). */
  readonly reportsSent: boolean;
  /** The content of the messages, as the subject of alarms: `emails`. */
  readonly content: string;
  /** The name of its dead letters for operators. */
  readonly deadLettersName: DeadLetterQueueName;
  /**
   * The channel that its provider may halt: because the account is paused, or its quota used up.
   * @default none
   */
  readonly haltedChannel?: Channel;
}

/** The time that a call has: a message waits up to 15 s for its turn and as long for its provider. */
const TIMEOUT = Duration.seconds(60);
/** The maximum of SQS. A delivery is tried for a day at most, and looked at every two minutes while its campaign is paused. */
const MAX_RECEIVES = 1_000;
const RETENTION = Duration.days(4);

/**
 * The sender of one or more channels: a rule, a queue, the function that gives messages to the provider, and the dead letters with what
 * could not be sent. A slow provider delays no other channel.
 */
export class ChannelSender extends Construct {
  readonly rule: Rule;
  readonly queue: ConnectorQueue;
  readonly deadLetters: OperatorQueue;
  readonly deadLettersName: DeadLetterQueueName;
  readonly sender: ConnectorFunction;
  readonly functionName: FunctionName;
  readonly #urlVariable: EnvironmentVariable;

  constructor(scope: Construct, id: string, props: ChannelSenderProps) {
    super(scope, id);
    const { settings, topics, bus, data, permissions, matchers, environment } = props;
    const { channels, functionName, description, maxConcurrency, reportsSent, content, haltedChannel } = props;
    this.functionName = functionName;
    this.deadLettersName = props.deadLettersName;
    this.#urlVariable = props.urlVariable;
    this.deadLetters = new OperatorQueue(this, 'Unsent', settings);
    this.queue = new ConnectorQueue(this, 'Messages', {
      ...createQueueProps(settings.encryptionKey),
      visibilityTimeout: Duration.seconds(6 * TIMEOUT.toSeconds()),
      retentionPeriod: RETENTION,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
    });
    this.sender = new ConnectorFunction(this, 'Send', {
      ...settings,
      functionName,
      description,
      memoryMb: 512,
      timeout: TIMEOUT,
    }).addAccess(
      data.publications.accessTo('GetItem'),
      data.deliveries.accessTo('GetItem', 'PutItem'),
      data.deliveries.accessToItems(['figures#*'], 'UpdateItem'),
      this.queue.accessToRedeliver(ENVIRONMENT.inputQueue),
      this.deadLetters.accessToSend(ENVIRONMENT.unsentQueue),
    );
    for (const [name, value] of Object.entries(environment)) this.sender.lambda.addEnvironment(name, value);
    if (reportsSent) {
      if (settings.eventsOnBus) this.sender.addAccess(permissions.sendMessages);
      else this.sender.addAccess(...matchers.accessToSendEvents(this.sender, ['events']));
    }
    this.sender.lambda.addEventSource(
      new SqsEventSource(this.queue, { batchSize: 10, maxConcurrency, reportBatchItemFailures: true }),
    );
    this.rule = new Rule(this, 'Rule', {
      eventBus: bus,
      description: `Messages that ${functionName} sends`,
      eventPattern: createMessagePattern({ account: Stack.of(this).account, channels }),
      targets: [
        createReliableTarget(this.queue, { ruleArn: createRuleArnPattern(this, bus), undelivered: this.deadLetters }),
      ],
    });
    // The function is deployed before the rule delivers messages to its queue.
    this.rule.node.addDependency(this.sender.lambda);

    const createAlarm = (
      heading: string,
      alarm: Pick<RunbookAlarmProps, 'metric' | 'threshold' | 'periods' | 'impact' | 'urgency'>,
    ) => new RunbookAlarm(this, heading, { stage: settings.stage, topics, subject: content, ...alarm });
    createAlarm('Messages not sent', {
      urgency: 'page',
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible(HIGHEST_OF_MINUTE),
      threshold: 0,
      periods: 1,
      impact: DEAD_LETTER_IMPACTS[this.deadLettersName],
    });
    createAlarm('Messages late', {
      urgency: 'page',
      metric: this.queue.metricApproximateAgeOfOldestMessage(HIGHEST_OF_MINUTE),
      threshold: Duration.minutes(15).toSeconds(),
      periods: 2,
      impact: 'users get messages more than a quarter of an hour after they were dispatched.',
    });
    if (haltedChannel === undefined) return;
    createAlarm('Channel halted', {
      urgency: 'page',
      metric: new ServiceMetrics(settings.stage).createMetric(METRICS.channelHalted, {}, haltedChannel),
      threshold: 0,
      periods: 1,
      impact: 'no message of the channel leaves, and those that wait too long will never be sent.',
    });
  }

  /** Returns the access with which the management API has the function send tests, and waits for its answer (R91). */
  accessToTest(): Access {
    const { functionArn, functionName } = this.sender.lambda;
    return {
      variable: this.#urlVariable,
      value: `https://lambda.${Aws.REGION}.${Aws.URL_SUFFIX}/2015-03-31/functions/${functionName}/invocations`,
      statements: [allowActions(['lambda:InvokeFunction'], functionArn)],
    };
  }
}
