import { describe, expect, test } from 'vitest';
import { Cloud, type FrozenCloud } from './cloud.ts';
import { does, enveloped, opens, receives, type SentEvent, says } from './events.ts';
import { readFixture, versions } from './fixtures.ts';

const NOW = '2026-12-01T11:45:00Z';

describe.each(versions())('rows and what lies beside them, as %s wrote them', (version) => {
  const frozen = readFixture<FrozenCloud>(version, 'cloud.json');
  /** Takes one more event, done when it says or else now. */
  const cloudAfter = async (event?: SentEvent): Promise<Cloud> => {
    const cloud = await Cloud.over(frozen);
    cloud.installed.now = Date.parse(NOW);
    if (event !== undefined) await cloud.takes(enveloped(event, Date.parse(NOW)));
    return cloud;
  };

  test.each([
    ['wanda', 'reminder', ['waiting'], ['enrolled']],
    ['stan', 'reminder', ['waiting'], ['enrolled']],
    ['clara', 'reminder', ['claimed'], ['enrolled']],
    ['rita', 'reminder', ['dispatched'], ['enrolled', 'dispatched']],
    ['lena', 'reminder', ['dispatched'], ['enrolled', 'dispatched', 'late-exception exception']],
    ['carl', 'reminder', ['cancelled exception'], ['enrolled', 'cancelled exception']],
    ['owen', 'reminder', [], ['withheld not-in-audience']],
    ['eve', 'each-news', ['waiting', 'waiting'], ['enrolled', 'enrolled']],
    ['rosa', 'again', ['cancelled restarted', 'waiting'], ['enrolled', 'cancelled restarted', 'enrolled']],
    ['attila', 'at-once', [], ['enrolled']],
    ['ron', 'reopened', ['waiting'], ['enrolled']],
  ])(
    'say where %s is on the way to a message of %s, and what was decided (R70)',
    async (user, campaign, states, decisions) => {
      const cloud = await cloudAfter();
      expect(await cloud.enrollments(campaign, user)).toEqual(states);
      expect(await cloud.decisions(campaign, user)).toEqual(decisions);
    },
  );

  test('tell the instants of an enrollment and the exception that cancelled it', async () => {
    const cloud = await cloudAfter();
    const of = (user: string) => cloud.http('GET', `/campaigns/reminder/enrollments?userId=${user}`);
    expect((await of('wanda')).enrollments).toMatchObject([
      { triggeredAt: '2026-12-01T11:10:00.000Z', dueAt: '2026-12-01T12:10:00.000Z' },
    ]);
    expect((await of('carl')).enrollments).toMatchObject([{ cancelledBy: 'purchase.made of carl' }]);
    expect((await of('rita')).enrollments).toMatchObject([{ dispatchedAt: '2026-12-01T11:00:00.000Z' }]);
  });

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
      'is told by its decision alone',
      'olga',
      'at-once',
      does('olga', 'session.started', { id: 'session 0', occurredAt: '2026-12-01T09:30:00Z' }),
    ],
  ])('know a trigger that %s: a repeat of it changes nothing (R60)', async (_, user, campaign, repeat) => {
    const [before, cloud] = [await cloudAfter(), await cloudAfter(repeat)];
    expect(await cloud.decisions(campaign, user)).toEqual(await before.decisions(campaign, user));
    expect(cloud.messages()).toEqual([]);
  });

  test('hold a receipt: who received a message that is sent once receives no other (R40)', async () => {
    const cloud = await cloudAfter(receives('rita', 'welcome', { id: 'another' }));
    expect((await cloud.decisions('reminder', 'rita')).at(-1)).toBe('withheld already-received');
  });

  test.each([
    ['marta', 'an interaction'],
    ['lois', 'an exception whose text is so long that its end is a digest'],
  ])(
    'hold the mark of %s for %s: a trigger done before it is cancelled, and one done after it is not (R32)',
    async (user) => {
      const earlier = { occurredAt: '2026-12-01T10:45:00Z' };
      expect(await (await cloudAfter(receives(user, 'welcome', earlier))).decisions('reminder', user)).toEqual([
        'enrolled',
        'cancelled exception',
      ]);
      expect(await (await cloudAfter(receives(user, 'welcome'))).enrollments('reminder', user)).toEqual(['waiting']);
    },
  );

  test('hold a wait that an exception cancels (R32)', async () => {
    const cloud = await cloudAfter(opens('wanda', 'welcome'));
    expect(await cloud.enrollments('reminder', 'wanda')).toEqual(['cancelled exception']);
  });

  test('hold a standby that takes over when the wave of the first wait is aborted (R42)', async () => {
    const cloud = await cloudAfter();
    const { call } = JSON.parse(
      frozen.executions.find(({ name }) => name === 'reminder.1.20261201T121000Z')?.input ?? '',
    );
    await cloud.deliver('endings', [{ wave: call.wave, reason: 'wave-aborted' }]);
    expect(await cloud.enrollments('reminder', 'stan')).toEqual(['cancelled wave-aborted', 'waiting']);
  });

  test('hold the wait of a publication that is over: whatever touches it cancels it (R50)', async () => {
    const cloud = await cloudAfter(receives('ron', 'opening', { id: 'another' }));
    expect(await cloud.enrollments('reopened', 'ron')).toEqual(['cancelled campaign-stopped', 'waiting']);
  });

  test('hold a message claimed to leave at once: the event that comes again has it sent, once (R51)', async () => {
    const cloud = await cloudAfter();
    const repeat = [enveloped(does('attila', 'session.started'), Date.parse('2026-12-01T11:32:00Z'))];
    for (const times of [2, 3]) await cloud.deliver('triggers', repeat, { times });
    expect(cloud.messages().map(({ userId }) => userId)).toEqual(['attila']);
    expect(await cloud.decisions('at-once', 'attila')).toEqual(['enrolled', 'dispatched']);
  });

  test('hold a claim of an earlier version, which set the receipt: it is taken back where the message is not sent (R95)', async () => {
    const cloud = await cloudAfter();
    await cloud.deliver('profiles', [enveloped(says('otto', { muted: true }), Date.parse(NOW))]);
    const event = does('otto', 'session.started', { id: 'session 0' });
    await cloud.deliver('triggers', [enveloped(event, Date.parse('2026-12-01T09:30:00Z'))], { times: 2 });
    expect(await cloud.decisions('at-once', 'otto')).toEqual(['enrolled', 'withheld aborted']);
    expect(await cloud.receiptOf('at-once', 'otto')).toBe('an earlier one');
  });

  test.each([
    ['vera', 206, 'session 0', 'session 102'],
    ['olga', 50, 'session 0', 'session 24'],
  ])(
    'hold the older decisions of %s in pages: all %i are listed, oldest first (R70)',
    async (user, count, first, last) => {
      const cloud = await cloudAfter();
      const page = await cloud.http('GET', `/users/${user}/decisions`);
      const rest = page.cursor === undefined ? [] : await restOf(cloud, user, page.cursor);
      const decisions = [...page.decisions, ...rest];
      expect([decisions.length, decisions[0]?.eventId, decisions.at(-1)?.eventId]).toEqual([count, first, last]);
    },
  );

  test('belong to campaigns that still hear the keys they listened to; of an archived target nothing is triggered (R7)', async () => {
    const cloud = await cloudAfter(receives('ann', 'retired'));
    expect(await cloud.decisions('orphaned', 'ann')).toEqual(['withheld target-archived']);
    const trial = await cloudAfter(does('wanda', 'custom_event.performed', { name: 'trial.started' }));
    expect(await trial.enrollments('reminder', 'wanda')).toEqual(['waiting']);
  });
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
