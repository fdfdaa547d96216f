import { describe, expect, test } from 'vitest';
import { installed, written } from '../harness/lib/synthesized.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

const { all } = installed();

/** The actions and resources that each role allows, by the construct that has the role. */
const permissions = new Map(
  all
    .flatMap((template) => Object.entries(template.findResources('AWS::IAM::Policy')))
    .map(([id, { Properties }]) => {
      const statements: Statement[] = Properties.PolicyDocument.Statement;
      const name = id.replace(/^Connector(Matchers|Waves|Management)?|RoleDefaultPolicy[0-9A-F]{8}$/g, '');
      return [name, statements.flatMap(granted)];
    }),
);

function granted({ Action, Resource }: Statement): { action: string; resource: string }[] {
  const resources = Array.isArray(Resource) ? Resource : [Resource];
  return [Action].flat().flatMap((action) => resources.map((each) => ({ action, resource: written(each) })));
}

/** Returns the actions of a role on resources whose ARN matches, in order. */
function actionsOf(name: string, resource: RegExp): string[] {
  const found = permissions.get(name)?.filter((each) => resource.test(each.resource));
  return [...new Set(found?.map(({ action }) => action))].sort();
}

const FUNCTIONS = [
  'MatchTrigger',
  'MatchException',
  'UpdateProfile',
  'Dispatch',
  'EndWaits',
  'WaveEnded',
  'CheckWaves',
];

describe('a role', () => {
  test('a role exists for each Lambda function, and for the wave machine', () => {
    expect([...permissions.keys()].sort()).toEqual([...FUNCTIONS, 'Answer', 'IngestAnswer', 'Machine'].sort());
  });

  test('a role has permissions of this app only, and no policy that AWS manages', () => {
    for (const template of all) {
      for (const { Properties } of Object.values(template.findResources('AWS::IAM::Role'))) {
        expect(Properties.ManagedPolicyArns).toBeUndefined();
        expect(Properties.Policies).toBeUndefined();
      }
    }
  });

  test('a role allows no action with a star', () => {
    for (const each of [...permissions.values()].flat()) expect(each.action).not.toContain('*');
  });

  test('the policy of a queue allows a service no action and no resource with a star', () => {
    const policies = all.flatMap((template) => Object.values(template.findResources('AWS::SQS::QueuePolicy')));
    const statements: Statement[] = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    const allowed = statements.filter(({ Effect }) => Effect === 'Allow').flatMap(granted);
    expect(allowed.length).toBeGreaterThan(0);
    for (const each of allowed) expect(`${each.action} ${each.resource}`).not.toContain('*');
  });

  test('a role names the resources of its actions, except where AWS supports no names', () => {
    const stars = [...permissions].flatMap(([name, each]) => each.map((grant) => ({ name, ...grant })));
    const unnamed = stars.filter(({ resource }) => resource.includes('*'));
    const reasons = unnamed.map(({ name, action, resource }) => {
      // The delivery of logs, and X-Ray, support no resource-level permissions: AWS requires the star.
      if (name === 'Machine' && resource === '*' && /^(logs:|xray:)/.test(action)) return 'AWS supports no resource';
      // An execution is named when its wave starts.
      if (
        /^states:(Describe|Stop)Execution$/.test(action) &&
        resource.endsWith(':execution:campaign-connector-waves:*')
      ) {
        return 'named when it starts';
      }
      return `${name} may ${action} on ${resource}`;
    });
    expect([...new Set(reasons)].sort()).toEqual(['AWS supports no resource', 'named when it starts']);
  });
});

describe('a Lambda function', () => {
  test('a Lambda function that matches events reads connectors, changes rows and starts waves; only match-trigger queries rows', () => {
    for (const name of ['MatchTrigger', 'MatchException']) {
      expect(actionsOf(name, /Connectors/)).toEqual(['dynamodb:Query']);
      expect(actionsOf(name, /Publications/)).toEqual(['dynamodb:GetItem']);
      expect(actionsOf(name, /:stateMachine:/)).toEqual(['states:StartExecution']);
    }
    const changing = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
    expect(actionsOf('MatchException', /Enrollments/)).toEqual(changing);
    expect(actionsOf('MatchTrigger', /Enrollments/)).toEqual([...changing, 'dynamodb:Query'].sort());
  });

  test('the Lambda function that matches exceptions dispatches no message, and alone forwards events to the queue of triggers', () => {
    expect(actionsOf('MatchException', /Bus/)).toEqual([]);
    expect(actionsOf('MatchException', /MatchTriggerQueue/)).toEqual(['sqs:SendMessage']);
    const forwarding = FUNCTIONS.filter((name) => actionsOf(name, /MatchTriggerQueue/).includes('sqs:SendMessage'));
    expect(forwarding).toEqual(['MatchException']);
  });

  test('a Lambda function that matches events may refuse them, and match-trigger may dispatch messages', () => {
    expect(actionsOf('MatchException', /Refused/)).toEqual(['dynamodb:PutItem', 'sqs:SendMessage']);
    expect(actionsOf('MatchTrigger', /Bus/)).toEqual(['events:PutEvents']);
    expect(actionsOf('MatchTrigger', /Refused/)).toEqual(['dynamodb:PutItem', 'sqs:SendMessage']);
  });

  test('the Lambda function that updates profiles has access to no other data of users', () => {
    for (const table of [/Profiles/, /Contacts/]) {
      expect(actionsOf('UpdateProfile', table)).toEqual(['dynamodb:GetItem', 'dynamodb:PutItem']);
    }
    expect(actionsOf('UpdateProfile', /Enrollments|Publications|Connectors|Bus|states/)).toEqual([]);
  });

  test('a Lambda function other than update-profile may read profiles and contacts at most', () => {
    for (const name of [...FUNCTIONS, 'Answer'].filter((each) => each !== 'UpdateProfile')) {
      for (const table of [/Profiles/, /Contacts/]) {
        expect(['', 'dynamodb:GetItem'], name).toContain(actionsOf(name, table).join());
      }
    }
  });

  test('a Lambda function may not scan a table, or purge a queue', () => {
    for (const each of [...permissions.values()].flat()) {
      expect(each.action).not.toMatch(/:(Scan|PurgeQueue|Delete(Table|StateMachine))$/);
    }
  });

  test('only the Lambda function of the HTTP interface may stop executions, which a drain does; it and check-waves list them', () => {
    const having = (action: string) =>
      [...permissions].filter(([, each]) => each.some((grant) => grant.action === action)).map(([name]) => name);
    expect(having('states:StopExecution')).toEqual(['Answer']);
    expect(having('states:ListExecutions').sort()).toEqual(['Answer', 'CheckWaves']);
    expect(actionsOf('Answer', /:stateMachine:/)).toEqual(['states:ListExecutions']);
  });

  test('only the Lambda function of the HTTP interface may delete items: the connectors of campaigns that end', () => {
    const deleting = [...permissions].filter(([, each]) => each.some(({ action }) => action === 'dynamodb:DeleteItem'));
    expect(deleting.map(([name]) => name)).toEqual(['Answer']);
    expect(actionsOf('Answer', /Connectors/)).toEqual(['dynamodb:DeleteItem', 'dynamodb:PutItem']);
  });

  test('only the Lambda function check-waves may query the open waves', () => {
    const sweeping = [...permissions].filter(([, each]) => each.some(({ resource }) => resource.includes('/index/')));
    expect(sweeping.map(([name]) => name)).toEqual(['CheckWaves']);
    expect(actionsOf('CheckWaves', /\/index\/open-waves$/)).toEqual(['dynamodb:Query']);
  });

  test('only the Lambda function of the ingest API may read the token of Braze Currents', () => {
    const reading = [...permissions].filter(([, each]) =>
      each.some(({ action }) => action === 'secretsmanager:GetSecretValue'),
    );
    expect(reading.map(([name]) => name)).toEqual(['IngestAnswer']);
  });

  test('the Lambda function that answers callers without a signature may send events to their queue, look up who listens, count what is dropped and keep what is refused, and has no other access to campaigns or users', () => {
    expect(actionsOf('IngestAnswer', /MatchExceptionQueue/)).toEqual(['sqs:SendMessage']);
    expect(actionsOf('IngestAnswer', /Connectors/)).toEqual(['dynamodb:Query']);
    expect(actionsOf('IngestAnswer', /Enrollments/)).toEqual(['dynamodb:UpdateItem']);
    expect(actionsOf('IngestAnswer', /Refused/)).toEqual(['dynamodb:PutItem', 'sqs:SendMessage']);
    expect(actionsOf('IngestAnswer', /Bus|Campaigns|Publications|Profiles|states/)).toEqual([]);
  });

  test('the wave machine may call no Lambda function other than dispatch', () => {
    const calls = permissions.get('Machine')?.filter(({ action }) => action === 'lambda:InvokeFunction');
    expect(calls?.map(({ resource }) => resource)).toEqual([expect.stringMatching(/^<ConnectorWavesDispatchFunction/)]);
  });
});
