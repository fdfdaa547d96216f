import { describe, expect, test } from 'vitest';
import { dispatchWave } from '../../engine/dispatch-wave.ts';
import { interacts, leaves, opens, receives, reminder, slippingIn, story } from '../harness/scenarios/story.ts';

const saying = (body: string) => ({ messages: [{ channel: 'sms', body }] });
const clicked = { interaction: 'email.clicked', campaign: 'welcome' };
const opened = { interaction: 'email.opened', campaign: 'welcome' };
const triggers = [{ interaction: 'email.received', campaign: 'welcome' }, clicked];

describe('stopping a campaign', () => {
  test('stopping a campaign cancels every wait permanently (R50)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.until('10:00');
    await tale.stops('reminder');
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled campaign-stopped']);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
  });

  test('stopping a campaign ends the publication at once: a wait whose row is not changed yet is not claimed either (R50)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.until('10:00');
    await tale.stops('reminder', { rowsFollow: false });
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled campaign-stopped']);
  });

  test('stopping a campaign cancels standby enrollments, too (R50)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.does('09:40', receives('ann'));
    await tale.stops('reminder');
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled campaign-stopped', 'withheld campaign-stopped']);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
  });

  test('stopping a campaign ends its reactions to events (R6)', async () => {
    const tale = await story(reminder());
    await tale.stops('reminder');
    await tale.does('09:30', receives('ann'));
    expect(await tale.decided('ann')).toEqual([]);
  });

  test('stopping a campaign is refused for a draft, and done already for a stopped campaign (R50, R97)', async () => {
    const tale = await story();
    await tale.saves(reminder());
    await expect(tale.stops('reminder')).rejects.toThrow('expected published, found draft');
    await tale.publishes('reminder');
    await tale.stops('reminder');
    await tale.stops('reminder');
    expect(await tale.campaign('reminder')).toMatchObject({ status: 'stopped' });
  });

  test('stopping a campaign is part of archiving it, after which nothing can be done with it (R50)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.archives('reminder');
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
    expect(await tale.publishes('reminder')).toMatch(/archived/);
    await expect(tale.saves(reminder())).rejects.toThrow('archived');
    await expect(tale.archives('reminder')).rejects.toThrow('archived');
  });
});

describe('publishing a stopped campaign again', () => {
  test('publishing a stopped campaign again begins a new publication; an event that was done in the gap does not count, even if it arrives later (R6)', async () => {
    const tale = await story(reminder());
    await tale.until('10:00');
    await tale.stops('reminder');
    await tale.until('11:00');
    await tale.publishes('reminder');
    await tale.receives('10:30', receives('ann'));
    await tale.receives('11:00', receives('bob'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 12:00']);
    expect(await tale.decided('ann')).toEqual(['withheld before-publication']);
  });

  test.each([true, false])(
    'publishing a stopped campaign again revives no wait (rows are changed late: %j) (R50)',
    async (rowsFollow) => {
      const tale = await story(reminder());
      await tale.does('09:30', receives('ann'));
      await tale.until('10:00');
      await tale.stops('reminder', { rowsFollow });
      await tale.publishes('reminder');
      await tale.until('day 2 09:00');
      expect(tale.sent()).toEqual([]);
    },
  );

  test.each([true, false])(
    'publishing a stopped campaign again enrolls a user again whose wait was stopped (rows are changed late: %j) (R50)',
    async (rowsFollow) => {
      const tale = await story(reminder());
      await tale.does('09:30', receives('ann'));
      await tale.until('10:00');
      await tale.stops('reminder', { rowsFollow });
      await tale.publishes('reminder');
      await tale.does('10:10', receives('ann'));
      await tale.until('day 2 09:00');
      expect(tale.sent()).toEqual(['ann 11:10']);
      expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled campaign-stopped', 'enrolled', 'dispatched']);
    },
  );
});

describe('an edit of a published campaign', () => {
  test('an edit of a published campaign keeps the publication and its instant (R6)', async () => {
    const tale = await story(reminder());
    const { publishedAt } = await tale.campaign('reminder');
    await tale.until('10:00');
    await tale.publishes(reminder({ name: 'Reminded' }));
    expect(await tale.campaign('reminder')).toMatchObject({ publishedAt, publishedVersion: 2, version: 2 });
    await tale.receives('09:30', receives('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
  });

  test('an edit of a published campaign adds triggers that count from the edit; the other triggers keep their instants (R6)', async () => {
    const tale = await story(reminder());
    await tale.until('10:00');
    await tale.publishes(reminder({ triggers }));
    await tale.receives('09:59:59.999', interacts('email.clicked', 'ann'), receives('bob'));
    await tale.receives('10:00', interacts('email.clicked', 'cyd'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 11:00', 'cyd 11:00']);
    expect(await tale.decided('ann')).toEqual(['withheld before-publication']);
  });

  test('an edit of a published campaign does not change from when the triggers of an earlier edit count (R6)', async () => {
    const tale = await story(reminder());
    await tale.until('10:00');
    await tale.publishes(reminder({ triggers }));
    await tale.until('10:30');
    await tale.publishes(reminder({ triggers, name: 'Again' }));
    await tale.receives('10:15', interacts('email.clicked', 'ann'));
    await tale.receives('09:30', interacts('email.clicked', 'bob'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 11:15']);
  });

  test('an edit of a published campaign has no effect until it is published (R52)', async () => {
    const tale = await story(reminder(saying('one')));
    await tale.does('09:30', receives('ann'));
    await tale.saves(reminder(saying('two')));
    await tale.until('day 2 09:00');
    expect(tale.messages()[0]?.messages[0]?.['body']).toBe('one');
  });

  test('an edit of a published campaign changes the content for users who are waiting (R52)', async () => {
    const tale = await story(reminder(saying('one')));
    await tale.does('09:30', receives('ann'));
    await tale.publishes(reminder(saying('two')));
    await tale.until('day 2 09:00');
    expect(tale.messages()).toMatchObject([{ version: 2, messages: [{ body: 'two' }] }]);
  });

  test('an edit of a published campaign does not change due instants that are already set (R52)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.publishes(reminder({ delay: '3 hours' }));
    await tale.does('09:40', receives('bob'));
    await tale.until('day 2 09:00');
    const due = tale.messages().map(({ userId, dueAt }) => `${userId} ${dueAt.slice(11, 16)}`);
    expect(due).toEqual(['ann 10:30', 'bob 12:40']);
  });

  test('an edit of a published campaign adds and removes exceptions for users who are waiting (R52)', async () => {
    const tale = await story(reminder({ exceptions: [opened] }));
    await tale.does('09:30', receives('ann'), receives('bob'));
    await tale.publishes(reminder({ exceptions: [clicked] }));
    await tale.does('10:00', interacts('email.clicked', 'ann'), opens('bob'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 10:30']);
  });

  test('an edit of a published campaign removes exceptions whose earlier marks then cancel no late trigger (R52)', async () => {
    const tale = await story(reminder({ exceptions: [opened] }));
    await tale.does('09:40', opens('ann'));
    await tale.publishes(reminder({ exceptions: [clicked] }));
    await tale.receives('09:30', receives('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
  });

  test('an edit of a published campaign never sends a message twice, neither by another width of windows nor by a repeated trigger (R53)', async () => {
    const tale = await story(reminder({ delay: '1 hour' }));
    const received = receives('ann');
    await tale.does('09:30:01', received);
    await tale.publishes(reminder());
    await tale.receives('09:30:01', received);
    await tale.until('10:45');
    await tale.publishes(reminder(saying('three')));
    await tale.receives('09:30:01', received);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([`ann ${leaves('10:30:01', '1 hour')}`]);
  });

  test('an edit between the claim and the dispatch neither changes the message nor sends it twice (R53, R71)', async () => {
    const tale = await story(reminder(saying('one')));
    await tale.does('09:30', receives('ann'));
    tale.clockOnly('10:30');
    const [call] = tale.services.waves.listDueCalls(tale.services.clock.now());
    if (call === undefined) throw new Error('expected a wave that leaves');
    const dying = { ...tale.services, outbox: { send: () => Promise.reject(new Error('the store failed')) } };
    await dispatchWave(call, dying);
    expect((await tale.row('ann')).live.map(({ state }) => state)).toEqual(['claimed']);
    await tale.publishes(reminder(saying('two')));
    await tale.until('day 2 09:00');
    expect(tale.messages()).toMatchObject([{ version: 1, messages: [{ body: 'one' }] }]);
  });
});

describe('a stop during the dispatch', () => {
  test('a stop during the dispatch does not cancel enrollments that were claimed before it (R51)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    tale.clockOnly('10:30');
    const [call] = tale.services.waves.listDueCalls(tale.services.clock.now());
    if (call === undefined) throw new Error('expected a wave that leaves');
    const dying = { ...tale.services, outbox: { send: () => Promise.reject(new Error('the store failed')) } };
    await dispatchWave(call, dying);
    await tale.stops('reminder');
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched']);
  });

  test('a stop during the dispatch prevents the claim of rows that are changed just before it (R51)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    tale.clockOnly('10:30');
    const [call] = tale.services.waves.listDueCalls(tale.services.clock.now());
    if (call === undefined) throw new Error('expected a wave that leaves');
    await dispatchWave(
      call,
      slippingIn(tale.services, () => tale.stops('reminder')),
    );
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled campaign-stopped']);
  });
});

describe('the caller', () => {
  test('the caller is recorded with each action on a campaign (R74)', async () => {
    const tale = await story(reminder());
    await tale.stops('reminder');
    await tale.archives('reminder');
    const { history } = await tale.campaign('reminder');
    expect(history.map(({ did, by }) => `${did} by ${by}`)).toEqual([
      'saved by the author',
      'published by the author',
      'stopped by the author',
      'archived by the author',
    ]);
  });
});
