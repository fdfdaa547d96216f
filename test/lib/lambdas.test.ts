import { describe, expect, test } from 'vitest';
import { MATCHER_TIMEOUT } from '../../core/contracts/wave.ts';
import { TOLD } from '../bundles/told.ts';
import { installed, written } from '../harness/lib/synthesized.ts';

const { connector } = installed();
const lambdas = Object.entries(connector.findResources('AWS::Lambda::Function')).map(([id, { Properties }]) => ({
  name: id.replace(/^Connector(Matchers|Waves|Management)|Function[0-9A-F]{8}$/g, ''),
  ...Properties,
}));

const SAME = ['POWERTOOLS_LOG_LEVEL', 'POWERTOOLS_METRICS_NAMESPACE', 'POWERTOOLS_SERVICE_NAME'];

function lambdaOf(name: string) {
  const found = lambdas.find((each) => each.name === name);
  if (found === undefined) throw new Error(`${name}: expected a Lambda`);
  return found;
}

const STAGES = {
  MatchTrigger: 'match-trigger',
  MatchException: 'match-exception',
  UpdateProfile: 'update-profile',
  Dispatch: 'dispatch',
  EndWaits: 'end-waits',
  WaveEnded: 'wave-ended',
  CheckWaves: 'check-waves',
  Answer: 'api',
} as const;

/** What a Lambda is told beside what all of them are told. */
function toldTo(name: string): string[] {
  const told: string[] = Object.keys(lambdaOf(name).Environment.Variables);
  return told.filter((variable) => !SAME.includes(variable)).sort();
}

describe('every Lambda', () => {
  test('runs its bundle on Node 24, on arm64', () => {
    expect(lambdas).toHaveLength(8);
    for (const { name, Runtime, Architectures, Handler } of lambdas) {
      expect([Runtime, Architectures, Handler], name).toEqual(['nodejs24.x', ['arm64'], 'index.handler']);
    }
  });

  test('has a log of its own, kept for three months unless somebody asks for another time', () => {
    const groups = lambdas.map(({ LoggingConfig }) => LoggingConfig.LogGroup.Ref);
    expect(new Set(groups).size).toBe(lambdas.length);
    for (const { Properties } of Object.values(connector.findResources('AWS::Logs::LogGroup'))) {
      expect(Properties.RetentionInDays).toBe(90);
    }
  });

  test('takes what memory and time it was given on purpose, and reserves no concurrency of the account', () => {
    for (const { name, MemorySize, Timeout, ReservedConcurrentExecutions } of lambdas) {
      expect(MemorySize, name).toBeGreaterThanOrEqual(512);
      expect(Timeout, name).toBeLessThanOrEqual(300);
      expect(ReservedConcurrentExecutions, name).toBeUndefined();
    }
  });

  test('is told by which name its metrics and logs go', () => {
    for (const { name, Environment } of lambdas) {
      expect(Environment.Variables, name).toMatchObject({
        POWERTOOLS_SERVICE_NAME: 'campaign-connector',
        POWERTOOLS_METRICS_NAMESPACE: 'CampaignConnector',
      });
    }
  });
});

describe('a Lambda', () => {
  test('that matches is given the time that the last call of a wave reckons with', () => {
    expect(lambdaOf('MatchTrigger').Timeout * 1_000).toBe(MATCHER_TIMEOUT);
    expect(lambdaOf('MatchException').Timeout * 1_000).toBe(MATCHER_TIMEOUT);
  });

  test('that checks waves is over before the next check begins, and is not repeated', () => {
    expect(lambdaOf('CheckWaves').Timeout).toBeLessThan(300);
    connector.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { MaximumRetryAttempts: 0 });
  });

  test('that answers over HTTP is over before API Gateway gives up', () => {
    expect(lambdaOf('Answer').Timeout).toBeLessThan(30);
  });

  test('that ends waits may feed itself for as long as a big wave takes', () => {
    expect(lambdas.filter(({ RecursiveLoop }) => RecursiveLoop === 'Allow').map(({ name }) => name)).toEqual([
      'EndWaits',
    ]);
  });

  test('is told only of the things that it may use', () => {
    for (const [name, functionName] of Object.entries(STAGES)) {
      expect(toldTo(name), name).toEqual(TOLD[functionName].toSorted());
    }
  });

  test('that decides tells every decision on the bus where that is asked for, and may', () => {
    const asked = installed({ enrollmentEvents: true }).connector.findResources('AWS::Lambda::Function');
    const [exception] = Object.entries(asked).filter(([id]) => id.includes('MatchException'));
    const { ENROLLMENT_EVENTS, BUS_NAME } = exception?.[1].Properties.Environment.Variables ?? {};
    expect([ENROLLMENT_EVENTS, BUS_NAME]).toEqual(['true', expect.anything()]);
    expect(lambdaOf('MatchException').Environment.Variables).not.toHaveProperty('ENROLLMENT_EVENTS');
  });

  test('may use everything that it is told of', () => {
    const policies = Object.entries(connector.findResources('AWS::IAM::Policy'));
    for (const { name, Environment, Role } of lambdas) {
      const [, policy] = policies.find(([, { Properties }]) => Properties.Roles[0].Ref === Role['Fn::GetAtt'][0]) ?? [];
      const statements: { Resource: unknown }[] = policy?.Properties.PolicyDocument.Statement ?? [];
      const allowed = statements.map(({ Resource }) => written(Resource)).join('\n');
      for (const variable of toldTo(name)) {
        // A thing and its ARN have the logical id of the construct in common, wherever it stands.
        const [thing] = /Connector\w*?[0-9A-F]{8}|Data(?!Exports)\w+?[0-9A-F]{8}|campaign-connector-waves/.exec(
          written(Environment.Variables[variable]).replace(
            /^<campaign-connector-dev-data:ExportsOutput(Ref|FnGetAtt)/,
            '',
          ),
        ) ?? ['nothing'];
        expect(allowed, `${name}: ${variable}`).toContain(thing);
      }
    }
  });
});
