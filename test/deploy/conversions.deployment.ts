import { describe, expect, test, vi } from 'vitest';
import { MAX_WAIT, openDeploymentTest } from './deployment-test.ts';

const here = openDeploymentTest();

describe('a conversion', () => {
  test('a purchase after a message is its conversion, goes over the bus as conversion.performed, and triggers another follow-up (R47)', async () => {
    const conversions = { A: { behavior: 'purchase.made', productId: here.own('shoes'), within: '1 day' } };
    const id = await here.published('offer', { conversions });
    await here.published('thanks', {
      triggers: [{ interaction: 'conversion.performed', campaign: id, conversionEvent: 'A' }],
    });
    await here.producer.put([here.interaction('buyer', 'offer')]);
    await here.inbox.waitForMessage(here.own('buyer'));
    await here.eventually('buyer', ['enrolled', 'dispatched']);
    const purchase = here.behavior('buyer', {
      id: here.own('purchase'),
      behavior: 'purchase.made',
      productId: here.own('shoes'),
    });
    await here.producer.put([purchase]);
    await here.eventually('buyer', ['enrolled', 'dispatched', 'converted', 'enrolled', 'dispatched']);
    await here.producer.put([purchase]);
    await vi.waitFor(() => expect(here.messagesTo('buyer')).toHaveLength(2), MAX_WAIT);
    const [offer, thanks] = here.messagesTo('buyer');
    const dispatchId = offer?.dispatchId;
    expect(thanks?.trigger).toMatchObject({
      id: `conversion.${dispatchId}.A`,
      interaction: 'conversion.performed',
      campaignId: id,
      conversionEvent: 'A',
      dispatchId,
    });
    await here.call('POST', `/campaigns/${id}/stop`);
  });
});
