import { Validations } from 'aws-cdk-lib';
import { AccessLogField, AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi as GatewayApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import type { ConnectorFunction } from './connector-function.ts';
import { createInstallationName } from './installation-name.ts';
import { RetainedLog } from './retained-log.ts';
import type { Settings } from './settings.ts';

/** The maximum number of requests a second, and in a burst; more are answered with 429. */
const THROTTLE = { rateLimit: 200, burstLimit: 400 };

/** The Lambda function that answers the requests. */
export interface HttpApiProps extends Settings {
  readonly apiFunction: ConnectorFunction;
}

/** The HTTP interface. Every request is signed by an AWS identity, except those of Braze Currents, which carry its token. */
export class HttpApi extends Construct {
  readonly api: GatewayApi;
  readonly stage: HttpStage;

  constructor(scope: Construct, id: string, { apiFunction, ...settings }: HttpApiProps) {
    super(scope, id);
    const name = createInstallationName(settings.stage);
    const integration = new HttpLambdaIntegration('Answer', apiFunction.lambda);
    this.api = new GatewayApi(this, 'Api', {
      apiName: name,
      defaultIntegration: integration,
      defaultAuthorizer: new HttpIamAuthorizer(),
      createDefaultStage: false,
    });
    const routes = this.api.addRoutes({
      path: '/ingest/currents',
      methods: [HttpMethod.POST],
      integration,
      authorizer: new HttpNoneAuthorizer(),
    });
    for (const route of routes) {
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason: 'Currents does not sign requests: the handler compares its bearer token, in constant time.',
      });
    }
    const log = new RetainedLog(this, 'AccessLog', { ...settings, logGroupName: `/aws/vendedlogs/apis/${name}` });
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      throttle: THROTTLE,
      accessLogSettings: {
        destination: new LogGroupLogDestination(log),
        format: createAccessLogFormat(),
      },
    });
  }

  /** The URL of the interface. */
  get url(): string {
    return this.stage.url;
  }
}

/**
 * Creates the format of the access log: caller, route and result. Paths are left out because they contain ids of users, and the texts of
 * errors because they quote headers of the caller: API Gateway puts values in as they are, so that a quotation mark would break the JSON.
 */
function createAccessLogFormat(): AccessLogFormat {
  return AccessLogFormat.custom(
    JSON.stringify({
      requestId: AccessLogField.contextRequestId(),
      at: AccessLogField.contextRequestTime(),
      caller: AccessLogField.contextIdentityUserArn(),
      ip: AccessLogField.contextIdentitySourceIp(),
      method: AccessLogField.contextHttpMethod(),
      route: '$context.routeKey',
      status: AccessLogField.contextStatus(),
      milliseconds: AccessLogField.contextResponseLatency(),
      bytes: AccessLogField.contextResponseLength(),
      error: '$context.error.responseType',
      integrationStatus: '$context.integrationStatus',
    }),
  );
}
