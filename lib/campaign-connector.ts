import { type Duration, type RemovalPolicy, Stack, Stage, Tags, Token } from 'aws-cdk-lib';
import type { WarmThroughput } from 'aws-cdk-lib/aws-dynamodb';
import { Archive, type IEventBus, type IRule, Match } from 'aws-cdk-lib/aws-events';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct, type IConstruct } from 'constructs';
import { type AlarmTopics, warnWithoutTopic } from './alarm-topics.ts';
import { allowServicesToUseKey } from './allow-services-to-use-key.ts';
import { findPackagedBundles } from './bundles.ts';
import { CampaignData } from './campaign-data.ts';
import type { ChannelsProps, PublicApiProps, SendingProps } from './channel-props.ts';
import { parseCompanyZone } from './company-zone.ts';
import { ConnectorAlarms } from './connector-alarms.ts';
import { ConnectorDashboard } from './connector-dashboard.ts';
import { OperatorQueue } from './connector-queue.ts';
import { DeadLetterAccess } from './dead-letter-access.ts';
import type { ExpectedEvents } from './expected-events.ts';
import type { ApiDomain } from './http-api.ts';
import { Ingest } from './ingest.ts';
import { DEFAULT_STAGE } from './installation-name.ts';
import { LogKey } from './log-key.ts';
import { Management } from './management.ts';
import { Matchers } from './matchers.ts';
import { MessageConsumer, type OnMessageProps } from './message-consumer.ts';
import { MonthlyBudget, type MonthlyBudgetProps } from './monthly-budget.ts';
import { createPermissions } from './permissions.ts';
import { Producers } from './producers.ts';
import { Senders } from './senders.ts';
import type { Settings } from './settings.ts';
import { UserErasure } from './user-erasure.ts';
import { WaveMachineReference } from './wave-machine-reference.ts';
import { WaveProcessing } from './wave-processing.ts';

export type { AlarmTopics } from './alarm-topics.ts';
export { CampaignData, type CampaignDataProps, type CampaignTables } from './campaign-data.ts';
export { CampaignInsights, type CampaignInsightsProps } from './campaign-insights.ts';
export type {
  ChannelsProps,
  EmailChannelProps,
  OtherMailProps,
  PublicApiProps,
  SendingProps,
  WebhookChannelProps,
} from './channel-props.ts';
export type { ExpectedEvents } from './expected-events.ts';
export type { ApiDomain } from './http-api.ts';
export { MessageConsumer, type MessageConsumerProps, type OnMessageProps } from './message-consumer.ts';
export type { MonthlyBudgetProps } from './monthly-budget.ts';

/** The settings of an installation. Every property has a default. */
export interface CampaignConnectorProps extends AlarmTopics {
  /**
   * The tables, the bus and the token, if they are in a stack of their own.
   * @default created with the connector
   */
  readonly data?: CampaignData;
  /**
   * The bus that producers put interactions on and that messages are put on, in the account and region of the connector.
   * @default the bus of `data`
   */
  readonly bus?: IEventBus;
  /**
   * The fate of the tables when the stack is deleted, if `data` is created with the connector.
   * @default RemovalPolicy.RETAIN, and protected from deletion
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * The time within which events arrive at least: five minutes to a day, in steps of five minutes. An alarm goes off when there were none for as long.
   * @default no such alarm
   */
  readonly expectEvents?: ExpectedEvents;
  /**
   * `true` to write keyed hashes in the place of the ids of users and events to the logs. `explain USER --log-id` prints that of a user.
   * @default false
   */
  readonly hashUserIdsInLogs?: boolean;
  /**
   * The time for which logs are kept.
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays;
  /**
   * The key that encrypts tables, queues and logs; the stack must name its region. The policy of an imported key must allow
   * EventBridge and CloudWatch Logs to use it.
   * @default the services' own keys
   */
  readonly encryptionKey?: IKey;
  /**
   * A domain of your own for the management API.
   * @default the address that API Gateway gives it
   */
  readonly managementDomain?: ApiDomain;
  /**
   * A domain of your own for the ingest API, to which Braze Currents sends.
   * @default the address that API Gateway gives it
   */
  readonly ingestDomain?: ApiDomain;
  /**
   * The writes and reads a second for which the table of enrollments is warmed before a first blast, if `data` is created with the connector.
   * @default what AWS gives a new table: 4,000 writes and 12,000 reads a second
   */
  readonly warmThroughput?: WarmThroughput;
  /**
   * The maximum number of concurrent calls of dispatch, which are reserved for it. Waves that leave at the same time then leave enough of
   * the account's concurrency to the functions that process exceptions. A wave uses up to sixteen.
   * @default not limited: a new account has too few to reserve any
   */
  readonly dispatchConcurrency?: number;
  /**
   * `true` to put every decision about a user on the bus as `Enrollment Changed`: about three events for each message.
   * @default false
   */
  readonly enrollmentEvents?: boolean;
  /**
   * `true` to deploy an installation that is paused: events count and users wait, but nothing leaves until someone resumes it. It has no
   * effect once anything was paused or resumed, so that a later deployment neither pauses nor resumes.
   * @default false
   */
  readonly startPaused?: boolean;
  /**
   * The time zone of the company, such as `Europe/Berlin`, for users whose own is not known. It counts until people set another
   * (`campaign-connector settings`).
   * @default 'UTC'
   */
  readonly companyZone?: string;
  /**
   * A monthly budget for the installations of the account, which notifies an address or a topic at 80 % and 100 % of it, and when the month is
   * expected to exceed it. The tag `project` must be activated as a cost allocation tag.
   * @default no budget
   */
  readonly monthlyBudget?: MonthlyBudgetProps;
  /**
   * The channels that the connector sends itself: emails, webhooks, in-app messages and content cards. The messages of all others are left
   * to consumers on the bus.
   * @default none
   */
  readonly channels?: ChannelsProps;
  /**
   * The mode in which the connector sends, and the allow list.
   * @default 'live' if the stage is `prod`, otherwise 'allow-list' with an empty list, which sends nothing
   */
  readonly sending?: SendingProps;
  /**
   * The settings of the public API, to which the links of emails and apps lead. It exists with the channels `email` and `inbox`.
   * @default the address that API Gateway gives it, and no origins
   */
  readonly publicApi?: PublicApiProps;
  /**
   * The names of rules on the bus that take messages and are made outside of this app. An alarm goes off when messages are dispatched and
   * none of the rules that it knows of matches; it knows of those of `onMessage` and `addMessageRule`, too.
   * @default none
   */
  readonly messageRules?: readonly string[];
  /**
   * The time for which an archive keeps all events of the bus, for replays. It costs $0.10 for each GB that is put into it.
   * @default no archive
   */
  readonly archiveRetention?: Duration;
  /**
   * `true` to put events that come over HTTP, those of Braze Currents among them, on the bus, where rules and archives of yours see
   * them. They cost about $1.40 a million then; otherwise they go to their queues directly, for a few cents.
   * @default false
   */
  readonly eventsOnBus?: boolean;
  /**
   * The deployment stage, which distinguishes installations in one account and region: at most 20 of a-z, 0-9 and -, beginning
   * with a letter, not ending in `-data` or `-insights`. Another connector of the app with the same stage is an error.
   * @default the stage of `data`, or 'dev'
   */
  readonly stage?: string;
  /**
   * The folder with the bundles of the Lambda functions.
   * @default the bundles of this package
   */
  readonly bundles?: string;
}

/**
 * The whole connector: bus, queues, Lambda functions, tables, state machine, HTTP interface, dashboard and alarms.
 * Put interactions on its bus, publish follow-up campaigns, and receive `Message Dispatched` from the bus.
 */
export class CampaignConnector extends Construct {
  readonly stage: string;
  /** The tables, the bus and the token, which must outlive every deployment. */
  readonly data: CampaignData;
  readonly bus: IEventBus;
  /** The queue with the events that were refused, and their reasons, for operators. */
  readonly refused: OperatorQueue;
  /** The queue with the events that EventBridge could not deliver, for operators. */
  readonly undelivered: OperatorQueue;
  readonly matchers: Matchers;
  readonly waves: WaveProcessing;
  /** The erasure of deleted users. */
  readonly erasures: UserErasure;
  readonly management: Management;
  readonly ingest: Ingest;
  /** The senders of channels; absent if the connector sends none itself. */
  readonly senders: Senders | undefined;
  readonly dashboard: ConnectorDashboard;
  /** The URL of the management API. */
  readonly apiUrl: string;
  /** The URL of the ingest API, to which Braze Currents sends. */
  readonly ingestUrl: string;
  readonly #alarms: ConnectorAlarms;
  readonly #producers: Producers;
  readonly #consumers: Construct;
  readonly #consumerProps: Pick<CampaignConnectorProps, keyof AlarmTopics | 'encryptionKey' | 'removalPolicy'>;

  constructor(scope: Construct, id: string, props: CampaignConnectorProps = {}) {
    super(scope, id);
    const settings = createSettings(props);
    this.stage = settings.stage;
    if (props.data !== undefined) assertSameStage(this.stage, props.data.stage);
    assertUniqueStage(this);
    if (settings.encryptionKey !== undefined) allowServicesToUseKey(settings.encryptionKey);

    // The stored data, and the queues for events that were refused or could not be delivered.
    this.data = props.data ?? new CampaignData(this, 'Data', props);
    this.bus = props.bus ?? this.data.bus;
    assertSameAccountAndRegion(this.bus, Stack.of(this));
    this.refused = new OperatorQueue(this, 'Refused', settings);
    this.undelivered = new OperatorQueue(this, 'Undelivered', settings);

    // Matching of events, waves, and dispatch of messages.
    const machineReference = new WaveMachineReference(this, settings.stage);
    const permissions = createPermissions({
      data: this.data,
      bus: this.bus,
      waveMachine: machineReference,
      refused: this.refused,
      logKey: settings.hashUserIdsInLogs ? new LogKey(this, 'LogKey', settings) : undefined,
    });
    const shared = { ...settings, data: this.data, permissions, undelivered: this.undelivered };
    const isOwnBus = props.bus === undefined && this.data.isOwnBus;
    this.matchers = new Matchers(this, 'Matchers', { ...shared, bus: this.bus, isOwnBus });
    this.waves = new WaveProcessing(this, 'Waves', {
      ...shared,
      machineReference,
      dispatchConcurrency: props.dispatchConcurrency,
    });

    // Erasure of deleted users.
    this.erasures = new UserErasure(this, 'Erasures', shared);
    this.matchers.allowToDelete(this.erasures.eraseUser);

    // Management of campaigns, events of other systems, and monitoring.
    this.management = new Management(this, 'Management', {
      ...shared,
      cancelWaitsQueue: this.waves.cancelWaits.queue,
      matchers: this.matchers,
      domain: props.managementDomain,
    });
    this.apiUrl = this.management.http.url;
    this.ingest = new Ingest(this, 'Ingest', { ...shared, matchers: this.matchers, domain: props.ingestDomain });
    this.ingestUrl = this.ingest.http.url;
    const { alarmTopic, ticketTopic, expectEvents, channels } = props;
    const topics = { alarmTopic, ticketTopic };
    this.senders =
      channels === undefined || Object.values(channels).every((channel) => !channel)
        ? undefined
        : new Senders(this, 'Senders', {
            channels,
            sending: props.sending ?? {},
            publicApi: props.publicApi ?? {},
            settings,
            topics,
            bus: this.bus,
            data: this.data,
            permissions,
            matchers: this.matchers,
          });
    this.senders?.nameChannelsTo(this.matchers.trigger, this.waves.dispatch, this.waves.cancelWaits);
    this.senders?.allowToJudge(this.data, this.matchers.trigger, this.waves.dispatch);
    this.senders?.describeTo(this.management.apiFunction);
    const { access: toDeadLetters } = new DeadLetterAccess(this, 'DeadLetterAccess', { connector: this });
    this.management.apiFunction.addAccess(toDeadLetters);
    this.dashboard = new ConnectorDashboard(this, 'Dashboard', { connector: this });
    if (!this.data.isEphemeral) warnWithoutTopic(this, topics);
    this.#alarms = new ConnectorAlarms(this, 'Alarms', { connector: this, topics, expectEvents });
    for (const name of props.messageRules ?? []) this.#alarms.untakenMessages.addRule(name);
    for (const { rule } of this.senders?.senders ?? []) this.addMessageRule(rule);

    if (props.monthlyBudget !== undefined)
      new MonthlyBudget(this, 'MonthlyBudget', { ...props.monthlyBudget, stage: this.stage });

    // Those who put events on the bus, and those who take messages from it.
    this.#producers = new Producers(this, 'Producers', { bus: this.bus });
    this.#consumers = new Construct(this, 'Consumers');
    this.#consumerProps = props;
    if (props.archiveRetention !== undefined) createArchive(this, { ...props, retention: props.archiveRetention });

    Tags.of(this).add('project', 'campaign-connector');
    Tags.of(this).add('stage', settings.stage);
  }

  /**
   * Takes messages from the bus: a rule, a queue with a dead-letter queue and alarms, and your Lambda function, or a queue of yours.
   * The id is the name of the consumer, in its alarms too.
   */
  onMessage(id: string, props: OnMessageProps): MessageConsumer {
    const { alarmTopic, ticketTopic, encryptionKey, removalPolicy } = this.#consumerProps;
    const consumer = new MessageConsumer(this.#consumers, id, {
      ...props,
      bus: this.bus,
      stage: this.stage,
      alarmTopic,
      ticketTopic,
      ...(encryptionKey && { encryptionKey }),
      ...(removalPolicy && { removalPolicy }),
    });
    this.addMessageRule(consumer.rule);
    return consumer;
  }

  /** Adds a rule of yours that takes messages to those which the alarm on messages that no rule takes knows of. */
  addMessageRule(rule: IRule): void {
    this.#alarms.untakenMessages.addRule(rule.ruleName);
  }

  /** Allows a producer of this account to put events on the bus, but none that passes for an event of the connector. */
  grantPutEvents(grantee: IGrantable): Grant {
    return this.#producers.grant(grantee);
  }

  /**
   * Allows producers of another account to put events on the bus, but none that passes for an event of the connector. They need
   * the permission of their own account, too.
   */
  allowProducerAccount(account: string): void {
    this.#producers.allowAccount(account);
  }
}

/** Creates an archive of all events of the bus. */
function createArchive(
  connector: CampaignConnector,
  { encryptionKey, retention }: Pick<CampaignConnectorProps, 'encryptionKey'> & { readonly retention: Duration },
): void {
  new Archive(connector, 'Archive', {
    sourceEventBus: connector.bus,
    description: `Every event on the bus ${connector.bus.eventBusName}`,
    eventPattern: { source: Match.prefix('') },
    retention,
    ...(encryptionKey && { kmsKey: encryptionKey }),
  });
}

function createSettings(props: CampaignConnectorProps): Settings {
  return {
    stage: props.stage ?? props.data?.stage ?? DEFAULT_STAGE,
    bundles: props.bundles ?? findPackagedBundles(),
    enrollmentEvents: props.enrollmentEvents ?? false,
    hashUserIdsInLogs: props.hashUserIdsInLogs ?? false,
    startPaused: props.startPaused ?? false,
    ...(props.companyZone !== undefined && { companyZone: parseCompanyZone(props.companyZone) }),
    eventsOnBus: props.eventsOnBus ?? false,
    logRetention: props.logRetention ?? RetentionDays.THREE_MONTHS,
    ...(props.encryptionKey && { encryptionKey: props.encryptionKey }),
  };
}

function assertSameStage(stage: string, dataStage: string): void {
  if (stage === dataStage) return;
  throw new Error(`stage: expected ${dataStage}, the stage of \`data\`; found ${stage}`);
}

/** Throws if a bus is in another account or region than the connector, whose rules must be where their bus is. */
function assertSameAccountAndRegion({ env }: IEventBus, { account, region }: Stack): void {
  const isDifferent = (one: string, other: string) =>
    !Token.isUnresolved(one) && !Token.isUnresolved(other) && one !== other;
  if (!isDifferent(env.account, account) && !isDifferent(env.region, region)) return;
  throw new Error(`bus: expected one in ${region} of ${account}, found one in ${env.region} of ${env.account}`);
}

/** Throws if another connector has the same stage in the same account and region: names contain the stage, so it could not be deployed. */
function assertUniqueStage(connector: CampaignConnector): void {
  const isDuplicate = (other: IConstruct) =>
    other instanceof CampaignConnector &&
    other !== connector &&
    other.stage === connector.stage &&
    isSameEnvironment(Stack.of(other), Stack.of(connector));
  const duplicate = connector.node.root.node.findAll().find(isDuplicate);
  if (duplicate === undefined) return;
  throw new Error(`stage: expected another than ${connector.stage}, the stage of ${duplicate.node.path}`);
}

/** Returns whether two stacks are deployed to the same account and region. Without an explicit environment, only stacks of the same CDK stage are. */
function isSameEnvironment(one: Stack, other: Stack): boolean {
  const isResolved = !Token.isUnresolved(one.account) && !Token.isUnresolved(one.region);
  return (
    one.account === other.account && one.region === other.region && (isResolved || Stage.of(one) === Stage.of(other))
  );
}
