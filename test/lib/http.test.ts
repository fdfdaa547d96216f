import { describe, expect, test } from 'vitest';
import { installed } from '../harness/lib/synthesized.ts';

const { connector, data } = installed();
const routes = Object.values(connector.findResources('AWS::ApiGatewayV2::Route')).map(({ Properties }) => Properties);

describe('the HTTP interface', () => {
  test('asks every call for a signature, but Currents, which shows its token', () => {
    expect(routes.map(({ RouteKey, AuthorizationType }) => [RouteKey, AuthorizationType])).toEqual([
      ['$default', 'AWS_IAM'],
      ['POST /ingest/currents', 'NONE'],
    ]);
  });

  test('tells callers to slow down before they use up the Lambdas of the account', () => {
    connector.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 },
    });
  });

  test('logs who called and how it went, and never the path, which names users', () => {
    const [stage] = Object.values(connector.findResources('AWS::ApiGatewayV2::Stage'));
    const format = JSON.parse(stage?.Properties.AccessLogSettings.Format);
    expect(format).toMatchObject({ caller: '$context.identity.userArn', status: '$context.status' });
    expect(Object.values(format)).not.toContain('$context.path');
  });

  test('lets no web page of another site call it', () => {
    const [api] = Object.values(connector.findResources('AWS::ApiGatewayV2::Api'));
    expect(api?.Properties.CorsConfiguration).toBeUndefined();
  });

  test('speaks the payload that its door reads', () => {
    connector.allResourcesProperties('AWS::ApiGatewayV2::Integration', { PayloadFormatVersion: '2.0' });
  });

  test('has a token for Currents that nobody has to think up, long enough not to be guessed', () => {
    data.hasResourceProperties('AWS::SecretsManager::Secret', {
      GenerateSecretString: { PasswordLength: 48, ExcludePunctuation: true },
    });
  });
});
