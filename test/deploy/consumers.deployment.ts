import { describe, expect, test, vi } from 'vitest';
import { deployConsumer, openProvider } from './consumer.ts';
import { MAX_WAIT, openDeploymentTest } from './deployment-test.ts';

const here = openDeploymentTest();

describe('the consumer of Message Dispatched in docs/operating/deploy.md', () => {
  test('sends each message to a provider of emails, with the dispatch id against repeats (R71)', async () => {
    const provider = await openProvider();
    const remove = await deployConsumer(here.installation.outputs.BusName, provider);
    try {
      await here.published('consumed');
      await here.producer.put([here.interaction('reader', 'consumed')]);
      await here.inbox.waitForMessage(here.own('reader'));
      const [message] = here.messagesTo('reader');
      const email = { channel: 'email', subject: 'Hello', body: `Hello ${here.own('reader')}` };
      await vi.waitFor(() => {
        expect(provider.asked).toContainEqual({
          to: here.own('reader'),
          idempotencyKey: message?.dispatchId,
          ...email,
        });
      }, MAX_WAIT);
    } finally {
      await remove();
      provider.close();
    }
  });
});
