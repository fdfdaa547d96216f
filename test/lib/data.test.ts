import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { installed } from '../harness/lib/synthesized.ts';

const TABLE = 'AWS::DynamoDB::GlobalTable';
const { data } = installed();

describe('the stored data', () => {
  test('is in five tables, all of them in the data stack', () => {
    const names = Object.keys(data.findResources(TABLE)).map((id) => id.replace(/^Data|[0-9A-F]{8}$/g, ''));
    expect(names).toEqual(['Connectors', 'Publications', 'Enrollments', 'Profiles', 'Refused']);
  });

  test('is retained, protected from deletion, and can be restored to a point in time', () => {
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
    data.allResources('AWS::SecretsManager::Secret', { DeletionPolicy: 'Retain' });
  });

  test('of an ephemeral installation is deleted with its stack', () => {
    const { data } = installed({ ephemeral: true });
    data.allResources(TABLE, {
      DeletionPolicy: 'Delete',
      Properties: { Replicas: [{ DeletionProtectionEnabled: false }] },
    });
    data.allResources('AWS::SecretsManager::Secret', { DeletionPolicy: 'Delete' });
  });

  test('is in tables that are billed by request', () => {
    data.allResourcesProperties(TABLE, { BillingMode: 'PAY_PER_REQUEST' });
  });

  test('has the key pk and sk, and expires at expiresAt', () => {
    data.allResourcesProperties(TABLE, {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });

  test('has one index: the open waves, by departure', () => {
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
  test('of dev is named campaign-connector', () => {
    data.hasResourceProperties('AWS::Events::EventBus', { Name: 'campaign-connector' });
  });

  test('of another stage has the stage in its name', () => {
    const { data } = installed({ stage: 'prod' });
    data.hasResourceProperties('AWS::Events::EventBus', { Name: 'campaign-connector-prod' });
  });

  test('is in the outputs by name and ARN, for producers', () => {
    data.hasOutput('BusName', { Value: Match.anyValue() });
    data.hasOutput('BusArn', { Value: Match.anyValue() });
  });
});
