import { Duration } from 'aws-cdk-lib';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { Construct } from 'constructs';
import { MANAGEMENT_CALLS } from '../core/contracts/calls.ts';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import type { CampaignData } from './campaign-data.ts';
import { ConnectorFunction } from './connector-function.ts';
import type { WorkQueue } from './connector-queue.ts';
import { type ApiDomain, HttpApi } from './http-api.ts';
import { createInstallationName } from './installation-name.ts';
import type { Matchers } from './matchers.ts';
import type { Permissions } from './permissions.ts';
import type { Settings } from './settings.ts';

/** The maximum number of requests a second, and in a burst: one caller cannot use up the concurrent Lambdas of the account. */
const THROTTLE = { rateLimit: 200, burstLimit: 400 };

/** The data that the HTTP interface reads and changes, and the queue that it sends to. */
export interface ManagementProps extends Settings {
  readonly data: CampaignData;
  readonly permissions: Permissions;
  /** The queue for waits that a stop has no time to cancel itself. */
  readonly cancelWaitsQueue: WorkQueue;
  /** The matchers, to whose queues events go unless they are put on the bus. */
  readonly matchers: Matchers;
  readonly domain?: ApiDomain | undefined;
}

/** The HTTP API by which people and programs manage campaigns and send events, with its Lambda function. Every call is signed by an AWS identity. */
export class Management extends Construct {
  readonly apiFunction: ConnectorFunction;
  readonly http: HttpApi;

  constructor(scope: Construct, id: string, props: ManagementProps) {
    super(scope, id);
    const { data, permissions, cancelWaitsQueue, matchers, domain, ...settings } = props;
    this.apiFunction = new ConnectorFunction(this, 'Answer', {
      ...settings,
      functionName: 'api',
      description: 'The HTTP interface: campaigns, enrollments, decisions, events.',
      memoryMb: 1024,
      // API Gateway stops waiting after 30 seconds.
      timeout: Duration.seconds(29),
    }).addAccess(
      data.connectors.accessTo('PutItem', 'DeleteItem'),
      data.publications.accessTo('GetItem', 'Query', 'PutItem'),
      permissions.changeRows,
      permissions.listRows,
      data.enrollments.accessTo('BatchGetItem'),
      permissions.readProfiles,
      // With the first campaign it records that no user was merged (R65).
      data.profiles.accessToItems(['merge-history'], 'PutItem'),
      data.contacts.accessTo('GetItem'),
      permissions.sendMessages,
      ...permissions.logDecisions,
      data.refused.accessTo('GetItem', 'Query'),
      data.deliveries.accessTo('Query'),
      ...permissions.storeRefused,
      cancelWaitsQueue.accessToSend(ENVIRONMENT.cancelWaitsQueue),
      permissions.listWaves,
      permissions.stopWaves,
    );
    this.apiFunction.lambda.addEnvironment(ENVIRONMENT.stage, settings.stage);
    if (!settings.eventsOnBus)
      this.apiFunction.addAccess(...matchers.accessToSendEvents(this.apiFunction, ['events', 'profiles']));
    const name = createInstallationName(settings.stage);
    this.http = new HttpApi(this, 'Http', {
      ...settings,
      apiName: name,
      calls: MANAGEMENT_CALLS,
      authorizer: new HttpIamAuthorizer(),
      throttle: THROTTLE,
      answerFunction: this.apiFunction,
      logGroupName: `/aws/vendedlogs/apis/${name}`,
      domain,
    });
  }
}
