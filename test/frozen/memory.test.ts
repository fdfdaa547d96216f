import { describe, expect, test } from 'vitest';
import { AFTER, afterTheStory } from './after-the-story.ts';
import type { Cloud, FrozenCloud } from './cloud.ts';
import { does, enveloped, receives, type SentEvent, updatesProfile } from './events.ts';
import { readFixture, versions } from './fixtures.ts';

describe.each(versions())('kept receipts, marks and decisions of rows, as %s wrote them', (version) => {
  const frozen = readFixture<FrozenCloud>(version, 'cloud.json');
  const cloudAfter = (event?: SentEvent): Promise<Cloud> => afterTheStory(frozen, event);

  test.each([
    ['waits', 'wanda', 'reminder', receives('wanda', 'welcome')],
    ['stands by', 'stan', 'reminder', receives('stan', 'welcome', { id: 'second welcome to stan' })],
    ['was decided', 'carl', 'reminder', receives('carl', 'welcome')],
    ['was cancelled by a restart', 'rosa', 'again', does('rosa', 'purchase.made', { id: 'purchase 1', price: 5 })],
    [
      'was decided so long ago that its id lies beside the row',
      'vera',
      'at-once',
      does('vera', 'session.started', { id: 'session 0' }),
    ],
    [
      'is recognized by its decision alone',
      'olga',
      'at-once',
      does('olga', 'session.started', { id: 'session 0', occurredAt: '2026-12-01T09:30:00Z' }),
    ],
  ])(
    'a frozen row knows a trigger that %s: a repeat of it changes nothing (R60)',
    async (_, user, campaign, repeat) => {
      const [before, cloud] = [await cloudAfter(), await cloudAfter(repeat)];
      expect(await cloud.decisions(campaign, user)).toEqual(await before.decisions(campaign, user));
      expect(cloud.messages()).toEqual([]);
    },
  );

  test('a frozen row holds a receipt: a user who received a message that is sent once receives no other (R40)', async () => {
    const cloud = await cloudAfter(receives('rita', 'welcome', { id: 'another' }));
    expect((await cloud.decisions('reminder', 'rita')).at(-1)).toBe('withheld already-received');
  });

  test.each([
    ['marta', 'an interaction'],
    ['lois', 'an exception whose text is so long that its end is a digest'],
  ])(
    'a frozen row holds the mark of %s for %s: a trigger done before it is cancelled, and one done after it is not (R32)',
    async (user) => {
      const earlier = { occurredAt: '2026-12-01T10:45:00Z' };
      expect(await (await cloudAfter(receives(user, 'welcome', earlier))).decisions('reminder', user)).toEqual([
        'enrolled',
        'cancelled exception',
      ]);
      expect(await (await cloudAfter(receives(user, 'welcome'))).enrollments('reminder', user)).toEqual(['waiting']);
    },
  );

  test('a frozen row holds the mark of a restart: a purchase of the same instant with a greater id restarts the wait again (R37)', async () => {
    const same = { id: 'purchase 3', occurredAt: '2026-12-01T11:34:30Z', price: 5 };
    const cloud = await cloudAfter(does('rosa', 'purchase.made', same));
    expect(await cloud.enrollments('again', 'rosa')).toEqual(['cancelled restarted', 'cancelled restarted', 'waiting']);
  });

  test.each([
    ['2026-12-02T11:09:00Z', 'withheld already-received'],
    ['2026-12-02T11:11:00Z', 'enrolled'],
  ])(
    'a frozen row holds a receipt that counts for a day: a purchase done at %s is %s (R41)',
    async (time, decision) => {
      const cloud = await cloudAfter();
      cloud.installed.now = Date.parse(time);
      await cloud.takes(enveloped(does('carl', 'purchase.made', { id: 'another', price: 5 }), Date.parse(time)));
      expect((await cloud.decisions('again', 'carl')).at(-1)).toBe(decision);
    },
  );

  test('a frozen row holds a claim of an earlier version, which set the receipt: it is taken back if the message is not sent (R95)', async () => {
    const cloud = await cloudAfter();
    await cloud.deliver('profiles', [enveloped(updatesProfile('otto', { muted: true }), AFTER)]);
    const event = does('otto', 'session.started', { id: 'session 0' });
    await cloud.deliver('triggers', [enveloped(event, Date.parse('2026-12-01T09:30:00Z'))], { times: 2 });
    expect(await cloud.decisions('at-once', 'otto')).toEqual(['enrolled', 'withheld aborted']);
    expect(await cloud.receiptOf('at-once', 'otto')).toBe('an earlier one');
  });

  test.each([
    ['vera', 206, 'session 0', 'session 102'],
    ['olga', 50, 'session 0', 'session 24'],
  ])(
    'frozen pages hold the older decisions of %s: all %i are listed, oldest first (R70)',
    async (user, count, first, last) => {
      const cloud = await cloudAfter();
      const page = await cloud.http('GET', `/users/${user}/decisions`);
      const rest = page.cursor === undefined ? [] : await restOf(cloud, user, page.cursor);
      const decisions = [...page.decisions, ...rest];
      expect([decisions.length, decisions[0]?.eventId, decisions.at(-1)?.eventId]).toEqual([count, first, last]);
    },
  );
});

async function restOf(cloud: Cloud, user: string, first: string): Promise<{ readonly eventId: string }[]> {
  const found: { readonly eventId: string }[] = [];
  for (let cursor: string | undefined = first; cursor !== undefined; ) {
    const page = await cloud.http('GET', `/users/${user}/decisions?cursor=${cursor}`);
    found.push(...page.decisions);
    cursor = page.cursor;
  }
  return found;
}
