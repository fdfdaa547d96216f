import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import type { CampaignData } from './campaign-data.ts';
import { ConnectorFunction } from './connector-function.ts';
import type { WorkQueue } from './connector-queue.ts';
import { HttpApi } from './http-api.ts';
import type { Matchers } from './matchers.ts';
import type { Permissions } from './permissions.ts';
import type { Settings } from './settings.ts';

/** The data that the HTTP interface reads and changes, and the queue that it sends to. */
export interface ManagementProps extends Settings {
  readonly data: CampaignData;
  readonly permissions: Permissions;
  /** The queue for waits that a stop has no time to cancel itself. */
  readonly cancelWaitsQueue: WorkQueue;
  /** The matchers, to whose queues events go unless they are put on the bus. */
  readonly matchers: Matchers;
}

/** The HTTP interface through which people and programs manage campaigns and send events, with its Lambda function. */
export class Management extends Construct {
  readonly apiFunction: ConnectorFunction;
  readonly http: HttpApi;

  constructor(
    scope: Construct,
    id: string,
    { data, permissions, cancelWaitsQueue, matchers, ...settings }: ManagementProps,
  ) {
    super(scope, id);
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
      permissions.sendMessages,
      data.refused.accessTo('GetItem', 'Query'),
      ...permissions.storeRefused,
      cancelWaitsQueue.accessToSend(ENVIRONMENT.cancelWaitsQueue),
      data.currentsToken.accessToRead(),
      permissions.listWaves,
      permissions.stopWaves,
    );
    if (!settings.eventsOnBus) {
      // To drop what no follow-up listens to, and to send the rest.
      this.apiFunction.addAccess(permissions.readListeners, ...matchers.accessToSendEvents(this.apiFunction));
    }
    this.http = new HttpApi(this, 'Http', { ...settings, apiFunction: this.apiFunction });
  }
}
