import { randomUUID } from 'node:crypto';
import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { describe, expect, test, vi } from 'vitest';
import { replaceQueueName } from '../../adapters/aws/replace-queue-name.ts';
import { DEAD_LETTER_QUEUES } from '../../core/contracts/dead-letter-queues.ts';
import { CONNECTOR } from './deployment.ts';
import { MAX_WAIT, openDeploymentTest } from './deployment-test.ts';

const here = openDeploymentTest();
const sqs = new SQSClient();

/** Returns the URLs of the queues of events and of undelivered events, as the management API has them. */
async function findQueues(): Promise<{ readonly events: string; readonly undelivered: string }> {
  for await (const { Functions = [] } of paginateListFunctions({ client: new LambdaClient() }, {})) {
    const found = Functions.find(
      ({ FunctionName, Environment }) =>
        FunctionName?.startsWith(`${CONNECTOR}-`) && 'DEAD_LETTER_QUEUES_PARAMETER' in (Environment?.Variables ?? {}),
    );
    if (found === undefined) continue;
    const { EVENTS_QUEUE_URL: events = '', DEAD_LETTER_QUEUES_PARAMETER: Name = '' } =
      found.Environment?.Variables ?? {};
    const { Parameter } = await new SSMClient().send(new GetParameterCommand({ Name }));
    return { events, undelivered: replaceQueueName(events, JSON.parse(Parameter?.Value ?? '').undelivered[0]) };
  }
  throw new Error('expected the function of the management API');
}

const text = (StringValue: string) => ({ DataType: 'String', StringValue });

const listed = v.object({ queues: v.array(v.object({ name: v.string(), messages: v.number(), impact: v.string() })) });
const retriedAll = v.object({ retried: v.number(), left: v.number(), isDone: v.literal(true) });
const sampled = v.object({
  sample: v.array(v.looseObject({ id: v.string(), userIds: v.array(v.string()), canRetry: v.boolean() })),
});

describe('a dead letter', () => {
  test('a dead letter of an event that could not be delivered is shown with its reason, and enrolls its user once it is put again', async () => {
    await here.published('undelivered', { delay: '1 hour' });
    const { Source, DetailType, Detail } = here.interaction('lost', 'undelivered');
    const envelope = {
      id: randomUUID(),
      source: Source,
      'detail-type': DetailType,
      time: Detail.occurredAt,
      detail: Detail,
    };
    const { events, undelivered } = await findQueues();
    const target = `arn:aws:sqs:${here.installation.region}:000000000000:${events.split('/').at(-1)}`;
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: undelivered,
        MessageBody: JSON.stringify(envelope),
        // As EventBridge does; the emulator has no dead letters of rules.
        MessageAttributes: {
          RULE_ARN: text('arn:aws:events:any'),
          TARGET_ARN: text(target),
          ERROR_CODE: text('NO_PERMISSIONS'),
          ERROR_MESSAGE: text('the policy of the queue was changed'),
        },
      }),
    );
    const { queues } = v.parse(listed, (await here.call('GET', '/dead-letters')).body);
    expect(queues.map(({ name }) => name)).toEqual(DEAD_LETTER_QUEUES.slice(0, 7));
    expect(queues.find(({ name }) => name === 'undelivered')?.messages).toBeGreaterThan(0);
    // Another look hides the message for two seconds.
    await vi.waitFor(async () => {
      const { sample } = v.parse(sampled, (await here.call('GET', '/dead-letters/undelivered')).body);
      expect(sample.find(({ userIds }) => userIds.includes(here.own('lost')))).toMatchObject({
        code: 'NO_PERMISSIONS',
        message: 'the policy of the queue was changed',
        canRetry: true,
      });
    }, MAX_WAIT);
    await vi.waitFor(async () => {
      const { body } = await here.call('POST', '/dead-letters/undelivered/retry');
      // A test that is repeated finds what an earlier attempt left, too.
      expect(v.parse(retriedAll, body).retried).toBeGreaterThan(0);
    }, MAX_WAIT);
    await here.eventually('lost', ['enrolled']);
    const after = v.parse(listed, (await here.call('GET', '/dead-letters')).body).queues;
    expect(after.find(({ name }) => name === 'undelivered')?.messages).toBe(0);
  });
});
