import { App, Duration } from 'aws-cdk-lib';
import { isSendingMode, SENDING_MODES, type SendingMode } from '../core/contracts/sending.ts';
import type { OtherMailProps } from '../lib/channel-props.ts';
import { createInstallation, type InstallationChannels, type InstallationDomain } from '../lib/installation.ts';
import { parseTables } from '../lib/parse-tables.ts';

const app = new App();

/** Reads a setting from the command line (`-c stage=prod`) or else from the environment. */
const readSetting = (context: string, variable: string): string | undefined =>
  app.node.tryGetContext(context) ?? process.env[variable];

/** Reads a switch, which is on if it is `true`, as text or as a value of cdk.json. */
const readSwitch = (context: string, variable: string): boolean => String(readSetting(context, variable)) === 'true';

/** Reads a number from the command line or else from the environment. */
const readNumber = (context: string, variable: string): number | undefined => {
  const text = readSetting(context, variable);
  if (text === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`${context}: expected a whole number above 0, found ${text}`);
  return Number(text);
};

const expectEventsMinutes = readNumber('expectEventsMinutes', 'EXPECT_EVENTS_MINUTES');

/** Reads a domain of your own, which needs a certificate. */
const readDomain = (name: string, variable: string): InstallationDomain | undefined => {
  const domainName = readSetting(`${name}Domain`, `${variable}_DOMAIN`);
  if (domainName === undefined) return undefined;
  const certificateArn = readSetting(`${name}CertificateArn`, `${variable}_CERTIFICATE_ARN`);
  if (certificateArn === undefined) throw new Error(`${name}CertificateArn: expected with ${name}Domain`);
  return { domainName, certificateArn };
};

/** Reads a list, separated by commas. */
const readList = (context: string, variable: string): string[] | undefined =>
  readSetting(context, variable)
    ?.split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '');

/** Reads the settings of a channel that is on if one of them is given. Another one without it is an error. */
const readRequired = (context: string, variable: string, others: readonly string[]): string | undefined => {
  const value = readSetting(context, variable);
  const [other] = others.filter((each) => app.node.tryGetContext(each) !== undefined);
  if (value === undefined && other !== undefined) throw new Error(`${context}: expected with ${other}`);
  return value;
};

/** Reads how the emails of another tool name their campaign and their user. */
const readOtherMail = (): OtherMailProps | undefined => {
  const campaignTag = readRequired('sesCampaignTag', 'SES_CAMPAIGN_TAG', ['sesUserTag', 'sesUser']);
  if (campaignTag === undefined) return undefined;
  const [userTag, user] = [readSetting('sesUserTag', 'SES_USER_TAG'), readSetting('sesUser', 'SES_USER')];
  if (user !== 'tag' && user !== 'address' && user !== undefined)
    throw new Error(`sesUser: expected "tag" or "address", found ${user}`);
  if ((userTag === undefined) !== (user === 'address'))
    throw new Error('sesUserTag: expected either a tag, or "address" as sesUser');
  return { campaignTag, ...(userTag !== undefined && { userTag }) };
};

const EMAIL_SETTINGS = ['emailIdentities', 'emailMaxPerSecond', 'emailMaxPerDay', 'sesCampaignTag'];
const WEBHOOK_SETTINGS = ['webhookAllowHosts', 'webhookMaxPerSecond'];

/** Reads the channels that the connector sends itself. */
const readChannels = (): InstallationChannels => {
  const from = readRequired('emailFrom', 'EMAIL_FROM', EMAIL_SETTINGS);
  const identities = readList('emailIdentities', 'EMAIL_IDENTITIES');
  if (from !== undefined && !identities?.length) throw new Error('emailIdentities: expected with emailFrom');
  const secretArn = readRequired('webhookSecretArn', 'WEBHOOK_SECRET_ARN', WEBHOOK_SETTINGS);
  return {
    ...(from !== undefined && {
      email: {
        from,
        identities: identities ?? [],
        maxPerSecond: readNumber('emailMaxPerSecond', 'EMAIL_MAX_PER_SECOND'),
        maxPerDay: readNumber('emailMaxPerDay', 'EMAIL_MAX_PER_DAY'),
        otherMail: readOtherMail(),
      },
    }),
    ...(secretArn !== undefined && {
      webhook: {
        secretArn,
        allowHosts: readList('webhookAllowHosts', 'WEBHOOK_ALLOW_HOSTS'),
        maxPerSecond: readNumber('webhookMaxPerSecond', 'WEBHOOK_MAX_PER_SECOND'),
      },
    }),
    inbox: readSwitch('inbox', 'INBOX'),
  };
};

/** Reads the sending mode. Without one, only the stage `prod` is live. */
const readSendingMode = (): SendingMode | undefined => {
  const mode = readSetting('sending', 'SENDING');
  if (mode !== undefined && !isSendingMode(mode))
    throw new Error(`sending: expected one of ${SENDING_MODES.join(', ')}, found ${mode}`);
  return mode;
};
const [budgetUsd, budgetEmail] = [readSetting('budgetUsd', 'BUDGET_USD'), readSetting('budgetEmail', 'BUDGET_EMAIL')];
if ((budgetUsd === undefined) !== (budgetEmail === undefined))
  throw new Error('budgetUsd, budgetEmail: expected both or neither');

createInstallation(app, {
  stage: readSetting('stage', 'STAGE'),
  ephemeral: readSwitch('ephemeral', 'EPHEMERAL'),
  tables: parseTables(app.node.tryGetContext('tables') ?? process.env['TABLES']),
  suppressionKeyArn: readSetting('suppressionKeyArn', 'SUPPRESSION_KEY_ARN'),
  enrollmentEvents: readSwitch('enrollmentEvents', 'ENROLLMENT_EVENTS'),
  hashUserIdsInLogs: readSwitch('hashUserIdsInLogs', 'HASH_USER_IDS_IN_LOGS'),
  startPaused: readSwitch('startPaused', 'START_PAUSED'),
  companyZone: readSetting('companyZone', 'COMPANY_ZONE'),
  eventsOnBus: readSwitch('eventsOnBus', 'EVENTS_ON_BUS'),
  alarmTopicArn: readSetting('alarmTopicArn', 'ALARM_TOPIC_ARN'),
  ticketTopicArn: readSetting('ticketTopicArn', 'TICKET_TOPIC_ARN'),
  messageRules: readSetting('messageRules', 'MESSAGE_RULES')?.split(','),
  archiveDays: readNumber('archiveDays', 'ARCHIVE_DAYS'),
  warmWrites: readNumber('warmWrites', 'WARM_WRITES'),
  dispatchConcurrency: readNumber('dispatchConcurrency', 'DISPATCH_CONCURRENCY'),
  ...(expectEventsMinutes && { expectEvents: { within: Duration.minutes(expectEventsMinutes) } }),
  managementDomain: readDomain('management', 'MANAGEMENT'),
  ingestDomain: readDomain('ingest', 'INGEST'),
  channels: readChannels(),
  sending: { mode: readSendingMode(), allow: readList('sendingAllow', 'SENDING_ALLOW') },
  publicDomain: readDomain('public', 'PUBLIC'),
  publicOrigins: readList('publicOrigins', 'PUBLIC_ORIGINS'),
  ...(budgetUsd && budgetEmail && { monthlyBudget: { usd: Number(budgetUsd), email: budgetEmail } }),
  bundles: readSetting('bundles', 'BUNDLES'),
});
