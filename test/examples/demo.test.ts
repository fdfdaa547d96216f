import { describe, expect, test } from 'vitest';
import { play, print, STORIES, type Story } from '../../examples/demo.ts';

/** Returns the decisions about each user of a story. */
async function outcome(story: Story): Promise<Record<string, string[]>> {
  const { users = [] } = await play(story);
  return Object.fromEntries(
    users.map(({ userId, decisions }) => [
      userId,
      decisions.map(({ decision, reason }) => [decision, reason ?? []].flat().join(': ')),
    ]),
  );
}

describe('the documented use cases', () => {
  test('a user who clicks free shipping receives the discount at once, and only once', async () => {
    expect(await outcome('free-shipping-discount')).toEqual({
      Ada: ['enrolled', 'dispatched', 'withheld: already-received'],
      Ben: ['enrolled', 'dispatched'],
      Cleo: [],
    });
  });

  test('a user who follows the first step of onboarding receives the next', async () => {
    expect(await outcome('onboarding-next-step')).toEqual({ Dara: ['enrolled', 'dispatched'], Emil: [] });
  });

  test('a user with an abandoned cart receives a reminder, unless the user opened the push message or bought something', async () => {
    expect(await outcome('abandoned-cart-reminder')).toEqual({
      Ada: ['enrolled', 'dispatched', 'withheld: already-received'],
      Ben: ['enrolled', 'cancelled: exception'],
      Cleo: ['enrolled', 'cancelled: exception'],
    });
  });

  test('the welcome email is sent again after a week to users who have not opened it; machine opens and small purchases do not count', async () => {
    expect(await outcome('resend-welcome')).toEqual({
      Ada: ['enrolled', 'dispatched'],
      Ben: ['enrolled', 'cancelled: exception'],
      Cleo: ['enrolled', 'cancelled: exception'],
      Dara: ['enrolled', 'dispatched'],
    });
    expect(print(await play('resend-welcome'))).toMatch(
      /2026-12-08 09:08 .* Ada IS SENT THE MESSAGE, after 7 d 8 min\n/,
    );
  });

  test.each(STORIES)('no event of the story %s is refused', async (story) => {
    expect((await play(story)).refused.count).toBe(0);
  });
});
