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
      const name = id.replace(/^Connector(Matchers|Waves|Management|Erasures)?|RoleDefaultPolicy[0-9A-F]{8}$/g, '');
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

/** Returns the partitions whose items a function may delete, by table; undefined where it may delete all. */
function deletablePartitions(name: string): Record<string, readonly string[] | undefined> {
  const policies = all.flatMap((template) => Object.entries(template.findResources('AWS::IAM::Policy')));
  const own = policies.filter(([id]) => id.includes(`${name}RoleDefaultPolicy`));
  const statements = own.flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
  const deleting = statements.filter(({ Action }) => [Action].flat().includes('dynamodb:DeleteItem'));
  return Object.fromEntries(
    deleting.map(({ Resource, Condition }) => {
      const [, table = ''] = /Data(Enrollments|Profiles|Contacts|Deliveries|Refused)/.exec(written(Resource)) ?? [];
      return [table, Condition?.['ForAllValues:StringLike']['dynamodb:LeadingKeys']];
    }),
  );
}

const FUNCTIONS = [
  'MatchTrigger',
  'MatchException',
  'UpdateProfile',
  'Dispatch',
  'EndWaits',
  'WaveEnded',
  'CheckWaves',
  'EraseUser',
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
    // DeleteItem is for the seats of deleted users.
    const changing = ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
    expect(actionsOf('MatchException', /Enrollments/)).toEqual(changing);
    expect(actionsOf('MatchTrigger', /Enrollments/)).toEqual([...changing, 'dynamodb:Query'].sort());
  });

  test('the Lambda function that matches exceptions may report conversions on the bus, and alone forwards events to the queue of triggers (R47)', () => {
    expect(actionsOf('MatchException', /Bus/)).toEqual(['events:PutEvents']);
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

  test('a Lambda function other than update-profile and erase-user may read profiles and contacts at most, and the management API record among the profiles that no user was merged (R65)', () => {
    const changing = ['UpdateProfile', 'EraseUser'];
    expect(actionsOf('Answer', /Profiles/)).toEqual(['dynamodb:GetItem', 'dynamodb:PutItem']);
    expect(actionsOf('Answer', /Contacts/)).toEqual(['dynamodb:GetItem']);
    for (const name of FUNCTIONS.filter((each) => !changing.includes(each))) {
      for (const table of [/Profiles/, /Contacts/]) {
        expect(['', 'dynamodb:GetItem'], name).toContain(actionsOf(name, table).join());
      }
    }
  });

  test('a Lambda function may not scan a table, or purge a queue, except that check-waves scans the enrollments for a recount (R48)', () => {
    for (const each of [...permissions.values()].flat()) {
      expect(each.action).not.toMatch(/:(PurgeQueue|Delete(Table|StateMachine))$/);
    }
    const scanning = [...permissions].filter(([, each]) => each.some(({ action }) => action === 'dynamodb:Scan'));
    expect(scanning.map(([name]) => name)).toEqual(['CheckWaves']);
    expect(actionsOf('CheckWaves', /Enrollments/)).toContain('dynamodb:Scan');
    expect(actionsOf('CheckWaves', /Connectors|Publications|Profiles|Contacts|Refused/)).not.toContain('dynamodb:Scan');
  });

  test('only the Lambda function of the HTTP interface may stop executions, which a drain does; it and check-waves list them', () => {
    const having = (action: string) =>
      [...permissions].filter(([, each]) => each.some((grant) => grant.action === action)).map(([name]) => name);
    expect(having('states:StopExecution')).toEqual(['Answer']);
    expect(having('states:ListExecutions').sort()).toEqual(['Answer', 'CheckWaves']);
    expect(actionsOf('Answer', /:stateMachine:/)).toEqual(['states:ListExecutions']);
  });

  test('the Lambda function of the HTTP interface may delete the connectors of campaigns that end, the matchers seats of deleted users, erase-user what is stored of them, but not what outlives them, and check-waves figures (R48, R65, R84)', () => {
    const deleting = [...permissions].filter(([, each]) => each.some(({ action }) => action === 'dynamodb:DeleteItem'));
    expect(deleting.map(([name]) => name).toSorted()).toEqual([
      'Answer',
      'CheckWaves',
      'EraseUser',
      'MatchException',
      'MatchTrigger',
    ]);
    expect(deletablePartitions('EraseUser')).toEqual({
      Enrollments: ['user#*', 'seat#*'],
      Profiles: ['user#*'],
      Contacts: ['user#*'],
      Deliveries: ['delivery#*', 'inbox#*'],
      Refused: undefined,
    });
    expect(actionsOf('CheckWaves', /Connectors|Profiles|Contacts/)).not.toContain('dynamodb:DeleteItem');
    expect(actionsOf('Answer', /Connectors/)).toEqual(['dynamodb:DeleteItem', 'dynamodb:PutItem']);
  });

  test('only the Lambda function check-waves may query the open waves', () => {
    const sweeping = [...permissions].filter(([, each]) => each.some(({ resource }) => resource.includes('/index/')));
    expect(sweeping.map(([name]) => name)).toEqual(['CheckWaves']);
    expect(actionsOf('CheckWaves', /\/index\/open-waves$/)).toEqual(['dynamodb:Query']);
  });

  test('only the Lambda function of the ingest API may read the token of Braze Currents, and only those that keep and look up refusals of deleted users the key of their hashes (R84)', () => {
    const reading = (secret: RegExp) =>
      [...permissions]
        .filter(([, each]) =>
          each.some(({ action, resource }) => action.endsWith(':GetSecretValue') && secret.test(resource)),
        )
        .map(([name]) => name)
        .toSorted();
    expect(reading(/CurrentsToken/)).toEqual(['IngestAnswer']);
    expect(reading(/SuppressionKey/)).toEqual(['EraseUser', 'UpdateProfile']);
    expect(reading(/./)).toEqual(['EraseUser', 'IngestAnswer', 'UpdateProfile']);
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
