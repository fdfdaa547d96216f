import { App, type Environment, RemovalPolicy, Stack, type StackProps, Stage, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { CampaignConnector, CampaignData } from '../../lib/campaign-connector.ts';
import { createInstallation } from '../../lib/installation.ts';
import { installed, WITH_CHANNELS, withBundles, written } from '../harness/lib/synthesized.ts';

/** The properties with the name of a resource, if CloudFormation does not generate it. */
const NAME = /^(Name|(Alarm|Dashboard|Function|LogGroup|Queue|Role|StateMachine|Table)Name)$/;
/** The types of resources whose properties of that pattern name another resource. */
const POINTERS = ['EventSourceMapping', 'Permission', 'EventInvokeConfig'].map((type) => `AWS::Lambda::${type}`);

/** Returns the explicit names of resources with their types, which must be unique in an account. */
function namesIn(templates: readonly Template[]): string[] {
  return templates
    .flatMap((template) => Object.values<Record<string, unknown>>(template.toJSON()['Resources']))
    .filter(({ Type }) => !POINTERS.includes(String(Type)))
    .flatMap(({ Type, Properties }) =>
      Object.entries(Object(Properties))
        .filter(([field]) => NAME.test(field))
        .map(([, name]) => `${Type} ${written(name)}`),
    );
}

/** Returns the template of a CDK app of a user, with a connector in its stack. */
function appWith(build: (stack: Stack, bundles: string) => void, props: StackProps = {}): Template {
  return withBundles((bundles) => {
    const stack = new Stack(new App(), 'Shop', props);
    build(stack, bundles);
    return Template.fromStack(stack);
  });
}

describe('an installation', () => {
  test('an installation shares no name of a resource with an installation of another stage in the same account', () => {
    const [dev, prod] = [namesIn(installed().all), namesIn(installed({ stage: 'prod' }).all)];
    expect(dev.length).toBeGreaterThan(15);
    expect(dev.filter((name) => prod.includes(name))).toEqual([]);
    for (const name of prod) expect(name).toContain('campaign-connector-prod');
  });

  test.each(['', 'Prod', '1st', 'a'.repeat(21), 'dev-data', 'dev-insights'])(
    'an installation refuses a stage "%s"',
    (stage) => {
      expect(() => installed({ stage })).toThrow('stage: expected');
    },
  );

  test('an installation has the addresses that operators and producers need in its outputs', () => {
    const { data, connector } = installed();
    const outputs = [data, connector].flatMap((template) => Object.keys(template.findOutputs('*')));
    expect(outputs.filter((name) => !name.startsWith('ExportsOutput')).sort()).toEqual([
      'ApiUrl',
      'BusArn',
      'BusName',
      'DashboardUrl',
      'IngestUrl',
      'RefusedQueueUrl',
      'SuppressionKeyArn',
      'WaveMachineArn',
    ]);
  });

  test('an installation tags its resources with project and stage', () => {
    const { data, connector } = installed({ stage: 'prod' });
    const tags = [
      { Key: 'project', Value: 'campaign-connector' },
      { Key: 'stage', Value: 'prod' },
    ];
    for (const [template, type] of [
      [data, 'AWS::SecretsManager::Secret'],
      [data, 'AWS::Events::EventBus'],
      [connector, 'AWS::SQS::Queue'],
      [connector, 'AWS::Lambda::Function'],
      [connector, 'AWS::Logs::LogGroup'],
      [connector, 'AWS::StepFunctions::StateMachine'],
      [connector, 'AWS::CloudWatch::Alarm'],
      [connector, 'AWS::IAM::Role'],
    ] as const) {
      template.allResourcesProperties(type, { Tags: tags });
    }
    for (const { Properties } of Object.values(data.findResources('AWS::DynamoDB::GlobalTable'))) {
      expect(Properties.Replicas[0].Tags).toEqual(tags);
    }
  });

  test.each([
    ['an installation', {}],
    ['an installation with channels', { ...WITH_CHANNELS, publicOrigins: ['https://shop.example'] }],
  ])('%s has no finding of AwsSolutions without an explanation', (_, props) => {
    withBundles((bundles) => {
      const app = new App();
      createInstallation(app, { bundles, ...props });
      Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
      expect(() => app.synth()).not.toThrow();
    });
  });

  test('an installation is checked by AwsSolutions, which finds a queue without a dead-letter queue', () => {
    withBundles((bundles) => {
      const app = new App();
      createInstallation(app, { bundles });
      new Queue(new Stack(app, 'Other'), 'Queue');
      Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
      expect(() => app.synth()).toThrow('AwsSolutions-SQS3');
    });
  });
});

describe('a CDK app of a user', () => {
  test('a CDK app of a user creates a whole connector with one construct', () => {
    const template = appWith((stack, bundles) => {
      new CampaignConnector(stack, 'Connector', { bundles });
    });
    template.resourceCountIs('AWS::DynamoDB::GlobalTable', 7);
    template.resourceCountIs('AWS::Lambda::Function', 10);
    template.resourceCountIs('AWS::Events::EventBus', 1);
  });

  test('a CDK app of a user can use a bus of its own', () => {
    const template = appWith((stack, bundles) => {
      new CampaignConnector(stack, 'Connector', { bundles, bus: EventBus.fromEventBusName(stack, 'Bus', 'shop') });
    });
    template.resourceCountIs('AWS::Events::EventBus', 0);
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: 'shop',
      EventPattern: { 'detail-type': ['User Profile Updated', 'User Deleted', 'Users Merged'] },
    });
    const lambdas = Object.values(template.findResources('AWS::Lambda::Function'));
    const buses = lambdas.map(({ Properties }) => Properties.Environment.Variables.BUS_NAME);
    expect(new Set(buses)).toEqual(new Set(['shop', undefined]));
  });

  test('a CDK app of a user cannot use a bus in another account, where the rules could not be created', () => {
    const withBus = (account: string) =>
      appWith(
        (stack, bundles) => {
          const arn = `arn:aws:events:eu-west-1:${account}:event-bus/shop`;
          new CampaignConnector(stack, 'Connector', { bundles, bus: EventBus.fromEventBusArn(stack, 'Bus', arn) });
        },
        { env: { account: '111111111111', region: 'eu-west-1' } },
      );
    expect(() => withBus('222222222222')).toThrow(
      'bus: expected one in eu-west-1 of 111111111111, found one in eu-west-1 of 222222222222',
    );
    expect(() => withBus('111111111111')).not.toThrow();
  });

  test('a CDK app of a user can set the retention of logs and the removal policy of tables', () => {
    const template = appWith((stack, bundles) => {
      const [logRetention, removalPolicy] = [RetentionDays.ONE_WEEK, RemovalPolicy.DESTROY];
      new CampaignConnector(stack, 'Connector', { bundles, logRetention, removalPolicy });
    });
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
    template.allResources('AWS::DynamoDB::GlobalTable', { DeletionPolicy: 'Delete' });
  });

  test('a CDK app of a user can encrypt tables, queues, logs and the token with a key of its own, which the services may use', () => {
    const build = (stack: Stack, bundles: string) => {
      const encryptionKey = new Key(stack, 'Key');
      new CampaignConnector(stack, 'Connector', { bundles, encryptionKey });
    };
    const template = appWith(build, { env: { region: 'eu-west-1' } });
    const key = { 'Fn::GetAtt': [Object.keys(template.findResources('AWS::KMS::Key'))[0], 'Arn'] };
    template.allResourcesProperties('AWS::SQS::Queue', { KmsMasterKeyId: key });
    template.allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: key });
    template.allResourcesProperties('AWS::SecretsManager::Secret', { KmsKeyId: key });
    template.allResourcesProperties('AWS::DynamoDB::GlobalTable', {
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
    });
    const [policy] = Object.values(template.findResources('AWS::KMS::Key'));
    const statements: { Principal: { Service?: unknown }; Condition?: unknown }[] =
      policy?.Properties.KeyPolicy.Statement;
    const services = statements.flatMap(({ Principal }) => (Principal.Service ? [written(Principal.Service)] : []));
    expect([...new Set(services)].sort()).toEqual(['events.amazonaws.com', 'logs.eu-west-1.amazonaws.com']);
    const open = statements.filter(({ Principal, Condition }) => Principal.Service && Condition === undefined);
    expect(open, 'services that may use the key for other accounts').toEqual([]);
  });

  test('a CDK app can have two connectors of different stages, but not of the same stage, whose names would be the same', () => {
    const two = (stage: string) =>
      appWith((stack, bundles) => {
        new CampaignConnector(stack, 'First', { bundles });
        new CampaignConnector(stack, 'Second', { bundles, stage });
      });
    expect(() => two('dev')).toThrow('stage: expected another than dev, the stage of Shop/First');
    const names = namesIn([two('second')]);
    expect(new Set(names).size).toBe(names.length);
  });

  test('a CDK app can have two connectors of one stage in different accounts or regions, or in stages of a pipeline without an environment', () => {
    const two = (...environments: (Environment | undefined)[]) =>
      withBundles((bundles) => {
        const app = new App();
        for (const [index, env] of environments.entries()) {
          const stack = new Stack(new Stage(app, `Stage${index}`), 'Shop', { ...(env && { env }) });
          new CampaignConnector(stack, 'Connector', { bundles });
        }
      });
    const [ireland, virginia] = ['eu-west-1', 'us-east-1'].map((region) => ({ account: '123456789012', region }));
    expect(() => two(ireland, virginia)).not.toThrow();
    expect(() => two(undefined, undefined)).not.toThrow();
    expect(() => two(ireland, ireland)).toThrow('the stage of Stage0/Shop/Connector');
  });

  test('a connector takes the stage from its data, and refuses another stage than that of its data', () => {
    const withData = (stage?: string) =>
      appWith((stack, bundles) => {
        const data = new CampaignData(stack, 'Data', { stage: 'shop' });
        new CampaignConnector(stack, 'Connector', { bundles, data, ...(stage && { stage }) });
      });
    expect(namesIn([withData()]).join()).toContain('campaign-connector-shop-waves');
    expect(() => withData('prod')).toThrow('stage: expected shop, the stage of `data`; found prod');
  });

  test('a CDK app of a user can keep the stored data in a stack of its own', () => {
    withBundles((bundles) => {
      const app = new App();
      const { data } = new (class extends Stack {
        readonly data = new CampaignData(this, 'Data');
      })(app, 'Kept');
      const stack = new Stack(app, 'Replaced');
      new CampaignConnector(stack, 'Connector', { bundles, data });
      Template.fromStack(stack).resourceCountIs('AWS::DynamoDB::GlobalTable', 0);
      Template.fromStack(Stack.of(data)).resourceCountIs('AWS::DynamoDB::GlobalTable', 7);
    });
  });
});
