import { App } from 'aws-cdk-lib';
import { install } from '../lib/installation.ts';

const app = new App();

/** Said on the command line (`-c stage=prod`), or by the environment, or not at all. */
const said = (context: string, variable: string): string | undefined =>
  app.node.tryGetContext(context) ?? process.env[variable];

install(app, {
  stage: said('stage', 'STAGE'),
  ephemeral: String(said('ephemeral', 'EPHEMERAL')) === 'true',
  enrollmentEvents: String(said('enrollmentEvents', 'ENROLLMENT_EVENTS')) === 'true',
  alarmTopicArn: said('alarmTopicArn', 'ALARM_TOPIC_ARN'),
  bundles: said('bundles', 'BUNDLES'),
});
