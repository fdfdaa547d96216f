import { type App, Duration, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { CampaignTables } from './campaign-data.ts';
import { CampaignInsights } from './campaign-insights.ts';
import type { ChannelsProps, EmailChannelProps, SendingProps, WebhookChannelProps } from './channel-props.ts';
import { ConnectorStack } from './connector-stack.ts';
import { DataStack } from './data-stack.ts';
import type { ExpectedEvents } from './expected-events.ts';
import type { ApiDomain } from './http-api.ts';
import { DEFAULT_STAGE } from './installation-name.ts';
import type { MonthlyBudgetProps } from './monthly-budget.ts';

/** A domain of your own, and the ARN of the certificate of its name. */
export interface InstallationDomain {
  readonly domainName: string;
  readonly certificateArn: string;
}

/** The channels that the connector sends itself, without constructs of the CDK. */
export interface InstallationChannels {
  readonly email?: EmailChannelProps | undefined;
  readonly webhook?: (Omit<WebhookChannelProps, 'secret'> & { readonly secretArn: string }) | undefined;
  readonly inbox?: boolean | undefined;
}

/** The settings of an installation, from the command line or the environment. */
export interface InstallationProps {
  /**
   * The deployment stage.
   * @default 'dev'
   */
  readonly stage?: string;
  /**
   * `true` for trials: no data is retained or protected when stacks are deleted.
   * @default false
   */
  readonly ephemeral?: boolean;
  /**
   * The tables to attach: those that an earlier installation left, or that were restored.
   * @default new ones
   */
  readonly tables?: CampaignTables;
  /**
   * The complete ARN of the secret `SuppressionKeyArn` of the installation whose tables are attached.
   * @default a new one
   */
  readonly suppressionKeyArn?: string | undefined;
  /**
   * `true` to put every decision about a user on the bus.
   * @default false
   */
  readonly enrollmentEvents?: boolean;
  /**
   * `true` to write keyed hashes in the place of the ids of users and events to the logs.
   * @default false
   */
  readonly hashUserIdsInLogs?: boolean;
  /**
   * `true` to deploy an installation that is paused until someone resumes it.
   * @default false
   */
  readonly startPaused?: boolean;
  /**
   * The time zone of the company, until people set another.
   * @default 'UTC'
   */
  readonly companyZone?: string;
  /**
   * `true` to put events that come over HTTP on the bus.
   * @default false
   */
  readonly eventsOnBus?: boolean;
  /**
   * The amount in US dollars and the email address of a monthly budget.
   * @default no budget
   */
  readonly monthlyBudget?: Required<Pick<MonthlyBudgetProps, 'usd' | 'email'>>;
  /**
   * The ARN of the topic of the alarms that operators have to look at immediately.
   * @default ticketTopicArn
   */
  readonly alarmTopicArn?: string;
  /**
   * The ARN of the topic of the alarms that can wait until office hours.
   * @default alarmTopicArn
   */
  readonly ticketTopicArn?: string;
  /**
   * The names of rules on the bus that take messages.
   * @default none
   */
  readonly messageRules?: readonly string[];
  /**
   * The number of days for which an archive keeps all events of the bus.
   * @default no archive
   */
  readonly archiveDays?: number;
  /**
   * The time within which events arrive at least; an alarm goes off when there were none for as long.
   * @default no such alarm
   */
  readonly expectEvents?: ExpectedEvents;
  /**
   * A domain of your own for the management API.
   * @default the address that API Gateway gives it
   */
  readonly managementDomain?: InstallationDomain;
  /**
   * A domain of your own for the ingest API.
   * @default the address that API Gateway gives it
   */
  readonly ingestDomain?: InstallationDomain;
  /**
   * The writes a second for which the table of enrollments is warmed, and three times as many reads.
   * @default what AWS gives a new table
   */
  readonly warmWrites?: number;
  /**
   * The maximum number of concurrent calls of dispatch.
   * @default not limited
   */
  readonly dispatchConcurrency?: number;
  /**
   * The channels that the connector sends itself.
   * @default none: all messages are left to consumers on the bus
   */
  readonly channels?: InstallationChannels;
  /**
   * The mode in which the connector sends, and the allow list.
   * @default 'live' if the stage is `prod`, otherwise 'allow-list' with an empty list, which sends nothing
   */
  readonly sending?: SendingProps;
  /**
   * A domain of your own for the public API, with which links in messages begin.
   * @default the address that API Gateway gives it
   */
  readonly publicDomain?: InstallationDomain;
  /**
   * The origins of pages that may call the inbox from a browser.
   * @default none
   */
  readonly publicOrigins?: readonly string[];
  /**
   * The folder with the bundles of the Lambda functions.
   * @default the bundles that `npm run bundle` creates
   */
  readonly bundles?: string;
}

/** Creates the three stacks of an installation: the stored data, the connector, and the saved queries with more alarms. */
export function createInstallation(app: App, props: InstallationProps = {}): void {
  const {
    stage = DEFAULT_STAGE,
    ephemeral = false,
    tables,
    suppressionKeyArn,
    warmWrites,
    alarmTopicArn,
    ticketTopicArn,
    archiveDays,
    managementDomain,
    ingestDomain,
    channels,
    publicDomain,
    publicOrigins,
    ...others
  } = props;
  const name = `campaign-connector-${stage}`;
  const removalPolicy = ephemeral ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;

  const dataStack = new DataStack(app, `${name}-data`, {
    description: 'Campaign Connector: tables, bus and token, which must outlive every deployment',
    stage,
    removalPolicy,
    ...(tables && { tables }),
    suppressionKeyArn,
    ...(warmWrites !== undefined && {
      warmThroughput: { writeUnitsPerSecond: warmWrites, readUnitsPerSecond: 3 * warmWrites },
    }),
  });
  const findTopic = (id: string, arn: string | undefined) =>
    arn === undefined ? undefined : Topic.fromTopicArn(dataStack, id, arn);
  const topics = {
    alarmTopic: findTopic('AlarmTopic', alarmTopicArn),
    ticketTopic: findTopic('TicketTopic', ticketTopicArn),
  };

  const { connector } = new ConnectorStack(app, name, {
    ...others,
    description: 'Campaign Connector: everything that can be replaced',
    stage,
    data: dataStack.data,
    ...topics,
    ...(archiveDays !== undefined && { archiveRetention: Duration.days(archiveDays) }),
    ...(managementDomain && { managementDomain: importDomain(dataStack, 'Management', managementDomain) }),
    ...(ingestDomain && { ingestDomain: importDomain(dataStack, 'Ingest', ingestDomain) }),
    ...(channels && { channels: importChannels(dataStack, channels) }),
    publicApi: {
      ...(publicDomain && { domain: importDomain(dataStack, 'Public', publicDomain) }),
      ...(publicOrigins && { allowedOrigins: publicOrigins }),
    },
  });

  const insightsStack = new Stack(app, `${name}-insights`, {
    description: 'Campaign Connector: saved queries and more alarms',
  });
  new CampaignInsights(insightsStack, 'Insights', { connector, ...topics });

  Tags.of(app).add('project', 'campaign-connector');
  Tags.of(app).add('stage', stage);
}

function importDomain(scope: Construct, id: string, { domainName, certificateArn }: InstallationDomain): ApiDomain {
  return { domainName, certificate: Certificate.fromCertificateArn(scope, `${id}Certificate`, certificateArn) };
}

function importChannels(scope: Construct, { email, webhook, inbox }: InstallationChannels): ChannelsProps {
  return {
    ...(email && { email }),
    ...(webhook && { webhook: importWebhook(scope, webhook) }),
    ...(inbox !== undefined && { inbox }),
  };
}

function importWebhook(
  scope: Construct,
  { secretArn, ...webhook }: NonNullable<InstallationChannels['webhook']>,
): WebhookChannelProps {
  return { ...webhook, secret: Secret.fromSecretCompleteArn(scope, 'WebhookSecret', secretArn) };
}
