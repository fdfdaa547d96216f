import { describe, expect, test } from 'vitest';
import { checkDefinition } from '../../core/check-definition.ts';
import type { Services } from '../../core/ports.ts';
import { dispatchWave } from '../../engine/dispatch-wave.ts';
import { leaving } from '../harness/scenarios/leaving.ts';
import { applyExceptions } from '../harness/scenarios/matched.ts';
import {
  at,
  behaves,
  buys,
  interacts,
  isMerged,
  receives,
  reminder,
  type Story,
  slippingIn,
  story,
} from '../harness/scenarios/story.ts';

const bought = { behavior: 'purchase.made', within: '1 hour' };
/** Defines a reminder with a conversion event: a purchase within an hour. Its messages leave an hour after the email. */
const selling = (more: object = {}) => reminder({ exceptions: [], conversions: { A: bought }, ...more });
/** Defines a follow-up of the conversions of the reminder. */
const thanks = (more: object = {}) =>
  reminder({
    id: 'thanks',
    name: 'Thanks',
    triggers: [{ interaction: 'conversion.performed', campaign: 'reminder', conversionEvent: 'A' }],
    delay: 'none',
    precision: undefined,
    exceptions: [],
    ...more,
  });

const lettersOf = async (tale: Story, userId: string) =>
  ((await tale.row(userId)).sent ?? []).map(({ letters }) => Object.keys(letters).join(''));
const conversionsOf = async (tale: Story, userId: string) =>
  (await tale.decisions(userId)).filter(({ decision }) => decision === 'converted').map(({ eventId }) => eventId);

/** Wraps services: counts the calls of ports that read or write a user's data, and what is reported. */
function counting(services: Services) {
  const calls: string[] = [];
  const count = <Arguments extends readonly unknown[], Result>(
    name: string,
    call: (...given: Arguments) => Promise<Result>,
  ) => {
    return (...given: Arguments): Promise<Result> => {
      calls.push(name);
      return call(...given);
    };
  };
  const { rows, profiles, counts, reporter } = services;
  const counted: Services = {
    ...services,
    rows: {
      ...rows,
      read: count('rows.read', rows.read),
      write: count('rows.write', rows.write),
      listByUser: count('rows.listByUser', rows.listByUser),
    },
    profiles: { ...profiles, get: count('profiles.get', profiles.get) },
    counts: { ...counts, add: count('counts.add', counts.add) },
    reporter: { report: count('reporter.report', reporter.report) },
  };
  return { calls, services: counted };
}

describe('a conversion', () => {
  test('a purchase within the deadline converts the message that it follows (R47)', async () => {
    const tale = await story(selling());
    await tale.does('09:30', receives('ann'), receives('bob'));
    const purchase = buys('ann');
    await tale.does('11:00', purchase);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched', 'converted']);
    expect(await conversionsOf(tale, 'ann')).toEqual([purchase.detail['id']]);
    expect(await tale.decided('bob')).toEqual(['enrolled', 'dispatched']);
    expect(await tale.counts()).toMatchObject({ dispatched: 2, converted: 1, 'converted:A': 1 });
  });

  test('a purchase at the deadline converts the message, and one a millisecond later does not (R47)', async () => {
    const tale = await story(selling());
    await tale.does('09:30', receives('ann'), receives('bob'));
    await tale.does('11:30', buys('ann'));
    await tale.does('11:30:00.001', buys('bob'));
    expect(tale.sent()).toEqual(['ann 10:30', 'bob 10:30']);
    expect(await lettersOf(tale, 'ann')).toEqual(['A']);
    expect(await lettersOf(tale, 'bob')).toEqual(['']);
  });

  test('a purchase at the instant of the dispatch does not convert the message, and one a millisecond later does (R47)', async () => {
    const tale = await story(selling());
    await tale.does('09:30', receives('ann'), receives('bob'));
    await tale.until('10:31');
    await tale.receives('10:30', buys('ann'));
    await tale.receives('10:30:00.001', buys('bob'));
    expect(await lettersOf(tale, 'ann')).toEqual(['']);
    expect(await lettersOf(tale, 'bob')).toEqual(['A']);
  });

  test('a purchase that arrives days after its deadline converts the message if it was done in time (R47, R60)', async () => {
    const tale = await story(selling());
    await tale.does('09:30', receives('ann'));
    await tale.until('day 20 09:00');
    await tale.receives('11:00', buys('ann'));
    expect(await lettersOf(tale, 'ann')).toEqual(['A']);
  });

  test('the first purchase that arrives is the conversion, also if a later one was done before it (R47)', async () => {
    const tale = await story(selling());
    await tale.does('09:30', receives('ann'));
    const [first, second] = [buys('ann'), buys('ann')];
    await tale.does('11:00', first);
    await tale.receives('10:45', second);
    expect(await conversionsOf(tale, 'ann')).toEqual([first.detail['id']]);
    expect((await tale.row('ann')).sent?.[0]?.letters.A?.at).toBe(at('11:00'));
  });

  test('one purchase converts each message whose deadline it keeps, each once for each letter (R47)', async () => {
    const conversions = { A: { behavior: 'purchase.made', within: '1 hour' }, B: { ...bought, within: '3 days' } };
    const tale = await story(selling({ reeligibility: 'immediately', conversions }));
    await tale.does('09:30', receives('ann'));
    await tale.does('10:30', receives('ann'));
    await tale.does('12:00', buys('ann'));
    expect(tale.sent()).toEqual(['ann 10:30', 'ann 11:30']);
    expect(await lettersOf(tale, 'ann')).toEqual(['B', 'AB']);
    expect(await tale.counts()).toMatchObject({ converted: 3, 'converted:A': 1, 'converted:B': 2 });
  });

  test('a conversion event may be narrowed, filtered, and an interaction (R47)', async () => {
    const conversions = {
      A: { behavior: 'purchase.made', where: { price: { $gte: 20 } }, within: '1 hour' },
      B: { interaction: 'email.clicked', campaign: 'reminder', linkUrl: 'https://shop.example', within: '1 hour' },
      C: { behavior: 'session.started', within: '1 hour' },
    };
    const tale = await story(selling({ conversions }));
    await tale.does('09:30', receives('ann'));
    await tale.does('10:40', buys('ann', { price: 19 }), interacts('email.clicked', 'ann', { campaignId: 'reminder' }));
    expect(await lettersOf(tale, 'ann')).toEqual(['']);
    const click = { campaignId: 'reminder', linkUrl: 'https://shop.example' };
    await tale.does('10:50', buys('ann', { price: 20 }), interacts('email.clicked', 'ann', click));
    await tale.does('10:55', behaves('session.started', 'ann'));
    expect(await lettersOf(tale, 'ann')).toEqual(['ABC']);
  });

  test('an event whose instant is ahead of the clock counts as done when it arrives (R47)', async () => {
    const tale = await story(selling());
    await tale.does('09:30', receives('ann'));
    await tale.until('11:29');
    await tale.receives('11:32', buys('ann'));
    expect((await tale.row('ann')).sent?.[0]?.letters.A?.at).toBe(at('11:29'));
  });

  test('one purchase is the exception of one wait and the conversion of the message before, in one write (R47)', async () => {
    const tale = await story(
      selling({ reeligibility: 'immediately', exceptions: [{ behavior: 'purchase.made' }], delay: '1 hour' }),
    );
    await tale.does('09:30', receives('ann'));
    await tale.until('10:55');
    await tale.does('10:56', receives('ann'));
    const { calls, services } = counting(tale.services);
    await applyExceptions(tale.event('10:57', buys('ann')), services);
    expect(calls.filter((call) => call === 'rows.write')).toHaveLength(1);
    const decided = await tale.decided('ann');
    expect(decided).toContain('cancelled exception');
    expect(decided).toContain('converted');
  });

  test('one click begins a wait again and converts the message before it, in one write (R47)', async () => {
    const clicked = { interaction: 'email.clicked', campaign: 'welcome' };
    const tale = await story(
      selling({
        triggers: [clicked],
        exceptions: [],
        reeligibility: 'immediately',
        conversions: { A: { ...clicked, within: '1 day' } },
      }),
    );
    await tale.does('09:30', interacts('email.clicked', 'ann'));
    await tale.does('11:00', interacts('email.clicked', 'ann'));
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched', 'enrolled', 'converted']);
  });

  test('a message that could not be sent is converted by nothing (R47)', async () => {
    const tale = await story(
      selling({ messages: [{ channel: 'email', subject: '{{ user.nothing }}', body: 'Hello' }] }),
    );
    await tale.does('09:30', receives('ann'));
    await tale.does('10:45', buys('ann'));
    expect(await tale.decided('ann')).toEqual(['enrolled', 'withheld blank']);
  });

  test('a control user is converted too, and the message of a variant names it (R46, R47)', async () => {
    const control = await story(selling({ controlGroup: 100 }), thanks());
    await control.does('09:30', receives('ann'));
    await control.does('10:45', buys('ann'));
    expect(await control.decided('ann')).toEqual(['enrolled', 'control', 'converted']);
    expect(await control.counts()).toMatchObject({ 'converted:A': 1, 'converted:A:(control)': 1 });
    const messages = [{ channel: 'email', subject: 'Hello', body: 'Hello' }];
    const variants = [{ name: 'short', share: 100, messages }];
    const varied = await story(selling({ messages: undefined, variants }), thanks());
    await varied.does('09:30', receives('ann'));
    await varied.does('10:45', buys('ann'));
    expect(await varied.counts()).toMatchObject({ 'converted:A': 1, 'converted:A:short': 1 });
    expect(varied.messages().find(({ campaignId }) => campaignId === 'thanks')?.trigger).toMatchObject({
      messageVariationId: 'short',
    });
  });
});

describe('the report of a conversion', () => {
  test('a conversion is on the bus as conversion.performed, and triggers another follow-up (R47)', async () => {
    const tale = await story(selling(), thanks());
    await tale.does('09:30', receives('ann'));
    await tale.does('11:00', buys('ann'));
    await tale.until('11:01');
    expect(tale.sent('thanks')).toEqual(['ann 11:00']);
    const [message, thank] = tale.messages();
    expect(thank?.trigger).toEqual({
      interaction: 'conversion.performed',
      id: `conversion.${message?.dispatchId}.A`,
      userId: 'ann',
      campaignId: 'reminder',
      conversionEvent: 'A',
      dispatchId: message?.dispatchId,
      occurredAt: '2026-12-01T11:00:00.000Z',
    });
  });

  test('a conversion is reported after a crash between the write of the row and the bus (R47)', async () => {
    const tale = await story(selling(), thanks());
    await tale.does('09:30', receives('ann'));
    await tale.until('10:59');
    const event = tale.event('10:45', buys('ann'));
    const crashing = { ...tale.services, reporter: { report: () => Promise.reject(new Error('the bus is gone')) } };
    await expect(applyExceptions(event, crashing)).rejects.toThrow('the bus is gone');
    expect(await lettersOf(tale, 'ann')).toEqual(['A']);
    await applyExceptions(event, tale.services);
    await tale.until('11:00');
    expect(tale.sent('thanks')).toEqual(['ann 10:59']);
    expect(await tale.counts()).toMatchObject({ 'converted:A': 1 });
  });

  test('each repeat of the event reports the conversion again with the same id, and another event does not (R47)', async () => {
    const tale = await story(selling(), thanks());
    await tale.does('09:30', receives('ann'));
    await tale.until('10:59');
    const event = tale.event('10:45', buys('ann'));
    const { calls, services } = counting(tale.services);
    await applyExceptions(event, services);
    await applyExceptions(event, services);
    await applyExceptions(tale.event('10:50', buys('ann')), services);
    expect(calls.filter((call) => call === 'reporter.report')).toHaveLength(2);
    expect(calls.filter((call) => call === 'rows.write')).toHaveLength(1);
    await tale.until('11:30');
    expect(tale.sent('thanks')).toEqual(['ann 10:59']);
  });
});

describe('a conversion during an open claim', () => {
  /** Begins a story whose wave has claimed a message, and crashed before it left. */
  async function claimed(definition: object): Promise<Story> {
    const tale = await story(definition);
    await tale.does('09:30', receives('ann'));
    tale.clockOnly('10:30');
    const services = {
      ...tale.services,
      outbox: { send: () => Promise.reject(new Error('the outbox is gone')) },
    };
    await dispatchWave(leaving(tale), services).catch(() => undefined);
    expect((await tale.row('ann')).live.map(({ state }) => state)).toEqual(['claimed']);
    tale.clockOnly('10:31');
    return tale;
  }

  test('a purchase during an open claim comes again, and converts the message once it has left (R47)', async () => {
    const tale = await claimed(selling());
    await tale.receives('10:30:30', buys('ann'));
    expect(await tale.decided('ann')).toEqual(['enrolled']);
    await tale.until('10:40');
    expect(tale.sent()).toEqual(['ann 10:30']);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched', 'converted']);
    expect(await tale.refused()).toEqual([]);
  });

  test('a purchase during an open claim converts no message that never left (R47)', async () => {
    const tale = await claimed(selling());
    const event = tale.event('10:30:30', buys('ann'));
    await expect(applyExceptions(event, tale.services)).rejects.toThrow('claimed and not sent yet');
    const broken = { ...tale.services, outbox: { send: async () => 'too-large' as const } };
    await dispatchWave(leaving(tale), broken);
    await applyExceptions(event, tale.services);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'withheld too-large']);
  });

  test('a purchase during an open claim still cancels another wait at once (R47)', async () => {
    const exceptions = [{ behavior: 'purchase.made' }];
    const tale = await claimed(selling({ exceptions, reeligibility: 'immediately' }));
    await tale.receives('10:30:10', receives('ann'));
    const event = tale.event('10:30:30', buys('ann'));
    await expect(applyExceptions(event, tale.services)).rejects.toThrow('claimed and not sent yet');
    expect(await tale.decided('ann')).toEqual(['enrolled', 'enrolled', 'cancelled exception']);
  });

  test('a claim that stays open for half an hour keeps no event from its end: it is no dead letter (R47)', async () => {
    const tale = await claimed(selling());
    const event = tale.event('10:30:30', buys('ann'));
    tale.clockOnly('10:59:59');
    await expect(applyExceptions(event, tale.services)).rejects.toThrow('claimed and not sent yet');
    tale.clockOnly('11:00');
    expect(await applyExceptions(event, tale.services)).toBe(1);
  });

  test('a claim after the purchase, or too long before it, does not put the purchase back (R47)', async () => {
    const tale = await claimed(selling({ conversions: { A: { ...bought, within: '30 seconds' } } }));
    expect(await applyExceptions(tale.event('10:30', buys('ann')), tale.services)).toBe(1);
    expect(await applyExceptions(tale.event('10:30:31', buys('ann')), tale.services)).toBe(1);
    await expect(applyExceptions(tale.event('10:30:30', buys('ann')), tale.services)).rejects.toThrow('claimed');
  });
});

describe('a conversion after the publication', () => {
  test('a purchase after a stop converts the message that left before it, and is reported (R47, R50)', async () => {
    const tale = await story(selling(), thanks());
    await tale.does('09:30', receives('ann'));
    await tale.until('10:45');
    await tale.stops('reminder');
    await tale.does('11:00', buys('ann'));
    await tale.until('11:01');
    expect(await lettersOf(tale, 'ann')).toEqual(['A']);
    expect(tale.sent('thanks')).toEqual(['ann 11:00']);
  });

  test('what would trigger a stopped follow-up triggers nothing, although its conversions are listened to (R47, R50)', async () => {
    const triggers = [{ behavior: 'purchase.made' }];
    const tale = await story(selling({ triggers, reeligibility: 'immediately' }));
    await tale.does('09:30', buys('ann'));
    await tale.until('10:45');
    await tale.stops('reminder');
    await tale.does('11:00', buys('ann'));
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched', 'converted']);
  });

  test('a purchase after an edit that removes the conversion event converts what left before the edit only (R47, R52)', async () => {
    const tale = await story(selling());
    await tale.does('09:30', receives('ann'));
    await tale.does('09:50', receives('bob'));
    await tale.until('10:45');
    await tale.publishes(selling({ conversions: undefined }));
    await tale.does('10:55', buys('ann'), buys('bob'));
    expect(tale.sent()).toEqual(['ann 10:30', 'bob 10:50']);
    expect(await lettersOf(tale, 'ann')).toEqual(['A']);
    expect(await lettersOf(tale, 'bob')).toEqual(['']);
  });

  test('a message keeps the deadline of the version that it left with (R47, R52)', async () => {
    const tale = await story(selling());
    await tale.does('09:30', receives('ann'));
    await tale.does('09:50', receives('bob'));
    await tale.until('10:45');
    await tale.publishes(selling({ conversions: { A: { ...bought, within: '1 minute' } } }));
    await tale.does('10:52', buys('ann'), buys('bob'));
    expect(await lettersOf(tale, 'ann')).toEqual(['A']);
    expect(await lettersOf(tale, 'bob')).toEqual(['']);
  });

  test('a message that left before a stop is converted in the gap and in the next publication (R6, R47)', async () => {
    const tale = await story(selling({ conversions: { A: { ...bought, within: '3 days' } } }));
    await tale.does('09:30', receives('ann'), receives('bob'));
    await tale.until('10:45');
    await tale.stops('reminder');
    await tale.does('10:50', buys('ann'));
    await tale.until('11:00');
    await tale.publishes('reminder');
    await tale.does('11:10', buys('bob'));
    expect(await lettersOf(tale, 'ann')).toEqual(['A']);
    expect(await lettersOf(tale, 'bob')).toEqual(['A']);
  });

  test('a purchase after the campaign is archived converts the message that left before (R47)', async () => {
    const tale = await story(selling());
    await tale.does('09:30', receives('ann'));
    await tale.until('10:45');
    await tale.archives('reminder');
    await tale.does('11:00', buys('ann'));
    expect(await lettersOf(tale, 'ann')).toEqual(['A']);
  });

  test('after the last deadline a stopped follow-up listens no longer, and its events cost no read of a row (R47)', async () => {
    const tale = await story(selling());
    await tale.does('09:30', receives('ann'));
    await tale.until('10:45');
    await tale.stops('reminder');
    await tale.until('day 2 09:00');
    const { calls, services } = counting(tale.services);
    await applyExceptions(tale.event('day 2 08:00', buys('ann')), services);
    expect(calls).toEqual([]);
  });
});

describe('the cost of conversions', () => {
  test.each([
    ['one read of the row, and no write', ['rows.read'], []],
    [
      'one read of the profile too where users were merged, which may lead to another user',
      ['rows.read', 'profiles.get'],
      [isMerged('eve', 'fay')],
    ],
  ])('a purchase of a user who was sent nothing costs %s (R47, R65)', async (_, requests, merges) => {
    const tale = await story(selling({ audience: { vip: true } }));
    await tale.does('09:20', ...merges);
    await tale.does('09:30', receives('ann'));
    await tale.until('10:45');
    const { calls, services } = counting(tale.services);
    for (let user = 0; user < 1_000; user++) await applyExceptions(tale.event('10:45', buys(`user-${user}`)), services);
    expect(calls).toEqual(Array.from({ length: 1_000 }, () => requests).flat());
  });

  test('a campaign without conversion events keeps no dispatches (R47)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.until('11:00');
    expect((await tale.row('ann')).sent).toBeUndefined();
  });

  test('a row keeps the newest 50 dispatches, and none for longer than 58 days (R47)', async () => {
    const tale = await story(selling({ reeligibility: 'immediately', delay: 'none', precision: undefined }));
    for (let minute = 0; minute < 55; minute++)
      await tale.does(`10:${String(minute).padStart(2, '0')}`, receives('ann'));
    const sent = (await tale.row('ann')).sent ?? [];
    expect(sent.map((each) => each.at)).toEqual(
      Array.from({ length: 50 }, (_, index) => at(`10:${String(index + 5).padStart(2, '0')}`)),
    );
    await tale.does('day 60 09:00', receives('ann'));
    expect((await tale.row('ann')).sent).toHaveLength(1);
  });
});

describe('the check of conversion events', () => {
  const faultsOf = (conversions: unknown) => {
    const check = checkDefinition(reminder({ conversions }));
    return 'faults' in check ? check.faults.map(({ path }) => path.join('.')) : [];
  };

  test('a conversion event has a letter from A to D, a known event and a deadline of a second to 30 days (R47)', () => {
    expect(faultsOf({ A: bought, B: { ...bought, within: '30 days' }, D: { ...bought, within: '1 second' } })).toEqual(
      [],
    );
    expect(faultsOf({ E: bought })).toEqual(['conversions.E']);
    expect(faultsOf({})).toEqual(['conversions']);
    expect(faultsOf([bought])).toEqual(['conversions.0']);
    expect(faultsOf({ A: { behavior: 'purchase.made' } })).toEqual(['conversions.A.within']);
    expect(faultsOf({ A: { ...bought, within: '31 days' } })).toEqual(['conversions.A.within']);
    expect(faultsOf({ A: { ...bought, within: '0 seconds' } })).toEqual(['conversions.A.within']);
    expect(faultsOf({ A: { ...bought, within: 'soon' } })).toEqual(['conversions.A.within']);
    expect(faultsOf({ A: { behavior: 'purchase.dreamt', within: '1 day' } })).toEqual(['conversions.A.behavior']);
    expect(faultsOf({ A: { ...bought, sameAsTrigger: ['productId'] } })).toEqual(['conversions.A.sameAsTrigger']);
    expect(faultsOf({ A: bought, C: bought })).toEqual(['conversions.C']);
  });

  test('the filter of a conversion event is checked like that of a trigger (R47, R78)', () => {
    expect(faultsOf({ A: { ...bought, where: { price: { $nope: 1 } } } })).toEqual(['conversions.A.where.price.$nope']);
  });

  test('a filter of a conversion event that takes too many steps refuses the event, with its place (R47, R78)', async () => {
    const conversions = { B: { ...bought, where: { 'properties.text': { $regex: '^(a+)+$' } } } };
    const tale = await story(selling({ conversions }));
    await tale.does('09:30', receives('ann'));
    await tale.does('10:45', buys('ann', { properties: { text: `${'a'.repeat(200_000)}b` } }));
    const [refused] = await tale.refused();
    expect(refused === undefined ? [] : refused.code).toBe('FilterTooCostly');
  });

  test('a conversion event email.opened without openKind warns of opens by mail programs (R47, R64)', () => {
    const check = checkDefinition(
      reminder({ conversions: { B: { interaction: 'email.opened', campaign: 'reminder', within: '1 day' } } }),
    );
    const warnings = 'warnings' in check ? check.warnings : [];
    expect(warnings.filter(({ code }) => code === 'machine-opens-convert')).toEqual([
      { path: ['conversions', 'B'], code: 'machine-opens-convert' },
    ]);
  });
});

test('a conversion is decided again if another writer came first, and its letter is given once (R47, R60)', async () => {
  const tale = await story(selling());
  await tale.does('09:30', receives('ann'));
  await tale.until('10:45');
  const [one, other] = [tale.event('10:40', buys('ann')), tale.event('10:41', buys('ann'))];
  await applyExceptions(
    one,
    slippingIn(tale.services, () => applyExceptions(other, tale.services)),
  );
  expect(await conversionsOf(tale, 'ann')).toEqual([other.id]);
});
