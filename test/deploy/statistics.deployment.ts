import { describe, expect, test, vi } from 'vitest';
import { MAX_WAIT, openDeploymentTest } from './deployment-test.ts';

const here = openDeploymentTest();

describe('statistics', () => {
  test('messages and their conversions are counted by group, and a recount begins on demand (R48)', async () => {
    const conversions = { A: { behavior: 'purchase.made', productId: here.own('counted'), within: '1 day' } };
    const id = await here.published('measured', { statistics: true, conversions });
    await here.producer.put([here.interaction('counted', 'measured')]);
    await here.inbox.waitForMessage(here.own('counted'));
    await here.producer.put([
      here.behavior('counted', {
        id: here.own('counted-purchase'),
        behavior: 'purchase.made',
        productId: here.own('counted'),
      }),
    ]);
    const counted = {
      isOn: true,
      epochs: [{ enrolled: 1, groups: [{ group: 'messages', sent: 1, conversions: { A: { count: 1 } } }] }],
    };
    await vi.waitFor(
      async () => expect(await here.call('GET', `/campaigns/${id}/stats`)).toMatchObject({ body: counted }),
      MAX_WAIT,
    );
    expect(await here.call('POST', `/campaigns/${id}/recount`)).toMatchObject({ status: 200 });
    expect(await here.call('GET', `/campaigns/${id}/stats?by=day`)).toMatchObject({ body: counted });
    await here.call('POST', `/campaigns/${id}/stop`);
  });
});
