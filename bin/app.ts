import { App, Duration } from 'aws-cdk-lib';
import { createInstallation } from '../lib/installation.ts';

const app = new App();

/** Reads a setting from the command line (`-c stage=prod`) or else from the environment. */
const readSetting = (context: string, variable: string): string | undefined =>
  app.node.tryGetContext(context) ?? process.env[variable];

const expectEventsMinutes = readSetting('expectEventsMinutes', 'EXPECT_EVENTS_MINUTES');

createInstallation(app, {
  stage: readSetting('stage', 'STAGE'),
  ephemeral: String(readSetting('ephemeral', 'EPHEMERAL')) === 'true',
  enrollmentEvents: String(readSetting('enrollmentEvents', 'ENROLLMENT_EVENTS')) === 'true',
  alarmTopicArn: readSetting('alarmTopicArn', 'ALARM_TOPIC_ARN'),
  ...(expectEventsMinutes && { expectEvents: { within: Duration.minutes(Number(expectEventsMinutes)) } }),
  bundles: readSetting('bundles', 'BUNDLES'),
});
