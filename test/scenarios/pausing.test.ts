import { describe, expect, test } from 'vitest';
import { dispatchWave } from '../../engine/dispatch-wave.ts';
import { pause, resume } from '../../engine/pause.ts';
import { leaving } from '../harness/scenarios/leaving.ts';
import { behaves, opens, receives, reminder, type Story, story } from '../harness/scenarios/story.ts';

const immediate = () => reminder({ delay: 'none', exceptions: [], precision: undefined });

const pauses = (tale: Story, campaignId?: string) =>
  pause({ services: tale.services, by: 'olga', ...(campaignId === undefined ? {} : { campaignId }) });
const resumes = (tale: Story, campaignId?: string) =>
  resume({ services: tale.services, by: 'olga', ...(campaignId === undefined ? {} : { campaignId }) });

describe('a pause', () => {
  test('a message that is due during a pause leaves after it (R92)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await pauses(tale, 'reminder');
    await tale.until('12:00');
    expect(tale.sent()).toEqual([]);
    expect(await tale.decided('ann')).toEqual(['enrolled']);
    await resumes(tale, 'reminder');
    await tale.until('12:01');
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched']);
    expect(tale.sent()).toHaveLength(1);
  });

  test('a pause of less than ninety seconds delays a message to the last call of its wave (R92)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.until('10:29');
    await pauses(tale);
    await tale.until('10:31');
    await resumes(tale);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:31:30']);
  });

  test('a pause of one campaign holds back no other (R92)', async () => {
    const tale = await story(reminder(), reminder({ id: 'second', name: 'Second' }));
    await tale.does('09:30', receives('ann'));
    await pauses(tale, 'second');
    await tale.until('11:00');
    expect(tale.sent('reminder')).toEqual(['ann 10:30']);
    expect(tale.sent('second')).toEqual([]);
  });

  test('resuming all resumes no campaign that is paused by itself (R92)', async () => {
    const tale = await story(reminder(), reminder({ id: 'second', name: 'Second' }));
    await tale.does('09:30', receives('ann'));
    await pauses(tale);
    await pauses(tale, 'second');
    await tale.until('11:00');
    await resumes(tale);
    await tale.until('11:05');
    expect(tale.sent('reminder')).toHaveLength(1);
    expect(tale.sent('second')).toEqual([]);
  });

  test('an exception still cancels a wait during a pause (R92)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await pauses(tale);
    await tale.does('11:00', opens('ann'));
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled exception']);
    await resumes(tale);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
  });

  test('a stop cancels the waits of a paused campaign, and resuming it sends nothing (R92)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await pauses(tale, 'reminder');
    await tale.until('11:00');
    await tale.stops('reminder');
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled campaign-stopped']);
    await resumes(tale, 'reminder');
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
  });

  test('a message that became stale during a pause is withheld (R92)', async () => {
    const tale = await story(reminder({ staleAfter: '2 hours' }));
    await tale.does('09:30', receives('ann'));
    await pauses(tale);
    await tale.until('12:40');
    await resumes(tale);
    await tale.until('13:00');
    expect(tale.sent()).toEqual([]);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'withheld stale']);
  });

  test('a message without a delay waits through a pause, and leaves once after it (R92)', async () => {
    const tale = await story(immediate());
    await pauses(tale);
    await tale.does('09:30', receives('ann'));
    expect(tale.sent()).toEqual([]);
    expect(await tale.decided('ann')).toEqual(['enrolled']);
    await tale.until('10:00');
    await resumes(tale);
    await tale.until('10:05');
    expect(tale.sent()).toHaveLength(1);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched']);
  });

  test('messages without a delay that come within a minute of a pause share a wave (R92)', async () => {
    const tale = await story(immediate());
    await pauses(tale);
    for (const second of ['01', '11', '21']) await tale.does(`09:30:${second}`, receives(`user-${second}`));
    expect((await tale.waves()).length).toBeLessThanOrEqual(2);
  });

  test('a repeat of a trigger that a pause holds back enrolls no second time (R92)', async () => {
    const tale = await story(immediate());
    const received = receives('ann');
    await pauses(tale);
    await tale.does('09:30', received);
    await resumes(tale);
    await tale.does('09:30:01', received);
    await tale.until('10:00');
    expect(tale.sent()).toHaveLength(1);
  });

  test('a user who is enrolled during a pause waits like any other (R92)', async () => {
    const tale = await story(reminder());
    await pauses(tale);
    await tale.does('09:30', receives('ann'));
    await resumes(tale);
    await tale.until('11:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
  });

  test('a second pause and a second resumption change nothing, and say so (R92)', async () => {
    const tale = await story(reminder());
    expect(await pauses(tale)).toMatchObject({ pause: { by: 'olga' }, isRepeat: false });
    expect(await pauses(tale)).toMatchObject({ isRepeat: true });
    expect(await resumes(tale)).toMatchObject({ isRepeat: false });
    expect(await resumes(tale)).toMatchObject({ isRepeat: true });
    expect((await tale.services.pauses.read()).history.map(({ did, by }) => `${did} ${by}`)).toEqual([
      'paused olga',
      'resumed olga',
    ]);
  });

  test('an unknown campaign cannot be paused or resumed, and an archived one cannot be paused (R92)', async () => {
    const tale = await story(reminder());
    expect(await pauses(tale, 'missing')).toMatchObject({ code: 'unknown-campaign' });
    expect(await resumes(tale, 'missing')).toMatchObject({ code: 'unknown-campaign' });
    await tale.archives('reminder');
    expect(await pauses(tale, 'reminder')).toMatchObject({ code: 'archived' });
  });

  test('a pause during a pass holds back the enrollments that were not claimed (R92)', async () => {
    const tale = await story(reminder({ exceptions: [] }));
    for (const user of ['ann', 'bob', 'cyd', 'dan', 'eve', 'fay', 'gil']) await tale.does('09:30', receives(user));
    tale.clockOnly('10:30');
    const { outbox } = tale.services;
    const send: typeof outbox.send = async (message) => {
      if (tale.sent().length === 0) await pauses(tale);
      return outbox.send(message);
    };
    const call = leaving(tale);
    const limits = { pageSize: 2, hasTime: () => true };
    const result = await dispatchWave(call, { ...tale.services, outbox: { ...outbox, send } }, limits);
    expect(result).toMatchObject({ next: { isLastCall: true } });
    expect(tale.sent()).toHaveLength(2);
    await tale.until('11:00');
    expect(tale.sent()).toHaveLength(2);
    await resumes(tale);
    await tale.until('11:10');
    expect(tale.sent()).toHaveLength(7);
    expect(new Set(tale.sent().map((each) => each.split(' ')[0])).size).toBe(7);
  });

  test('a claim that is decided long after the pauses were read reads them again (R92)', async () => {
    const tale = await story(reminder({ exceptions: [] }));
    await tale.does('09:30', receives('ann'));
    tale.clockOnly('10:30');
    const { pauses: stored } = tale.services;
    let reads = 0;
    const getRecent: typeof stored.getRecent = async () => {
      reads += 1;
      const recent = await stored.getRecent();
      if (reads > 1) return recent;
      // The answer takes eleven seconds, in which someone pauses.
      await pauses(tale);
      tale.clockOnly('10:30:11');
      return recent;
    };
    await dispatchWave(leaving(tale), { ...tale.services, pauses: { ...stored, getRecent } });
    expect(tale.sent()).toEqual([]);
    expect(reads).toBeGreaterThan(1);
  });

  test('an event that has nothing to do with a paused campaign is handled as ever (R92)', async () => {
    const tale = await story(reminder());
    await pauses(tale);
    await tale.does('09:30', behaves('purchase.made', 'ann'));
    expect(await tale.refused()).toEqual([]);
  });
});
