import { setTimeout as pause } from 'node:timers/promises';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { describe, expect, test, vi } from 'vitest';
import { run } from '../harness/run-command.ts';
import { MAX_WAIT, openDeploymentTest } from './deployment-test.ts';
import { environmentOf } from './people.ts';
import { tool } from './tools.ts';

const here = openDeploymentTest();

describe('an event', () => {
  test('an event that is delivered many times has one outcome (R60, R72)', async () => {
    await here.published('repeats', { delay: '4 seconds' });
    const event = here.interaction('echo', 'repeats');
    await here.producer.put([event, event, event]);
    await here.producer.put([event]);
    await here.eventually('echo', ['enrolled', 'dispatched']);
    await here.producer.put([event, event]);
    await pause(6_000);
    expect(await here.decided('echo')).toEqual(['enrolled', 'dispatched']);
    expect(new Set(here.messagesTo('echo').map(({ dispatchId }) => dispatchId)).size).toBe(1);
  });

  test('an event that does not match its contract is refused, is shown to operators with its reason, and does not delay others (R61)', async () => {
    await here.published('poison');
    const poison = [
      here.interaction('', 'poison', { userId: '', mark: here.own('nobody') }),
      here.interaction('exotic', 'poison', { interaction: 'email.exploded', mark: here.own('exploded') }),
    ];
    await here.producer.put([...poison, here.interaction('neighbor', 'poison')]);
    await here.inbox.waitForMessage(here.own('neighbor'));
    const listed = v.object({ refused: v.array(v.looseObject({ message: v.string(), entry: v.unknown() })) });
    await vi.waitFor(async () => {
      const { refused } = v.parse(listed, (await here.call('GET', '/refused')).body);
      const about = (mark: string) => refused.filter(({ entry }) => JSON.stringify(entry).includes(here.own(mark)));
      expect(about('nobody').map(({ message }) => message)).toEqual([expect.stringContaining('Detail.userId')]);
      expect(about('exploded').map(({ message }) => message)).toEqual([expect.stringContaining('email.opened')]);
    }, MAX_WAIT);
    const { Messages = [] } = await new SQSClient().send(
      new ReceiveMessageCommand({
        QueueUrl: here.installation.outputs.RefusedQueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 0,
      }),
    );
    expect(Messages.length).toBeGreaterThan(0);
  });

  test('an event can be put on the bus with the AWS command line as the documentation shows', async () => {
    await here.published('typed');
    const [{ Source, DetailType, Detail }] = [here.interaction('typist', 'typed')];
    const entry = {
      EventBusName: here.installation.outputs.BusName,
      Source,
      DetailType,
      Detail: JSON.stringify(Detail),
    };
    const env = environmentOf(here.installation.people.producer);
    const put = [
      'events',
      'put-events',
      '--endpoint-url',
      here.installation.endpoint,
      '--entries',
      JSON.stringify([entry]),
    ];
    const { signal } = new AbortController();
    const answer = await run(tool('aws'), put, { env, signal });
    expect(JSON.parse(answer)).toMatchObject({ FailedEntryCount: 0 });
    await here.inbox.waitForMessage(here.own('typist'));
  });
});
