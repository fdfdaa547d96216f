import { describe, expect, test } from 'vitest';
import { installed, written } from '../harness/lib/synthesized.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

const { all } = installed();

/** What each role may do: `action on resource`, by the construct that has the role. */
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

/** What a stage may do on what its name says, in the words of the service. */
function actionsOf(stage: string, resource: RegExp): string[] {
  const found = permissions.get(stage)?.filter((each) => resource.test(each.resource));
  return [...new Set(found?.map(({ action }) => action))].sort();
}

const STAGES = ['MatchTrigger', 'MatchException', 'UpdateProfile', 'Dispatch', 'EndWaits', 'WaveEnded', 'CheckWaves'];

describe('a role', () => {
  test('belongs to each Lambda, and to the wave machine', () => {
    expect([...permissions.keys()].sort()).toEqual([...STAGES, 'Answer', 'Machine'].sort());
  });

  test('has its permissions from this app only: no policy that AWS manages', () => {
    for (const template of all) {
      for (const { Properties } of Object.values(template.findResources('AWS::IAM::Role'))) {
        expect(Properties.ManagedPolicyArns).toBeUndefined();
        expect(Properties.Policies).toBeUndefined();
      }
    }
  });

  test('may do no star', () => {
    for (const each of [...permissions.values()].flat()) expect(each.action).not.toContain('*');
  });

  test('is not the only one that may do no star: neither may a service that a queue lets in', () => {
    const policies = all.flatMap((template) => Object.values(template.findResources('AWS::SQS::QueuePolicy')));
    const statements: Statement[] = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    const allowed = statements.filter(({ Effect }) => Effect === 'Allow').flatMap(granted);
    expect(allowed.length).toBeGreaterThan(0);
    for (const each of allowed) expect(`${each.action} ${each.resource}`).not.toContain('*');
  });

  test('names what it may do it to, but where AWS knows no name', () => {
    const stars = [...permissions].flatMap(([name, each]) => each.map((grant) => ({ name, ...grant })));
    const unnamed = stars.filter(({ resource }) => resource.includes('*'));
    const reasons = unnamed.map(({ name, action, resource }) => {
      // The delivery of logs, and X-Ray, have no resources: AWS asks for the star.
      if (name === 'Machine' && resource === '*' && /^(logs:|xray:)/.test(action)) return 'AWS knows no resource';
      // An execution is named when its wave starts.
      if (action === 'states:DescribeExecution' && resource.endsWith(':execution:campaign-connector-waves:*')) {
        return 'named when it starts';
      }
      return `${name} may ${action} on ${resource}`;
    });
    expect([...new Set(reasons)].sort()).toEqual(['AWS knows no resource', 'named when it starts']);
  });
});

describe('a stage', () => {
  test('of those that match reads who listens, changes rows and starts waves; only match-trigger looks for what a user left', () => {
    for (const stage of ['MatchTrigger', 'MatchException']) {
      expect(actionsOf(stage, /Connectors/)).toEqual(['dynamodb:Query']);
      expect(actionsOf(stage, /Publications/)).toEqual(['dynamodb:GetItem']);
      expect(actionsOf(stage, /:stateMachine:/)).toEqual(['states:StartExecution']);
    }
    const changing = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
    expect(actionsOf('MatchException', /Enrollments/)).toEqual(changing);
    expect(actionsOf('MatchTrigger', /Enrollments/)).toEqual([...changing, 'dynamodb:Query'].sort());
  });

  test('that matches exceptions sends no message, and hands on to the queue of triggers alone', () => {
    expect(actionsOf('MatchException', /Bus/)).toEqual([]);
    expect(actionsOf('MatchException', /MatchTriggerQueue/)).toEqual(['sqs:SendMessage']);
    const handing = STAGES.filter((stage) => actionsOf(stage, /MatchTriggerQueue/).includes('sqs:SendMessage'));
    expect(handing).toEqual(['MatchException']);
  });

  test('that matches refuses what is no event', () => {
    expect(actionsOf('MatchException', /Refused/)).toEqual(['dynamodb:PutItem', 'sqs:SendMessage']);
    expect(actionsOf('MatchTrigger', /Bus/)).toEqual(['events:PutEvents']);
    expect(actionsOf('MatchTrigger', /Refused/)).toEqual(['dynamodb:PutItem', 'sqs:SendMessage']);
  });

  test('that keeps profiles sees nothing else of users', () => {
    expect(actionsOf('UpdateProfile', /Profiles/)).toEqual(['dynamodb:GetItem', 'dynamodb:PutItem']);
    expect(actionsOf('UpdateProfile', /Enrollments|Publications|Connectors|Bus|states/)).toEqual([]);
  });

  test('reads profiles, and changes none, unless it keeps them', () => {
    for (const stage of [...STAGES, 'Answer'].filter((each) => each !== 'UpdateProfile')) {
      expect(['', 'dynamodb:GetItem'], stage).toContain(actionsOf(stage, /Profiles/).join());
    }
  });

  test('may not scan a table, stop an execution, or empty a queue that it does not work off', () => {
    for (const each of [...permissions.values()].flat()) {
      expect(each.action).not.toMatch(/:(Scan|StopExecution|PurgeQueue|Delete(Table|Execution))$/);
    }
  });

  test('deletes nothing from a table; only the HTTP interface lets a campaign no longer listen', () => {
    const deleting = [...permissions].filter(([, each]) => each.some(({ action }) => action === 'dynamodb:DeleteItem'));
    expect(deleting.map(([name]) => name)).toEqual(['Answer']);
    expect(actionsOf('Answer', /Connectors/)).toEqual(['dynamodb:DeleteItem', 'dynamodb:PutItem']);
  });

  test('sweeps the open waves only where it checks them', () => {
    const sweeping = [...permissions].filter(([, each]) => each.some(({ resource }) => resource.includes('/index/')));
    expect(sweeping.map(([name]) => name)).toEqual(['CheckWaves']);
    expect(actionsOf('CheckWaves', /\/index\/open-waves$/)).toEqual(['dynamodb:Query']);
  });

  test('reads the token of Currents only where Currents calls', () => {
    const reading = [...permissions].filter(([, each]) =>
      each.some(({ action }) => action === 'secretsmanager:GetSecretValue'),
    );
    expect(reading.map(([name]) => name)).toEqual(['Answer']);
  });

  test('of the wave machine may call dispatch, and no other Lambda', () => {
    const calls = permissions.get('Machine')?.filter(({ action }) => action === 'lambda:InvokeFunction');
    expect(calls?.map(({ resource }) => resource)).toEqual([expect.stringMatching(/^<ConnectorWavesDispatchFunction/)]);
  });
});
