import { describe, expect, test } from 'vitest';
import { INGEST_CALLS, MANAGEMENT_CALLS } from '../../core/contracts/calls.ts';
import { installed, written } from '../harness/lib/synthesized.ts';

const { connector, data } = installed();
const certificateArn = 'arn:aws:acm:eu-west-1:123456789012:certificate/any';

/** Returns the properties of the resources of a type that belong to an API, or are that API. */
function resourcesOf(api: 'Management' | 'Ingest', type: string, template = connector) {
  return Object.entries(template.findResources(`AWS::ApiGatewayV2::${type}`))
    .filter(([id]) => id.startsWith(`Connector${api}Http`))
    .map(([, { Properties }]) => Properties);
}

const routesOf = (api: 'Management' | 'Ingest') =>
  resourcesOf(api, 'Route').map(({ RouteKey, AuthorizationType }) => [RouteKey, AuthorizationType]);

describe('the management API', () => {
  test('the management API has a route for each call, requires a signature of each, and has no other', () => {
    expect(routesOf('Management').toSorted()).toEqual(MANAGEMENT_CALLS.map((call) => [call, 'AWS_IAM']).toSorted());
  });

  test('the management API is answered by a Lambda that it alone may call, by one permission', () => {
    const permissions = Object.entries(connector.findResources('AWS::Lambda::Permission'))
      .filter(([, { Properties }]) => Properties.Principal === 'apigateway.amazonaws.com')
      .map(([, { Properties }]) => [written(Properties.FunctionName), written(Properties.SourceArn)]);
    expect(permissions).toHaveLength(2);
    for (const [answering = '', source = ''] of permissions)
      expect(source).toContain(
        answering.includes('Management') ? '<ConnectorManagementHttpApi' : '<ConnectorIngestHttpApi',
      );
  });
});

describe('the ingest API', () => {
  test('the ingest API has the calls of Braze Currents alone, which carry a token', () => {
    expect(routesOf('Ingest')).toEqual(INGEST_CALLS.map((call) => [call, 'NONE']));
  });

  test('the ingest API has a generated token for Braze Currents, of 48 characters', () => {
    data.hasResourceProperties('AWS::SecretsManager::Secret', {
      GenerateSecretString: { PasswordLength: 48, ExcludePunctuation: true },
    });
  });
});

describe.each(['Management', 'Ingest'] as const)('the HTTP API %s', (api) => {
  test('each HTTP API throttles callers before they use up the concurrent Lambda executions of the account', () => {
    expect(resourcesOf(api, 'Stage')).toMatchObject([
      {
        StageName: '$default',
        AutoDeploy: true,
        DefaultRouteSettings: { ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 },
      },
    ]);
  });

  test('each HTTP API logs the caller and the status of each request, and never the path, which contains ids of users', () => {
    const [stage] = resourcesOf(api, 'Stage');
    const format = JSON.parse(stage?.AccessLogSettings.Format);
    expect(format).toMatchObject({ caller: '$context.identity.userArn', status: '$context.status' });
    expect(Object.values(format)).not.toContain('$context.path');
  });

  test('no HTTP API logs text that a caller chooses, because API Gateway would put its quotation marks into the JSON as they are', () => {
    const [stage] = resourcesOf(api, 'Stage');
    const variables = Object.values(JSON.parse(stage?.AccessLogSettings.Format));
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

  test('each HTTP API has a log, a Lambda and a role of its own', () => {
    const [stage] = resourcesOf(api, 'Stage');
    expect(written(stage?.AccessLogSettings.DestinationArn)).toContain(`Connector${api}HttpAccessLog`);
    const [integration, ...more] = resourcesOf(api, 'Integration');
    expect([more, integration?.PayloadFormatVersion]).toEqual([[], '2.0']);
    expect(written(integration?.IntegrationUri)).toContain(`Connector${api}AnswerFunction`);
  });

  test('no HTTP API allows a web page of another site to call it', () => {
    expect(resourcesOf(api, 'Api').map(({ CorsConfiguration }) => CorsConfiguration)).toEqual([undefined]);
  });

  test('no HTTP API has a domain of its own unless one is given', () => {
    expect(resourcesOf(api, 'DomainName')).toEqual([]);
  });
});

test('an HTTP API can have a domain of your own, whose target and URL are outputs', () => {
  const { connector: withDomains } = installed({
    managementDomain: { domainName: 'campaigns.example.com', certificateArn },
    ingestDomain: { domainName: 'ingest.example.com', certificateArn },
  });
  expect(resourcesOf('Management', 'DomainName', withDomains)).toMatchObject([
    { DomainName: 'campaigns.example.com', DomainNameConfigurations: [{ CertificateArn: certificateArn }] },
  ]);
  expect(resourcesOf('Ingest', 'DomainName', withDomains)).toMatchObject([{ DomainName: 'ingest.example.com' }]);
  for (const api of ['Management', 'Ingest'] as const) {
    const [mapping] = resourcesOf(api, 'ApiMapping', withDomains);
    expect(written(mapping?.ApiId)).toContain(`Connector${api}HttpApi`);
    expect(mapping).not.toHaveProperty('ApiMappingKey');
  }
  const outputs = withDomains.findOutputs('*');
  expect(Object.keys(outputs)).toEqual(expect.arrayContaining(['ApiDomainTarget', 'IngestDomainTarget']));
  expect(written(outputs['ApiUrl']?.['Value'])).toContain('<ConnectorManagementHttpDomain');
});
