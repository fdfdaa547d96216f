import { App, Duration } from 'aws-cdk-lib';
import { createInstallation, type InstallationDomain } from '../lib/installation.ts';
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
const [budgetUsd, budgetEmail] = [readSetting('budgetUsd', 'BUDGET_USD'), readSetting('budgetEmail', 'BUDGET_EMAIL')];
if ((budgetUsd === undefined) !== (budgetEmail === undefined))
  throw new Error('budgetUsd, budgetEmail: expected both or neither');

createInstallation(app, {
  stage: readSetting('stage', 'STAGE'),
  ephemeral: readSwitch('ephemeral', 'EPHEMERAL'),
  tables: parseTables(app.node.tryGetContext('tables') ?? process.env['TABLES']),
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
  ...(budgetUsd && budgetEmail && { monthlyBudget: { usd: Number(budgetUsd), email: budgetEmail } }),
  bundles: readSetting('bundles', 'BUNDLES'),
});
