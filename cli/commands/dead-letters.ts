import { retryUntilDone } from '../../core/retry-until-done.ts';
import { formatTime } from '../../language/en.ts';
import { type CommandContext, printResult } from '../context.ts';
import { formatCount, formatTable } from '../format-table.ts';
import {
  type DeadLetterQueueResponse,
  type DeadLetterResponse,
  deadLetterQueuesResponse,
  deadLetterRetryResponse,
  deadLetterSampleResponse,
} from '../responses.ts';
import { CommandRefusedError } from '../terminal.ts';
import { confirm } from './confirm.ts';

/** The queue to show, and whether its messages are put again, without a question if that is confirmed. */
export interface DeadLetterOptions {
  readonly retry?: boolean;
  readonly yes?: boolean;
}

/** Runs `dead-letters`: lists the queues, shows a sample of one, or puts its messages again. */
export async function runDeadLetters(
  queue: string | undefined,
  { retry = false, yes = false }: DeadLetterOptions,
  context: CommandContext,
): Promise<void> {
  if (queue === undefined && retry) throw new CommandRefusedError('dead-letters --retry: expected a queue');
  if (queue === undefined) return printQueues(context);
  return retry ? retryQueue(queue, yes, context) : printSample(queue, context);
}

async function listQueues({ client }: CommandContext): Promise<readonly DeadLetterQueueResponse[]> {
  return (await client.call({ path: '/dead-letters' }, deadLetterQueuesResponse)).queues;
}

/** Prints each queue with its number of messages. It fails if one could not be read: that does not mean that it is empty. */
async function printQueues(context: CommandContext): Promise<void> {
  const queues = await listQueues(context);
  const unread = queues.filter(({ messages }) => messages === undefined);
  printResult(context, { queues }, () =>
    formatTable([
      ['QUEUE', 'MESSAGES', 'WHAT THEY MEAN'],
      ...queues.map(({ name, messages, error, impact }) =>
        messages === undefined
          ? [name, '?', `not read: ${error}`]
          : [name, String(messages), messages === 0 ? '' : impact],
      ),
    ]),
  );
  if (unread.length > 0) throw new CommandRefusedError(`${formatCount(unread.length, 'queue')} could not be read`);
}

async function printSample(queue: string, context: CommandContext): Promise<void> {
  const path = `/dead-letters/${encodeURIComponent(queue)}`;
  const answer = await context.client.call({ path }, deadLetterSampleResponse);
  printResult(context, answer, () => {
    if (answer.sample.length === 0) return `${queue} has no dead letter, or none that is not being looked at just now.`;
    return [
      ...answer.sample.map(formatLetter),
      'This is a sample of at most ten. --json prints the messages themselves.',
    ];
  });
}

function formatLetter({ id, at, attempts, code, message, userIds, canRetry }: DeadLetterResponse): string {
  const reason = [code, message].filter((each) => each !== undefined).join(': ') || 'without a reason: see the log';
  const users = userIds.length === 0 ? '' : `  users: ${userIds.join(', ')}`;
  const left = canRetry ? '' : ' (a retry leaves it)';
  return `${at === undefined ? '?' : formatTime(at)}  ${id}  ${formatCount(attempts, 'attempt')}  ${reason}${left}${users}`;
}

/** Puts the messages of a queue again after a confirmation. It can be interrupted and repeated. */
async function retryQueue(queue: string, isConfirmed: boolean, context: CommandContext): Promise<void> {
  const found = (await listQueues(context)).find(({ name }) => name === queue);
  const count = found?.messages === undefined ? 'The messages' : `About ${formatCount(found.messages, 'message')}`;
  if (!isConfirmed && found !== undefined)
    await confirm(`dead-letters: ${count} of ${queue} will be processed again, as if they had just come`, context);
  const { client, terminal } = context;
  const path = `/dead-letters/${encodeURIComponent(queue)}/retry`;
  let soFar = 0;
  const { retried, left, isDone } = await retryUntilDone(
    () => client.call({ method: 'POST', path }, deadLetterRetryResponse),
    (putAgain) => {
      soFar = putAgain;
      terminal.showProgress(`${soFar} put again …`);
      return true;
    },
  ).catch((error: unknown) => {
    if (soFar > 0) terminal.printError(`${formatCount(soFar, 'message')} put again before this:`);
    throw error;
  });
  const done = `${formatCount(retried, 'message')} put again.`;
  if (!isDone) throw new CommandRefusedError(`dead-letters: ${done} Run it again for the others.`);
  printResult(context, { name: queue, retried, left }, () => [
    done,
    ...(left === 0 ? [] : [`${formatCount(left, 'message')} left, which a retry does not help: dead-letters ${queue}`]),
  ]);
}
