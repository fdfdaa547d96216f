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

/** Requests a second, and at once, before a caller is told to slow down. */
const THROTTLE = { rateLimit: 200, burstLimit: 400 };

/** Who answers the calls. */
export interface HttpApiProps extends Settings {
  readonly apiFunction: ConnectorFunction;
}

/** The HTTP interface: every call is signed by an AWS identity, but for Braze Currents, which shows its token. */
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
        reason: 'Currents signs nothing: the door compares its bearer token, in constant time.',
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

  /** Where the interface answers. */
  get url(): string {
    return this.stage.url;
  }
}

/** Who called and how it went; no path, since paths name users. */
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
      error: '$context.error.message',
      integrationError: '$context.integrationErrorMessage',
    }),
  );
}
