import { describe, expect, test } from 'vitest';
import { CANCELLED_REASONS, DECISIONS, WITHHELD_REASONS } from '../../core/contracts/decision.ts';
import type { MessageDispatched } from '../../core/contracts/dispatch.ts';
import { applyTriggers } from '../harness/scenarios/matched.ts';
import { at, isKnown, opens, receives, reminder, type Story, slippingIn, story } from '../harness/scenarios/story.ts';

const immediate = (more: object = {}) => reminder({ delay: 'none', exceptions: [], ...more });

describe('decisions', () => {
  test('decisions are recorded with their details, and can be read by user (R70)', async () => {
    const tale = await story(reminder(), reminder({ id: 'another', delay: '2 hours' }));
    const [received, opened] = [receives('ann'), opens('ann')];
    await tale.does('09:30', received);
    await tale.does('11:00', opened);
    await tale.until('day 2 09:00');
    const rows = await tale.services.rows.listByUser('ann');
    expect(rows.map(({ campaignId, row }) => [campaignId, row.decisions.map(({ decision }) => decision)])).toEqual([
      ['another', ['enrolled', 'cancelled']],
      ['reminder', ['enrolled', 'dispatched']],
    ]);
    const [enrolled, cancelled] = rows[0]?.row.decisions ?? [];
    expect(enrolled).toMatchObject({
      at: at('09:30'),
      eventId: received.detail['id'],
      triggeredAt: at('09:30'),
      dueAt: at('11:30'),
    });
    expect(cancelled).toMatchObject({ at: at('11:00'), eventId: opened.detail['id'], reason: 'exception' });
    expect(cancelled?.enrollmentId).toBe(enrolled?.enrollmentId);
  });

  test('decisions use the closed list only, and are counted by name and reason (R73)', async () => {
    const tale = await story(reminder());
    await tale.receives('08:00', receives('ann'));
    await tale.does('09:30', receives('ann'), receives('bob'), receives('cyd'));
    await tale.does('09:40', opens('bob'));
    await tale.until('11:00');
    await tale.receives('09:45', opens('ann'));
    await tale.does('12:00', receives('ann'));
    expect(await tale.counts()).toEqual({
      cancelled: 1,
      'cancelled:exception': 1,
      dispatched: 2,
      enrolled: 3,
      'late-exception': 1,
      'late-exception:exception': 1,
      withheld: 2,
      'withheld:already-received': 1,
      'withheld:before-publication': 1,
    });
    const names = (await tale.decisions('ann')).map(({ decision }) => decision);
    expect(names.every((name) => DECISIONS.includes(name))).toBe(true);
    expect(new Set([...WITHHELD_REASONS, ...CANCELLED_REASONS]).size).toBe(
      WITHHELD_REASONS.length + CANCELLED_REASONS.length - 2,
    );
  });

  test('a user about whom nothing was decided has no decisions', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', opens('ann'), receives('ann', { campaignId: 'another' }));
    expect(await tale.decided('ann')).toEqual([]);
    expect(await tale.decided('bob')).toEqual([]);
    expect(await tale.counts()).toEqual({});
  });
});

describe('a dispatched message', () => {
  test('a dispatched message contains the user, the content, the trigger and the instants', async () => {
    const messages = [
      {
        channel: 'email',
        subject: 'For {{ user.first_name }}',
        body: '{{ trigger.linkUrl }} {{ campaign.name }} {{ user.email }}',
      },
    ];
    const tale = await story(reminder({ messages }));
    await tale.does('09:10', isKnown('ann', { first_name: 'Ann' }, { email: 'ann@example.org' }));
    const received = receives('ann', { linkUrl: 'https://a.example' });
    await tale.does('09:30:10', received);
    await tale.until('day 2 09:00');
    expect(tale.messages()).toEqual([
      {
        dispatchId: (await tale.row('ann')).receipt?.enrollmentId,
        campaignId: 'reminder',
        version: 1,
        userId: 'ann',
        messages: [{ channel: 'email', subject: 'For Ann', body: 'https://a.example Reminder ann@example.org' }],
        trigger: expect.objectContaining({ ...received.detail }),
        dueAt: '2026-12-01T10:30:10.000Z',
        dispatchedAt: '2026-12-01T10:30:10.000Z',
      },
    ]);
  });

  /** Dispatches a message without recording it, lets something happen, and delivers the trigger again. Returns the messages that were dispatched. */
  async function dispatchedTwice(
    between: (tale: Story) => Promise<unknown>,
    more: object = {},
  ): Promise<MessageDispatched[]> {
    const tale = await story(immediate(more));
    const handed: MessageDispatched[] = [];
    const send = async (message: MessageDispatched) => {
      handed.push(message);
      if (handed.length === 1) throw new Error('handed over, but never heard of again');
      return 'sent' as const;
    };
    const event = tale.event('09:00', receives('ann'));
    const dying = { ...tale.services, outbox: { send } };
    await expect(applyTriggers(event, dying)).rejects.toThrow('never heard of again');
    await between(tale);
    tale.clockOnly('09:20');
    await applyTriggers(event, dying);
    expect(handed).toHaveLength(2);
    return handed;
  }

  test('a dispatched message carries the same id and content on every repeat, also after an edit in between (R71)', async () => {
    const [first, repeat] = await dispatchedTwice((tale) =>
      tale.publishes(immediate({ messages: [{ channel: 'sms', body: 'Another' }] })),
    );
    expect(repeat).toEqual(first);
  });

  test('a dispatched message carries the instant at which it was claimed, on every repeat (R71)', async () => {
    const body = "{{ 'now' | date: '%H:%M' }}";
    const [first, repeat] = await dispatchedTwice(async () => undefined, { messages: [{ channel: 'sms', body }] });
    expect(first).toMatchObject({ messages: [{ body: '09:00' }], dispatchedAt: '2026-12-01T09:00:00.000Z' });
    expect(repeat).toEqual(first);
  });

  test('a dispatched message carries the same id, version and trigger after a new profile in between, even where its content shows the profile (R71, ADR 0013)', async () => {
    const [first, repeat] = await dispatchedTwice((tale) =>
      tale.receives('09:00', isKnown('ann', { first_name: 'Ann' })),
    );
    expect(first?.messages).toMatchObject([{ body: 'Hello there' }]);
    expect(repeat).toEqual({ ...first, messages: [expect.objectContaining({ body: 'Hello Ann' })] });
  });

  test('a dispatched message is shown once on one machine, with its first content, where a repeat differs (ADR 0013)', async () => {
    const tale = await story(immediate());
    const [first] = await dispatchedTwice(async () => undefined);
    if (first === undefined) throw new Error('expected a message');
    await tale.services.outbox.send(first);
    await tale.services.outbox.send({ ...first, messages: [] });
    expect(tale.messages()).toEqual([first]);
  });

  test('a message leaves at most once for an enrollment, however often and whenever its trigger is repeated (R72)', async () => {
    const tale = await story(reminder());
    const event = tale.event('09:30', receives('ann'));
    await applyTriggers(event, tale.services);
    await applyTriggers(
      event,
      slippingIn(tale.services, () => tale.until('10:30')),
    );
    for (const time of ['10:30', '10:30:30', '10:31:30', '12:00', 'day 3 12:00']) {
      await tale.until(time);
      await applyTriggers(event, tale.services);
    }
    expect(tale.sent()).toEqual(['ann 10:30']);
  });
});

describe('after the window of a wave', () => {
  test('no enrollment is waiting any more after the window of a wave, and no wave is running (R72)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'), receives('bob'));
    await tale.does('10:00', opens('ann'));
    await tale.until('10:33');
    for (const userId of ['ann', 'bob']) expect((await tale.row(userId)).live).toEqual([]);
    expect(tale.services.waves.nextCallAt()).toBeUndefined();
  });
});
