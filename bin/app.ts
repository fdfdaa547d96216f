import { App } from 'aws-cdk-lib';
import { createInstallation } from '../lib/installation.ts';

const app = new App();

/** Reads a setting from the command line (`-c stage=prod`) or else from the environment. */
const readSetting = (context: string, variable: string): string | undefined =>
  app.node.tryGetContext(context) ?? process.env[variable];

createInstallation(app, {
  stage: readSetting('stage', 'STAGE'),
  ephemeral: String(readSetting('ephemeral', 'EPHEMERAL')) === 'true',
  enrollmentEvents: String(readSetting('enrollmentEvents', 'ENROLLMENT_EVENTS')) === 'true',
  eventsOnBus: String(readSetting('eventsOnBus', 'EVENTS_ON_BUS')) === 'true',
  alarmTopicArn: readSetting('alarmTopicArn', 'ALARM_TOPIC_ARN'),
  bundles: readSetting('bundles', 'BUNDLES'),
});
