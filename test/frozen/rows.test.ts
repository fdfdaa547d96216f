import { describe, expect, test } from 'vitest';
import { afterTheStory } from './after-the-story.ts';
import type { Cloud, FrozenCloud } from './cloud.ts';
import { does, enveloped, opens, receives, type SentEvent } from './events.ts';
import { findExecution } from './find-execution.ts';
import { readFixture, versions } from './fixtures.ts';

describe.each(versions())('rows of users on their way, as %s wrote them', (version) => {
  const frozen = readFixture<FrozenCloud>(version, 'cloud.json');
  const cloudAfter = (event?: SentEvent): Promise<Cloud> => afterTheStory(frozen, event);

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
    'a frozen row says where %s is on the way to a message of %s, and what was decided (R70)',
    async (user, campaign, states, decisions) => {
      const cloud = await cloudAfter();
      expect(await cloud.enrollments(campaign, user)).toEqual(states);
      expect(await cloud.decisions(campaign, user)).toEqual(decisions);
    },
  );

  test('a frozen row has the instants of an enrollment and the exception that cancelled it', async () => {
    const cloud = await cloudAfter();
    const of = (user: string) => cloud.http('GET', `/campaigns/reminder/enrollments?userId=${user}`);
    expect((await of('wanda')).enrollments).toMatchObject([
      { triggeredAt: '2026-12-01T11:10:00.000Z', dueAt: '2026-12-01T12:10:00.000Z' },
    ]);
    expect((await of('carl')).enrollments).toMatchObject([{ cancelledBy: 'purchase.made of carl' }]);
    expect((await of('rita')).enrollments).toMatchObject([{ dispatchedAt: '2026-12-01T11:00:00.000Z' }]);
  });

  test('a frozen row holds a wait that an exception cancels (R32)', async () => {
    const cloud = await cloudAfter(opens('wanda', 'welcome'));
    expect(await cloud.enrollments('reminder', 'wanda')).toEqual(['cancelled exception']);
  });

  test('a frozen row holds a standby that takes over when the wave of the first wait is aborted (R42)', async () => {
    const cloud = await cloudAfter();
    const { call } = findExecution(frozen, 'reminder.1.20261201T1210');
    await cloud.deliver('endings', [{ wave: call.wave, reason: 'wave-aborted' }]);
    expect(await cloud.enrollments('reminder', 'stan')).toEqual(['cancelled wave-aborted', 'waiting']);
  });

  test('a frozen row holds a standby whose seat is moved to a later wave, and whose message has what the seat held (R42, R71)', async () => {
    const cloud = await cloudAfter();
    cloud.installed.now = Date.parse('2026-12-01T12:30:00Z');
    const { call } = findExecution(frozen, 'reminder.1.20261201T1210');
    expect(await cloud.deliver('endings', [{ wave: call.wave, reason: 'wave-aborted' }])).toBe(0);
    const { input } = cloud.frozen().executions.at(-1) ?? { input: '' };
    await cloud.dispatch(JSON.parse(input).call);
    expect(cloud.messages()).toMatchObject([{ userId: 'stan', trigger: { id: 'second welcome to stan' } }]);
  });

  test('a frozen row holds a claim, behind which another trigger stands by (R42, R95)', async () => {
    const cloud = await cloudAfter(receives('clara', 'welcome', { id: 'another', occurredAt: '2026-12-01T10:04:00Z' }));
    expect(await cloud.decisions('reminder', 'clara')).toEqual(['enrolled']);
    expect(await cloud.enrollments('reminder', 'clara')).toEqual(['claimed']);
  });

  test('a frozen row belongs to a version that says since when a trigger that an edit added counts (R6)', async () => {
    const early = { name: 'trial.started', occurredAt: '2026-12-01T09:00:03Z' };
    const cloud = await cloudAfter(does('marta', 'custom_event.performed', early));
    expect(await cloud.decisions('reminder', 'marta')).toEqual(['withheld before-publication']);
  });

  test('a frozen row holds the wait of a publication that is over: whatever touches it cancels it (R50)', async () => {
    const cloud = await cloudAfter(receives('ron', 'opening', { id: 'another' }));
    expect(await cloud.enrollments('reopened', 'ron')).toEqual(['cancelled campaign-stopped', 'waiting']);
  });

  test('a frozen row holds a message claimed to leave at once: a repeat of its event sends it, once (R51)', async () => {
    const cloud = await cloudAfter();
    const repeat = [enveloped(does('attila', 'session.started'), Date.parse('2026-12-01T11:32:00Z'))];
    for (const times of [2, 3]) await cloud.deliver('triggers', repeat, { times });
    expect(cloud.messages().map(({ userId }) => userId)).toEqual(['attila']);
    expect(await cloud.decisions('at-once', 'attila')).toEqual(['enrolled', 'dispatched']);
  });

  test('frozen campaigns still listen under the keys they listened under; an archived target triggers nothing (R7)', async () => {
    const cloud = await cloudAfter(receives('ann', 'retired'));
    expect(await cloud.decisions('orphaned', 'ann')).toEqual(['withheld target-archived']);
    const trial = await cloudAfter(does('wanda', 'custom_event.performed', { name: 'trial.started' }));
    expect(await trial.enrollments('reminder', 'wanda')).toEqual(['waiting']);
  });
});
