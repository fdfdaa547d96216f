import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { describe, expect, test } from 'vitest';
import { createDeliveryFiguresPartition, createDocumentKey } from '../../adapters/aws/keys.ts';
import { PUBLIC_CALLS } from '../../core/contracts/calls.ts';
import { MERGE_HISTORY_DOCUMENT } from '../../core/stored/installation-documents.ts';
import type { InstallationProps } from '../../lib/installation.ts';
import { parseKeyRing } from '../../tokens/key-ring.ts';
import { GENERATED_KEY_RING } from '../harness/lib/sender-environment.ts';
import { installed, SENDER_FUNCTION_NAMES, WITH_CHANNELS, written } from '../harness/lib/synthesized.ts';
import { findNamed, withConnector } from '../harness/lib/with-consumers.ts';

const { connector } = installed(WITH_CHANNELS);
const { email, webhook } = WITH_CHANNELS.channels;
type Connector = typeof connector;

const propertiesOf = (type: string, name: string, template = connector) =>
  findNamed(template, type, name).map(({ Properties }) => Properties);

/** Returns the environment of the Lambda function with a name. */
function environmentOf(name: string, template: Connector): Readonly<Record<string, unknown>> {
  const [lambda] = propertiesOf('AWS::Lambda::Function', name, template);
  return lambda?.Environment.Variables;
}

describe('an installation without channels', () => {
  test('an installation without channels has no sender, no public API and nothing of SES or SNS', () => {
    for (const props of [{}, { channels: {} }, { channels: { inbox: false } }]) {
      const { Resources } = installed(props).connector.toJSON();
      const types = Object.values<{ Type: string }>(Resources).map(({ Type }) => Type);
      expect(types.filter((type) => /^AWS::(SES|SNS)::/.test(type))).toEqual([]);
      expect(Object.keys(Resources).filter((id) => id.startsWith('ConnectorSenders'))).toEqual([]);
      expect(types.filter((type) => type === 'AWS::Lambda::Function')).toHaveLength(10);
    }
  });

  test('an installation without channels tells no function of channels', () => {
    const lambdas = Object.values(installed().connector.findResources('AWS::Lambda::Function'));
    const variables = lambdas.flatMap(({ Properties }) => Object.keys(Properties.Environment.Variables));
    expect(variables.filter((name) => /SEND|TOKEN_KEYS|INSTALLATION/.test(name))).toEqual([]);
  });
});

describe('an installation with channels', () => {
  test('an installation has the functions of the channels that it sends on, and no others (R81)', () => {
    const added = (channels: InstallationProps['channels']) => {
      const template = installed({ ...(channels && { channels }) }).connector;
      const logGroups = propertiesOf('AWS::Logs::LogGroup', 'Senders', template).map(
        ({ LogGroupName }) => LogGroupName,
      );
      return logGroups
        .filter((name) => name.startsWith('/campaign-connector/'))
        .map((name) => name.split('/').at(-1))
        .sort();
    };
    expect(added({ email })).toEqual(['public', 'send-email', 'ses-events']);
    expect(added({ webhook })).toEqual(['send-webhook']);
    expect(added({ inbox: true })).toEqual(['public', 'send-inbox']);
    expect(added(WITH_CHANNELS.channels)).toEqual([...SENDER_FUNCTION_NAMES].sort());
  });

  test('each sender gets the messages of its channels alone, by a rule that was deployed after its function (R81)', () => {
    const rules = findNamed(connector, 'AWS::Events::Rule', 'Senders');
    expect(rules.map(({ Properties }) => Properties.EventPattern.detail.messages.channel)).toEqual([
      ['email'],
      ['webhook'],
      ['in_app_message', 'content_card'],
    ]);
    for (const { Properties, DependsOn } of rules) {
      expect(Properties.EventPattern).toMatchObject({
        source: ['campaign-connector'],
        account: [{ Ref: 'AWS::AccountId' }],
      });
      expect(DependsOn).toContainEqual(expect.stringMatching(/^ConnectorSenders\w+SendFunction/));
      expect(Properties.Targets).toMatchObject([{ DeadLetterConfig: { Arn: expect.anything() } }]);
    }
  });

  test('the functions that dispatch and the management API know which channels have a sender, and no other function does (R81)', () => {
    const lambdas = Object.entries(connector.findResources('AWS::Lambda::Function'));
    const told = lambdas.flatMap(([id, { Properties }]) => {
      const { SENDER_CHANNELS } = Properties.Environment.Variables;
      return SENDER_CHANNELS === undefined ? [] : [[id.replace(/Function[0-9A-F]{8}$/, ''), SENDER_CHANNELS]];
    });
    const channels = 'email,webhook,in_app_message,content_card';
    expect(told).toEqual(
      ['MatchersMatchTrigger', 'WavesDispatch', 'WavesEndWaits', 'ManagementAnswer'].map((name) => [
        `Connector${name}`,
        channels,
      ]),
    );
  });

  test('the management API knows the mode and the senders that it shows, and reads the halts of channels alone (R91)', () => {
    const [api] = propertiesOf('AWS::Lambda::Function', 'ManagementAnswer');
    expect(api?.Environment.Variables).toMatchObject({
      STAGE: expect.any(String),
      SENDING: expect.any(String),
      EMAIL_FROM: email.from,
      SES_CONFIGURATION_SET: expect.anything(),
      PUBLIC_URL: expect.anything(),
    });
    const statements = propertiesOf('AWS::IAM::Policy', 'ManagementAnswer').flatMap(
      ({ PolicyDocument }) => PolicyDocument.Statement,
    );
    expect(statements).toContainEqual(
      expect.objectContaining({
        Action: 'dynamodb:GetItem',
        Condition: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['halt#*'] },
          Null: { 'dynamodb:LeadingKeys': 'false' },
        },
      }),
    );
  });

  test('the functions that count outcomes of deliveries may add to the items of the figures, and to no others (R48)', () => {
    const counting = [
      'SendersEmailSend',
      'SendersWebhookSend',
      'SendersInboxSend',
      'SendersSesEventsRead',
      'SendersPublic',
    ];
    const key = createDeliveryFiguresPartition('reminder', 3);
    for (const name of counting) {
      const statements = propertiesOf('AWS::IAM::Policy', name)
        .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
        .filter(({ Action }) => [Action].flat().includes('dynamodb:UpdateItem'));
      const patterns = statements.flatMap(
        ({ Condition }): string[] => Condition?.['ForAllValues:StringLike']['dynamodb:LeadingKeys'],
      );
      expect(patterns, name).toHaveLength(1);
      for (const pattern of patterns) expect(key, name).toMatch(new RegExp(`^${pattern.replaceAll('*', '.*')}$`));
    }
  });

  test('the management API may write the history of merges among the profiles, and nothing else there (R65)', () => {
    const [partition] = Object.values(createDocumentKey(MERGE_HISTORY_DOCUMENT.name));
    const statements = propertiesOf('AWS::IAM::Policy', 'ManagementAnswer')
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .filter(({ Action, Condition }) => [Action].flat().includes('dynamodb:PutItem') && Condition !== undefined);
    expect(statements.map(({ Condition }) => Condition['ForAllValues:StringLike'])).toEqual([
      { 'dynamodb:LeadingKeys': [partition] },
    ]);
  });

  test('the management API may invoke the senders of the installation, which have their secrets, and no other function (R91)', () => {
    const senderOf = (name: string) => `<ConnectorSenders${name}SendFunction\\w+`;
    const invoked = (template: Connector) =>
      propertiesOf('AWS::IAM::Policy', 'ManagementAnswer', template)
        .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
        .filter(({ Action }) => [Action].flat().some((action) => action.startsWith('lambda:')))
        .map(({ Action, Resource }) => `${[Action].flat().join()} ${[Resource].flat().map(written).join()}`);
    const urls = (template: Connector) =>
      Object.entries(environmentOf('ManagementAnswer', template)).filter(([name]) => name.endsWith('_SENDER_URL'));
    const matching = (text: string) => expect.stringMatching(new RegExp(`^${text}$`));
    const allowed = (name: string) => matching(`lambda:InvokeFunction ${senderOf(name)}\\.Arn>`);
    const url = (name: string) => {
      const host = 'https://lambda\\.<AWS::Region>\\.<AWS::URLSuffix>';
      return matching(`${host}/2015-03-31/functions/${senderOf(name)}>/invocations`);
    };
    expect(invoked(connector)).toEqual([allowed('Email'), allowed('Webhook'), allowed('Inbox')]);
    expect(urls(connector).map(([name, value]) => [name, written(value)])).toEqual([
      ['EMAIL_SENDER_URL', url('Email')],
      ['WEBHOOK_SENDER_URL', url('Webhook')],
      ['INBOX_SENDER_URL', url('Inbox')],
    ]);
    const onlyInbox = installed({ channels: { inbox: true } }).connector;
    expect(invoked(onlyInbox)).toEqual([allowed('Inbox')]);
    expect(urls(onlyInbox).map(([name]) => name)).toEqual(['INBOX_SENDER_URL']);
    expect([invoked(installed().connector), urls(installed().connector)]).toEqual([[], []]);
    const others = Object.entries(connector.findResources('AWS::Lambda::Function')).filter(
      ([id]) => !id.startsWith('ConnectorManagementAnswer'),
    );
    const told = others.flatMap(([, { Properties }]) => Object.keys(Properties.Environment?.Variables ?? {}));
    expect(told.filter((name) => name.endsWith('_SENDER_URL'))).toEqual([]);
  });

  test('a queue of messages hides a message for six calls, keeps it for 4 days, and receives it as often as SQS allows, since a paused one is looked at every two minutes (R87, R92)', () => {
    const queues = propertiesOf('AWS::SQS::Queue', 'Messages');
    expect(queues).toHaveLength(3);
    for (const { VisibilityTimeout, MessageRetentionPeriod, RedrivePolicy } of queues) {
      expect([VisibilityTimeout, MessageRetentionPeriod, RedrivePolicy.maxReceiveCount]).toEqual([360, 345_600, 1_000]);
    }
    for (const { Timeout } of propertiesOf('AWS::Lambda::Function', 'Send')) expect(Timeout).toBeLessThanOrEqual(60);
  });

  test('the senders and the reader of reports have the memory and the batches that the cost of a message is counted with', () => {
    for (const name of ['EmailSend', 'WebhookSend', 'InboxSend', 'SesEventsRead']) {
      const [lambda] = propertiesOf('AWS::Lambda::Function', `Senders${name}`);
      const [mapping] = propertiesOf('AWS::Lambda::EventSourceMapping', `Senders${name}`);
      expect([lambda?.MemorySize, mapping?.BatchSize], name).toEqual([512, 10]);
      expect(mapping?.FunctionResponseTypes, name).toEqual(['ReportBatchItemFailures']);
    }
  });

  test('an installation with channels has their addresses in its outputs', () => {
    const named = (template: Connector) => Object.keys(template.findOutputs('*'));
    const before = named(installed().connector);
    const domain = {
      domainName: 'go.shop.example',
      certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/any',
    };
    const { connector } = installed({ ...WITH_CHANNELS, publicDomain: domain });
    const added = named(connector).filter((name) => !before.includes(name));
    expect(added.sort()).toEqual(['PublicDomainTarget', 'PublicUrl', 'SesEventsTopicArn']);
    const [url] = Object.values(connector.findOutputs('PublicUrl'));
    expect(written(url?.['Value'])).toMatch(/^https:\/\/<ConnectorSendersPublicHttpDomain\w+>\/?$/);
    expect(written(environmentOf('SendersEmailSend', connector)['PUBLIC_URL'])).toBe(written(url?.['Value']));
    expect(named(installed({ channels: { webhook } }).connector)).toEqual(before);
  });
});

describe('the sending mode', () => {
  const modeOf = (props: InstallationProps) => {
    const { SENDING, SENDING_ALLOW } = environmentOf(
      'SendersWebhookSend',
      installed({ ...WITH_CHANNELS, ...props }).connector,
    );
    return [SENDING, SENDING_ALLOW ?? ''];
  };
  const headingOf = (props: InstallationProps) => {
    const [dashboard] = Object.values(installed(props).connector.findResources('AWS::CloudWatch::Dashboard'));
    return /## (Sending[^"\\]*)/.exec(written(dashboard?.Properties.DashboardBody))?.[1];
  };

  test('only the stage prod sends to everyone by default; every other stage sends to no one yet (R91)', () => {
    expect(modeOf({ stage: 'prod' })).toEqual(['live', '']);
    for (const stage of ['dev', 'test', 'prod-eu', 'production']) expect(modeOf({ stage })).toEqual(['allow-list', '']);
    expect(modeOf({ stage: 'prod', sending: { mode: 'off' } })).toEqual(['off', '']);
    expect(modeOf({ stage: 'test', sending: { mode: 'live' } })).toEqual(['live', '']);
    expect(modeOf({ sending: { allow: ['@shop.example', 'user:ann'] } })).toEqual([
      'allow-list',
      '@shop.example,user:ann',
    ]);
  });

  test('every sender of an installation has the same mode (R91)', () => {
    const template = installed({ ...WITH_CHANNELS, sending: { mode: 'off' } }).connector;
    for (const name of ['SendersEmailSend', 'SendersWebhookSend', 'SendersInboxSend'])
      expect(environmentOf(name, template), name).toMatchObject({ SENDING: 'off' });
  });

  test('an allow list with an entry that matches no one is refused before anything is deployed (R91)', () => {
    expect(() => modeOf({ sending: { allow: ['*@shop.example'] } })).toThrow(
      /^sending\.allow: expected email addresses, .* found "\*@shop\.example"$/,
    );
  });

  test('an allow list that the environment of a function cannot hold is refused before anything is deployed (R91)', () => {
    const allow = Array.from({ length: 100 }, (_, index) => `user-${index}@shop.example`);
    expect(() => modeOf({ sending: { allow } })).toThrow('sending.allow: expected at most 1000 bytes in all, found 2');
    const others = Array.from({ length: 10 }, (_, index) => `user:${'é'.repeat(60)}-${index}`);
    expect(() => modeOf({ sending: { allow: others } })).toThrow('expected at most 1000 bytes in all, found 1');
    expect(modeOf({ sending: { allow: allow.slice(0, 40) } })[1]).toContain('user-39@shop.example');
  });

  test('the dashboard shows the mode and the number of entries of the list, without the entries, and nothing where no channel is sent (R91)', () => {
    const allow = ['ann@shop.example', '@shop.example'];
    expect(headingOf({ ...WITH_CHANNELS, sending: { allow } })).toBe('Sending: allow-list, 2 entries');
    expect(headingOf({ ...WITH_CHANNELS, sending: { allow: allow.slice(1) } })).toBe('Sending: allow-list, 1 entry');
    expect(headingOf(WITH_CHANNELS)).toBe('Sending: allow-list, 0 entries');
    expect(headingOf({ ...WITH_CHANNELS, stage: 'prod' })).toBe('Sending: live');
    expect(headingOf({})).toBeUndefined();
  });
});

describe('emails by SES', () => {
  const statementsOf = (template: Connector): { Action: string; Resource: unknown }[] =>
    propertiesOf('AWS::IAM::Policy', 'SendersEmailSend', template).flatMap(
      ({ PolicyDocument }) => PolicyDocument.Statement,
    );
  const granted = (action: string, template = connector) =>
    statementsOf(template)
      .filter(({ Action }) => Action === action)
      .flatMap(({ Resource }) => [Resource].flat().map(written));

  test('the sender of emails may send from the identities that are named, with the configuration set of the installation, and by no other', () => {
    const arn = (rest: string) => `arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:${rest}`;
    expect(granted('ses:SendEmail')).toEqual([
      arn('identity/shop.example'),
      arn('identity/news@other.example'),
      arn('configuration-set/campaign-connector'),
    ]);
  });

  test.each([
    ['hello', /^channels\.email\.from: expected an address such as .*, found "hello"$/],
    ['Shop <hello@shop.example', /^channels\.email\.from: expected an address/],
    [
      'Shop <hello@notshop.example>',
      /^channels\.email\.identities: expected the address or the domain of hello@notshop\.example/,
    ],
    ['news@other.example.evil', /^channels\.email\.identities: expected/],
    ['else@other.example', /^channels\.email\.identities: expected/],
  ])('a default sender %s, which SES would refuse, is refused before anything is deployed', (from, message) => {
    expect(() => installed({ channels: { email: { ...email, from } } })).toThrow(message);
  });

  test.each(['hello@shop.example', 'Shop <Hello@eu.Shop.example>', 'news@other.example'])(
    'a default sender %s is in one of the identities: an address, a domain, or a subdomain of one',
    (from) => {
      const { connector } = installed({ channels: { email: { ...email, from } } });
      expect(environmentOf('SendersEmailSend', connector)).toMatchObject({ EMAIL_FROM: from });
    },
  );

  test('the sender of emails reads the quota of the account only if no rate is set', () => {
    expect(granted('ses:GetAccount')).toEqual(['*']);
    const { connector } = installed({ channels: { email: { ...email, maxPerSecond: 10, maxPerDay: 1_000 } } });
    expect(granted('ses:GetAccount', connector)).toEqual([]);
    expect(environmentOf('SendersEmailSend', connector)).toMatchObject({ MAX_PER_SECOND: '10', MAX_PER_DAY: '1000' });
  });

  test('the configuration set has the name of the installation, and reports what happens to emails to its topic (R86)', () => {
    const prod = installed({ ...WITH_CHANNELS, stage: 'prod' }).connector;
    expect(propertiesOf('AWS::SES::ConfigurationSet', 'Senders', prod)).toMatchObject([
      { Name: 'campaign-connector-prod' },
    ]);
    expect(environmentOf('SendersEmailSend', prod)).toMatchObject({ SES_CONFIGURATION_SET: 'campaign-connector-prod' });
    const [{ EventDestination: destination }] = propertiesOf('AWS::SES::ConfigurationSetEventDestination', 'Senders');
    expect(destination).toEqual({
      Enabled: true,
      MatchingEventTypes: ['send', 'delivery', 'open', 'click', 'bounce', 'complaint', 'reject', 'renderingFailure'],
      SnsDestination: { TopicARN: { Ref: expect.stringMatching(/^ConnectorSendersSesEventsTopic/) } },
    });
  });

  test('only SES may publish to the topic, for the configuration set of this installation in this account, and the policy is there first', () => {
    const [policy] = propertiesOf('AWS::SNS::TopicPolicy', 'Senders');
    const allowed = policy?.PolicyDocument.Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow');
    expect(allowed).toHaveLength(1);
    const [{ Principal, Action, Condition }] = allowed;
    expect([Principal, Action]).toEqual([{ Service: 'ses.amazonaws.com' }, 'sns:Publish']);
    expect(Object.keys(Condition)).toEqual(['StringEquals']);
    expect(written(Condition.StringEquals['AWS:SourceAccount'])).toBe('<AWS::AccountId>');
    expect(written(Condition.StringEquals['AWS:SourceArn'])).toMatch(
      /^arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:configuration-set\/<ConnectorSendersSesEventsSet\w+>$/,
    );
    const [destination] = findNamed(connector, 'AWS::SES::ConfigurationSetEventDestination', 'Senders');
    expect(destination?.DependsOn).toContainEqual(expect.stringMatching(/^ConnectorSendersSesEventsTopicPolicy/));
  });

  test('the topic delivers events as they are to the queue, which only it may send to, and those that it cannot deliver to the dead letters', () => {
    const [subscription] = findNamed(connector, 'AWS::SNS::Subscription', 'Senders');
    const policyOf = (queue: string) =>
      findNamed(connector, 'AWS::SQS::QueuePolicy', queue)
        .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
        .filter(({ Effect }) => Effect === 'Allow')
        .map(({ Principal, Action, Condition }) => [Principal, Action, Condition]);
    const fromTopic = [
      { Service: 'sns.amazonaws.com' },
      'sqs:SendMessage',
      { ArnEquals: { 'aws:SourceArn': { Ref: expect.stringMatching(/^ConnectorSendersSesEventsTopic/) } } },
    ];
    expect(subscription?.Properties).toMatchObject({
      Protocol: 'sqs',
      RawMessageDelivery: true,
      Endpoint: { 'Fn::GetAtt': [expect.stringMatching(/^ConnectorSendersSesEventsReadQueue[0-9A-F]{8}$/), 'Arn'] },
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': [expect.stringMatching(/ReadQueueDeadLetters/), 'Arn'] },
      },
    });
    expect(subscription?.DependsOn).toContainEqual(expect.stringMatching(/ReadQueuePolicy/));
    expect(policyOf('ReadQueuePolicy')).toEqual([fromTopic]);
    expect(policyOf('ReadQueueDeadLettersPolicy')).toEqual([fromTopic]);
  });

  test.each([true, false])(
    'with a key of yours, SES and SNS may use it, and neither waits for the other to be created (restricted subscriptions of the CDK: %s)',
    (isRestricted) => {
      const template = withConnector(
        () => undefined,
        (stack) => {
          stack.node.setContext('@aws-cdk/aws-sns-subscriptions:restrictSqsDescryption', isRestricted);
          const secret = Secret.fromSecretNameV2(stack, 'Webhooks', 'webhooks');
          return { encryptionKey: new Key(stack, 'Key'), channels: { ...WITH_CHANNELS.channels, webhook: { secret } } };
        },
        { env: { account: '123456789012', region: 'eu-west-1' } },
      );
      const [key] = Object.values(template.findResources('AWS::KMS::Key'));
      const statements: { Principal: { Service?: unknown }; Action: unknown; Condition?: unknown }[] =
        key?.Properties.KeyPolicy.Statement;
      const of = (service: string) =>
        statements
          .filter(({ Principal }) => Principal.Service === service)
          .map(({ Action, Condition }) => [Action, Condition && JSON.parse(JSON.stringify(Condition))]);
      const actions = ['kms:Decrypt', 'kms:GenerateDataKey'];
      expect(of('ses.amazonaws.com')).toEqual([[actions, undefined]]);
      const [[allowed, condition] = []] = of('sns.amazonaws.com');
      expect(allowed).toEqual(actions);
      expect(written(condition.ArnLike['aws:SourceArn'])).toBe('arn:<AWS::Partition>:sns:eu-west-1:<AWS::AccountId>:*');
      const [topic] = propertiesOf('AWS::SNS::Topic', 'Senders', template);
      expect(topic?.KmsMasterKeyId).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] });
      for (const { KmsMasterKeyId } of propertiesOf('AWS::SQS::Queue', 'Senders', template))
        expect(KmsMasterKeyId).toBeDefined();
    },
  );

  test('the events of another tool are read only if it is said how its emails name their campaign and user', () => {
    const variables = (otherMail?: { campaignTag: string; userTag?: string }) => {
      const template = installed({ channels: { email: { ...email, ...(otherMail && { otherMail }) } } }).connector;
      return Object.fromEntries(
        Object.entries(environmentOf('SendersSesEventsRead', template)).filter(([name]) => /^SES_/.test(name)),
      );
    };
    const otherSets = (template: Connector) =>
      propertiesOf('AWS::SNS::TopicPolicy', 'Senders', template)
        .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
        .flatMap(({ Condition }) => Condition.ArnLike ?? [])
        .map(({ 'aws:SourceArn': source }) => written(source));
    expect(otherSets(connector)).toEqual([]);
    const withOther = installed({
      channels: { email: { ...email, otherMail: { campaignTag: 'campaign' } } },
    }).connector;
    expect(otherSets(withOther)).toEqual([
      'arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:configuration-set/*',
    ]);
    expect(variables()).toEqual({});
    expect(variables({ campaignTag: 'campaign' })).toEqual({ SES_CAMPAIGN_TAG: 'campaign', SES_USER: 'address' });
    expect(variables({ campaignTag: 'campaign', userTag: 'user' })).toEqual({
      SES_CAMPAIGN_TAG: 'campaign',
      SES_USER: 'tag',
      SES_USER_TAG: 'user',
    });
  });
});

describe('the public API', () => {
  const routesOf = (template: Connector) =>
    propertiesOf('AWS::ApiGatewayV2::Route', 'SendersPublicHttp', template).map(({ RouteKey, AuthorizationType }) => [
      RouteKey,
      AuthorizationType,
    ]);

  test('the public API has the public calls alone, without a login', () => {
    expect(routesOf(connector)).toEqual(PUBLIC_CALLS.map((call) => [call, 'NONE']));
  });

  test('the public API lets a browser ask whether a page may call the inbox only if origins are allowed, which the function knows (R89)', () => {
    const template = installed({
      ...WITH_CHANNELS,
      publicOrigins: ['https://shop.example', 'https://a.example'],
    }).connector;
    const added = routesOf(template).slice(PUBLIC_CALLS.length);
    expect(added).toEqual([
      ['OPTIONS /inbox', 'NONE'],
      ['OPTIONS /inbox/{proxy+}', 'NONE'],
    ]);
    expect(environmentOf('SendersPublicAnswer', template)).toMatchObject({
      PUBLIC_ORIGINS: 'https://shop.example,https://a.example',
    });
  });

  test('the public API throttles callers, and logs the route of a request but never its path, which contains a token', () => {
    const [stage] = propertiesOf('AWS::ApiGatewayV2::Stage', 'SendersPublicHttp');
    expect(stage).toMatchObject({ DefaultRouteSettings: { ThrottlingRateLimit: 1_000, ThrottlingBurstLimit: 2_000 } });
    const { Format } = stage?.AccessLogSettings ?? {};
    expect(JSON.parse(Format)).toMatchObject({ route: '$context.routeKey', status: '$context.status' });
    expect(Format).not.toMatch(/\$context\.path|requestOverride|\$request|header/i);
  });

  test('the keys of links are generated in a form that is read, and outlive the stack unless it is a trial', () => {
    const [secret] = findNamed(connector, 'AWS::SecretsManager::Secret', 'SendersTokenKeys');
    const generated = secret?.Properties.GenerateSecretString;
    expect(generated).toEqual({
      SecretStringTemplate: '{"current":"1"}',
      GenerateStringKey: '1',
      PasswordLength: 64,
      ExcludePunctuation: true,
    });
    // Secrets Manager adds a text of letters and digits to the template, under the key.
    const { [generated.GenerateStringKey]: key, ...rest } = JSON.parse(GENERATED_KEY_RING);
    expect([key.length, rest]).toEqual([generated.PasswordLength, JSON.parse(generated.SecretStringTemplate)]);
    expect(parseKeyRing(GENERATED_KEY_RING)).toEqual({ current: '1', keys: new Map([['1', key]]) });
    const policies = [connector, installed({ ...WITH_CHANNELS, ephemeral: true }).connector].map(
      (template) => findNamed(template, 'AWS::SecretsManager::Secret', 'SendersTokenKeys')[0]?.DeletionPolicy,
    );
    expect(policies).toEqual(['RetainExceptOnCreate', 'Delete']);
  });
});
