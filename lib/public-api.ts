import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import { PUBLIC_CALLS } from '../core/contracts/calls.ts';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import type { CampaignData } from './campaign-data.ts';
import type { PublicApiProps } from './channel-props.ts';
import { ConnectorFunction } from './connector-function.ts';
import { HttpApi } from './http-api.ts';
import { createInstallationName } from './installation-name.ts';
import type { Matchers } from './matchers.ts';
import type { Permissions } from './permissions.ts';
import type { Settings } from './settings.ts';
import type { TokenKeys } from './token-keys.ts';

/** The maximum number of requests a second, and in a burst. An email to many is opened by many at the same time. */
const THROTTLE = { rateLimit: 1_000, burstLimit: 2_000 };

/** The calls by which a browser asks whether a page may call the inbox. The function answers them: it knows the origins. */
const PREFLIGHT_CALLS = ['OPTIONS /inbox', 'OPTIONS /inbox/{proxy+}'];

/** The data and keys of the public API. */
export interface PublicApiContext extends Settings {
  readonly data: CampaignData;
  readonly permissions: Permissions;
  readonly matchers: Matchers;
  readonly tokenKeys: TokenKeys;
  readonly publicApi: PublicApiProps;
}

/**
 * The HTTP API that users and their mailbox providers call, with a Lambda function of its own: it reads and writes contacts, inboxes and
 * what was reported of deliveries, reports interactions, and can do nothing else.
 */
export class PublicApi extends Construct {
  readonly publicFunction: ConnectorFunction;
  readonly http: HttpApi;

  constructor(scope: Construct, id: string, props: PublicApiContext) {
    super(scope, id);
    const { data, permissions, matchers, tokenKeys, publicApi, ...settings } = props;
    this.publicFunction = new ConnectorFunction(this, 'Answer', {
      ...settings,
      functionName: 'public',
      description: 'The public HTTP interface: links in messages, the page to unsubscribe, and inboxes.',
      memoryMb: 1024,
      // API Gateway stops waiting after 30 seconds.
      timeout: Duration.seconds(29),
    }).addAccess(
      data.publications.accessTo('GetItem'),
      data.contacts.accessTo('GetItem', 'PutItem'),
      data.deliveries.accessToItems(['inbox#*', 'delivery#*'], 'GetItem', 'Query', 'PutItem'),
      data.deliveries.accessToItems(['figures#*'], 'UpdateItem'),
      tokenKeys.accessToRead(),
    );
    const { lambda } = this.publicFunction;
    lambda.addEnvironment(ENVIRONMENT.installation, createInstallationId(this, settings.stage));
    if (publicApi.allowedOrigins !== undefined)
      lambda.addEnvironment(ENVIRONMENT.publicOrigins, publicApi.allowedOrigins.join(','));
    if (settings.eventsOnBus) this.publicFunction.addAccess(permissions.sendMessages);
    else this.publicFunction.addAccess(...matchers.accessToSendEvents(this.publicFunction, ['events']));
    const name = createInstallationName(settings.stage);
    this.http = new HttpApi(this, 'Http', {
      ...settings,
      apiName: `${name}-public`,
      calls: publicApi.allowedOrigins?.length ? [...PUBLIC_CALLS, ...PREFLIGHT_CALLS] : PUBLIC_CALLS,
      authorizer: new HttpNoneAuthorizer(),
      throttle: THROTTLE,
      answerFunction: this.publicFunction,
      logGroupName: `/aws/vendedlogs/apis/${name}/public`,
      domain: publicApi.domain,
    });
    for (const route of this.http.routes) {
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason:
          'Users follow links without a login: the handler checks the encrypted token in the link or in the header.',
      });
    }
  }
}

/** Returns the id of an installation, which no other has in its account: its emails and its links are recognized by it. */
export function createInstallationId(scope: Construct, stage: string): string {
  return `${createInstallationName(stage)}-${Stack.of(scope).region}`;
}
