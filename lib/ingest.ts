import { Duration, Validations } from 'aws-cdk-lib';
import { HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import { INGEST_CALLS } from '../core/contracts/calls.ts';
import type { CampaignData } from './campaign-data.ts';
import { ConnectorFunction } from './connector-function.ts';
import { type ApiDomain, HttpApi } from './http-api.ts';
import { createInstallationName } from './installation-name.ts';
import type { Matchers } from './matchers.ts';
import type { Permissions } from './permissions.ts';
import type { Settings } from './settings.ts';

/** The maximum number of requests a second, and in a burst. Braze Currents sends up to a hundred events in a request. */
const THROTTLE = { rateLimit: 200, burstLimit: 400 };

/** The token that callers carry, and the access that the events need. */
export interface IngestProps extends Settings {
  readonly data: CampaignData;
  readonly permissions: Permissions;
  /** The matchers, to whose queues events go unless they are put on the bus. */
  readonly matchers: Matchers;
  readonly domain?: ApiDomain | undefined;
}

/** The HTTP API to which other systems send events, with a Lambda function of its own: it may send events on, and nothing else. */
export class Ingest extends Construct {
  readonly ingestFunction: ConnectorFunction;
  readonly http: HttpApi;

  constructor(scope: Construct, id: string, { data, permissions, matchers, domain, ...settings }: IngestProps) {
    super(scope, id);
    this.ingestFunction = new ConnectorFunction(this, 'Answer', {
      ...settings,
      functionName: 'ingest',
      description: 'The HTTP interface for other systems: events of Braze Currents.',
      memoryMb: 1024,
      // API Gateway stops waiting after 30 seconds.
      timeout: Duration.seconds(29),
    }).addAccess(...permissions.storeRefused, data.currentsToken.accessToRead());
    if (settings.eventsOnBus) this.ingestFunction.addAccess(permissions.sendMessages);
    else {
      // To drop and count what no follow-up listens to, and to send the rest.
      this.ingestFunction.addAccess(
        permissions.readListeners,
        data.enrollments.accessTo('UpdateItem'),
        ...matchers.accessToSendEvents(this.ingestFunction, ['events']),
      );
    }
    const name = createInstallationName(settings.stage);
    this.http = new HttpApi(this, 'Http', {
      ...settings,
      apiName: `${name}-ingest`,
      calls: INGEST_CALLS,
      authorizer: new HttpNoneAuthorizer(),
      throttle: THROTTLE,
      answerFunction: this.ingestFunction,
      // A stage has no slash in its name, so this is the name of no other installation.
      logGroupName: `/aws/vendedlogs/apis/${name}/ingest`,
      domain,
    });
    for (const route of this.http.routes) {
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason: 'Currents does not sign requests: the handler compares its bearer token, in constant time.',
      });
    }
  }
}
