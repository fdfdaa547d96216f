import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { parseCampaignFile } from '../../core/campaign-file.ts';
import { openDeploymentTest } from './deployment-test.ts';
import { REPOSITORY } from './tools.ts';

const here = openDeploymentTest();

describe('the use cases of the demo, on AWS', () => {
  /** Publishes the campaign of an example under a name of this test and with a delay of seconds. */
  async function example(file: string): Promise<void> {
    const reading = parseCampaignFile(readFileSync(`${REPOSITORY}/examples/campaigns/${file}.yaml`, 'utf8'));
    if (!('definition' in reading) || !('triggers' in reading.definition))
      throw new Error(`${file}: expected a follow-up`);
    const { id, delay, ...rest } = reading.definition;
    const ours = (selector: object) =>
      'campaign' in selector ? { ...selector, campaign: here.own(String(selector.campaign)) } : selector;
    await here.published(id, {
      ...rest,
      ...{ triggers: rest.triggers.map(ours), exceptions: rest.exceptions.map(ours) },
      delay: delay === 'none' ? 'none' : '40 seconds',
      precision: '1 second',
    });
  }
  const does = (userId: string, name: string, campaign: string, more: object = {}) =>
    here.producer.put([here.interaction(userId, name, { interaction: name, campaignId: here.own(campaign), ...more })]);

  test('the demo on AWS sends the welcome email again to a user who does not open it, and not to one who opens it or buys something (R1, R30, R33)', async () => {
    await example('resend-welcome');
    for (const user of ['idle', 'opener', 'buyer']) await does(user, 'email.received', 'welcome-email');
    for (const user of ['idle', 'opener', 'buyer']) await here.eventually(user, ['enrolled']);
    await does('opener', 'email.opened', 'welcome-email', { openKind: 'human' });
    await here.producer.put([here.behavior('buyer', { behavior: 'purchase.made', productId: 'shoes', price: 25 })]);
    await here.eventually('opener', ['enrolled', 'cancelled exception']);
    await here.eventually('buyer', ['enrolled', 'cancelled exception']);
    await here.eventually('idle', ['enrolled', 'dispatched']);
    await here.inbox.waitForMessage(here.own('idle'));
    const about = (userId: string) => here.messagesTo(userId).length;
    expect([about('idle'), about('opener'), about('buyer')]).toEqual([1, 0, 0]);
  });

  test('the demo on AWS follows up a click on the free-shipping push, and the deep link of an onboarding message (R9)', async () => {
    await example('free-shipping-discount');
    await example('onboarding-next-step');
    const definitions = await Promise.all(
      ['free-shipping-discount', 'onboarding-next-step'].map((id) => here.call('GET', `/campaigns/${here.own(id)}`)),
    );
    for (const [index, { body }] of definitions.entries()) {
      const seen = v.parse(
        v.object({ definition: v.object({ triggers: v.array(v.record(v.string(), v.unknown())) }) }),
        body,
      );
      const { campaign, ...trigger } = seen.definition.triggers[0] ?? {};
      await here.producer.put([here.interaction(`clicker-${index}`, 'x', { ...trigger, campaignId: campaign })]);
    }
    for (const index of [0, 1]) await here.inbox.waitForMessage(here.own(`clicker-${index}`));
  });
});
