import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  DeleteRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { MessageDispatched } from '../../core/contracts/dispatch.ts';
import type { Outputs } from './deployment.ts';
import { WaitLimit } from './slowness.ts';

/** A consumer of `Message Dispatched`: a queue that is subscribed to the bus by a rule, as a sender of messages would do it. */
export interface Inbox {
  /** The prefix of the ids of the campaigns whose messages it receives. */
  readonly prefix: string;
  /** The received messages in order of arrival, repeats included. */
  readonly messages: readonly MessageDispatched[];
  /** Waits until a message for a user has arrived. */
  waitForMessage(userId: string): Promise<void>;
  close(): Promise<void>;
}

const MAX_WAIT = 180_000;

/** Returns a prefix for the names of a test that shares the installation with others. */
export const ownPrefix = (): string => `t${randomBytes(2).toString('hex')}`;

/** Subscribes to the messages of campaigns whose ids begin with a prefix. */
export async function openInbox(prefix: string, outputs: Outputs): Promise<Inbox> {
  const pattern = { 'detail-type': ['Message Dispatched'], detail: { campaignId: [{ prefix }] } };
  const { details, close } = await subscribe<MessageDispatched>(`inbox-${prefix}`, pattern, outputs);
  return {
    prefix,
    messages: details,
    async waitForMessage(userId) {
      const maxWait = new WaitLimit(MAX_WAIT);
      for (; !maxWait.isOver(); await pause(50)) if (details.some((message) => message.userId === userId)) return;
      throw maxWait.ended(`inbox: expected a message for ${userId}`);
    },
    close,
  };
}

/** Events of the bus that a queue receives: their details in order of arrival, repeats included. */
export interface Subscription<Detail> {
  readonly details: readonly Detail[];
  close(): Promise<void>;
}

/** Subscribes a queue of the test to the events of the bus that match a pattern. */
export async function subscribe<Detail>(
  suffix: string,
  pattern: object,
  { BusName, BusArn }: Outputs,
): Promise<Subscription<Detail>> {
  const name = `deployment-test-${suffix}`;
  const [sqs, events] = [new SQSClient(), new EventBridgeClient()];
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const named = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const Arn = named.Attributes?.['QueueArn'] ?? '';
  const rule = { EventBusName: BusName, Rule: name };
  const { RuleArn } = await events.send(
    new PutRuleCommand({ Name: name, EventBusName: BusName, EventPattern: JSON.stringify(pattern) }),
  );
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        ...{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage' },
        ...{ Resource: Arn, Condition: { ArnEquals: { 'aws:SourceArn': RuleArn ?? BusArn } } },
      },
    ],
  });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  await events.send(new PutTargetsCommand({ ...rule, Targets: [{ Id: 'inbox', Arn }] }));

  const details: Detail[] = [];
  let isOpen = true;
  const receiving = (async () => {
    while (isOpen) {
      const request = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 };
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(request));
      for (const { Body = '' } of Messages) details.push(JSON.parse(Body).detail);
      if (Messages.length === 0) continue;
      const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
  })();

  return {
    details,
    async close() {
      isOpen = false;
      await receiving;
      await events.send(new RemoveTargetsCommand({ ...rule, Ids: ['inbox'] }));
      await events.send(new DeleteRuleCommand({ Name: name, EventBusName: BusName }));
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    },
  };
}
