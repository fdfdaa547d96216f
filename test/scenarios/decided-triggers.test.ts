import { describe, expect, test } from 'vitest';
import type { Services } from '../../core/ports.ts';
import { MAX_DECIDED_TRIGGERS, MAX_LIVE_ENROLLMENTS } from '../../core/row.ts';
import { finishClaims } from '../../engine/finish-claims.ts';
import { applyTriggers } from '../harness/scenarios/matched.ts';
import {
  breakingAt,
  receives,
  reminder,
  type Story,
  slippingIn,
  story,
  writeDecision,
} from '../harness/scenarios/story.ts';

const immediate = reminder({ delay: 'none', exceptions: [], reeligibility: 'immediately' });
const MANY = MAX_DECIDED_TRIGGERS + 50;
const ids = (count: number) => Array.from({ length: count }, (_, index) => `event ${index}`);
const minute = (index: number) => `${10 + Math.floor(index / 60)}:${String(index % 60).padStart(2, '0')}`;
const triggersOf = (messages: Story) => messages.messages().map(({ trigger }) => String(trigger['id']));

/** Returns the decisions about a trigger. The outbox keeps equal messages once, so that only they tell whether it was decided twice. */
const decisionsAbout = async (tale: Story, id: string): Promise<string[]> =>
  (await tale.decisions('ann')).filter(({ eventId }) => eventId === id).map(writeDecision);

describe('many triggers of one user and follow-up', () => {
  test.each(['oldest first', 'newest first'])(
    'each trigger sends its message, with the triggers arriving %s (R49)',
    async (order) => {
      const tale = await story(immediate);
      await tale.until('14:00');
      const events = ids(MANY).map((id, index) => ({ id, time: minute(index) }));
      for (const { id, time } of order === 'oldest first' ? events : events.toReversed())
        await tale.receives(time, receives('ann', { id }));
      expect(triggersOf(tale).sort()).toEqual(ids(MANY).sort());
    },
  );

  test('each trigger sends its message even where three hundred have the same instant (R49)', async () => {
    const tale = await story(immediate);
    await tale.receives('09:00', ...ids(300).map((id) => receives('ann', { id })));
    expect(triggersOf(tale).sort()).toEqual(ids(300).sort());
  });

  test('each trigger sends its message even where no event of a request has an instant of its own (R49)', async () => {
    const tale = await story(immediate);
    const untimed = ids(300).map((id) => receives('ann', { id, occurredAt: undefined }));
    await tale.receives('09:00', ...untimed);
    expect(triggersOf(tale).sort()).toEqual(ids(300).sort());
  });

  test.each(['as it was', 'with another time'])(
    'a repeat of the first trigger never enrolls, however many came in between: %s (R49)',
    async (how) => {
      const tale = await story(immediate);
      await tale.receives('09:00', ...ids(300).map((id) => receives('ann', { id })));
      const again = how === 'as it was' ? '09:00' : '09:30';
      await tale.until('09:30');
      await tale.receives(again, ...ids(300).map((id) => receives('ann', { id })));
      expect(triggersOf(tale)).toHaveLength(300);
      expect((await tale.decided('ann')).filter((each) => each === 'dispatched')).toHaveLength(300);
    },
  );

  test('a trigger that was withheld because of too many waits stays withheld when it is repeated an hour later (R42, R49)', async () => {
    const tale = await story(reminder({ reeligibility: 'immediately', exceptions: [] }));
    await tale.receives('09:00', ...ids(MAX_LIVE_ENROLLMENTS + 1).map((id) => receives('ann', { id })));
    await tale.until('11:00');
    await tale.receives('09:00', receives('ann', { id: `event ${MAX_LIVE_ENROLLMENTS}` }));
    await tale.until('day 2 09:00');
    expect(triggersOf(tale)).toHaveLength(MAX_LIVE_ENROLLMENTS);
    const decided = (await tale.decisions('ann')).filter(({ eventId }) => eventId === `event ${MAX_LIVE_ENROLLMENTS}`);
    expect(decided.map(({ reason }) => reason)).toEqual(['too-many-waits']);
  });

  test('a decision is recorded for each of many triggers, withheld ones too, however many there are (R49, R70)', async () => {
    const tale = await story(reminder({ delay: 'none', exceptions: [] }));
    await tale.receives('09:00', ...ids(300).map((id) => receives('ann', { id })));
    const decided = await tale.decisions('ann');
    expect(new Set(decided.map(({ eventId }) => eventId)).size).toBe(300);
    expect(decided.filter(({ reason }) => reason === 'already-received')).toHaveLength(299);
  });
});

/** Begins a story in which a user has so many decided triggers that the next write archives the oldest id. */
async function fullOf(count: number): Promise<Story> {
  const tale = await story(immediate);
  await tale.until('14:00');
  for (const [index, id] of ids(count).entries()) await tale.receives(minute(index), receives('ann', { id }));
  return tale;
}

describe('a decided trigger whose id is archived', () => {
  test('a trigger whose id is archived is not decided twice while its repeat is being decided: archived ids are looked up after every read of the row (R49)', async () => {
    const tale = await fullOf(MAX_DECIDED_TRIGGERS);
    const repeat = tale.event(minute(0), receives('ann', { id: 'event 0' }));
    const others = ids(MAX_DECIDED_TRIGGERS + 3).slice(MAX_DECIDED_TRIGGERS);
    // The repeat reads a row without its id only where other triggers push it out of the row before its second read.
    let reads = 0;
    const read: Services['rows']['read'] = async (key) => {
      reads += 1;
      if (reads === 1) for (const id of others) await tale.receives('13:59', receives('ann', { id }));
      return tale.services.rows.read(key);
    };
    await applyTriggers(repeat, { ...tale.services, rows: { ...tale.services.rows, read } });
    expect((await tale.row('ann')).hasKnown).toBe(true);
    expect(await decisionsAbout(tale, 'event 0')).toEqual(['enrolled', 'dispatched']);
    expect(triggersOf(tale).filter((id) => id === 'event 0')).toHaveLength(1);
  });

  test('a new trigger whose write is refused looks up archived ids again: a duplicate may have been decided and archived meanwhile (R49)', async () => {
    const tale = await fullOf(MAX_DECIDED_TRIGGERS + 2);
    // Ids are archived already, so that the first attempt looks the trigger up and does not find it.
    expect((await tale.row('ann')).hasKnown).toBe(true);
    const duplicate = tale.event('10:00', receives('ann', { id: 'twin' }));
    const slipping = slippingIn(tale.services, async () => {
      await applyTriggers(duplicate, tale.services);
      for (const id of ids(2 * MAX_DECIDED_TRIGGERS).slice(MAX_DECIDED_TRIGGERS + 2))
        await tale.receives('13:59', receives('ann', { id }));
      expect((await tale.row('ann')).decided.some(({ at }) => at === duplicate.at)).toBe(false);
    });
    await applyTriggers(duplicate, slipping);
    expect(await decisionsAbout(tale, 'twin')).toEqual(['enrolled', 'dispatched']);
    expect(triggersOf(tale).filter((id) => id === 'twin')).toHaveLength(1);
  });

  test('a crash before any write loses no trigger and repeats none (R49)', async () => {
    for (let nth = 1, broke = true; broke; nth++) {
      const tale = await fullOf(MAX_DECIDED_TRIGGERS + 1);
      const oldest = tale.event('09:30', receives('ann', { id: 'oldest of all' }));
      const container = breakingAt(tale.services, nth);
      broke = await applyTriggers(oldest, container.services).then(container.broke, () => true);
      await finishClaims(oldest, tale.services);
      await applyTriggers(oldest, tale.services);
      await tale.receives(minute(0), receives('ann', { id: 'event 0' }));
      for (const id of ['oldest of all', 'event 0']) {
        expect(await decisionsAbout(tale, id), `${id}, broken at write ${nth}`).toEqual(['enrolled', 'dispatched']);
        const sent = triggersOf(tale).filter((each) => each === id);
        expect(sent, `${id}, broken at write ${nth}`).toHaveLength(1);
      }
    }
  });
});

describe('a row of an earlier version, which dropped the ids of its oldest triggers', () => {
  test('a row of an earlier version recognizes a repeat by its decisions, archived pages included, and enrolls what was never decided (R49)', async () => {
    const tale = await fullOf(MANY);
    const row = await tale.row('ann');
    const key = { userId: 'ann', campaignId: 'reminder' };
    const { hasKnown: _, ...old } = { ...row, floor: tale.event(minute(49), receives('ann')).at };
    expect(await tale.services.rows.write(key, { ...old, rev: row.rev + 1, decided: row.decided.slice(-50) })).toBe(
      true,
    );
    for (const index of [0, 1, 49]) await tale.receives(minute(index), receives('ann', { id: `event ${index}` }));
    expect(triggersOf(tale)).toHaveLength(MANY);
    await tale.receives(minute(0), receives('ann', { id: 'never heard of' }));
    expect(triggersOf(tale).at(-1)).toBe('never heard of');
  });
});
