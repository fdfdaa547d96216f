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
import { installed, withBundles, written } from '../harness/lib/synthesized.ts';

/** The fields that name a resource, where its name is not left to CloudFormation. */
const NAME = /^(Name|(Alarm|Dashboard|Function|LogGroup|Queue|Role|StateMachine|Table)Name)$/;
/** These name another resource, not themselves. */
const POINTERS = ['EventSourceMapping', 'Permission', 'EventInvokeConfig'].map((type) => `AWS::Lambda::${type}`);

/** What is named, and how: a name is there once in an account. */
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

/** What is in the template of somebody's app with a connector in it. */
function appWith(build: (stack: Stack, bundles: string) => void, props: StackProps = {}): Template {
  return withBundles((bundles) => {
    const stack = new Stack(new App(), 'Shop', props);
    build(stack, bundles);
    return Template.fromStack(stack);
  });
}

describe('an installation', () => {
  test('of two stages in one account has no name twice', () => {
    const [dev, prod] = [namesIn(installed().all), namesIn(installed({ stage: 'prod' }).all)];
    expect(dev.length).toBeGreaterThan(15);
    expect(dev.filter((name) => prod.includes(name))).toEqual([]);
    for (const name of prod) expect(name).toContain('campaign-connector-prod');
  });

  test.each(['', 'Prod', '1st', 'a'.repeat(21), 'dev-data', 'dev-insights'])('refuses a stage "%s"', (stage) => {
    expect(() => installed({ stage })).toThrow('stage: expected');
  });

  test('tells by its outputs where everything is', () => {
    const { data, connector } = installed();
    const outputs = [data, connector].flatMap((template) => Object.keys(template.findOutputs('*')));
    expect(outputs.filter((name) => !name.startsWith('ExportsOutput')).sort()).toEqual([
      'ApiUrl',
      'BusArn',
      'BusName',
      'DashboardUrl',
      'RefusedQueueUrl',
      'WaveMachineArn',
    ]);
  });

  test('has its project and stage on everything that takes tags', () => {
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

  test('has no finding of AwsSolutions that is not explained', () => {
    withBundles((bundles) => {
      const app = new App();
      createInstallation(app, { bundles });
      Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
      expect(() => app.synth()).not.toThrow();
    });
  });

  test('is checked indeed: a queue without dead letters is a finding', () => {
    withBundles((bundles) => {
      const app = new App();
      createInstallation(app, { bundles });
      new Queue(new Stack(app, 'Other'), 'Queue');
      Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
      expect(() => app.synth()).toThrow('AwsSolutions-SQS3');
    });
  });
});

describe("somebody else's app", () => {
  test('has a connector in five lines', () => {
    const template = appWith((stack, bundles) => {
      new CampaignConnector(stack, 'Connector', { bundles });
    });
    template.resourceCountIs('AWS::DynamoDB::GlobalTable', 5);
    template.resourceCountIs('AWS::Lambda::Function', 8);
    template.resourceCountIs('AWS::Events::EventBus', 1);
  });

  test('brings its own bus', () => {
    const template = appWith((stack, bundles) => {
      new CampaignConnector(stack, 'Connector', { bundles, bus: EventBus.fromEventBusName(stack, 'Bus', 'shop') });
    });
    template.resourceCountIs('AWS::Events::EventBus', 0);
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: 'shop',
      EventPattern: { 'detail-type': ['User Profile Updated'] },
    });
    const lambdas = Object.values(template.findResources('AWS::Lambda::Function'));
    const buses = lambdas.map(({ Properties }) => Properties.Environment.Variables.BUS_NAME);
    expect(new Set(buses)).toEqual(new Set(['shop', undefined]));
  });

  test('is told where its bus lies in another account, where its rules could not be', () => {
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

  test('says how long logs are kept, and what becomes of the tables', () => {
    const template = appWith((stack, bundles) => {
      const [logRetention, removalPolicy] = [RetentionDays.ONE_WEEK, RemovalPolicy.DESTROY];
      new CampaignConnector(stack, 'Connector', { bundles, logRetention, removalPolicy });
    });
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
    template.allResources('AWS::DynamoDB::GlobalTable', { DeletionPolicy: 'Delete' });
  });

  test('encrypts tables, queues, logs and the token with a key of its own, which the services may use', () => {
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
    expect(open, 'a service may use the key for this account only').toEqual([]);
  });

  test('refuses two connectors of one stage, whose names would be the same, and takes two of different ones', () => {
    const two = (stage: string) =>
      appWith((stack, bundles) => {
        new CampaignConnector(stack, 'First', { bundles });
        new CampaignConnector(stack, 'Second', { bundles, stage });
      });
    expect(() => two('dev')).toThrow('stage: expected another than dev, the stage of Shop/First');
    const names = namesIn([two('second')]);
    expect(new Set(names).size).toBe(names.length);
  });

  test('takes two connectors of one stage where they go to two places, or may', () => {
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

  test('has the stage of its data, and refuses data of another', () => {
    const withData = (stage?: string) =>
      appWith((stack, bundles) => {
        const data = new CampaignData(stack, 'Data', { stage: 'shop' });
        new CampaignConnector(stack, 'Connector', { bundles, data, ...(stage && { stage }) });
      });
    expect(namesIn([withData()]).join()).toContain('campaign-connector-shop-waves');
    expect(() => withData('prod')).toThrow('stage: expected shop, the stage of `data`; found prod');
  });

  test('keeps what holds data in a stack of its own', () => {
    withBundles((bundles) => {
      const app = new App();
      const { data } = new (class extends Stack {
        readonly data = new CampaignData(this, 'Data');
      })(app, 'Kept');
      const stack = new Stack(app, 'Replaced');
      new CampaignConnector(stack, 'Connector', { bundles, data });
      Template.fromStack(stack).resourceCountIs('AWS::DynamoDB::GlobalTable', 0);
      Template.fromStack(Stack.of(data)).resourceCountIs('AWS::DynamoDB::GlobalTable', 5);
    });
  });
});
