import { describe, expect, test } from 'vitest';
import type { UserDeletion } from '../../core/contracts/event.ts';
import { MINUTE } from '../../core/contracts/time-span.ts';
import { NEW_ROW } from '../../core/row.ts';
import { deleteUser } from '../../engine/delete-user.ts';
import { dispatchWave } from '../../engine/dispatch-wave.ts';
import { eraseUser } from '../../engine/erase-user.ts';
import { countStored } from '../harness/scenarios/count-stored.ts';
import { leaving } from '../harness/scenarios/leaving.ts';
import { applyExceptions, applyTriggers } from '../harness/scenarios/matched.ts';
import {
  at,
  isDeleted,
  isKnown,
  isMerged,
  opens,
  receives,
  reminder,
  type Story,
  slippingIn,
  storyOverStore,
} from '../harness/scenarios/story.ts';

const immediate = reminder({ delay: 'none', exceptions: [], reeligibility: 'immediately' });

const deletionOf = (userId: string, time: string): UserDeletion => ({
  kind: 'deletion',
  id: `deletion of ${userId}`,
  source: 'app',
  userId,
  at: at(time),
  detail: { userId },
});

/** Writes the tombstone and the erasure of a user, without a sweep. */
const marks = (tale: Story, time: string) => deleteUser(deletionOf('ann', time), tale.services);
/** Sweeps as far as an erasure may by now. */
const sweeps = (tale: Story) => eraseUser('ann', { services: tale.services, hasTimeLeft: () => true });

/** Begins a story with what is left of ann in the store, but for what says that ann was deleted. */
async function begin(...published: readonly object[]) {
  const { tale, store } = await storyOverStore(...published);
  return { tale, left: () => countStored(store, 'ann') };
}

describe('a user who is deleted', () => {
  test('the wait of a deleted user ends, and nothing is sent or shown of it (R65)', async () => {
    const { tale, left } = await begin(reminder());
    await tale.does('09:30', receives('ann'), receives('bob'));
    await tale.does('09:40', isDeleted('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 10:30']);
    expect(await tale.decided('ann')).toEqual([]);
    expect(await tale.row('ann')).toEqual(NEW_ROW);
    expect(left()).toEqual({});
  });

  test('the wait of a deleted user leaves the number of those that wait (R65)', async () => {
    const { tale } = await begin(reminder());
    await tale.does('09:30', receives('ann'), receives('bob'));
    await tale.does('09:40', isDeleted('ann'));
    await tale.until('10:00');
    expect(await tale.counts()).toMatchObject({ waiting: 1 });
  });

  test('the profile, the addresses and the message of a deleted user go (R65)', async () => {
    const { tale, left } = await begin(reminder());
    await tale.does(
      '09:20',
      isKnown('ann', { first_name: 'Ann' }, { email: 'ann@example.com', timeZone: 'Europe/Berlin' }),
    );
    await tale.does('09:30', receives('ann'));
    await tale.does('11:00', isDeleted('ann'));
    expect(tale.sent()).toEqual(['ann 10:30']);
    await tale.until('11:30');
    expect(tale.messages()).toEqual([]);
    expect(await tale.services.profiles.get('ann')).toEqual({ fields: {}, deletedUntil: at('11:05') });
    expect(await tale.services.contacts.get('ann', 'email')).toBeUndefined();
    expect(left()).toEqual({});
  });

  test('many decisions of a deleted user go, those in pages and the ids beside the row too (R65)', async () => {
    const { tale, left } = await begin(immediate);
    const many = Array.from({ length: 150 }, (_, index) => receives('ann', { id: `event ${index}` }));
    await tale.receives('09:00', ...many);
    expect(left()).toMatchObject({ decision_pages: expect.any(Number), known: expect.any(Number) });
    await tale.does('09:10', isDeleted('ann'));
    await tale.until('09:30');
    expect(await tale.decided('ann')).toEqual([]);
    expect(left()).toEqual({});
  });

  test('a refused event of a deleted user goes, and that of another user stays (R61, R65)', async () => {
    const { tale, left } = await begin(reminder());
    await tale.receives('09:00', receives('ann', { buttonId: 7 }), receives('bob', { buttonId: 7 }));
    expect(await tale.refused()).toHaveLength(2);
    await tale.does('09:10', isDeleted('ann'));
    await tale.until('09:30');
    expect(await tale.refused()).toMatchObject([{ entry: { Detail: { userId: 'bob' } } }]);
    expect(left()).toEqual({});
  });

  test('what a user does after the deletion counts as that of a new user (R65)', async () => {
    const { tale } = await begin(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.does('11:00', isDeleted('ann'));
    await tale.does('12:00', receives('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 13:00']);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched']);
  });

  test('a trigger that stood by takes over, if it came after a deletion that arrives late (R42, R65)', async () => {
    const { tale } = await begin(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.does('09:50', receives('ann'));
    await tale.receives('09:40', isDeleted('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:50']);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched']);
  });

  test('a deletion that arrives late erases nothing of what came since, in pages neither (R65)', async () => {
    const { tale } = await begin(immediate);
    const many = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => receives('ann', { id: `event ${from + index}` }));
    await tale.receives('09:00', ...many(0, 30));
    await tale.does('10:00', ...many(30, 150));
    await tale.receives('09:30', isDeleted('ann'));
    await tale.until('11:00');
    const decided = await tale.decided('ann');
    expect(decided.filter((each) => each === 'dispatched')).toHaveLength(150);
    await tale.receives('10:00', ...many(30, 150));
    expect(await tale.decided('ann')).toEqual(decided);
  });
});

describe('an event of a deleted user that comes late', () => {
  test('the event enrolls no user, and is kept as refused without its Detail (R61, R65)', async () => {
    const { tale, left } = await begin(reminder());
    await tale.does('09:40', isDeleted('ann'));
    await tale.until('10:00');
    await tale.receives('09:35', receives('ann', { id: 'late', properties: { city: 'Bern' } }));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
    expect(await tale.row('ann')).toEqual(NEW_ROW);
    expect(await tale.refused()).toMatchObject([
      { code: 'UserDeleted', entry: { Source: 'app', DetailType: 'Campaign Interaction', Detail: { id: 'late' } } },
    ]);
    expect(tale.warnings).toContain('USER_DELETED');
    expect(left()).toEqual({});
  });

  test('the event is refused up to five minutes after the deletion, because clocks differ (R65)', async () => {
    const { tale } = await begin(reminder());
    await tale.does('09:40', isDeleted('ann'));
    await tale.until('10:00');
    await tale.receives('09:45', receives('ann'));
    await tale.receives('09:45:01', receives('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:45:01']);
  });

  test('an update of the profile from before the deletion changes nothing (R65)', async () => {
    const { tale } = await begin(reminder());
    await tale.does('09:40', isDeleted('ann'));
    await tale.until('10:00');
    await tale.receives('09:30', isKnown('ann', { city: 'Bern' }, { email: 'ann@example.com' }));
    await tale.receives('09:50', isKnown('ann', { city: 'Rome' }));
    expect(await tale.services.profiles.get('ann')).toMatchObject({
      fields: { 'attributes.city': { value: 'Rome' } },
      deletedUntil: at('09:45'),
    });
    expect(await tale.services.contacts.get('ann', 'email')).toBeUndefined();
    expect((await tale.refused()).map(({ code }) => code)).toEqual(['UserDeleted']);
  });

  test('an exception from before the deletion leaves no mark (R65)', async () => {
    const { tale } = await begin(reminder());
    await tale.does('09:40', isDeleted('ann'));
    await tale.until('10:00');
    await tale.receives('09:30', opens('ann'));
    expect(await tale.row('ann')).toEqual(NEW_ROW);
    expect((await tale.refused()).map(({ code }) => code)).toEqual(['UserDeleted']);
  });
});

describe('a deletion and what happens at the same time', () => {
  test('a trigger between the tombstone and the sweep is erased with the row (R65)', async () => {
    const { tale, left } = await begin(reminder());
    await tale.does('09:20', receives('ann'));
    tale.clockOnly('09:40');
    await marks(tale, '09:40');
    await tale.receives('09:30', receives('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
    expect(left()).toEqual({});
  });

  test('a message that is due between the tombstone and the sweep does not leave (R65)', async () => {
    const { tale, left } = await begin(reminder());
    await tale.does('09:30', receives('ann'), receives('bob'));
    tale.clockOnly('10:30');
    await marks(tale, '10:20');
    await dispatchWave(leaving(tale), tale.services);
    expect(tale.sent()).toEqual(['bob 10:30']);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 10:30']);
    expect(await tale.row('ann')).toEqual(NEW_ROW);
    expect(left()).toEqual({});
  });

  test('a trigger between the tombstone and the sweep sends no message at once (R65)', async () => {
    const { tale, left } = await begin(immediate);
    await tale.does('09:20', receives('ann'));
    tale.clockOnly('09:40');
    await marks(tale, '09:40');
    await tale.receives('09:30', receives('ann'));
    expect(tale.sent()).toEqual(['ann 09:20']);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
    expect(left()).toEqual({});
  });

  test('a wait that a merge brings to a user who was deleted before leads to its message (R65)', async () => {
    const { tale } = await begin(reminder());
    await tale.does('09:10', receives('ann'));
    await tale.does('09:30', receives('bob'));
    await tale.does('09:35', isDeleted('ann'));
    await tale.does('10:00', isMerged('bob', 'ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
  });

  test('a trigger that read of no deletion and writes its row after the first sweep is erased by the second (R65)', async () => {
    const { tale, left } = await begin(reminder());
    tale.clockOnly('09:40');
    const event = tale.event('09:30', receives('ann'));
    await applyTriggers(
      event,
      slippingIn(tale.services, async () => {
        await marks(tale, '09:40');
        await sweeps(tale);
      }),
    );
    expect((await tale.row('ann')).live).toHaveLength(1);
    await tale.until('09:55');
    expect(await tale.row('ann')).toEqual(NEW_ROW);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
    expect(left()).toEqual({});
  });

  test('a sweep that is repeated at once is not the second one (R65)', async () => {
    const { tale } = await begin(reminder());
    tale.clockOnly('09:40');
    const event = tale.event('09:30', receives('ann'));
    await applyTriggers(
      event,
      slippingIn(tale.services, async () => {
        await marks(tale, '09:40');
        for (let sweep = 0; sweep < 3; sweep += 1) expect(await sweeps(tale)).toBe(false);
      }),
    );
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
  });

  test('an old trigger is not enrolled in the new row that a later one began (R65)', async () => {
    const { tale } = await begin(reminder({ reeligibility: 'immediately', exceptions: [] }));
    await tale.does('09:40', isDeleted('ann'));
    await tale.does('10:00', receives('ann', { id: 'new' }));
    await tale.receives('09:30', receives('ann', { id: 'old' }));
    await tale.until('day 2 09:00');
    expect(tale.messages().map(({ trigger }) => trigger['id'])).toEqual(['new']);
  });

  test('a writer that read the row before the deletion does not overwrite a new row of the same revision (R65)', async () => {
    const { tale } = await begin(reminder({ reeligibility: 'immediately' }));
    await tale.does('09:20', receives('ann', { id: 'first' }));
    tale.clockOnly('09:50');
    const stale = tale.event('09:30', receives('ann', { id: 'stale' }));
    await applyTriggers(
      stale,
      slippingIn(tale.services, async () => {
        await marks(tale, '09:40');
        await sweeps(tale);
        await applyTriggers(tale.event('09:50', receives('ann', { id: 'new' })), tale.services);
      }),
    );
    await tale.until('day 2 09:00');
    expect(tale.messages().map(({ trigger }) => trigger['id'])).toEqual(['new']);
  });

  test('a seat that a twin of a trigger puts back after the sweep is deleted by the second (R65)', async () => {
    const { tale, left } = await begin(reminder());
    await tale.does('09:20', receives('ann'));
    const [wave] = await tale.waves();
    const { items: seats } = await tale.services.seats.listByWave(wave?.name ?? '', 10);
    tale.clockOnly('09:40');
    await marks(tale, '09:40');
    await sweeps(tale);
    expect(left()).toEqual({});
    for (const seat of seats) await tale.services.seats.put(seat);
    expect(left()).toEqual({ seats: 1 });
    await tale.until('09:55');
    expect(left()).toEqual({});
  });

  test('a trigger that crashed after its seat, and is dropped when it comes again, deletes the seat (R65)', async () => {
    const { tale, left } = await begin(reminder());
    tale.clockOnly('09:40');
    const event = tale.event('09:30', receives('ann'));
    const crashing = slippingIn(tale.services, () => Promise.reject(new Error('crashed')));
    await expect(applyTriggers(event, crashing)).rejects.toThrow('crashed');
    expect(left()).toEqual({ seats: 1 });
    await marks(tale, '09:40');
    await applyTriggers(event, tale.services);
    expect(left()).toEqual({});
  });

  test('a deletion that is repeated after the user came back erases nothing more (R65)', async () => {
    const { tale } = await begin(reminder());
    const deletion = isDeleted('ann');
    await tale.does('09:40', deletion);
    await tale.does('10:00', isKnown('ann', { city: 'Rome' }, { email: 'ann@example.com' }), receives('ann'));
    await tale.receives('09:40', deletion);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 11:00']);
    expect(await tale.services.profiles.get('ann')).toMatchObject({ fields: { 'attributes.city': { value: 'Rome' } } });
    expect(await tale.services.contacts.get('ann', 'email')).toMatchObject({ address: { value: 'ann@example.com' } });
  });

  test('a second deletion erases what the user did since the first (R65)', async () => {
    const { tale, left } = await begin(reminder());
    await tale.does('09:40', isDeleted('ann'));
    await tale.does('10:00', isKnown('ann', { city: 'Rome' }), receives('ann'));
    await tale.does('10:30', isDeleted('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
    expect(await tale.services.profiles.get('ann')).toEqual({ fields: {}, deletedUntil: at('10:35') });
    expect(left()).toEqual({});
  });

  test.each(['the deletion', 'the wave'])(
    'a deletion at the instant of the departure leaves at most the message, whichever comes first: %s (R65)',
    async (first) => {
      const { tale, left } = await begin(reminder());
      await tale.does('09:30', receives('ann'));
      tale.clockOnly('10:30');
      const acts = [
        async () => {
          await marks(tale, '10:30');
          await sweeps(tale);
        },
        () => dispatchWave(leaving(tale), tale.services),
      ];
      for (const act of first === 'the deletion' ? acts : acts.toReversed()) await act();
      await tale.until('day 2 09:00');
      expect(await tale.row('ann')).toEqual(NEW_ROW);
      expect(tale.messages()).toEqual([]);
      expect(left()).toEqual({});
    },
  );

  test('a message that was claimed at the deletion may leave, and closes without writing a row (R65)', async () => {
    const { tale, left } = await begin(reminder());
    await tale.does('09:30', receives('ann'));
    tale.clockOnly('10:30');
    const { outbox } = tale.services;
    const sent: string[] = [];
    const slow = {
      ...tale.services,
      outbox: {
        ...outbox,
        send: async (message: Parameters<typeof outbox.send>[0]) => {
          await marks(tale, '10:30');
          await sweeps(tale);
          sent.push(message.userId);
          return outbox.send(message);
        },
      },
    };
    await dispatchWave(leaving(tale), slow);
    expect(sent).toEqual(['ann']);
    expect(await tale.row('ann')).toEqual(NEW_ROW);
    await tale.until('day 2 09:00');
    expect(await tale.row('ann')).toEqual(NEW_ROW);
    expect(left()).toEqual({});
  });

  test('a trigger that is delivered again while the deletion sweeps enrolls no user (R60, R65)', async () => {
    const { tale, left } = await begin(reminder());
    const trigger = receives('ann');
    await tale.does('09:20', trigger);
    tale.clockOnly('09:40');
    const event = tale.event('09:20', trigger);
    await marks(tale, '09:40');
    await applyTriggers(event, tale.services);
    await sweeps(tale);
    await applyTriggers(event, tale.services);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
    expect(left()).toEqual({});
  });

  test('an exception that read the row before the sweep leaves nothing of it (R65)', async () => {
    const { tale, left } = await begin(reminder());
    await tale.does('09:20', receives('ann'));
    tale.clockOnly('09:40');
    await applyExceptions(
      tale.event('09:30', opens('ann')),
      slippingIn(tale.services, async () => {
        await marks(tale, '09:40');
        await sweeps(tale);
      }),
    );
    expect(await tale.row('ann')).toEqual(NEW_ROW);
    expect(left()).toEqual({});
  });
});

describe('an erasure that is interrupted', () => {
  test('the erasure ends the same wherever it was interrupted, when it is repeated (R65)', async () => {
    let interruptions = 0;
    for (let nth = 1; ; nth += 1) {
      const { tale, left } = await begin(reminder());
      await tale.does('09:20', isKnown('ann', { city: 'Rome' }, { email: 'ann@example.com' }), receives('ann'));
      tale.clockOnly('09:40');
      const breaking = interruptAt(tale, nth);
      try {
        await deleteUser(deletionOf('ann', '09:40'), breaking);
        await eraseUser('ann', { services: breaking, hasTimeLeft: () => true });
        tale.clockOnly('09:55');
        await eraseUser('ann', { services: breaking, hasTimeLeft: () => true });
        break;
      } catch (error) {
        expect(String(error)).toContain('interrupted');
        interruptions += 1;
      }
      await marks(tale, '09:40');
      await tale.until('10:15');
      expect(await eraseUser('ann', { services: tale.services, hasTimeLeft: () => true })).toBe(true);
      expect(left()).toEqual({});
      await tale.until('day 2 09:00');
      expect(tale.sent()).toEqual([]);
    }
    expect(interruptions).toBeGreaterThan(15);
  });

  test('the erasure goes on step by step where a call has no time left (R65)', async () => {
    const { tale } = await begin(reminder());
    await tale.does('09:20', receives('ann'));
    tale.clockOnly('09:40');
    await marks(tale, '09:40');
    let calls = 0;
    while (tale.services.erasures.nextDueAt() === at('09:40')) {
      tale.services.erasures.settle('ann');
      await eraseUser('ann', { services: tale.services, hasTimeLeft: () => false });
      calls += 1;
    }
    expect(calls).toBeGreaterThan(2);
    expect(tale.services.erasures.nextDueAt()).toBe(at('09:40') + 15 * MINUTE);
  });
});

/** Wraps services: the n-th call that writes something fails, and all later ones. */
function interruptAt({ services }: Story, nth: number): Story['services'] {
  let writes = 0;
  const may = <Arguments extends readonly unknown[], Result>(write: (...given: Arguments) => Promise<Result>) => {
    return async (...given: Arguments): Promise<Result> => {
      writes += 1;
      if (writes >= nth) throw new Error('interrupted');
      return write(...given);
    };
  };
  const { rows, seats, profiles, contacts, deliveries, inboxMessages, erasures, counts } = services;
  return {
    ...services,
    rows: { ...rows, write: may(rows.write), remove: may(rows.remove), removeArchived: may(rows.removeArchived) },
    seats: { ...seats, remove: may(seats.remove) },
    profiles: { ...profiles, update: may(profiles.update) },
    contacts: { ...contacts, update: may(contacts.update), remove: may(contacts.remove) },
    deliveries: { ...deliveries, removeByDispatch: may(deliveries.removeByDispatch) },
    inboxMessages: { ...inboxMessages, removeByUser: may(inboxMessages.removeByUser) },
    counts: { ...counts, add: may(counts.add) },
    erasures: {
      ...erasures,
      write: may(erasures.write),
      addEnrollments: may(erasures.addEnrollments),
      removeEnrollment: may(erasures.removeEnrollment),
      schedule: may(erasures.schedule),
    },
  };
}
