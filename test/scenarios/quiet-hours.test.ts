import { describe, expect, test } from 'vitest';
import { checkDefinition } from '../../core/check-definition.ts';
import { formatInstant } from '../../core/contracts/instant.ts';
import { MINUTE } from '../../core/contracts/time-span.ts';
import { parseWaveName } from '../../core/contracts/wave.ts';
import { cancelAllWaits } from '../../engine/cancel-waits.ts';
import { changeSettings } from '../../engine/change-settings.ts';
import { dispatchWave } from '../../engine/dispatch-wave.ts';
import { explainDefinitionWarning } from '../../language/en.ts';
import { leaving } from '../harness/scenarios/leaving.ts';
import { at, isKnown, opens, receives, reminder, type Story, slippingIn, story } from '../harness/scenarios/story.ts';

const NIGHT = { from: '22:00', to: '08:00', then: 'hold' };
const noon = { from: '12:00', to: '14:00', then: 'hold' };
/** Defines a follow-up whose message leaves in the minute in which it is due. */
const quiet = (more: object = {}) => reminder({ precision: undefined, delay: '1 hour', quietHours: NIGHT, ...more });

/** Returns the users whose messages left in a minute of a story. */
const leftIn = (tale: Story, minute: string): string[] =>
  tale
    .messages()
    .filter(({ dispatchedAt }) => {
      const late = Date.parse(dispatchedAt) - at(minute);
      return late >= 0 && late < MINUTE;
    })
    .map(({ userId }) => userId);
const heldUntil = async (tale: Story, user: string) =>
  (await tale.decisions(user)).flatMap((each) =>
    'heldUntil' in each && typeof each.heldUntil === 'number' ? [each.heldUntil] : [],
  );
const setQuietHours = (tale: Story, hours: { from: string; to: string; then: string } | null) => {
  const quietHours =
    hours === null ? null : { ...hours, then: hours.then === 'hold' ? ('hold' as const) : ('withhold' as const) };
  return changeSettings({ quietHours }, { by: 'olga', services: tale.services });
};

describe('a message that would leave in quiet hours', () => {
  test('a message that is due in quiet hours is held until they end, and leaves in that minute (R26)', async () => {
    const tale = await story(quiet());
    await tale.does('21:30', receives('ann'));
    await tale.until('day 2 07:59');
    expect(tale.sent()).toEqual([]);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'held']);
    const [until = 0] = await heldUntil(tale, 'ann');
    expect(until - at('day 2 08:00')).toBeGreaterThanOrEqual(0);
    expect(until - at('day 2 08:00')).toBeLessThan(MINUTE);
    await tale.until('day 2 09:00');
    expect(leftIn(tale, 'day 2 08:00')).toEqual(['ann']);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'held', 'dispatched']);
    const [message] = tale.messages();
    expect(message?.dueAt).toBe(formatInstant(at('22:30')));
  });

  test('a message that departs before the quiet hours, or when they end, is not held (R26)', async () => {
    const tale = await story(quiet({ delay: '1 minute', precision: '1 second', exceptions: [] }));
    await tale.does('21:58:59', receives('ann'));
    await tale.until('day 2 07:59');
    await tale.does('day 2 07:59', receives('bob'));
    await tale.until('day 2 08:05');
    expect(tale.sent()).toEqual(['ann 21:59:59', 'bob day 2 08:00']);
    expect(await tale.decided('bob')).toEqual(['enrolled', 'dispatched']);
  });

  test('a message that would leave in quiet hours is withheld where the campaign says so, and the user stays eligible (R26, R40)', async () => {
    const tale = await story(quiet({ quietHours: { ...NIGHT, then: 'withhold' } }));
    await tale.does('21:30', receives('ann'));
    await tale.does('day 2 09:00', receives('ann'));
    await tale.until('day 2 12:00');
    expect(await tale.decided('ann')).toEqual(['enrolled', 'withheld quiet-hours', 'enrolled', 'dispatched']);
  });

  test('quiet hours are in the zone of the user: of the event, of the profile, or of the company (R21, R26)', async () => {
    const tale = await story(quiet({ delay: 'none', exceptions: [], quietHours: noon }));
    await changeSettings({ companyZone: 'America/New_York' }, { by: 'olga', services: tale.services });
    await tale.does('09:10', isKnown('profile', {}, { timeZone: 'Europe/Berlin' }));
    // Noon in Berlin is 11:00 here, in New York 17:00.
    const all = [receives('event', { timeZone: 'Europe/Berlin' }), receives('profile'), receives('nobody')];
    await tale.does('11:30', ...all);
    await tale.does(
      '17:30',
      ...all.map(({ type, detail }) => ({
        type,
        detail: { ...detail, id: `${detail['id']}b`, userId: `${detail['userId']}2` },
      })),
    );
    await tale.until('day 2 00:00');
    const held = await Promise.all(
      ['event', 'profile', 'nobody', 'event2', 'profile2', 'nobody2'].map((user) => tale.decided(user)),
    );
    expect(held.map((decided) => decided.includes('held'))).toEqual([true, true, false, false, true, true]);
  });

  test('the quiet hours of the installation hold the messages of every campaign, but for its own and for none (R26)', async () => {
    const tale = await story(
      quiet({ quietHours: undefined }),
      quiet({ id: 'own', quietHours: noon }),
      quiet({ id: 'never', quietHours: 'none' }),
    );
    await setQuietHours(tale, NIGHT);
    await tale.does('21:30', receives('ann'));
    await tale.until('day 2 09:00');
    expect(await tale.decided('ann')).toEqual(['enrolled', 'held', 'dispatched']);
    expect(await tale.decided('ann', 'own')).toEqual(['enrolled', 'dispatched']);
    expect(await tale.decided('ann', 'never')).toEqual(['enrolled', 'dispatched']);
  });

  test('a message without a delay is held, too: leaving at once asks the same questions as a departure (R26, R95)', async () => {
    const tale = await story(quiet({ delay: 'none', exceptions: [] }));
    await tale.does('23:00', receives('ann'));
    expect(await tale.decided('ann')).toEqual(['enrolled', 'held']);
    await tale.until('day 2 09:00');
    expect(leftIn(tale, 'day 2 08:00')).toEqual(['ann']);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'held', 'dispatched']);
  });

  test('a message without a delay is withheld at once where the campaign withholds (R26)', async () => {
    const tale = await story(quiet({ delay: 'none', exceptions: [], quietHours: { ...NIGHT, then: 'withhold' } }));
    await tale.does('23:00', receives('ann'));
    expect(await tale.decided('ann')).toEqual(['withheld quiet-hours']);
  });

  test('a late trigger whose message is due is held, and its standby stands by (R26, R27, R42)', async () => {
    const tale = await story(quiet());
    await tale.until('23:00');
    await tale.receives('21:00', receives('ann'));
    await tale.receives('21:10', receives('ann'));
    expect(await tale.decided('ann')).toEqual(['enrolled', 'held']);
    await tale.until('day 2 09:00');
    expect(leftIn(tale, 'day 2 08:00')).toEqual(['ann']);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'held', 'dispatched', 'withheld already-received']);
  });

  test('a repeated trigger of a held message changes nothing (R60)', async () => {
    const tale = await story(quiet({ delay: 'none', exceptions: [] }));
    const trigger = receives('ann');
    await tale.does('23:00', trigger);
    await tale.does('23:30', trigger);
    await tale.receives('23:00', trigger);
    await tale.until('day 2 09:00');
    expect(await tale.decided('ann')).toEqual(['enrolled', 'held', 'dispatched']);
    expect(tale.sent()).toHaveLength(1);
  });
});

describe('a message that is held', () => {
  test('an exception cancels a message that is held (R26, R32)', async () => {
    const tale = await story(quiet());
    await tale.does('21:30', receives('ann'), receives('bob'));
    await tale.until('23:00');
    await tale.does('day 2 07:00', opens('ann'));
    await tale.until('day 2 09:00');
    expect(await tale.decided('ann')).toEqual(['enrolled', 'held', 'cancelled exception']);
    expect(leftIn(tale, 'day 2 08:00')).toEqual(['bob']);
  });

  test('quiet hours that are edited while a message is held count at its departure, and not before (R26, R52)', async () => {
    const longer = await story(quiet());
    await longer.does('21:30', receives('ann'));
    await longer.until('23:00');
    await longer.publishes(quiet({ quietHours: { ...NIGHT, to: '10:00' } }));
    await longer.until('day 2 11:00');
    expect(leftIn(longer, 'day 2 10:00')).toEqual(['ann']);
    expect(await longer.decided('ann')).toEqual(['enrolled', 'held', 'held', 'dispatched']);
    const none = await story(quiet());
    await none.does('21:30', receives('ann'));
    await none.until('23:00');
    await none.publishes(quiet({ quietHours: 'none' }));
    await none.until('day 2 07:59');
    expect(none.sent()).toEqual([]);
    await none.until('day 2 09:00');
    expect(leftIn(none, 'day 2 08:00')).toEqual(['ann']);
  });

  test('a stop cancels a message that is held, and the end of its quiet hours sends nothing (R26, R50)', async () => {
    const tale = await story(quiet());
    await tale.does('21:30', receives('ann'));
    await tale.until('23:00');
    await tale.stops('reminder');
    expect(await tale.decided('ann')).toEqual(['enrolled', 'held', 'cancelled campaign-stopped']);
    await tale.publishes('reminder');
    await tale.until('day 3 09:00');
    expect(tale.sent()).toEqual([]);
  });

  test('a message that is held survives the abort of the wave that it left, and not that of its own (R26)', async () => {
    const tale = await story(quiet());
    await tale.does('21:30', receives('ann'));
    const [old] = await tale.waves();
    await tale.until('23:00');
    const waves = await tale.waves();
    const own = waves.find(({ name }) => name !== old?.name);
    if (old === undefined || own === undefined) throw new Error('waves: expected two');
    await cancelAllWaits({ wave: old, reason: 'wave-aborted' }, tale.services);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'held']);
    await cancelAllWaits({ wave: own, reason: 'wave-aborted' }, tale.services);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'held', 'cancelled wave-aborted']);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
  });

  test('messages of several waves are held until one wave, from which each leaves once (R26, R72)', async () => {
    const tale = await story(quiet());
    await tale.does('21:10', receives('ann'));
    await tale.does('21:40', receives('bob'));
    await tale.does('22:10', receives('cyd'));
    await tale.until('23:30');
    const held = new Set((await Promise.all(['ann', 'bob', 'cyd'].map((user) => heldUntil(tale, user)))).flat());
    expect(held.size).toBe(1);
    await tale.until('day 2 09:00');
    expect(leftIn(tale, 'day 2 08:00').toSorted()).toEqual(['ann', 'bob', 'cyd']);
    expect(tale.sent()).toHaveLength(3);
  });

  test('a repeat of the wave that a held message left changes nothing (R26, R71)', async () => {
    const tale = await story(quiet());
    await tale.does('21:30', receives('ann'));
    await tale.until('22:29');
    tale.clockOnly('22:31');
    const call = leaving(tale);
    await dispatchWave(call, tale.services);
    await dispatchWave(call, tale.services);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'held']);
    await tale.until('day 2 09:00');
    await dispatchWave(call, tale.services);
    expect(tale.sent()).toHaveLength(1);
  });

  test('a message is held once by two dispatches of its wave at the same time (R26, R35)', async () => {
    const tale = await story(quiet());
    await tale.does('21:30', receives('ann'));
    await tale.until('22:29');
    tale.clockOnly('22:31');
    const call = leaving(tale);
    await dispatchWave(
      call,
      slippingIn(tale.services, () => dispatchWave(call, tale.services)),
    );
    expect(await tale.decided('ann')).toEqual(['enrolled', 'held']);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toHaveLength(1);
  });

  test('a dispatcher that stalls past the last call of the wave that it holds a message until decides again, and the message leaves (R26, R72)', async () => {
    const tale = await story(quiet());
    await tale.does('21:30', receives('ann'));
    await tale.until('22:29');
    tale.clockOnly('22:31');
    const call = leaving(tale);
    const stalled = slippingIn(tale.services, () => tale.until('day 2 08:05'));
    await dispatchWave(call, stalled);
    await tale.until('day 2 12:00');
    expect(tale.sent()).toHaveLength(1);
    expect((await tale.decided('ann')).at(-1)).toBe('dispatched');
  });

  test('a dispatcher whose clock is behind claims at the end of the quiet hours, and does not hold the message in its own wave (R26)', async () => {
    const tale = await story(quiet());
    await tale.does('21:30', receives('ann'));
    await tale.until('day 2 07:59');
    const [until = 0] = await heldUntil(tale, 'ann');
    tale.services.waves.listDueCalls(until);
    const [wave] = (await tale.waves()).filter(({ departure }) => departure === until);
    if (wave === undefined) throw new Error('wave: expected');
    expect(tale.services.clock.now()).toBeLessThan(until);
    await dispatchWave({ wave, at: until, isLastCall: false, broken: 0, attempts: 0 }, tale.services);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'held', 'dispatched']);
  });

  test('a message is held in windows of a minute, so that wide windows and short free hours do not hold it again and again (R26)', async () => {
    const tale = await story(
      reminder({ precision: undefined, delay: '300 days', quietHours: { from: '12:00', to: '08:00', then: 'hold' } }),
    );
    await tale.does('13:00', receives('ann'));
    await tale.until('day 303 00:00');
    const decided = await tale.decided('ann');
    expect(decided.at(-1)).toBe('dispatched');
    expect(decided.filter((each) => each === 'held').length).toBeLessThanOrEqual(1);
  });

  test('a message is withheld as stale where its quiet hours end later than it may leave (R26, R27)', async () => {
    const tale = await story(quiet({ staleAfter: '2 hours' }));
    await tale.does('21:30', receives('ann'));
    await tale.until('day 2 09:00');
    expect(await tale.decided('ann')).toEqual(['enrolled', 'withheld stale']);
    const check = checkDefinition(quiet({ staleAfter: '2 hours', exceptions: [] }));
    expect('warnings' in check ? check.warnings.map(explainDefinitionWarning) : check.faults).toEqual([
      '2 hours is shorter than the quiet hours, 10 hours: a message that they hold may be withheld as stale',
    ]);
  });

  test('a user who is outside of the audience when the quiet hours end is withheld then, not before (R43, R95)', async () => {
    const tale = await story(quiet({ audience: { plan: 'pro' }, recheckAudience: true }));
    await tale.does('09:10', isKnown('ann', { plan: 'pro' }));
    await tale.does('21:30', receives('ann'));
    await tale.does('21:40', isKnown('ann', { plan: 'free' }));
    await tale.until('23:00');
    expect(await tale.decided('ann')).toEqual(['enrolled', 'held']);
    await tale.until('day 2 09:00');
    expect(await tale.decided('ann')).toEqual(['enrolled', 'held', 'withheld not-in-audience']);
  });

  test('a pause holds a message back longer than its quiet hours, and it leaves after the pause (R26, R92)', async () => {
    const tale = await story(quiet());
    await tale.does('21:30', receives('ann'));
    await tale.until('23:00');
    const [held] = await heldUntil(tale, 'ann');
    expect(parseWaveName((await tale.row('ann')).live[0]?.wave?.name ?? '')?.departure).toBe(held);
    expect((await tale.counts())['held']).toBe(1);
    expect((await tale.counts())['waiting']).toBe(1);
  });
});

describe('the cost of quiet hours', () => {
  test('a message that is withheld at its arrival in quiet hours starts no wave (R25, R26)', async () => {
    const tale = await story(quiet({ delay: 'none', exceptions: [], duration: { end: '2026-12-02T06:00:00Z' } }));
    await tale.does('23:00', receives('ann'));
    expect(await tale.decided('ann')).toEqual(['withheld outside-duration']);
    expect(await tale.waves()).toEqual([]);
  });

  test('a seat whose enrollment no longer waits costs no read of a profile (R26)', async () => {
    const tale = await story(quiet({ delay: '2 hours' }));
    let reads = 0;
    const { getEventually } = tale.services.profiles;
    tale.services.profiles.getEventually = (userId) => {
      reads += 1;
      return getEventually(userId);
    };
    await tale.does('09:20', isKnown('ann', {}), isKnown('bob', {}));
    await tale.does('09:30', receives('ann'), receives('bob'));
    await tale.does('09:40', opens('ann'));
    await tale.until('13:00');
    expect(tale.sent()).toHaveLength(1);
    // For the quiet hours of bob's message, which is rendered from the same profile.
    expect(reads).toBe(1);
  });
});

describe('the duration of a campaign', () => {
  const duration = { start: '2026-12-01T10:00:00Z', end: '2026-12-01T12:00:00Z' };

  test('a trigger before the start or after the end does not enroll; at the start it does (R25)', async () => {
    const tale = await story(reminder({ duration }));
    await tale.does('09:59:59', receives('early'));
    await tale.does('10:00', receives('start'));
    await tale.does('12:00:01', receives('late'));
    await tale.until('day 2 00:00');
    expect(await tale.decided('early')).toEqual(['withheld outside-duration']);
    expect(await tale.decided('start')).toEqual(['enrolled', 'dispatched']);
    expect(await tale.decided('late')).toEqual(['withheld outside-duration']);
  });

  test('a message that is due at the end leaves; one that is due a second later is withheld when it is triggered (R25)', async () => {
    const tale = await story(reminder({ duration }));
    await tale.does('11:00', receives('ann'));
    await tale.does('11:00:01', receives('bob'));
    await tale.until('day 2 00:00');
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched']);
    expect(await tale.decided('bob')).toEqual(['withheld outside-duration']);
  });

  test('the due instant is judged, not the moment at which the wave departs (R25)', async () => {
    const tale = await story(
      reminder({ precision: undefined, delay: '1 day', duration: { end: '2026-12-02T11:00:00Z' } }),
    );
    await tale.does('11:00', receives('ann'));
    await tale.until('day 3 00:00');
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched']);
    expect(Date.parse(tale.messages()[0]?.dispatchedAt ?? '')).toBeGreaterThanOrEqual(at('day 2 11:00'));
  });

  test('a duration that an edit shortens withholds messages that are due later (R25, R52)', async () => {
    const tale = await story(reminder({ duration }));
    await tale.does('10:30', receives('ann'));
    await tale.publishes(reminder({ duration: { ...duration, end: '2026-12-01T11:15:00Z' } }));
    await tale.until('day 2 00:00');
    expect(await tale.decided('ann')).toEqual(['enrolled', 'withheld outside-duration']);
  });

  test('a message is withheld at once where it would be held past the end of the duration (R25, R26)', async () => {
    const tale = await story(quiet({ duration: { end: '2026-12-02T07:59:00Z' } }));
    await tale.does('21:30', receives('ann'));
    await tale.until('23:00');
    expect(await tale.decided('ann')).toEqual(['enrolled', 'withheld outside-duration']);
  });

  test('the duration is judged before the audience (R95)', async () => {
    const tale = await story(reminder({ duration, audience: { plan: 'pro' } }));
    await tale.does('13:00', receives('ann'));
    expect(await tale.decided('ann')).toEqual(['withheld outside-duration']);
  });

  test('a wrong time of quiet hours or of a duration has one fault, which shows the time (R25, R26)', () => {
    const found = (more: object) => {
      const check = checkDefinition(reminder(more));
      return 'faults' in check ? check.faults.map(({ path, found }) => `${path.join('.')}: ${found}`) : [];
    };
    expect(found({ quietHours: { from: '22:00', to: '24:00' } })).toEqual(['quietHours.to: "24:00"']);
    expect(found({ quietHours: { from: '22:00', to: '22:00' } })).toEqual(['quietHours.to: "22:00"']);
    expect(found({ duration: { ...duration, end: duration.start } })).toEqual([`duration.end: "${duration.start}"`]);
    expect(found({ duration: { from: duration.start } })).toEqual(['duration.from: an unknown field']);
  });

  const faultsOf = (more: object) => {
    const check = checkDefinition(reminder(more));
    return 'faults' in check ? check.faults.map(({ path, expected }) => `${path.join('.')}: ${expected}`) : [];
  };

  test('a delay that is longer than the duration is refused; one that is as long is not (R25)', () => {
    expect(faultsOf({ delay: '2 hours', duration })).toEqual([]);
    expect(faultsOf({ delay: '7201 seconds', duration, precision: undefined })).toEqual([
      'delay: a delay that is no longer than the duration of 2 hours',
    ]);
    expect(faultsOf({ delay: '360 days', precision: undefined, duration: { end: duration.end } })).toEqual([]);
    const week = { start: '2026-12-01T00:00:00Z', end: '2026-12-08T00:00:00Z' };
    expect(faultsOf({ delay: { in: '8 days', at: '09:00' }, precision: undefined, duration: week })).toEqual([]);
    expect(faultsOf({ delay: { in: '10 days', at: '09:00' }, precision: undefined, duration: week })).toEqual([
      'delay: a delay that is no longer than the duration of 1 week',
    ]);
  });

  test.each([
    [{}, 'duration: a start, an end, or both'],
    [{ start: 'tomorrow' }, expect.stringMatching(/^duration\.start: an RFC 3339 instant/)],
    [{ start: duration.end, end: duration.start }, 'duration.end: an instant after the start'],
    [{ start: duration.end, end: duration.end }, 'duration.end: an instant after the start'],
  ])('the duration %j is refused, and the field is named (R25)', (wrong, fault) => {
    expect(faultsOf({ duration: wrong })).toEqual([fault]);
  });
});
