import { App, Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { createInstallation, type InstallationProps } from '../../lib/installation.ts';
import { parseTables } from '../../lib/parse-tables.ts';
import { installed, withBundles, written } from '../harness/lib/synthesized.ts';

const TABLE = 'AWS::DynamoDB::GlobalTable';
const { data } = installed();

/** Returns whether the data stack of an installation is protected from deletion. */
function isProtected(props: InstallationProps): boolean | undefined {
  return withBundles((bundles) => {
    const app = new App();
    createInstallation(app, { bundles, ...props });
    const stack = app.node.findChild(`campaign-connector-${props.stage ?? 'dev'}-data`);
    return Stack.isStack(stack) ? stack.terminationProtection : undefined;
  });
}

describe('the stored data', () => {
  test('the stored data is in seven tables, all of them in the data stack', () => {
    const names = Object.keys(data.findResources(TABLE)).map((id) => id.replace(/^Data|[0-9A-F]{8}$/g, ''));
    expect(names).toEqual([
      'Connectors',
      'Publications',
      'Enrollments',
      'Profiles',
      'Contacts',
      'Refused',
      'Deliveries',
    ]);
  });

  test('the stored data is retained, protected from deletion, and can be restored to a point in time', () => {
    data.allResources(TABLE, {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        Replicas: [
          {
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          },
        ],
      },
    });
  });

  test('the token of Currents is kept, but not that of a deployment which failed and was rolled back', () => {
    data.allResources('AWS::SecretsManager::Secret', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
  });

  test('the stored data is in a stack that is protected from deletion, unless the installation is ephemeral', () => {
    expect([isProtected({}), isProtected({ stage: 'prod' }), isProtected({ ephemeral: true })]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('the stored data of an ephemeral installation is deleted with its stack', () => {
    const { data } = installed({ ephemeral: true });
    data.allResources(TABLE, {
      DeletionPolicy: 'Delete',
      Properties: { Replicas: [{ DeletionProtectionEnabled: false }] },
    });
    data.allResources('AWS::SecretsManager::Secret', { DeletionPolicy: 'Delete' });
  });

  test('the stored data is in tables that are billed by request', () => {
    data.allResourcesProperties(TABLE, { BillingMode: 'PAY_PER_REQUEST' });
  });

  test('every table has the key pk and sk, and its items expire at expiresAt', () => {
    data.allResourcesProperties(TABLE, {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });

  test('the stored data has one index: the open waves, by departure', () => {
    const indexes = Object.values(data.findResources(TABLE)).flatMap(
      ({ Properties }) => Properties.GlobalSecondaryIndexes ?? [],
    );
    expect(indexes).toEqual([
      {
        IndexName: 'open-waves',
        KeySchema: [
          { AttributeName: 'openWave', KeyType: 'HASH' },
          { AttributeName: 'departure', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ]);
  });
});

describe('the bus', () => {
  test('the bus of the stage dev is named campaign-connector', () => {
    data.hasResourceProperties('AWS::Events::EventBus', { Name: 'campaign-connector' });
  });

  test('the bus of another stage has the stage in its name', () => {
    const { data } = installed({ stage: 'prod' });
    data.hasResourceProperties('AWS::Events::EventBus', { Name: 'campaign-connector-prod' });
  });

  test('the bus is in the outputs by name and ARN, for producers', () => {
    data.hasOutput('BusName', { Value: Match.anyValue() });
    data.hasOutput('BusArn', { Value: Match.anyValue() });
  });
});

describe('tables that are attached', () => {
  const tables = {
    connectors: 'kept-connectors',
    publications: 'kept-publications',
    enrollments: 'kept-enrollments',
    profiles: 'kept-profiles',
    contacts: 'kept-contacts',
    refused: 'kept-refused',
    deliveries: 'kept-deliveries',
  };
  const attached = installed({ tables });

  test('attached tables are neither created nor changed: the data stack has the bus, the token and a key only', () => {
    attached.data.resourceCountIs(TABLE, 0);
    expect(Object.values(attached.data.toJSON()['Resources']).map((each) => Object(each).Type)).toEqual([
      'AWS::Events::EventBus',
      'AWS::SecretsManager::Secret',
      'AWS::SecretsManager::Secret',
    ]);
  });

  test('the key of the refusals of deleted users outlives its stack like the tables, and is attached with them (R84)', () => {
    const { data } = installed({ stage: 'prod' });
    const keys = Object.entries(data.findResources('AWS::SecretsManager::Secret')).filter(([id]) =>
      id.includes('SuppressionKey'),
    );
    expect(keys.map(([, { DeletionPolicy, UpdateReplacePolicy }]) => [DeletionPolicy, UpdateReplacePolicy])).toEqual([
      ['RetainExceptOnCreate', 'Retain'],
    ]);
    const suppressionKeyArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:kept-AbCdEf';
    const { data: withKey, connector } = installed({ tables, suppressionKeyArn });
    withKey.resourceCountIs('AWS::SecretsManager::Secret', 1);
    const readers = Object.values(connector.findResources('AWS::Lambda::Function'))
      .map(({ Properties }) => Properties.Environment.Variables['SUPPRESSION_KEY_SECRET_ARN'])
      .filter((arn) => arn !== undefined);
    expect(readers.map(written)).toEqual([suppressionKeyArn, suppressionKeyArn]);
  });

  test('attached tables are the tables that every function reads and writes, and no export of the data stack names one', () => {
    const variables = Object.values(attached.connector.findResources('AWS::Lambda::Function')).flatMap(
      ({ Properties }) => Object.entries<unknown>(Properties.Environment.Variables),
    );
    const named = new Set(variables.filter(([name]) => name.endsWith('_TABLE')).map(([, value]) => value));
    expect(named).toEqual(new Set(Object.values(tables)));
    expect(JSON.stringify(attached.data.toJSON()['Outputs'])).not.toMatch(/Connectors|Enrollments/);
  });

  test('attached tables give functions the same actions as tables that are created, on their own ARNs', () => {
    const actionsOn = ({ connector }: typeof attached, table: RegExp) =>
      Object.values(connector.findResources('AWS::IAM::Policy'))
        .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
        .filter(({ Resource }) => [Resource].flat().some((each) => table.test(written(each))))
        .flatMap(({ Action }) => Action)
        .toSorted();
    const created = actionsOn(installed(), /DataEnrollments/);
    expect(created.length).toBeGreaterThan(10);
    const arn =
      /^arn:<AWS::Partition>:dynamodb:<AWS::Region>:<AWS::AccountId>:table\/kept-enrollments(\/index\/open-waves)?$/;
    expect(actionsOn(attached, arn)).toEqual(created);
  });

  test('attached tables are read from the setting `tables`, as JSON or as an object; one that is missing or misspelt is refused', () => {
    expect(parseTables(JSON.stringify(tables))).toEqual(tables);
    expect(parseTables(tables)).toEqual(tables);
    expect(parseTables(undefined)).toBeUndefined();
    const { refused: _, ...five } = tables;
    for (const wrong of ['{', five, { ...tables, refused: '' }, { ...tables, profile: 'kept-profiles' }])
      expect(() => parseTables(wrong)).toThrow('tables: ');
  });
});
