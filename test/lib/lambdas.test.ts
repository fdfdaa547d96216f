import { describe, expect, test } from 'vitest';
import { ENVIRONMENT } from '../../core/contracts/environment.ts';
import { MATCHER_TIMEOUT } from '../../core/contracts/wave.ts';
import { RESOURCE_VARIABLES } from '../bundles/resource-variables.ts';
import { installed, WITH_CHANNELS, written } from '../harness/lib/synthesized.ts';

const { connector } = installed();
const lambdas = lambdasOf(connector);
const withChannels = lambdasOf(installed(WITH_CHANNELS).connector);

function lambdasOf(template: typeof connector) {
  return Object.entries(template.findResources('AWS::Lambda::Function')).map(([id, { Properties }]) => ({
    name: id.replace(/^Connector(Matchers|Waves|Management|Erasures)?|Function[0-9A-F]{8}$/g, ''),
    ...Properties,
  }));
}

const COMMON_VARIABLES = ['POWERTOOLS_LOG_LEVEL', 'POWERTOOLS_METRICS_NAMESPACE', 'POWERTOOLS_SERVICE_NAME'];

function lambdaOf(name: string, among = lambdas) {
  const found = among.find((each) => each.name === name);
  if (found === undefined) throw new Error(`${name}: expected a Lambda`);
  return found;
}

const FUNCTION_NAMES = {
  MatchTrigger: 'match-trigger',
  MatchException: 'match-exception',
  UpdateProfile: 'update-profile',
  Dispatch: 'dispatch',
  EndWaits: 'end-waits',
  WaveEnded: 'wave-ended',
  CheckWaves: 'check-waves',
  EraseUser: 'erase-user',
  Answer: 'api',
  IngestAnswer: 'ingest',
} as const;

const SENDER_FUNCTION_NAMES = {
  SendersEmailSend: 'send-email',
  SendersWebhookSend: 'send-webhook',
  SendersInboxSend: 'send-inbox',
  SendersSesEventsRead: 'ses-events',
  SendersPublicAnswer: 'public',
} as const;

/** Returns the environment variables of a Lambda function, without those that all functions have. */
function variablesOf(name: string, among = lambdas): string[] {
  const variables: string[] = Object.keys(lambdaOf(name, among).Environment.Variables);
  return variables.filter((variable) => !COMMON_VARIABLES.includes(variable)).sort();
}

/** The part of a name that an ARN has, too. */
const RESOURCE =
  /Connector\w*?[0-9A-F]{8}|Data(?!Exports)\w+?[0-9A-F]{8}|campaign-connector-waves|campaign-connector\/dead-letter-queues/;

describe('every Lambda function', () => {
  test('every Lambda function runs its bundle on Node 24, on arm64', () => {
    expect(lambdas).toHaveLength(10);
    for (const { name, Runtime, Architectures, Handler } of lambdas) {
      expect([Runtime, Architectures, Handler], name).toEqual(['nodejs24.x', ['arm64'], 'index.handler']);
    }
  });

  test('every Lambda function has a log group of its own, which is kept for three months by default', () => {
    const groups = lambdas.map(({ LoggingConfig }) => LoggingConfig.LogGroup.Ref);
    expect(new Set(groups).size).toBe(lambdas.length);
    for (const { Properties } of Object.values(connector.findResources('AWS::Logs::LogGroup'))) {
      expect(Properties.RetentionInDays).toBe(90);
    }
  });

  test('every Lambda function has its memory and timeout set, and reserves no concurrency of the account', () => {
    for (const { name, MemorySize, Timeout, ReservedConcurrentExecutions } of lambdas) {
      expect(MemorySize, name).toBeGreaterThanOrEqual(512);
      expect(Timeout, name).toBeLessThanOrEqual(300);
      expect(ReservedConcurrentExecutions, name).toBeUndefined();
    }
  });

  test('every Lambda function has the service and the namespace of its metrics and logs in its environment', () => {
    for (const { name, Environment } of lambdas) {
      expect(Environment.Variables, name).toMatchObject({
        POWERTOOLS_SERVICE_NAME: 'campaign-connector',
        POWERTOOLS_METRICS_NAMESPACE: 'CampaignConnector',
      });
    }
  });
});

describe('a Lambda function', () => {
  test('a Lambda function that matches events has the timeout from which the last call of a wave is calculated', () => {
    expect(lambdaOf('MatchTrigger').Timeout * 1_000).toBe(MATCHER_TIMEOUT);
    expect(lambdaOf('MatchException').Timeout * 1_000).toBe(MATCHER_TIMEOUT);
  });

  test('the Lambda function that checks waves ends before the next check begins, and is not retried', () => {
    expect(lambdaOf('CheckWaves').Timeout).toBeLessThan(300);
    connector.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { MaximumRetryAttempts: 0 });
  });

  test('the Lambda function that answers HTTP requests ends before API Gateway stops waiting', () => {
    expect(lambdaOf('Answer').Timeout).toBeLessThan(30);
  });

  test('the Lambda functions that cancel waits and erase users may send messages to their own queues until a big wave or a user with much data is processed', () => {
    expect(lambdas.filter(({ RecursiveLoop }) => RecursiveLoop === 'Allow').map(({ name }) => name)).toEqual([
      'EndWaits',
      'EraseUser',
    ]);
  });

  test('a Lambda function has only the environment variables of its resources', () => {
    for (const [name, functionName] of Object.entries(FUNCTION_NAMES)) {
      expect(variablesOf(name), name).toEqual(RESOURCE_VARIABLES[functionName].toSorted());
    }
    for (const [name, functionName] of Object.entries(SENDER_FUNCTION_NAMES)) {
      expect(variablesOf(name, withChannels), name).toEqual(RESOURCE_VARIABLES[functionName].toSorted());
    }
  });

  test('a Lambda function that decides may put decisions on the bus, and does, only if enrollmentEvents is set', () => {
    const withEvents = installed({ enrollmentEvents: true }).connector.findResources('AWS::Lambda::Function');
    const [exception] = Object.entries(withEvents).filter(([id]) => id.includes('MatchException'));
    const { ENROLLMENT_EVENTS, BUS_NAME } = exception?.[1].Properties.Environment.Variables ?? {};
    expect([ENROLLMENT_EVENTS, BUS_NAME]).toEqual(['true', expect.anything()]);
    expect(lambdaOf('MatchException').Environment.Variables).not.toHaveProperty('ENROLLMENT_EVENTS');
  });

  test('a Lambda function knows that the installation starts paused only if startPaused is set (R92)', () => {
    const paused = installed({ startPaused: true }).connector.findResources('AWS::Lambda::Function');
    const [dispatch] = Object.entries(paused).filter(([id]) => id.includes('WavesDispatch'));
    expect(dispatch?.[1].Properties.Environment.Variables).toMatchObject({ START_PAUSED: 'true' });
    expect(lambdaOf('Dispatch').Environment.Variables).not.toHaveProperty('START_PAUSED');
  });

  test('a Lambda knows the zone of the company only if companyZone is set, which must exist (R21)', () => {
    const zoned = installed({ companyZone: 'Europe/Berlin' }).connector.findResources('AWS::Lambda::Function');
    const [match] = Object.entries(zoned).filter(([id]) => id.includes('MatchTrigger'));
    expect(match?.[1].Properties.Environment.Variables).toMatchObject({ COMPANY_ZONE: 'Europe/Berlin' });
    expect(lambdaOf('MatchTrigger').Environment.Variables).not.toHaveProperty('COMPANY_ZONE');
    expect(() => installed({ companyZone: 'Europe/Berln' })).toThrow(
      'companyZone: expected the name of a time zone, such as "Europe/Berlin", found Europe/Berln',
    );
  });

  test('a Lambda function may use every resource that its environment names', () => {
    const policies = Object.entries(connector.findResources('AWS::IAM::Policy'));
    for (const { name, Environment, Role } of lambdas) {
      const [, policy] = policies.find(([, { Properties }]) => Properties.Roles[0].Ref === Role['Fn::GetAtt'][0]) ?? [];
      const statements: { Resource: unknown }[] = policy?.Properties.PolicyDocument.Statement ?? [];
      const allowed = statements.map(({ Resource }) => written(Resource)).join('\n');
      for (const variable of variablesOf(name)) {
        if (variable === ENVIRONMENT.stage) continue;
        // The name of a resource and its ARN both contain the logical id of the construct, or the name that it was given.
        const [resource] = RESOURCE.exec(
          written(Environment.Variables[variable]).replace(
            /^<campaign-connector-dev-data:ExportsOutput(Ref|FnGetAtt)/,
            '',
          ),
        ) ?? ['nothing'];
        expect(allowed, `${name}: ${variable}`).toContain(resource);
      }
    }
  });
});
