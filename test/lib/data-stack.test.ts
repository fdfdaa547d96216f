import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { DataStack } from '../../lib/data-stack.ts';

const TABLE = 'AWS::DynamoDB::GlobalTable';

function synthesize(stage: string): Template {
  return Template.fromStack(new DataStack(new App(), `campaign-connector-${stage}-data`, { stage }));
}

describe('the data stack', () => {
  const template = synthesize('dev');

  test('connectors, publications, enrollments and profiles have a table each', () => {
    expect(Object.keys(template.findResources(TABLE)).map((id) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual([
      'Connectors',
      'Publications',
      'Enrollments',
      'Profiles',
    ]);
  });

  test('every table is retained, protected and can be restored to a point in time', () => {
    template.allResources(TABLE, {
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

  test('every table is paid by request', () => {
    template.allResourcesProperties(TABLE, { BillingMode: 'PAY_PER_REQUEST' });
  });

  test('every item lies under pk and sk and leaves by itself at expiresAt', () => {
    template.allResourcesProperties(TABLE, {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });

  test('producers in dev put events on a bus named campaign-connector', () => {
    template.hasResourceProperties('AWS::Events::EventBus', { Name: 'campaign-connector' });
  });

  test('any other stage has a bus of its own', () => {
    synthesize('prod').hasResourceProperties('AWS::Events::EventBus', { Name: 'campaign-connector-prod' });
  });

  test('the name and the address of the bus are outputs', () => {
    template.hasOutput('BusName', { Value: Match.anyValue() });
    template.hasOutput('BusArn', { Value: Match.anyValue() });
  });
});
