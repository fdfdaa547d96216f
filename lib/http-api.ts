import { AccessLogField, AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  DomainName,
  HttpApi as GatewayApi,
  HttpMethod,
  type HttpRoute,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
  type ThrottleSettings,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Construct } from 'constructs';
import type { ConnectorFunction } from './connector-function.ts';
import { RetainedLog } from './retained-log.ts';
import type { Settings } from './settings.ts';

/** A domain of your own for an HTTP API. You point its name to the target of the stack's output by DNS. */
export interface ApiDomain {
  readonly domainName: string;
  /** The certificate of the name, in the region of the connector. */
  readonly certificate: ICertificate;
}

/** The calls of an HTTP API, who may make them, and the Lambda function that answers them. */
export interface HttpApiProps extends Settings {
  readonly apiName: string;
  /** The calls by method and path, such as `GET /campaigns/{id}`. Others are answered 404 by the gateway. */
  readonly calls: readonly string[];
  readonly authorizer: IHttpRouteAuthorizer;
  /** The maximum number of requests a second, and in a burst; more are answered with 429. */
  readonly throttle: ThrottleSettings;
  readonly answerFunction: ConnectorFunction;
  readonly logGroupName: string;
  readonly domain?: ApiDomain | undefined;
}

/** An HTTP API with a route for each call, a throttle and an access log. No page of another site may call it: it has no CORS. */
export class HttpApi extends Construct {
  readonly api: GatewayApi;
  readonly stage: HttpStage;
  readonly routes: readonly HttpRoute[];
  /** The domain of your own, if there is one. */
  readonly domain: DomainName | undefined;

  constructor(scope: Construct, id: string, props: HttpApiProps) {
    super(scope, id);
    this.api = new GatewayApi(this, 'Api', {
      apiName: props.apiName,
      defaultAuthorizer: props.authorizer,
      createDefaultStage: false,
    });
    // One permission for all routes: the policy of a Lambda function has at most 20 KB.
    const integration = new HttpLambdaIntegration('Answer', props.answerFunction.lambda, {
      scopePermissionToRoute: false,
    });
    this.routes = props.calls.flatMap((call) => this.api.addRoutes({ ...parseCall(call), integration }));
    const log = new RetainedLog(this, 'AccessLog', props);
    this.domain = props.domain && new DomainName(this, 'Domain', props.domain);
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      throttle: props.throttle,
      ...(this.domain && { domainMapping: { domainName: this.domain } }),
      accessLogSettings: {
        destination: new LogGroupLogDestination(log),
        format: createAccessLogFormat(),
      },
    });
  }

  /** The URL of the API: that of its domain, if there is one. */
  get url(): string {
    return this.domain === undefined ? this.stage.url : this.stage.domainUrl;
  }
}

function parseCall(call: string): { readonly path: string; readonly methods: HttpMethod[] } {
  const [name, path] = call.split(' ');
  const method = Object.values(HttpMethod).find((each) => each === name);
  if (method === undefined || path === undefined) throw new Error(`call: expected a method and a path, found ${call}`);
  return { path, methods: [method] };
}

/** Creates the format of the access log: caller, route and result. Paths are left out because they contain ids of users. */
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
