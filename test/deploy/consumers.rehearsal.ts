import { describe, expect, test, vi } from 'vitest';
import { deployConsumer, openProvider } from './consumer.ts';
import { MAX_WAIT, rehearsing } from './rehearsal.ts';

const here = rehearsing();

describe('a consumer of Message Dispatched, as docs/operating/deploy.md writes it', () => {
  test('hands each message to a provider of emails, with the dispatch id against repeats (R71)', async () => {
    const provider = await openProvider();
    const remove = await deployConsumer(here.installation.outputs.BusName, provider);
    try {
      await here.published('consumed');
      await here.producer.put([here.interaction('reader', 'consumed')]);
      await here.inbox.hears(here.own('reader'));
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
