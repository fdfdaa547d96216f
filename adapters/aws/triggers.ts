import { SendMessageBatchCommand, type SendMessageBatchCommandOutput } from '@aws-sdk/client-sqs';
import { HANDED_ON_AT } from '../../core/contracts/handed-on.ts';
import type { Clock } from '../../core/ports.ts';
import type { Queues } from './asks.ts';
import { gathered } from './gather.ts';
import { untilTaken } from './until-taken.ts';

/** SQS takes ten messages at a time, and 1 MiB of them; it bills for each 64 KB, so that more at a time gains nothing. */
const MOST = { items: 10, weight: 256 * 1024, underWay: 4 } as const;

/** Events that trigger something, on their way to whoever enrolls. */
export interface Triggers {
  /** Hands a message on, as it came. Throws where the queue of triggers does not take it. */
  handOn(body: string): Promise<void>;
}

/** What the queue of triggers stands on. */
export interface TriggerDeps {
  readonly queues: Queues;
  readonly queueUrl: string;
  readonly clock: Clock;
}

/** The queue of triggers: what is handed on at the same time goes together. */
export function awsTriggers({ queues, queueUrl, clock }: TriggerDeps): Triggers {
  const send = async (bodies: readonly string[]) => {
    const now = { DataType: 'Number', StringValue: String(clock.now()) };
    const MessageAttributes = { [HANDED_ON_AT]: now };
    const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody, MessageAttributes }));
    const answer = await queues.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    return bodies.map((_, index) => toldOf(answer, String(index)));
  };
  return { handOn: gathered(MOST, Buffer.byteLength, (bodies: readonly string[]) => untilTaken(bodies, send)) };
}

/** What is not said to have been taken was not. */
function toldOf({ Successful, Failed }: SendMessageBatchCommandOutput, id: string): PromiseSettledResult<void> {
  if (Successful?.some(({ Id }) => Id === id)) return { status: 'fulfilled', value: undefined };
  const { Code, Message } = Failed?.find(({ Id }) => Id === id) ?? {};
  return { status: 'rejected', reason: new Error(`triggers: not taken by their queue (${Code}: ${Message})`) };
}
