import { describe, expect, test } from 'vitest';
import { sharePartOf } from '../harness/core/share-part.ts';
import { openDeploymentTest } from './deployment-test.ts';

const here = openDeploymentTest();

const push = (body: string) => [{ channel: 'push', body }];

/** Returns the name of the first user whose part in a campaign lies in a range, its end not included. */
function userOf(name: string, from: number, to: number): string {
  for (let number = 0; ; number += 1) {
    const part = sharePartOf(here.own(name), here.own(`user-${number}`));
    if (part >= from && part < to) return `user-${number}`;
  }
}

describe('variants and a control group on AWS', () => {
  test('users are sent the messages of their variants, and a user of the control group enters it in place of a message, which another campaign follows (R46)', async () => {
    const variants = [
      { name: 'short', share: 40, messages: push('short') },
      { name: 'long', share: 40, messages: push('long') },
    ];
    const id = await here.published('groups', { delay: '4 seconds', controlGroup: 20, variants, messages: undefined });
    await here.published('after-control', {
      triggers: [{ interaction: 'control_group.entered', campaign: id }],
      messages: push('after'),
    });
    const [short, long, control] = [
      userOf('groups', 0, 4_000),
      userOf('groups', 4_000, 8_000),
      userOf('groups', 8_000, 10_000),
    ];
    await here.producer.put([short, long, control].map((user) => here.interaction(user, 'groups')));
    await here.eventually(short, ['enrolled', 'dispatched']);
    await here.eventually(long, ['enrolled', 'dispatched']);
    await here.eventually(control, ['enrolled', 'control', 'enrolled', 'dispatched']);
    for (const user of [short, long, control]) await here.inbox.waitForMessage(here.own(user));
    const contentOf = (user: string) =>
      here.messagesTo(user).map(({ campaignId, variant, messages }) => [campaignId, variant, messages[0]?.['body']]);
    expect(contentOf(short)).toEqual([[id, 'short', 'short']]);
    expect(contentOf(long)).toEqual([[id, 'long', 'long']]);
    expect(contentOf(control)).toEqual([[here.own('after-control'), undefined, 'after']]);
    // The turn counts as a receipt (R40).
    await here.producer.put([here.interaction(control, 'groups')]);
    await here.eventually(control, ['enrolled', 'control', 'enrolled', 'dispatched', 'withheld already-received']);
  });
});
