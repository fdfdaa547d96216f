import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyExceptions, applyTriggers } from '../harness/scenarios/matched.ts';
import {
  at,
  behaves,
  buys,
  type Doing,
  interacts,
  isKnown,
  opens,
  receives,
  reminder,
  story,
} from '../harness/scenarios/story.ts';

const click = (userId: string, more: object = {}) => interacts('email.clicked', userId, more);
const clicked = { interaction: 'email.clicked', campaign: 'welcome' };

/** Returns every order of the items. */
function ordersOf<Item>(items: readonly Item[]): Item[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((first, index) => ordersOf(items.toSpliced(index, 1)).map((rest) => [first, ...rest]));
}

describe('the same events any number of times, late and in any order (R60)', () => {
  const day: readonly (readonly [string, Doing])[] = [
    ['09:30', receives('ann', { id: 'a' })],
    ['09:40', opens('ann', { id: 'b' })],
    ['09:50', receives('ann', { id: 'c' })],
    ['10:00', receives('ann', { id: 'd' })],
  ];

  test.each(ordersOf(day).map((order) => [order.map(([, { detail }]) => detail['id']).join(', '), order] as const))(
    'the same events send one message at 10:50 when they arrive as %s, and then all again',
    async (_, order) => {
      const tale = await story(reminder());
      await tale.until('10:10');
      for (const [time, doing] of [...order, ...order]) await tale.receives(time, doing);
      await tale.until('day 2 09:00');
      expect(tale.sent()).toEqual(['ann 10:50']);
      expect(tale.messages()[0]?.trigger['id']).toBe('c');
    },
  );

  test.each(ordersOf(['09:30', '09:40', '09:50']).map((order) => [order] as const))(
    'the same events send one message at 10:50 when restarts of the wait arrive as %j (R37)',
    async (order) => {
      const tale = await story(reminder({ triggers: [clicked], exceptions: [clicked] }));
      await tale.until('10:10');
      for (const time of [...order, ...order]) await tale.receives(time, click('ann', { id: time }));
      await tale.until('day 2 09:00');
      expect(tale.sent()).toEqual(['ann 10:50']);
    },
  );

  test('the same events send no second message when they are repeated a week later', async () => {
    const tale = await story(reminder({ reeligibility: 'immediately', staleAfter: '30 days' }));
    const received = receives('ann');
    await tale.does('09:30', received);
    await tale.until('day 8 09:30');
    await tale.receives('09:30', received);
    await tale.until('day 9 09:30');
    expect(tale.sent()).toEqual(['ann 10:30']);
  });

  test('events with the same id from different sources are different events', async () => {
    const tale = await story(reminder({ reeligibility: 'immediately' }));
    const { type, detail } = receives('ann');
    const entry = { DetailType: type, Detail: { ...detail, occurredAt: '2026-12-01T09:00:00Z' } };
    await tale.machine.bus.put(['one', 'another', 'one'].map((Source) => ({ ...entry, Source })));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toHaveLength(2);
  });

  test('events without ids but with the same content and instant are one event', async () => {
    const tale = await story(reminder({ reeligibility: 'immediately' }));
    await tale.receives('09:00', receives('ann', { id: null }), receives('ann', { id: undefined }));
    await tale.receives('09:00', receives('ann', { id: null, messageVariationId: 'b' }));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toHaveLength(2);
  });

  test('events about a push to two devices, or about an SMS in place of an RCS message, are one receipt', async () => {
    const triggers = [
      { interaction: 'push.received', campaign: 'welcome' },
      { interaction: 'sms.received', campaign: 'welcome' },
    ];
    const tale = await story(reminder({ triggers, reeligibility: 'immediately' }));
    const received = { dispatchId: 'dispatch-1' };
    await tale.does('09:30', interacts('push.received', 'ann', received), interacts('push.received', 'ann', received));
    await tale.does('09:40', interacts('sms.received', 'bob', received), interacts('sms.received', 'bob', received));
    await tale.does(
      '09:50',
      interacts('push.received', 'cyd', received),
      interacts('push.received', 'cyd', { dispatchId: 'two' }),
    );
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30', 'bob 10:40', 'cyd 10:50', 'cyd 10:50']);
  });
});

describe('a refused event, which is kept with its reason (R61)', () => {
  test.each([
    ['without a user', receives(''), 'MalformedDetail', 'Detail.userId'],
    ['with a user id of 257 characters', receives('u'.repeat(257)), 'MalformedDetail', 'Detail.userId'],
    ['with an event id of 257 characters', receives('ann', { id: 'i'.repeat(257) }), 'MalformedDetail', 'Detail.id'],
    [
      'of an unknown interaction',
      receives('ann', { interaction: 'email.eaten' }),
      'MalformedDetail',
      'Detail.interaction',
    ],
    ['of an unknown behavior', buys('ann', { behavior: 'purchase.dreamt' }), 'MalformedDetail', 'Detail.behavior'],
    [
      'with a time without a zone',
      receives('ann', { occurredAt: '2026-12-01T09:00:00' }),
      'MalformedDetail',
      'Detail.occurredAt',
    ],
    [
      'of the 30th of February',
      receives('ann', { occurredAt: '2026-02-30T09:00:00Z' }),
      'MalformedDetail',
      'Detail.occurredAt',
    ],
    ['with a narrowing of no known value', opens('ann', { openKind: 'animal' }), 'MalformedDetail', 'Detail.openKind'],
    ['with a price that is none', buys('ann', { price: 'much' }), 'MalformedDetail', 'Detail.price'],
    [
      'with a custom event that has no name',
      behaves('custom_event.performed', 'ann'),
      'MalformedDetail',
      'Detail.name',
    ],
    ['with a profile that is no object', isKnown('ann', [1]), 'MalformedDetail', 'Detail.attributes'],
    ['of an unknown type', { type: 'Weather Changed', detail: {} }, 'UnknownDetailType', 'Weather Changed'],
  ])('an event %s is refused, and is kept with its reason', async (_, doing, code, names) => {
    const tale = await story(reminder());
    const [result] = await tale.receives('09:00', doing);
    expect(result).toMatchObject({ errorCode: code, errorMessage: expect.stringContaining(names) });
    expect(await tale.refused()).toMatchObject([{ code, entry: { DetailType: doing.type } }]);
  });

  test.each([
    ['an event that is five minutes ahead of the clock is not refused', '09:05', 0],
    ['an event that is five minutes and a millisecond ahead of the clock is refused', '09:05:00.001', 1],
  ])('%s', async (_, time, refused) => {
    const tale = await story(reminder());
    await tale.receives(time, receives('ann'));
    expect((await tale.refused()).map(({ code }) => code)).toEqual(Array(refused).fill('InTheFuture'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toHaveLength(1 - refused);
  });

  test('a refused event never blocks another event of its batch', async () => {
    const tale = await story(reminder());
    const results = await tale.receives('09:00', receives('ann'), receives(''), receives('bob'));
    expect(results.map((result) => 'eventId' in result)).toEqual([true, false, true]);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:00', 'bob 10:00']);
  });

  test('a refused event leaves the other entries of its batch accepted, each at its position', async () => {
    const tale = await story(reminder());
    const entry = { Source: 'app', DetailType: 'Campaign Interaction' };
    const good = fc.constant({
      ...entry,
      Detail: { userId: 'ann', interaction: 'email.received', campaignId: 'welcome' },
    });
    const fields = fc.dictionary(
      fc.constantFrom('userId', 'interaction', 'id', 'occurredAt', 'properties'),
      fc.jsonValue(),
    );
    const odd = fc.oneof(
      fc.jsonValue(),
      fields.map((Detail) => ({ ...entry, Detail })),
    );
    const batches = fc.array(
      fc.oneof(
        good.map((each) => [true, each] as const),
        odd.map((each) => [false, each] as const),
      ),
    );
    await fc.assert(
      fc.asyncProperty(batches, async (batch) => {
        const results = await tale.machine.bus.put(batch.map(([, each]) => each));
        expect(results).toHaveLength(batch.length);
        for (const [index, [isGood]] of batch.entries()) if (isGood) expect(results[index]).toHaveProperty('eventId');
      }),
      { numRuns: 50 },
    );
  });

  test.each([['text'], [null], [7], [[]], [{}], [{ Source: 'app', DetailType: 'User Behavior' }]])(
    'a value that is no entry is refused: %j',
    async (entry) => {
      const tale = await story(reminder());
      expect(await tale.machine.bus.put([entry])).toMatchObject([{ errorCode: 'MalformedEntry' }]);
      expect(await tale.refused()).toHaveLength(1);
    },
  );

  test('an entry is refused if its Detail is not JSON, or if it names another bus', async () => {
    const tale = await story(reminder());
    const entry = { Source: 'app', DetailType: 'User Behavior', Detail: '{' };
    const results = await tale.machine.bus.put([entry, { ...entry, EventBusName: 'default' }]);
    expect(results).toMatchObject([{ errorCode: 'MalformedDetail' }, { errorCode: 'UnknownBus' }]);
  });

  test('an event whose processing fails again and again is refused, while others are processed', async () => {
    const tale = await story(reminder());
    const { rows } = tale.services;
    const read: typeof rows.read = (key) =>
      key.userId === 'ann' ? Promise.reject(new Error('the store failed')) : readWell(key);
    const readWell = rows.read;
    Object.assign(rows, { read });
    const results = await tale.receives('09:00', receives('ann'), receives('bob'));
    expect(results.map((result) => 'eventId' in result)).toEqual([true, true]);
    await tale.until('09:10');
    expect(await tale.refused()).toMatchObject([{ code: 'InternalFailure' }]);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 10:00']);
  });

  test('an event whose processing fails only once is not refused', async () => {
    const tale = await story(reminder());
    const { rows } = tale.services;
    const readWell = rows.read;
    Object.assign(rows, { read: () => Promise.reject(new Error('the store failed')) });
    await tale.receives('09:00', receives('ann'));
    Object.assign(rows, { read: readWell });
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:00']);
    expect(await tale.refused()).toEqual([]);
  });
});

describe('parts of an event that no campaign needs (R67)', () => {
  const longUrl = `https://shop.example/${'x'.repeat(2_100)}`;

  test.each([
    ['a link of 2,121 characters', { linkUrl: longUrl }],
    ['an empty alias', { linkAlias: '' }],
    ['an alias of 257 characters', { linkAlias: 'a'.repeat(257) }],
    ['an empty id', { id: '' }],
    ['properties written as an empty list', { properties: [] }],
    ['an empty dispatch, zone and time', { dispatchId: '', timeZone: '', occurredAt: '' }],
  ])('a click with %s, which no campaign needs, still cancels the wait', async (_, more) => {
    const tale = await story(reminder({ exceptions: [clicked] }));
    await tale.does('09:30', receives('ann'), receives('bob'));
    await tale.does('09:40', click('ann', more));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 10:30']);
    expect(await tale.refused()).toEqual([]);
  });

  test('parts of an event that no campaign needs are left out, invisible to filters and templates, while the rest is visible', async () => {
    const tale = await story(
      reminder({
        triggers: [{ ...clicked, where: { linkUrl: { $exists: false }, openKind: { $exists: false } } }],
        messages: [
          { channel: 'email', subject: '[{{ trigger.linkUrl }}][{{ trigger.linkAlias }}]', body: '{{ trigger.note }}' },
        ],
      }),
    );
    await tale.does('09:30', click('ann', { linkUrl: longUrl, linkAlias: '', openKind: null, note: 'kept' }));
    await tale.until('day 2 09:00');
    expect(tale.messages()[0]?.messages).toMatchObject([{ subject: '[][]', body: 'kept' }]);
    expect(tale.messages()[0]?.trigger).not.toHaveProperty('linkUrl');
  });

  test('a link as long as an event may carry it is not left out: a campaign can name it', async () => {
    const linkUrl = longUrl.slice(0, 2_048);
    const tale = await story(reminder({ triggers: [{ ...clicked, linkUrl }] }));
    await tale.does('09:30', click('ann', { linkUrl }), click('bob', { linkUrl: longUrl }));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
  });
});

describe('the limit of 64 KiB for the attributes of a profile (R61)', () => {
  test('a profile update over the limit of 64 KiB is refused, is kept once, and does not affect the updates before and after it', async () => {
    const tale = await story(reminder({ audience: { plan: 'pro' } }));
    const half = (name: string) => isKnown('ann', { [name]: 'x'.repeat(40_000) });
    await tale.does('09:01', isKnown('ann', { plan: 'pro' }), half('one'));
    await tale.does('09:02', half('other'), half('other'), isKnown('ann', { city: 'Ulm' }));
    await tale.does('09:30', receives('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
    expect(await tale.refused()).toMatchObject([
      { code: 'ProfileTooLarge', message: expect.stringContaining('Detail.attributes: expected at most 64 KiB') },
    ]);
    const profile = await tale.services.profiles.get('ann');
    expect(Object.keys(profile?.fields ?? {})).toEqual(['attributes.plan', 'attributes.one', 'attributes.city']);
  });

  test('an attribute named __proto__ does not bring a user into an audience', async () => {
    const tale = await story(reminder({ audience: { plan: 'pro' } }));
    await tale.does('09:01', isKnown('ann', JSON.parse('{ "__proto__": { "plan": "pro" } }')));
    await tale.does('09:30', receives('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
  });
});

describe('an event', () => {
  test('an event may have unknown fields, which are ignored (R62)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann', { weather: 'fine', openKind: null, receipt: null }));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
  });

  test.each([
    [true, []],
    [false, ['ann 10:30']],
    [null, ['ann 10:30']],
    [undefined, ['ann 10:30']],
  ])('a click with suspectedBot %j triggers these messages: %j (R63)', async (suspectedBot, sent) => {
    const tale = await story(reminder({ triggers: [clicked] }));
    await tale.does('09:30', click('ann', { suspectedBot }));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(sent);
  });

  test('an event of a suspected bot counts where the campaign asks for it, and cancels nothing elsewhere (R63)', async () => {
    const asking = {
      triggers: [{ ...clicked, includeSuspectedBots: true }],
      exceptions: [{ ...clicked, messageVariationId: 'b' }],
    };
    const tale = await story(reminder(asking));
    await tale.does('09:30', click('ann', { suspectedBot: true }));
    await tale.does('09:40', click('ann', { suspectedBot: true, messageVariationId: 'b' }));
    await tale.until('day 2 09:00');
    expect(tale.sent()[0]).toBe('ann 10:30');
  });

  test('a machine open is an open, unless a campaign asks for people (R64)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.does('10:00', opens('ann', { openKind: 'machine' }));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
  });
});

describe('the instant of an event', () => {
  const entry = {
    Source: 'app',
    DetailType: 'Campaign Interaction',
    Detail: { userId: 'ann', interaction: 'email.received', campaignId: 'welcome' },
  };

  test('the instant of an event is that of its entry if the event has none, and now if the entry has none either', async () => {
    const tale = await story(reminder());
    await tale.until('10:00');
    const Detail = { ...entry.Detail, userId: 'bob' };
    await tale.machine.bus.put([
      { ...entry, Time: '2026-12-01T09:30:00Z' },
      { ...entry, Detail: JSON.stringify(Detail) },
    ]);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30', 'bob 11:00']);
  });

  test('the instant of an event may be given by its entry in Unix seconds; milliseconds are refused (R66)', async () => {
    const tale = await story(reminder());
    const results = await tale.machine.bus.put([
      { ...entry, Time: at('09:00') / 1_000 },
      { ...entry, Time: at('09:00') },
    ]);
    expect(results).toMatchObject([{ eventId: expect.any(String) }, { errorCode: 'MalformedEntry' }]);
  });
});

describe('the two queues', () => {
  test('the two queues may be processed in any order: exceptions before triggers, and triggers before exceptions (R32)', async () => {
    for (const stages of [
      [applyTriggers, applyExceptions],
      [applyExceptions, applyTriggers],
    ]) {
      const tale = await story(reminder());
      await tale.until('10:00');
      const events = [tale.event('09:30', receives('ann')), tale.event('09:40', opens('ann'))];
      for (const stage of stages) for (const event of events) await stage(event, tale.services);
      await tale.until('day 2 09:00');
      expect(tale.sent()).toEqual([]);
    }
  });
});
