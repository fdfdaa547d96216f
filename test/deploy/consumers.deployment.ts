import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { describe, expect, test, vi } from 'vitest';
import { CONNECTOR_SOURCE, MESSAGE_DISPATCHED, type MessageDispatched } from '../../core/contracts/dispatch.ts';
import { deployConsumer, openProvider } from './consumer.ts';
import { MAX_WAIT, openDeploymentTest } from './deployment-test.ts';

const here = openDeploymentTest();

describe('the consumer of Message Dispatched in docs/operating/deploy.md', () => {
  test('the consumer in docs/operating/deploy.md sends each message to a provider of emails, again if that fails, and drops a repeat with the same dispatch id (R71)', async () => {
    const provider = await openProvider();
    const remove = await deployConsumer(here.installation.outputs.BusName, provider);
    const requestsFor = (user: string) => provider.asked.filter((each) => Object(each).to === here.own(user));
    try {
      await here.published('consumed');
      provider.failOnce();
      await here.producer.put([here.interaction('reader', 'consumed')]);
      await here.inbox.waitForMessage(here.own('reader'));
      const [message] = here.messagesTo('reader');
      const email = { channel: 'email', subject: 'Hello', body: `Hello ${here.own('reader')}` };
      const request = { to: here.own('reader'), idempotencyKey: message?.dispatchId, ...email };
      await vi.waitFor(() => expect(requestsFor('reader')).toEqual([request, request]), MAX_WAIT);

      // A repeat of the connector, then another message: when that is sent, the repeat was dropped.
      await repeat(message, here.installation.outputs.BusName);
      await here.producer.put([here.interaction('second', 'consumed')]);
      await vi.waitFor(() => expect(requestsFor('second')).toHaveLength(1), MAX_WAIT);
      expect(requestsFor('reader')).toHaveLength(2);
    } finally {
      await remove();
      provider.close();
    }
  });
});

/** Puts a message on the bus once more, as the connector does after a crash. */
async function repeat(message: MessageDispatched | undefined, EventBusName: string): Promise<void> {
  const entry = { Source: CONNECTOR_SOURCE, DetailType: MESSAGE_DISPATCHED, Detail: JSON.stringify(message) };
  await new EventBridgeClient().send(new PutEventsCommand({ Entries: [{ ...entry, EventBusName }] }));
}
