import { expect } from 'vitest';
import { DEAD_LETTER_QUEUES, type DeadLetterQueueName } from '../../../core/contracts/dead-letter-queues.ts';
import { deadLettersOf, RESOURCE_NAMES, SOURCE_QUEUES, type StandIns } from '../../doubles/aws.ts';
import type { Around } from '../../doubles/tally.ts';
import type { opened } from '../functions/opened.ts';
import { stubEnvironment, stubParameter } from './stubbed-clients.ts';

const PARAMETER = 'dead-letter-queues';

/** The dead-letter queues of an installation that sends nothing itself. */
const WITHOUT_SENDERS = DEAD_LETTER_QUEUES.filter((name) => name !== 'ses-events' && !name.startsWith('unsent-'));

/** Names dead-letter queues to the management API, as the stack does, until the test ends. The request for the names goes through a wrapper. */
export function stubDeadLetterQueues(around: Around, names: readonly DeadLetterQueueName[] = WITHOUT_SENDERS): void {
  const all = names.map((name) => [
    name,
    [deadLettersOf(name), ...(name === 'ses-events' ? [SOURCE_QUEUES[name]] : [])],
  ]);
  stubEnvironment({
    REFUSED_QUEUE_URL: RESOURCE_NAMES.refusedQueueUrl,
    DEAD_LETTER_QUEUES_PARAMETER: PARAMETER,
  });
  stubParameter(PARAMETER, JSON.stringify(Object.fromEntries(all)), around);
}

/** Looks at a dead letter in each of the queues, and puts it again. Those of `undelivered` were meant for the queue of events. */
export async function retryDeadLetters(
  call: ReturnType<typeof opened>,
  { sqs }: StandIns,
  names: readonly DeadLetterQueueName[] = WITHOUT_SENDERS,
): Promise<void> {
  for (const name of names) {
    const sourceArn = `arn:aws:sqs:eu-west-1:123456789012:${SOURCE_QUEUES[name]}`;
    sqs.in(deadLettersOf(name)).push({ body: '{}', attributes: {}, sentAt: 0, sourceArn });
    expect((await call('GET', `/dead-letters/${name}`)).body.sample).toMatchObject([{ canRetry: true }]);
  }
  const { queues } = (await call('GET', '/dead-letters')).body;
  expect(queues).toMatchObject(names.map((name) => ({ name, messages: 1 })));
  sqs.received.showAll();
  for (const name of names)
    expect((await call('POST', `/dead-letters/${name}/retry`)).body).toEqual({ retried: 1, left: 0, isDone: true });
}
