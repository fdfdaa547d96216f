import { expect, test } from 'vitest';
import { DEAD_LETTER_QUEUES } from '../../core/contracts/dead-letter-queues.ts';
import { changeSettings } from '../../engine/change-settings.ts';
import { deadLettersOf, RESOURCE_NAMES, SOURCE_QUEUES } from '../doubles/aws.ts';
import { invoking } from '../harness/functions/invoking.ts';
import { opened } from '../harness/functions/opened.ts';
import { retryDeadLetters, stubDeadLetterQueues } from '../harness/lib/dead-letters.ts';
import { FUNCTION_STORIES } from '../harness/lib/function-stories.ts';
import { grantedTo } from '../harness/lib/grants.ts';
import { SENDER_URLS } from '../harness/lib/sender-environment.ts';
import { stubEnvironment, stubSecrets } from '../harness/lib/stubbed-clients.ts';
import { FUNCTION_NAMES, installed, SENDER_FUNCTION_NAMES, WITH_CHANNELS } from '../harness/lib/synthesized.ts';
import { WatchedInstallation } from '../harness/lib/watched-installation.ts';

const FUNCTION = 'AWS::Lambda::Function';
const template = installed();
const withChannels = installed(WITH_CHANNELS);
/** The Lambda functions that judge whether a message may leave. The function end-waits dispatches only those that may. */
const JUDGING = ['match-trigger', 'dispatch'] as const;

test.each(FUNCTION_NAMES)('the function %s has the permissions that it uses, and no others', async (functionName) => {
  const container = new WatchedInstallation();
  await FUNCTION_STORIES[functionName](container);
  expect(container.usedPermissions).toEqual(grantedTo(functionName, template));
});

test('with eventsOnBus, the function api puts events on the bus, and sends dead letters back to queues only', async () => {
  const container = new WatchedInstallation();
  container.eventsOnBus = true;
  await FUNCTION_STORIES.api(container);
  const granted = grantedTo('api', installed({ eventsOnBus: true }));
  expect(container.usedPermissions).toEqual(granted);
  expect(granted).toEqual(grantedTo('api', template));
  const functions = Object.values(installed({ eventsOnBus: true }).connector.findResources(FUNCTION));
  const variables = functions.map(({ Properties }) => Object.keys(Properties.Environment.Variables));
  const ofApi = variables.filter((names) => names.includes('DEAD_LETTER_QUEUES_PARAMETER'));
  expect(ofApi.map((names) => names.includes('EVENTS_QUEUE_URL'))).toEqual([false]);
});

test.each(SENDER_FUNCTION_NAMES)(
  'the function %s of an installation with channels has the permissions that it uses, and no others',
  async (functionName) => {
    const container = new WatchedInstallation();
    await FUNCTION_STORIES[functionName](container);
    expect(container.usedPermissions).toEqual(grantedTo(functionName, withChannels));
  },
);

test.each(JUDGING)(
  'the function %s may read and write contacts, and does, only if emails have a sender',
  async (functionName) => {
    const container = new WatchedInstallation();
    container.senderChannels = new Set(['email']);
    // As an earlier version wrote them: without contacts.
    const profile = (userId: string) => ({ fields: { email: { value: `${userId}@example.com`, at: 0 } } });
    for (const userId of ['ann', 'bob']) await container.services.profiles.update(userId, () => profile(userId));
    await FUNCTION_STORIES[functionName](container);
    const granted = grantedTo(functionName, withChannels);
    expect(container.usedPermissions).toEqual(granted);
    const before = grantedTo(functionName, template);
    expect(granted.filter((each) => !before.includes(each))).toEqual([
      'dynamodb:GetItem contacts',
      'dynamodb:PutItem contacts',
    ]);
    const onlyInbox = installed({ channels: { inbox: true } });
    expect(grantedTo(functionName, onlyInbox)).toEqual(before);
  },
);

test.each(['match-trigger', 'dispatch', 'end-waits', 'api'] as const)(
  'the function %s needs no other permission where the installation has frequency caps (R45)',
  async (functionName) => {
    const container = new WatchedInstallation();
    const frequencyCaps = [{ atMost: 50, in: '1 day' }];
    await changeSettings({ frequencyCaps }, { by: 'olga', services: container.services });
    await FUNCTION_STORIES[functionName](container);
    expect(container.usedPermissions).toEqual(grantedTo(functionName, template));
    const slots = await container.services.frequencySlots.read(functionName === 'api' ? 'dan' : 'ann');
    expect(slots.slots.length > 0).toBe(true);
  },
);

test('no other function has another permission with channels than without', () => {
  const changed = FUNCTION_NAMES.filter(
    (name) => grantedTo(name, withChannels).join() !== grantedTo(name, template).join(),
  );
  expect(changed).toEqual([...JUDGING, 'api']);
});

test('the function api reads the halts of channels, and invokes senders for tests, and may, only if it sends on one, and the keys of links only if a channel has links or inboxes (R91)', async () => {
  const container = new WatchedInstallation();
  stubEnvironment({
    TOKEN_KEYS_SECRET_ARN: 'token-keys',
    INSTALLATION_ID: 'any',
    SENDING: 'live',
    SENDER_CHANNELS: 'email,webhook,content_card',
    ...SENDER_URLS,
  });
  stubSecrets(container.watching);
  await FUNCTION_STORIES.api(container);
  stubDeadLetterQueues(container.watching, DEAD_LETTER_QUEUES);
  const answersTest = async () => ({ kind: 'sent' });
  const senders = { 'send-email': answersTest, 'send-webhook': answersTest, 'send-inbox': answersTest };
  const call = opened(container, { around: container.watching, invokes: invoking(senders, container.watching) });
  await call('GET', '/channels');
  await retryDeadLetters(call, container.standIns, DEAD_LETTER_QUEUES);
  for (const channel of ['email', 'webhook', 'content_card'])
    await call('POST', '/test-sends', { body: { channel, to: 'any' } });
  const granted = grantedTo('api', withChannels);
  expect(container.usedPermissions).toEqual(granted);
  const addedBy = (permissions: readonly string[]) =>
    permissions.filter((each) => !grantedTo('api', template).includes(each) && !each.startsWith('sqs:'));
  const [halts, keys] = ['dynamodb:GetItem deliveries', 'secretsmanager:GetSecretValue token-keys'];
  const invokes = (...names: readonly string[]) => names.map((name) => `lambda:InvokeFunction ${name}`);
  expect(addedBy(granted)).toEqual([halts, ...invokes('send-email', 'send-inbox', 'send-webhook'), keys]);
  const { webhook } = WITH_CHANNELS.channels;
  expect(addedBy(grantedTo('api', installed({ channels: { webhook } })))).toEqual([halts, ...invokes('send-webhook')]);
});

test('the function api may look at dead letters, and send each only to the queue that it came from', () => {
  const onQueues = grantedTo('api', withChannels).filter((each) => each.startsWith('sqs:'));
  const deadLetters = DEAD_LETTER_QUEUES.map(deadLettersOf);
  const looks = ['DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage'].flatMap((action) =>
    deadLetters.map((queue) => `sqs:${action} ${queue}`),
  );
  const sends = [...Object.values(SOURCE_QUEUES), RESOURCE_NAMES.refusedQueueUrl].map(
    (queue) => `sqs:SendMessage ${queue}`,
  );
  expect(onQueues).toEqual([...new Set([...looks, ...sends])].toSorted());
});
