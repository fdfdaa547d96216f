import { describe, expect, test } from 'vitest';
import type { UserMerge } from '../../core/contracts/event.ts';
import type { Services } from '../../core/ports.ts';
import { dispatchWave } from '../../engine/dispatch-wave.ts';
import { mergeUserData } from '../../engine/merge-user-data.ts';
import { mergeUsers } from '../../engine/merge-users.ts';
import { leaving } from '../harness/scenarios/leaving.ts';
import { applyExceptions, applyTriggers } from '../harness/scenarios/matched.ts';
import {
  at,
  breakingAt,
  buys,
  isDeleted,
  isKnown,
  isMerged,
  opens,
  receives,
  reminder,
  type Story,
  slippingIn,
  story,
} from '../harness/scenarios/story.ts';

const immediate = reminder({ delay: 'none', exceptions: [], reeligibility: 'immediately' });

const mergeOf = (userId: string, intoUserId: string, time: string): UserMerge => ({
  kind: 'merge',
  id: `merge of ${userId}`,
  source: 'app',
  userId,
  intoUserId,
  at: at(time),
  detail: { fromUserId: userId, intoUserId },
});

/** Writes the profiles of a merge, without a sweep. */
const marks = (tale: Story, from: string, into: string, time: string) =>
  mergeUsers(mergeOf(from, into, time), tale.services);
/** Merges a user into another, and sweeps as often as is due. */
async function merges(tale: Story, time: string, from: string, into: string) {
  await tale.does(time, isMerged(from, into));
  await tale.until(time);
}
/** Sweeps once. */
async function sweeps(tale: Story, userId: string, services: Services = tale.services) {
  tale.services.merges.settle(userId);
  return mergeUserData(userId, { services, hasTimeLeft: () => true });
}

describe('a user who is merged into another', () => {
  test('the wait of a merged user goes on for the other user, and the message is for that one (R65)', async () => {
    const tale = await story(reminder());
    await tale.does('09:20', isKnown('bob', { first_name: 'Bob' }));
    await tale.does('09:30', receives('ann'));
    await merges(tale, '09:40', 'ann', 'bob');
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 10:30']);
    expect(tale.messages()).toMatchObject([{ messages: [{ body: expect.stringContaining('Hello Bob') }] }]);
    expect(await tale.decided('bob')).toEqual(['enrolled', 'dispatched']);
    expect(await tale.counts()).toMatchObject({ enrolled: 1, dispatched: 1 });
  });

  test('two users who both wait and are merged have the earlier wait, and one message leaves (R42, R65)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.does('09:35', receives('bob'));
    await merges(tale, '09:40', 'ann', 'bob');
    expect(await tale.counts()).toMatchObject({ waiting: 1 });
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 10:30']);
    expect(await tale.decided('bob')).toEqual([
      'enrolled',
      'enrolled',
      'cancelled user-merged',
      'dispatched',
      'withheld already-received',
    ]);
    expect((await tale.counts())['waiting']).toBeUndefined();
  });

  test('an exception of either user cancels the waits of both, whether it came before the merge or after (R32, R65)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('bob'));
    await tale.does('09:31', opens('ann'));
    await merges(tale, '09:40', 'ann', 'bob');
    expect(await tale.decided('bob')).toEqual(['enrolled', 'cancelled exception']);
    await tale.does('09:50', receives('bob'));
    await tale.does('09:55', opens('ann'));
    expect(await tale.decided('bob')).toEqual(['enrolled', 'cancelled exception', 'enrolled', 'cancelled exception']);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
  });

  test('a message that a merged user received counts for the other user, who waits for no second one (R40, R65)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.does('10:35', receives('bob'));
    await merges(tale, '10:40', 'ann', 'bob');
    await tale.does('10:45', receives('ann'), receives('bob'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
    const refused = ['withheld already-received', 'withheld already-received', 'withheld already-received'];
    expect(await tale.decided('bob')).toEqual(['enrolled', 'dispatched', 'enrolled', ...refused]);
  });

  test('where every trigger waits by itself, those of both users leave (R41, R65)', async () => {
    const tale = await story(reminder({ reeligibility: 'immediately', exceptions: [] }));
    await tale.does('09:30', receives('ann'));
    await tale.does('09:35', receives('bob'));
    await merges(tale, '09:40', 'ann', 'bob');
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 10:30', 'bob 10:35']);
  });

  test('equal event ids of the two users are different events (R60, R65)', async () => {
    const tale = await story(immediate);
    const [first, second] = [receives('ann', { id: '1' }), receives('bob', { id: '1' })];
    await tale.does('09:30', first);
    await merges(tale, '09:40', 'ann', 'bob');
    await tale.does('09:50', second);
    await tale.does('09:55', receives('ann', { id: '2' }), receives('bob', { id: '2' }));
    expect(tale.sent()).toHaveLength(4);
    await tale.receives('09:30', first);
    await tale.receives('09:50', second);
    expect(tale.sent()).toHaveLength(4);
  });

  test('a trigger that was sent for one user stays a repeat after the merge, however many came between (R49, R65)', async () => {
    const tale = await story(immediate);
    const [ofAnn, ofBob] = ['ann', 'bob'].map((userId) =>
      Array.from({ length: 150 }, (_, index) => receives(userId, { id: `event ${index}` })),
    );
    await tale.does('09:30', ...(ofAnn ?? []), ...(ofBob ?? []));
    await merges(tale, '09:40', 'ann', 'bob');
    const later = Array.from({ length: 150 }, (_, index) => receives('ann', { id: `later ${index}` }));
    await tale.does('09:45', ...later);
    expect(tale.sent()).toHaveLength(450);
    await tale.receives('09:30', ...(ofAnn ?? []), ...(ofBob ?? []));
    await tale.receives('09:45', ...later);
    expect(tale.sent()).toHaveLength(450);
  });

  test('waits follow a chain of merges, also where a merge comes before the sweep of the one before (R65)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.does('09:35', receives('bob'));
    await marks(tale, 'ann', 'bob', '09:40');
    await marks(tale, 'bob', 'cem', '09:41');
    await tale.does('09:42', opens('zoe'), receives('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['cem 10:30']);
    expect(await tale.decided('cem')).toEqual(await tale.decided('ann'));
    expect((await tale.counts())['waiting']).toBeUndefined();
  });

  test('a repeated merge changes nothing (R60, R65)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'), receives('bob'));
    const merge = isMerged('ann', 'bob');
    await tale.does('09:40', merge);
    await tale.until('11:00');
    const decided = await tale.decided('bob');
    await tale.receives('09:40', merge);
    await tale.until('day 2 09:00');
    expect(await tale.decided('bob')).toEqual(decided);
    expect(await tale.refused()).toEqual([]);
    expect(tale.sent()).toEqual(['bob 10:30']);
  });

  test('a stop cancels the wait of a merged user (R50, R65)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await merges(tale, '09:40', 'ann', 'bob');
    await tale.stops('reminder');
    expect(await tale.decided('bob')).toEqual(['enrolled', 'cancelled campaign-stopped']);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
  });

  test.each([
    ['a conversion event alone', []],
    ['an exception too', [{ behavior: 'purchase.made' }]],
  ])(
    'the event of a merged user that is %s reports its conversion with each repeat, and the same event of the other user does not (R47, R65)',
    async (_, exceptions) => {
      const conversions = { A: { behavior: 'purchase.made', within: '1 hour' } };
      const tale = await story(reminder({ exceptions, conversions }));
      await tale.does('09:30', receives('ann'));
      await tale.until('10:59');
      const reports: unknown[] = [];
      const reporter = { report: async (entries: readonly unknown[]) => void reports.push(...entries) };
      const services = { ...tale.services, reporter };
      const event = tale.event('10:45', buys('ann'));
      await applyExceptions(event, services);
      await merges(tale, '11:00', 'ann', 'bob');
      expect(reports).toHaveLength(1);
      await applyExceptions(event, services);
      const id = expect.stringMatching(/^conversion\..+\.A$/);
      expect(reports).toMatchObject([{ Detail: { id, userId: 'ann' } }, { Detail: { id, userId: 'bob' } }]);
      await applyExceptions({ ...event, userId: 'bob' }, services);
      expect(reports).toHaveLength(2);
    },
  );
});

describe('the profile and the contacts of a merged user', () => {
  test('the user of a merge has the latest of each field, whichever user it was said of, and later updates of either (R43, R65)', async () => {
    const tale = await story(reminder());
    await tale.does('09:10', isKnown('bob', { first_name: 'Bob', city: 'Bern' }));
    await tale.does('09:20', isKnown('ann', { first_name: 'Ann', plan: 'gold' }));
    await merges(tale, '09:40', 'ann', 'bob');
    await tale.does('09:50', isKnown('ann', { plan: 'silver' }));
    const values = Object.entries((await tale.services.profiles.get('bob'))?.fields ?? {});
    expect(Object.fromEntries(values.map(([name, { value }]) => [name, value]))).toEqual({
      'attributes.first_name': 'Ann',
      'attributes.city': 'Bern',
      'attributes.plan': 'silver',
    });
    expect(await tale.services.profiles.get('ann')).toEqual({ fields: {}, mergedInto: 'bob', mergedAt: at('09:40') });
  });

  test('addresses and consents are united by their instants, and what is said of the merged user afterwards counts (R65, R82)', async () => {
    const tale = await story(reminder());
    await tale.does('09:10', isKnown('bob', {}, { email: 'bob@example.com', consent: { email: 'optedIn' } }));
    await tale.does('09:20', isKnown('ann', {}, { email: 'ann@example.com', consent: { email: 'unsubscribed' } }));
    await merges(tale, '09:40', 'ann', 'bob');
    expect(await tale.services.contacts.get('bob', 'email')).toMatchObject({
      address: { value: 'ann@example.com', at: at('09:20') },
      otherAddress: { value: 'bob@example.com' },
      declared: { consent: 'unsubscribed', at: at('09:20') },
      optIn: { at: at('09:10') },
    });
    await tale.does('09:50', isKnown('ann', {}, { phone: '+4930123456' }));
    expect(await tale.services.contacts.get('bob', 'sms')).toMatchObject({ address: { value: '+4930123456' } });
    expect(await tale.services.contacts.get('ann', 'email')).toEqual({ rev: 2, mergedInto: 'bob' });
  });
});

describe('a merge that is refused', () => {
  test('a user cannot be merged into itself: that is a fault of the event (R61, R65)', async () => {
    const tale = await story(reminder());
    expect(await tale.receives('09:10', isMerged('ann', 'ann'))).toMatchObject([
      { errorCode: 'MalformedDetail', errorMessage: expect.stringContaining('intoUserId') },
    ]);
  });

  test('a merge that would close a circle is kept as refused, at once or after two others (R65)', async () => {
    const tale = await story(reminder());
    await merges(tale, '09:10', 'ann', 'bob');
    await merges(tale, '09:11', 'bob', 'cem');
    await tale.receives('09:12', isMerged('bob', 'ann'), isMerged('cem', 'ann'));
    expect(await tale.refused()).toMatchObject([{ code: 'MergeRefused' }, { code: 'MergeRefused' }]);
    expect(tale.warnings).toContain('MERGE_REFUSED');
    expect(await tale.services.profiles.get('cem')).toMatchObject({ mergedFrom: ['bob', 'ann'] });
  });

  test('two users who are merged into each other at once become one user, in either order (R65)', async () => {
    const tale = await story(reminder());
    await tale.does('09:05', receives('ann'), receives('bob'));
    await Promise.all([marks(tale, 'ann', 'bob', '09:10'), marks(tale, 'bob', 'ann', '09:10')]);
    expect(await tale.refused()).toHaveLength(1);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 10:05']);
  });

  test('at most five merges follow each other (R65)', async () => {
    const tale = await story(reminder());
    for (const [index, userId] of ['a', 'b', 'c', 'd', 'e'].entries())
      await tale.does(`09:1${index}`, isMerged(userId, 'bcdef'[index] ?? ''));
    await merges(tale, '09:20', 'f', 'g');
    expect(await tale.refused()).toMatchObject([{ code: 'MergeRefused', entry: { Detail: { fromUserId: 'f' } } }]);
    await merges(tale, '09:21', 'g', 'f');
    await tale.does('09:30', receives('a'), receives('g'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['f 10:30']);
  });
});

describe('a merge and a wave', () => {
  test('two messages that are claimed at the merge both leave, and no third one (R51, R65)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'), receives('bob'));
    tale.clockOnly('10:30');
    // The store fails after both are claimed, and before they are sent.
    const { services } = breakingAt(tale.services, 3);
    await dispatchWave(leaving(tale), services).catch(() => 0);
    expect((await tale.row('ann')).live).toMatchObject([{ state: 'claimed' }]);
    expect((await tale.row('bob')).live).toMatchObject([{ state: 'claimed' }]);
    await marks(tale, 'ann', 'bob', '10:30');
    await sweeps(tale, 'ann');
    await tale.until('day 2 09:00');
    expect(new Set(tale.messages().map(({ dispatchId }) => dispatchId)).size).toBe(2);
    expect((await tale.row('bob')).live).toEqual([]);
  });

  test('while the message of one user is claimed at the merge, the wait of the other stands by, and is not sent too (R65, R95)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.does('09:31', receives('bob'));
    tale.clockOnly('10:30');
    const { services } = breakingAt(tale.services, 2);
    await dispatchWave(leaving(tale), services).catch(() => 0);
    expect((await tale.row('ann')).live).toMatchObject([{ state: 'claimed' }]);
    await marks(tale, 'ann', 'bob', '10:30');
    await sweeps(tale, 'ann');
    expect((await tale.row('bob')).live).toMatchObject([{ state: 'standby' }, { state: 'claimed' }]);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 10:30']);
    expect((await tale.decided('bob')).at(-1)).toBe('withheld already-received');
  });

  test('a merge that comes between the pass of a wave and its row makes the wave look again (R65)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    tale.clockOnly('10:30');
    const services = slippingIn(tale.services, async () => {
      await marks(tale, 'ann', 'bob', '10:30');
      await sweeps(tale, 'ann');
    });
    await dispatchWave(leaving(tale), services);
    expect(tale.sent()).toEqual(['bob 10:30']);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 10:30']);
  });
});

describe('a merge and those who did not see it', () => {
  test('a trigger whose writer read no row and no merge is found by the last sweep, not by one that a crash brought early (R65)', async () => {
    const tale = await story(reminder());
    const services = slippingIn(tale.services, async () => {
      await marks(tale, 'ann', 'bob', '09:40');
      await sweeps(tale, 'ann');
      await sweeps(tale, 'ann');
    });
    tale.clockOnly('09:40');
    await applyTriggers(tale.event('09:30', receives('ann')), services);
    await tale.does('09:41', receives('bob'));
    expect((await tale.row('ann')).live).toHaveLength(1);
    await tale.until('09:56');
    expect(await tale.row('ann')).toMatchObject({ live: [], mergedInto: 'bob' });
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 10:30']);
  });

  test('an exception whose writer read the row before the merge is applied to the row of the other user (R35, R65)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    const services = slippingIn(tale.services, async () => {
      await marks(tale, 'ann', 'bob', '09:40');
      await sweeps(tale, 'ann');
    });
    tale.clockOnly('09:40');
    await applyExceptions(tale.event('09:40', opens('ann')), services);
    expect(await tale.decided('bob')).toEqual(['enrolled', 'cancelled exception']);
  });

  test('a trigger that was written twice, by a writer that did not see the merge and by a repeat that did, is sent once (R49, R65)', async () => {
    const tale = await story(reminder());
    const trigger = receives('ann');
    const services = slippingIn(tale.services, async () => {
      await marks(tale, 'ann', 'bob', '09:40');
      await sweeps(tale, 'ann');
      await applyTriggers(tale.event('09:30', trigger), tale.services);
    });
    tale.clockOnly('09:40');
    await applyTriggers(tale.event('09:30', trigger), services);
    expect((await tale.row('ann')).live).toHaveLength(1);
    expect((await tale.row('bob')).live).toHaveLength(1);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 10:30']);
  });

  test('a merge that is interrupted at any write goes on by itself, and ends as one that is not (R65)', async () => {
    for (let nth = 1; nth <= 6; nth += 1) {
      const tale = await story(reminder(), reminder({ id: 'other' }));
      await tale.does('09:30', receives('ann'));
      await tale.does('09:35', receives('bob'));
      await marks(tale, 'ann', 'bob', '09:40');
      const { services } = breakingAt(tale.services, nth);
      await sweeps(tale, 'ann', services).catch(() => tale.services.merges.schedule('ann', at('09:40')));
      await tale.until('day 2 09:00');
      expect(tale.sent('reminder')).toEqual(['bob 10:30']);
      expect(tale.sent('other')).toEqual(['bob 10:30']);
    }
  });
});

describe('a merge and a deletion', () => {
  test('the deletion of the user of a merge takes all who were merged into it along (R65)', async () => {
    const tale = await story(reminder());
    await tale.does('09:20', isKnown('ann', {}, { email: 'ann@example.com' }));
    await tale.does('09:30', receives('ann'), receives('bob'));
    await merges(tale, '09:40', 'ann', 'bob');
    await tale.does('09:50', isDeleted('bob'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
    expect(await tale.decided('bob')).toEqual([]);
    expect(await tale.services.contacts.get('bob', 'email')).toBeUndefined();
    expect(await tale.services.contacts.get('ann', 'email')).toBeUndefined();
    expect(await tale.services.profiles.get('ann')).toMatchObject({ deletedUntil: at('09:55'), isDeletedAlias: true });
  });

  test('a deletion that arrives before a merge that was done before it covers the merged user too (R65)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'), receives('bob'));
    await tale.does('09:50', isDeleted('bob'));
    await tale.receives('09:40', isMerged('ann', 'bob'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
    expect(await tale.decided('ann')).toEqual([]);
  });

  test('a deletion that arrives before a merge that was done before it leaves no field of the merged user in the profile of the other (R65)', async () => {
    const tale = await story(reminder());
    await tale.does('09:20', isKnown('ann', { first_name: 'Ann' }));
    await tale.does('09:50', isDeleted('bob'));
    await tale.receives('09:40', isMerged('ann', 'bob'));
    await tale.until('day 2 09:00');
    const profile = await tale.services.profiles.get('bob');
    expect([profile?.mergedFrom, profile?.fields]).toEqual([['ann'], {}]);
  });

  test('a merge waits while one of its users is being erased, and moves nothing that a deleted user did (R65)', async () => {
    const tale = await story(reminder());
    await tale.does('09:20', isKnown('ann', {}, { email: 'ann@example.com' }));
    await tale.does('09:30', receives('ann'));
    await tale.does('09:50', isDeleted('ann'));
    await marks(tale, 'ann', 'bob', '09:56');
    expect(await sweeps(tale, 'ann')).toBe(false);
    expect((await tale.row('ann')).mergedInto).toBeUndefined();
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
    expect(await tale.row('bob')).toMatchObject({ rev: 0 });
    expect(await tale.services.contacts.get('bob', 'email')).toBeUndefined();
    expect(await tale.services.contacts.get('ann', 'email')).toEqual({ rev: 1, mergedInto: 'bob' });
  });

  test('the deletion of a user takes nothing of one who is merged into it later, and did it before the cut (R65)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'), receives('bob'));
    await tale.does('09:50', isDeleted('bob'));
    await marks(tale, 'ann', 'bob', '09:56');
    expect(await sweeps(tale, 'ann')).toBe(false);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 10:30']);
  });

  test('a merge lets the erasure begin that a crash kept from it (R65)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.services.profiles.update('ann', () => ({ fields: {}, deletedUntil: at('09:55') }));
    await marks(tale, 'ann', 'bob', '09:56');
    expect(await sweeps(tale, 'ann')).toBe(false);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
    expect((await tale.services.erasures.get('ann'))?.position).toMatchObject({ state: 'done' });
    expect(await tale.row('bob')).toMatchObject({ rev: 0 });
  });

  test('a merge waits for the erasure of the last deletion, also if that of an earlier one is done (R65)', async () => {
    const tale = await story(reminder());
    await tale.does('09:05', isDeleted('ann'));
    await tale.until('09:40');
    expect((await tale.services.erasures.get('ann'))?.position).toMatchObject({ state: 'done' });
    await tale.does('09:41', receives('ann'));
    await tale.services.profiles.update('ann', (profile) => profile && { ...profile, deletedUntil: at('09:46') });
    await marks(tale, 'ann', 'bob', '09:47');
    expect(await sweeps(tale, 'ann')).toBe(false);
    expect((await tale.row('ann')).mergedInto).toBeUndefined();
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
    expect(await tale.row('bob')).toMatchObject({ rev: 0 });
  });

  test('a user who is merged into one that came back after a deletion is not deleted (R65)', async () => {
    const tale = await story(reminder());
    await tale.does('09:10', isDeleted('bob'));
    await tale.does('09:30', receives('ann'));
    await merges(tale, '09:40', 'ann', 'bob');
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 10:30']);
  });

  test('the deletion of a merged user takes what is left under its id, and leaves the other user what it took along (R65)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await merges(tale, '09:40', 'ann', 'bob');
    await tale.does('09:50', isDeleted('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 10:30']);
    expect(await tale.row('ann')).toMatchObject({ rev: 0 });
    expect(await tale.services.profiles.get('ann')).toMatchObject({ mergedInto: 'bob', deletedUntil: at('09:55') });
    await tale.receives('09:45', receives('ann'));
    expect(await tale.refused()).toMatchObject([{ code: 'UserDeleted' }]);
    await tale.receives('day 2 09:00', receives('ann'));
    expect((await tale.decided('bob')).at(-1)).toBe('withheld already-received');
  });

  test('the deletion of the middle of a chain of merges leaves the last user what it took along of both (R65)', async () => {
    const tale = await story(reminder({ reeligibility: 'immediately' }));
    await tale.does('09:30', receives('ann'));
    await tale.does('09:32', receives('bob'));
    await merges(tale, '09:40', 'ann', 'bob');
    await merges(tale, '09:45', 'bob', 'cem');
    await tale.does('09:50', isDeleted('bob'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['cem 10:30', 'cem 10:32']);
    expect((await tale.row('cem')).live).toEqual([]);
    expect(await tale.row('ann')).toMatchObject({ rev: 0 });
    expect(await tale.row('bob')).toMatchObject({ rev: 0 });
  });

  test('the deletion of the user of a merge forgets the message that the merged user received for what was done before (R40, R65)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.until('10:35');
    await merges(tale, '10:35', 'ann', 'bob');
    await tale.until('10:40');
    await tale.receives('10:00', isDeleted('bob'));
    await tale.until('11:10');
    await tale.does('11:10', receives('bob'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 12:10']);
  });

  test('a repeat of a trigger that a merged user did before its deletion does not end the wait that the other user took along (R60, R65)', async () => {
    const tale = await story(reminder());
    const trigger = receives('ann');
    await tale.does('09:30', trigger);
    await merges(tale, '09:40', 'ann', 'bob');
    await tale.does('09:50', isDeleted('ann'));
    await tale.until('10:20');
    await tale.receives('09:30', trigger);
    expect(await tale.refused()).toMatchObject([{ code: 'UserDeleted' }]);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 10:30']);
    expect((await tale.row('bob')).live).toEqual([]);
  });

  test('what a deleted user did before the deletion stays forgotten after a merge, and what came since goes along (R65)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', isDeleted('ann'));
    await tale.does('09:40', receives('ann'));
    await merges(tale, '09:50', 'ann', 'bob');
    await tale.receives('09:20', receives('ann'));
    expect(await tale.refused()).toMatchObject([{ code: 'UserDeleted' }]);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 10:40']);
  });
});
