import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ConfigurationSet, EmailSendingEvent, EventDestination } from 'aws-cdk-lib/aws-ses';
import { type ITopic, Subscription, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { DEAD_LETTER_IMPACTS } from '../core/contracts/dead-letter-queues.ts';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import { allowEmailEventsToUseKey } from './allow-services-to-use-key.ts';
import type { OtherMailProps } from './channel-props.ts';
import type { SenderContext } from './channel-sender.ts';
import type { WorkQueue } from './connector-queue.ts';
import { createInstallationName } from './installation-name.ts';
import { createInstallationId } from './public-api.ts';
import { QueueConsumerFunction } from './queue-consumer-function.ts';
import { RunbookAlarm } from './runbook-alarm.ts';
import { HIGHEST_OF_MINUTE } from './service-metrics.ts';

/** The events of SES that come back. */
const EVENTS = [
  EmailSendingEvent.SEND,
  EmailSendingEvent.DELIVERY,
  EmailSendingEvent.OPEN,
  EmailSendingEvent.CLICK,
  EmailSendingEvent.BOUNCE,
  EmailSendingEvent.COMPLAINT,
  EmailSendingEvent.REJECT,
  EmailSendingEvent.RENDERING_FAILURE,
];

/** The parts that senders share, and the tags of the emails of another tool, if its events are read too. */
export interface SesEventsProps extends SenderContext {
  readonly otherMail?: OtherMailProps | undefined;
}

/**
 * The way back of emails: a configuration set of SES reports what happens to them by a topic and a queue, which lose nothing, to a Lambda
 * function that turns it into interactions, states of deliveries, marks and opt-outs.
 */
export class SesEvents extends Construct {
  readonly configurationSetName: string;
  /** The topic to which configuration sets report. Those of other tools may, too: their emails become interactions if `otherMail` is set. */
  readonly topic: Topic;
  readonly reader: QueueConsumerFunction;

  constructor(scope: Construct, id: string, props: SesEventsProps) {
    super(scope, id);
    const { settings, topics, data, permissions, matchers, otherMail } = props;
    this.configurationSetName = createInstallationName(settings.stage);
    this.reader = new QueueConsumerFunction(this, 'Read', {
      ...settings,
      functionName: 'ses-events',
      description: 'Reads what happened to emails from events of Amazon SES.',
      memoryMb: 512,
      timeout: Duration.minutes(1),
      batchSize: 10,
      maxConcurrency: 20,
    }).addAccess(
      data.deliveries.accessTo('GetItem', 'PutItem'),
      data.deliveries.accessToItems(['figures#*'], 'UpdateItem'),
      data.contacts.accessTo('GetItem', 'PutItem'),
      // A bounce or a complaint may come after its user was deleted.
      permissions.readProfiles,
      data.suppressionKey.accessToRead(),
      ...permissions.storeRefused,
    );
    this.reader.lambda.addEnvironment(ENVIRONMENT.installation, createInstallationId(this, settings.stage));
    if (settings.eventsOnBus) this.reader.addAccess(permissions.sendMessages);
    else this.reader.addAccess(...matchers.accessToSendEvents(this.reader, ['events']));

    for (const [name, value] of Object.entries(createOtherMailEnvironment(otherMail)))
      this.reader.lambda.addEnvironment(name, value);

    const { encryptionKey } = settings;
    if (encryptionKey !== undefined) allowEmailEventsToUseKey(encryptionKey);
    this.topic = new Topic(this, 'Topic', { enforceSSL: true, ...(encryptionKey && { masterKey: encryptionKey }) });
    subscribe(this.topic, this.reader.queue);
    const set = new ConfigurationSet(this, 'Set', { configurationSetName: this.configurationSetName });
    // The destination allows this configuration set of this account, and no other, to publish to the topic.
    set.addEventDestination('Events', { destination: EventDestination.snsTopic(this.topic), events: EVENTS });
    if (otherMail !== undefined) allowConfigurationSets(this.topic);

    const { queue } = this.reader;
    const alarm = { stage: settings.stage, topics };
    new RunbookAlarm(this, 'Events of SES in the dead-letter queue', {
      ...alarm,
      urgency: 'page',
      metric: queue.deadLetters.metricApproximateNumberOfMessagesVisible(HIGHEST_OF_MINUTE),
      threshold: 0,
      periods: 1,
      impact: DEAD_LETTER_IMPACTS['ses-events'],
    });
    new RunbookAlarm(this, 'Events of SES late', {
      ...alarm,
      urgency: 'page',
      metric: queue.metricApproximateAgeOfOldestMessage(HIGHEST_OF_MINUTE),
      threshold: Duration.minutes(5).toSeconds(),
      periods: 2,
      impact: 'a message may leave before the open that should cancel it is read.',
    });
  }
}

/**
 * Delivers what a topic gets to a queue, as it is. What SNS cannot deliver goes to the dead-letter queue. The key of the queue allows SNS by
 * a pattern: by the ARN of the topic, which the key encrypts, key and topic would each wait for the other to be created.
 */
function subscribe(topic: ITopic, queue: WorkQueue): void {
  const allowed = queue.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('sns.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': topic.topicArn } },
    }),
  );
  const subscription = new Subscription(queue, 'Subscription', {
    topic,
    protocol: SubscriptionProtocol.SQS,
    endpoint: queue.queueArn,
    rawMessageDelivery: true,
    deadLetterQueue: queue.deadLetters,
  });
  if (allowed.policyDependable !== undefined) subscription.node.addDependency(allowed.policyDependable);
}

/** Allows every configuration set of the account, in the region of the topic, to publish to it. */
function allowConfigurationSets(topic: Topic): void {
  const stack = Stack.of(topic);
  const configurationSets = stack.formatArn({ service: 'ses', resource: 'configuration-set', resourceName: '*' });
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('ses.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: {
        StringEquals: { 'aws:SourceAccount': stack.account },
        ArnLike: { 'aws:SourceArn': configurationSets },
      },
    }),
  );
}

function createOtherMailEnvironment(otherMail: OtherMailProps | undefined): Record<string, string> {
  if (otherMail === undefined) return {};
  const { campaignTag, userTag } = otherMail;
  return {
    [ENVIRONMENT.sesCampaignTag]: campaignTag,
    [ENVIRONMENT.sesUser]: userTag === undefined ? 'address' : 'tag',
    ...(userTag !== undefined && { [ENVIRONMENT.sesUserTag]: userTag }),
  };
}
