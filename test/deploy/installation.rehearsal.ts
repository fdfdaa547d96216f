import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readCampaignFile } from '../../core/campaign-file.ts';
import { BEHAVIOR_NAMES, INTERACTION_NAMES } from '../../core/contracts/catalogue.ts';
import type { MessageDispatched } from '../../core/contracts/dispatch.ts';
import { deployed } from './deployed.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { calledBy } from './interface.ts';
import { MARKETER_ARN } from './people.ts';
import { producerOf } from './producer.ts';
import { run } from './run.ts';
import { REPOSITORY, tool } from './tools.ts';

/** How long anything may take to come through, on a machine on which each Lambda is a process. */
const PATIENCE = { timeout: 90_000, interval: 500 };

const installation = deployed();
const { outputs, people, api } = installation;
const call = calledBy(people.marketer, installation);
const producer = producerOf(installation);
const operator = { machines: new SFNClient(), queues: new SQSClient(), secrets: new SecretsManagerClient() };
let inbox: Inbox;

beforeAll(async () => {
  inbox = await openInbox(outputs);
});
afterAll(() => inbox.close());

/** A name of this rehearsal's own: other rehearsals share the installation. */
const own = (name: string): string => `${inbox.prefix}-${name}`;

/** Every purchase triggers the campaign of everything: it is told of in one test only. */
const isEverything = ({ campaignId }: { readonly campaignId: string }): boolean =>
  campaignId.startsWith(own('everything'));

/** A campaign of a target of its own; answers its id. */
async function published(name: string, more: object = {}): Promise<string> {
  const definition = {
    id: own(name),
    name,
    triggers: [{ interaction: 'email.received', campaign: own(`${name}-target`) }],
    // Exceptions need a delay (R30).
    exceptions: 'delay' in more ? [{ interaction: 'email.opened', campaign: own(`${name}-target`) }] : [],
    precision: '1 second',
    messages: [{ channel: 'email', subject: 'Hello', body: 'Hello {{ user.id }}' }],
    ...more,
  };
  expect(await call('PUT', `/campaigns/${definition.id}`, definition)).toMatchObject({ status: 200 });
  expect(await call('POST', `/campaigns/${definition.id}/publish`)).toMatchObject({ status: 200 });
  return definition.id;
}

function interaction(userId: string, name: string, more: Record<string, unknown> = {}) {
  const detail = { userId: own(userId), interaction: 'email.received', campaignId: own(`${name}-target`) };
  const Detail = {
    id: own(`${userId}-${name}-${Math.random()}`),
    occurredAt: new Date().toISOString(),
    ...detail,
    ...more,
  };
  return { Source: 'rehearsal', DetailType: 'Campaign Interaction', Detail };
}

function behavior(userId: string, more: Record<string, unknown>) {
  const Detail = { userId: own(userId), occurredAt: new Date().toISOString(), ...more };
  return { Source: 'rehearsal', DetailType: 'User Behavior', Detail };
}

const decisions = v.object({
  decisions: v.array(v.looseObject({ decision: v.string(), reason: v.optional(v.string()), campaignId: v.string() })),
});

async function decided(userId: string): Promise<string[]> {
  const { body } = await call('GET', `/users/${encodeURIComponent(own(userId))}/decisions`);
  return v
    .parse(decisions, body)
    .decisions.filter((each) => each.campaignId.startsWith(inbox.prefix) && !isEverything(each))
    .map(({ decision, reason }) => (reason === undefined ? decision : `${decision} ${reason}`));
}

const eventually = (userId: string, expected: readonly string[]) =>
  vi.waitFor(async () => expect(await decided(userId)).toEqual(expected), PATIENCE);

const messagesTo = (userId: string): MessageDispatched[] =>
  inbox.messages.filter((message) => message.userId === own(userId));

describe('the use cases of the demo, on AWS', () => {
  /** The example's campaign, of this rehearsal's own, and with a delay of seconds. */
  async function example(file: string): Promise<void> {
    const reading = readCampaignFile(readFileSync(`${REPOSITORY}/examples/campaigns/${file}.yaml`, 'utf8'));
    if (!('definition' in reading) || !('triggers' in reading.definition))
      throw new Error(`${file}: expected a follow-up`);
    const { id, delay, ...rest } = reading.definition;
    const ours = (selector: object) =>
      'campaign' in selector ? { ...selector, campaign: own(String(selector.campaign)) } : selector;
    await published(id, {
      ...rest,
      ...{ triggers: rest.triggers.map(ours), exceptions: rest.exceptions.map(ours) },
      delay: delay === 'none' ? 'none' : '40 seconds',
      precision: '1 second',
    });
  }
  const does = (userId: string, name: string, campaign: string, more: object = {}) =>
    producer.put([interaction(userId, name, { interaction: name, campaignId: own(campaign), ...more })]);

  test('whoever does not open the welcome email is sent it again; who opens it, or buys, is not (R1, R30, R33)', async () => {
    await example('resend-welcome');
    for (const user of ['idle', 'opener', 'buyer']) await does(user, 'email.received', 'welcome-email');
    for (const user of ['idle', 'opener', 'buyer']) await eventually(user, ['enrolled']);
    await does('opener', 'email.opened', 'welcome-email', { openKind: 'human' });
    await producer.put([behavior('buyer', { behavior: 'purchase.made', productId: 'shoes', price: 25 })]);
    await eventually('opener', ['enrolled', 'cancelled exception']);
    await eventually('buyer', ['enrolled', 'cancelled exception']);
    await eventually('idle', ['enrolled', 'dispatched']);
    await inbox.hears(own('idle'));
    const about = (userId: string) => messagesTo(userId).filter((message) => !isEverything(message)).length;
    expect([about('idle'), about('opener'), about('buyer')]).toEqual([1, 0, 0]);
  });

  test('a click on the free-shipping push, and the deep link of an onboarding message, are followed up (R9)', async () => {
    await example('free-shipping-discount');
    await example('onboarding-next-step');
    const definitions = await Promise.all(
      ['free-shipping-discount', 'onboarding-next-step'].map((id) => call('GET', `/campaigns/${own(id)}`)),
    );
    for (const [index, { body }] of definitions.entries()) {
      const seen = v.parse(
        v.object({ definition: v.object({ triggers: v.array(v.record(v.string(), v.unknown())) }) }),
        body,
      );
      const { campaign, ...trigger } = seen.definition.triggers[0] ?? {};
      await producer.put([interaction(`clicker-${index}`, 'x', { ...trigger, campaignId: campaign })]);
    }
    for (const index of [0, 1]) await inbox.hears(own(`clicker-${index}`));
  });
});

describe('every interaction and behavior', () => {
  test('goes its way from the bus to a message, once (R10)', async () => {
    const all = INTERACTION_NAMES.map((name) => ({ interaction: name, campaign: own('everything-target') }));
    const behaviors = BEHAVIOR_NAMES.map((name) =>
      name === 'custom_event.performed' ? { behavior: name, name: own('signup') } : { behavior: name },
    );
    const more = { exceptions: [], reeligibility: 'immediately' };
    await published('everything-one', { ...more, triggers: all.slice(0, 15) });
    await published('everything-two', { ...more, triggers: [...all.slice(15), ...behaviors] });
    const did = INTERACTION_NAMES.map((name) => interaction(`does-${name}`, 'everything', { interaction: name }));
    await producer.put(did);
    await producer.put(
      BEHAVIOR_NAMES.map((name) =>
        behavior(`does-${name}`, { behavior: name, name: own('signup'), productId: 'p', price: 1 }),
      ),
    );
    for (const name of [...INTERACTION_NAMES, ...BEHAVIOR_NAMES]) await inbox.hears(own(`does-${name}`));
    await pause(2_000);
    for (const name of INTERACTION_NAMES) expect(messagesTo(`does-${name}`), name).toHaveLength(1);
  });
});

describe('a wait', () => {
  test('really lasts as long as the delay: its message never leaves early (R20, R23)', async () => {
    await published('waits', { delay: '6 seconds' });
    const event = interaction('patient', 'waits');
    await producer.put([event]);
    await inbox.hears(own('patient'));
    const [message] = messagesTo('patient');
    const [due, left] = [Date.parse(message?.dueAt ?? ''), Date.parse(message?.dispatchedAt ?? '')];
    expect(due - Date.parse(event.Detail.occurredAt)).toBe(6_000);
    expect(left).toBeGreaterThanOrEqual(due);
    expect(message).toMatchObject({ messages: [{ channel: 'email', body: `Hello ${own('patient')}` }] });
  });

  test('is cancelled by an exception, and nothing is sent (R31)', async () => {
    await published('cancels', { delay: '20 seconds' });
    await producer.put([interaction('undecided', 'cancels')]);
    await eventually('undecided', ['enrolled']);
    await producer.put([interaction('undecided', 'cancels', { interaction: 'email.opened' })]);
    await eventually('undecided', ['enrolled', 'cancelled exception']);
    await pause(22_000);
    expect(messagesTo('undecided')).toEqual([]);
  });

  test('is cancelled by an exception that arrives before its trigger (R32)', async () => {
    await published('early', { delay: '10 seconds' });
    const triggeredAt = new Date().toISOString();
    await producer.put([
      interaction('hasty', 'early', {
        interaction: 'email.opened',
        occurredAt: new Date(Date.now() + 50).toISOString(),
      }),
    ]);
    await pause(8_000);
    await producer.put([interaction('hasty', 'early', { occurredAt: triggeredAt })]);
    await eventually('hasty', ['enrolled', 'cancelled exception']);
  });

  test('ends for good when its campaign is stopped, and the stop says how many (R50, R74)', async () => {
    const id = await published('stops', { delay: '20 seconds' });
    await producer.put([interaction('stopped', 'stops')]);
    await eventually('stopped', ['enrolled']);
    expect(await call('POST', `/campaigns/${id}/stop`)).toMatchObject({ status: 200, body: { cancelled: 1 } });
    await eventually('stopped', ['enrolled', 'cancelled campaign-stopped']);
    const { body } = await call('GET', `/campaigns/${id}`);
    expect(body).toMatchObject({ status: 'stopped', history: [{}, {}, { did: 'stopped', by: MARKETER_ARN }] });
    await pause(22_000);
    expect(messagesTo('stopped')).toEqual([]);
  });
});

describe('an event', () => {
  test('that is delivered many times has one outcome (R60, R72)', async () => {
    await published('repeats', { delay: '4 seconds' });
    const event = interaction('echo', 'repeats');
    await producer.put([event, event, event]);
    await producer.put([event]);
    await eventually('echo', ['enrolled', 'dispatched']);
    await producer.put([event, event]);
    await pause(6_000);
    expect(await decided('echo')).toEqual(['enrolled', 'dispatched']);
    expect(new Set(messagesTo('echo').map(({ dispatchId }) => dispatchId)).size).toBe(1);
  });

  test('that is not of its contract is refused with its reason, for operators, and holds up no other (R61)', async () => {
    await published('poison');
    const poison = [
      interaction('', 'poison', { userId: '', mark: own('nobody') }),
      interaction('exotic', 'poison', { interaction: 'email.exploded', mark: own('exploded') }),
    ];
    await producer.put([...poison, interaction('neighbor', 'poison')]);
    await inbox.hears(own('neighbor'));
    const listed = v.object({ refused: v.array(v.looseObject({ message: v.string(), entry: v.unknown() })) });
    await vi.waitFor(async () => {
      const { refused } = v.parse(listed, (await call('GET', '/refused')).body);
      const about = (mark: string) => refused.filter(({ entry }) => JSON.stringify(entry).includes(own(mark)));
      expect(about('nobody').map(({ message }) => message)).toEqual([expect.stringContaining('Detail.userId')]);
      expect(about('exploded').map(({ message }) => message)).toEqual([expect.stringContaining('email.opened')]);
    }, PATIENCE);
    const { Messages = [] } = await operator.queues.send(
      new ReceiveMessageCommand({ QueueUrl: outputs.RefusedQueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
    );
    expect(Messages.length).toBeGreaterThan(0);
  });

  test('may be put by the AWS command line (interface.md)', async () => {
    await published('typed');
    const [{ Source, DetailType, Detail }] = [interaction('typist', 'typed')];
    const entry = { EventBusName: outputs.BusName, Source, DetailType, Detail: JSON.stringify(Detail) };
    const keys = {
      AWS_ACCESS_KEY_ID: people.producer.accessKeyId,
      AWS_SECRET_ACCESS_KEY: people.producer.secretAccessKey,
    };
    const put = ['events', 'put-events', '--endpoint-url', installation.endpoint, '--entries', JSON.stringify([entry])];
    const { signal } = new AbortController();
    const answer = await run(tool('aws'), put, { env: { ...process.env, ...keys }, signal });
    expect(JSON.parse(answer)).toMatchObject({ FailedEntryCount: 0 });
    await inbox.hears(own('typist'));
  });
});

describe('a wave', () => {
  const executionOf = async (id: string) => {
    const command = new ListExecutionsCommand({ stateMachineArn: outputs.WaveMachineArn, statusFilter: 'RUNNING' });
    const { executions = [] } = await operator.machines.send(command);
    return executions.find(({ name }) => name?.startsWith(`${id}.`))?.executionArn;
  };

  test('that an operator aborts cancels its passengers, with that reason', async () => {
    const id = await published('aborted', { delay: '60 seconds' });
    await producer.put([interaction('passenger', 'aborted')]);
    await eventually('passenger', ['enrolled']);
    const executionArn = await vi.waitFor(
      async () => (await executionOf(id)) ?? expect.unreachable('no wave'),
      PATIENCE,
    );
    await operator.machines.send(new StopExecutionCommand({ executionArn }));
    await eventually('passenger', ['enrolled', 'cancelled wave-aborted']);
  });

  test('whose dispatch fails is tried again, and sends its messages once it can', async () => {
    const id = await published('fails', { delay: '20 seconds' });
    await producer.put([interaction('survivor', 'fails')]);
    await eventually('survivor', ['enrolled']);
    const executionArn = await vi.waitFor(
      async () => (await executionOf(id)) ?? expect.unreachable('no wave'),
      PATIENCE,
    );
    const restore = await withoutPublishedVersion(id);
    await vi.waitFor(async () => {
      const { events = [] } = await operator.machines.send(new GetExecutionHistoryCommand({ executionArn }));
      expect(events.map(({ type }) => type)).toContain('TaskFailed');
    }, PATIENCE);
    expect(messagesTo('survivor')).toEqual([]);
    await restore();
    await inbox.hears(own('survivor'));
    await eventually('survivor', ['enrolled', 'dispatched']);
  });

  /** Takes what dispatch reads of a campaign out of its table, as a fault would; answers how to put it back. */
  async function withoutPublishedVersion(id: string): Promise<() => Promise<unknown>> {
    const documents = DynamoDBDocumentClient.from(new DynamoDBClient());
    const { Table } = await tableWith(documents, `campaign#${id}`);
    const scan = new ScanCommand({
      TableName: Table,
      FilterExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': `campaign#${id}` },
    });
    const item = (await documents.send(scan)).Items?.find(({ sk }) => String(sk).startsWith('published#'));
    if (item === undefined) throw new Error(`${id}: expected a published version`);
    await documents.send(new DeleteCommand({ TableName: Table, Key: { pk: item['pk'], sk: item['sk'] } }));
    return () => documents.send(new PutCommand({ TableName: Table, Item: item }));
  }

  async function tableWith(documents: DynamoDBDocumentClient, pk: string): Promise<{ Table: string }> {
    const { ListTablesCommand } = await import('@aws-sdk/client-dynamodb');
    const { TableNames = [] } = await new DynamoDBClient().send(new ListTablesCommand());
    for (const Table of TableNames) {
      const scan = new ScanCommand({
        TableName: Table,
        FilterExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
      });
      if (((await documents.send(scan)).Items ?? []).length > 0) return { Table };
    }
    throw new Error(`${pk}: expected in a table`);
  }
});

describe('a caller', () => {
  test('who does not sign, or may not, is refused', async () => {
    const paths = ['/campaigns', '/refused', `/users/${own('anyone')}/decisions`, '/health', '/openapi.json'];
    for (const path of paths) expect((await calledBy(undefined, installation)('GET', path)).status, path).toBe(403);
    const liar = { ...people.marketer, secretAccessKey: 'wrong' };
    expect((await calledBy(liar, installation)('GET', '/campaigns')).status).toBe(403);
    expect((await calledBy(people.producer, installation)('GET', '/campaigns')).status).toBe(403);
    expect((await call('GET', '/health')).status).toBe(200);
  });

  test('who is Braze Currents brings the token, and then is heard', async () => {
    await published('currents', {
      triggers: [{ interaction: 'email.clicked', campaign: own('braze') }],
      exceptions: [],
    });
    const record = {
      ...{ id: own('record'), event_type: 'users.messages.email.Click', time: Math.floor(Date.now() / 1_000) },
      user: { user_id: 'braze-1', external_user_id: own('brazen') },
      properties: { campaign_id: own('braze'), dispatch_id: 'd1', url: 'https://example.com' },
    };
    // Currents tells whole seconds: what was done in the second of the publication was done before it.
    await pause(1_100);
    record.time = Math.floor(Date.now() / 1_000);
    const bearing = (token: string) => calledBy(undefined, installation, { authorization: `Bearer ${token}` });
    expect((await calledBy(undefined, installation)('POST', '/ingest/currents', { events: [record] })).status).toBe(
      401,
    );
    expect((await bearing('wrong')('POST', '/ingest/currents', { events: [record] })).status).toBe(401);
    const { SecretList = [] } = await operator.secrets.send(new ListSecretsCommand());
    const { SecretString = '' } = await operator.secrets.send(
      new GetSecretValueCommand({ SecretId: SecretList[0]?.ARN }),
    );
    const answer = await bearing(SecretString)('POST', '/ingest/currents', { events: [record] });
    expect(answer).toEqual({ status: 200, body: { accepted: 1, skipped: 0, rejected: [] } });
    await inbox.hears(own('brazen'));
  });

  test('at the command line signs with their credentials, and reads why a user got it', async () => {
    const id = await published('asked');
    await producer.put([interaction('curious', 'asked')]);
    await inbox.hears(own('curious'));
    await eventually('curious', ['enrolled', 'dispatched']);
    const keys = {
      AWS_ACCESS_KEY_ID: people.marketer.accessKeyId,
      AWS_SECRET_ACCESS_KEY: people.marketer.secretAccessKey,
    };
    const asked = [
      'bin/campaign-connector.ts',
      '--endpoint',
      api,
      '--sign',
      'explain',
      own('curious'),
      '--campaign',
      id,
    ];
    const { signal } = new AbortController();
    const said = await run(process.execPath, asked, { cwd: REPOSITORY, env: { ...process.env, ...keys }, signal });
    expect(said).toContain('received the message');
  });
});
