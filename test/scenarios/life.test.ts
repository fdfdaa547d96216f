import { describe, expect, test } from 'vitest';
import { dispatchWave } from '../../engine/dispatch-wave.ts';
import { interacts, opens, receives, reminder, slippingIn, story } from '../harness/scenarios/story.ts';

const saying = (body: string) => ({ messages: [{ channel: 'sms', body }] });
const clicked = { interaction: 'email.clicked', campaign: 'welcome' };
const opened = { interaction: 'email.opened', campaign: 'welcome' };
const triggers = [{ interaction: 'email.received', campaign: 'welcome' }, clicked];

describe('stopping', () => {
  test('cancels every wait, for good (R50)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.until('10:00');
    await tale.stops('reminder');
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled campaign-stopped']);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
  });

  test('ends the publication at once: a wait whose row does not say so yet is not claimed either (R50)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.until('10:00');
    await tale.stops('reminder', { rowsFollow: false });
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled campaign-stopped']);
  });

  test('cancels those who stand by, too (R50)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.does('09:40', receives('ann'));
    await tale.stops('reminder');
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled campaign-stopped', 'withheld campaign-stopped']);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
  });

  test('listens to nothing any more (R6)', async () => {
    const tale = await story(reminder());
    await tale.stops('reminder');
    await tale.does('09:30', receives('ann'));
    expect(await tale.decided('ann')).toEqual([]);
  });

  test('a draft cannot be stopped, nor can anything be stopped twice (R50)', async () => {
    const tale = await story();
    await tale.saves(reminder());
    await expect(tale.stops('reminder')).rejects.toThrow('expected published, found draft');
    await tale.publishes('reminder');
    await tale.stops('reminder');
    await expect(tale.stops('reminder')).rejects.toThrow('expected published, found stopped');
  });

  test('archiving stops first, and nothing comes after it (R50)', async () => {
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

describe('publishing again', () => {
  test('begins a new publication; what was done in the gap is lost, though it arrives later (R6)', async () => {
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

  test.each([true, false])('revives no wait, also where the rows follow late: %j (R50)', async (rowsFollow) => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.until('10:00');
    await tale.stops('reminder', { rowsFollow });
    await tale.publishes('reminder');
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
  });

  test.each([true, false])(
    'a user whose wait was stopped is enrolled again, rows late: %j (R50)',
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

describe('an edit', () => {
  test('keeps the publication and its instant (R6)', async () => {
    const tale = await story(reminder());
    const { publishedAt } = await tale.campaign('reminder');
    await tale.until('10:00');
    await tale.publishes(reminder({ name: 'Reminded' }));
    expect(await tale.campaign('reminder')).toMatchObject({ publishedAt, publishedVersion: 2, version: 2 });
    await tale.receives('09:30', receives('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
  });

  test('a trigger that it adds counts from the edit; the others keep theirs (R6)', async () => {
    const tale = await story(reminder());
    await tale.until('10:00');
    await tale.publishes(reminder({ triggers }));
    await tale.receives('09:59:59.999', interacts('email.clicked', 'ann'), receives('bob'));
    await tale.receives('10:00', interacts('email.clicked', 'cyd'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 11:00', 'cyd 11:00']);
    expect(await tale.decided('ann')).toEqual(['withheld before-publication']);
  });

  test('and keeps counting from there after further edits (R6)', async () => {
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

  test('a saved version that is not published changes nothing (R52)', async () => {
    const tale = await story(reminder(saying('one')));
    await tale.does('09:30', receives('ann'));
    await tale.saves(reminder(saying('two')));
    await tale.until('day 2 09:00');
    expect(tale.messages()[0]?.messages[0]?.['body']).toBe('one');
  });

  test('takes effect for whoever waits: the content is the newest (R52)', async () => {
    const tale = await story(reminder(saying('one')));
    await tale.does('09:30', receives('ann'));
    await tale.publishes(reminder(saying('two')));
    await tale.until('day 2 09:00');
    expect(tale.messages()).toMatchObject([{ version: 2, messages: [{ body: 'two' }] }]);
  });

  test('due times already set stay (R52)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.publishes(reminder({ delay: '3 hours' }));
    await tale.does('09:40', receives('bob'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30', 'bob 12:40']);
  });

  test('an exception that it adds protects whoever waits, one that it takes away no longer does (R52)', async () => {
    const tale = await story(reminder({ exceptions: [opened] }));
    await tale.does('09:30', receives('ann'), receives('bob'));
    await tale.publishes(reminder({ exceptions: [clicked] }));
    await tale.does('10:00', interacts('email.clicked', 'ann'), opens('bob'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 10:30']);
  });

  test('a mark of an exception that it takes away cancels no late trigger (R52)', async () => {
    const tale = await story(reminder({ exceptions: [opened] }));
    await tale.does('09:40', opens('ann'));
    await tale.publishes(reminder({ exceptions: [clicked] }));
    await tale.receives('09:30', receives('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
  });

  test('never sends a message twice: neither by its own width of windows nor by a redelivered trigger (R53)', async () => {
    const tale = await story(reminder());
    const received = receives('ann');
    await tale.does('09:30:01', received);
    await tale.publishes(reminder({ precision: '1 second' }));
    await tale.receives('09:30:01', received);
    await tale.until('10:45');
    await tale.publishes(reminder(saying('three')));
    await tale.receives('09:30:01', received);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:31']);
  });

  test('between the claim and the dispatch does not change the message, nor send it twice (R53, R71)', async () => {
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

describe('stop against dispatch', () => {
  test('what was claimed before the stop counts as sent (R51)', async () => {
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

  test('rows that are stopped just before their claim are not claimed (R51)', async () => {
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

describe('who did it', () => {
  test('is recorded, act by act (R74)', async () => {
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
