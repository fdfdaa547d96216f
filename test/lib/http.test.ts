import { describe, expect, test } from 'vitest';
import { installed } from '../harness/lib/synthesized.ts';

const { connector, data } = installed();
const routes = Object.values(connector.findResources('AWS::ApiGatewayV2::Route')).map(({ Properties }) => Properties);

describe('the HTTP interface', () => {
  test('requires a signature of every request except those of Braze Currents, which carry a token', () => {
    expect(routes.map(({ RouteKey, AuthorizationType }) => [RouteKey, AuthorizationType])).toEqual([
      ['$default', 'AWS_IAM'],
      ['POST /ingest/currents', 'NONE'],
    ]);
  });

  test('throttles callers before they use up the concurrent Lambda executions of the account', () => {
    connector.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 },
    });
  });

  test('logs the caller and the status of each request, and never the path, which contains ids of users', () => {
    const [stage] = Object.values(connector.findResources('AWS::ApiGatewayV2::Stage'));
    const format = JSON.parse(stage?.Properties.AccessLogSettings.Format);
    expect(format).toMatchObject({ caller: '$context.identity.userArn', status: '$context.status' });
    expect(Object.values(format)).not.toContain('$context.path');
  });

  test('logs no text that a caller chooses, because API Gateway would put its quotation marks into the JSON as they are', () => {
    const [stage] = Object.values(connector.findResources('AWS::ApiGatewayV2::Stage'));
    const variables = Object.values(JSON.parse(stage?.Properties.AccessLogSettings.Format));
    // Ids, instants, numbers, ARNs and members of closed lists: none can contain a quotation mark or a backslash.
    expect(variables.sort()).toEqual([
      '$context.error.responseType',
      '$context.httpMethod',
      '$context.identity.sourceIp',
      '$context.identity.userArn',
      '$context.integrationStatus',
      '$context.requestId',
      '$context.requestTime',
      '$context.responseLatency',
      '$context.responseLength',
      '$context.routeKey',
      '$context.status',
    ]);
  });

  test('allows no web page of another site to call it', () => {
    const [api] = Object.values(connector.findResources('AWS::ApiGatewayV2::Api'));
    expect(api?.Properties.CorsConfiguration).toBeUndefined();
  });

  test('sends requests to its handler in the payload format 2.0, which the handler reads', () => {
    connector.allResourcesProperties('AWS::ApiGatewayV2::Integration', { PayloadFormatVersion: '2.0' });
  });

  test('has a generated token for Braze Currents, of 48 characters', () => {
    data.hasResourceProperties('AWS::SecretsManager::Secret', {
      GenerateSecretString: { PasswordLength: 48, ExcludePunctuation: true },
    });
  });
});
