import { describe, expect, test } from 'vitest';
import { checkDefinition } from '../../core/check-definition.ts';
import type { Services } from '../../core/ports.ts';
import { MAX_MARKED_VALUES } from '../../core/row.ts';
import { dispatchWave } from '../../engine/dispatch-wave.ts';
import { applyExceptions, applyTriggers } from '../harness/scenarios/matched.ts';
import {
  behaves,
  breakingAt,
  buys,
  type Doing,
  receives,
  reminder,
  type Story,
  slippingIn,
  story,
  writeDecision,
} from '../harness/scenarios/story.ts';

const looks = (userId: string, productId: unknown, more: object = {}): Doing =>
  behaves('custom_event.performed', userId, { name: 'product_viewed', productId, ...more });
const sameProduct = { behavior: 'purchase.made', sameAsTrigger: ['productId'] };
/** Defines a follow-up of a product that a user looked at, unless they buy it within an hour. */
const viewed = (more: object = {}) =>
  reminder({
    triggers: [{ behavior: 'custom_event.performed', name: 'product_viewed' }],
    exceptions: [sameProduct],
    reeligibility: 'immediately',
    ...more,
  });
/** Returns the products of the messages that were sent. */
const productsOf = (tale: Story) => tale.messages().map(({ trigger }) => trigger['productId']);
const faultsOf = (more: object) => {
  const check = checkDefinition(viewed(more));
  return 'faults' in check ? check.faults.map(({ path, expected }) => `${path.join('.')}: ${expected}`) : [];
};

describe('an exception with sameAsTrigger', () => {
  test('a purchase of the product that was viewed cancels the wait, and a purchase of another product does not (R39)', async () => {
    const tale = await story(viewed());
    await tale.does('09:30', looks('ann', 'hat'), looks('bob', 'hat'));
    await tale.does('10:00', buys('ann', { productId: 'hat' }), buys('bob', { productId: 'tie' }));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 10:30']);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled exception']);
    expect((await tale.decisions('ann')).at(-1)?.exception).toBe(
      '{"behavior":"purchase.made","sameAsTrigger":["productId"]}',
    );
  });

  test('a purchase cancels only the waits of its product, up to its own instant (R38, R39)', async () => {
    const tale = await story(viewed());
    await tale.does('09:30', looks('ann', 'hat'), looks('ann', 'tie'));
    await tale.does('09:40', looks('ann', 'hat'));
    await tale.does('09:50', looks('ann', 'hat'));
    await tale.receives('09:40', buys('ann', { productId: 'hat' }));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30', 'ann 10:50']);
    expect(productsOf(tale)).toEqual(['tie', 'hat']);
  });

  test('a purchase that arrives before its trigger cancels it, whatever was bought in between (R32, R39)', async () => {
    const tale = await story(viewed());
    await tale.until('09:55');
    await tale.receives('09:35', buys('ann', { productId: 'hat' }));
    for (const minute of [36, 37, 38, 39, 40, 41])
      await tale.receives(`09:${minute}`, buys('ann', { productId: `other ${minute}` }));
    await tale.receives('09:35', looks('ann', 'hat'));
    await tale.receives('09:36', looks('ann', 'hat'));
    await tale.receives('09:30', looks('ann', 'tie'));
    await tale.until('day 2 09:00');
    expect(productsOf(tale)).toEqual(['tie', 'hat']);
    expect(tale.sent()).toEqual(['ann 10:30', 'ann 10:36']);
  });

  test('a purchase that arrives after the message left is late for the message of its product alone (R36, R39)', async () => {
    const tale = await story(viewed());
    const [hat, tie] = [looks('ann', 'hat'), looks('ann', 'tie')];
    await tale.does('09:30', hat, tie);
    await tale.until('11:00');
    const late = buys('ann', { productId: 'tie' });
    await tale.receives('10:10', late, buys('ann', { productId: 'sock' }));
    await tale.receives('10:10', late);
    await tale.receives('10:30', buys('ann', { productId: 'hat' }));
    await tale.until('11:10');
    const decisions = (await tale.decisions('ann')).filter(({ decision }) => decision === 'late-exception');
    expect(decisions.map(({ eventId }) => eventId)).toEqual([late.detail['id']]);
  });

  test('a purchase of the product of the wait lets the standby of another product take over, and cancels a standby of its own (R39, R42)', async () => {
    const tale = await story(viewed({ reeligibility: 'never' }));
    await tale.does('09:30', looks('ann', 'hat'));
    await tale.does('09:35', looks('ann', 'hat'));
    await tale.does('09:40', looks('ann', 'tie'));
    await tale.does('10:00', buys('ann', { productId: 'hat' }));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:40']);
    expect(productsOf(tale)).toEqual(['tie']);
    expect(await tale.decided('ann')).toEqual([
      'enrolled',
      'cancelled exception',
      'withheld exception',
      'enrolled',
      'dispatched',
    ]);
  });

  test('a purchase that is trigger and exception restarts only the wait of its own product (R37, R39)', async () => {
    const tale = await story(viewed({ triggers: [{ behavior: 'purchase.made' }] }));
    await tale.does('09:30', buys('ann', { productId: 'hat' }));
    await tale.does('09:40', buys('ann', { productId: 'tie' }));
    await tale.does('10:00', buys('ann', { productId: 'hat' }));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:40', 'ann 11:00']);
    expect(productsOf(tale)).toEqual(['tie', 'hat']);
  });

  test.each([
    ['in order', ['a', 'b']],
    ['in reverse order', ['b', 'a']],
  ])(
    'purchases of one product at one instant leave the wait to the greater event id, those of another product have their own, arriving %s (R37, R39)',
    async (_, ids) => {
      const tale = await story(viewed({ triggers: [{ behavior: 'purchase.made' }] }));
      const purchases = ids.flatMap((id) =>
        ['hat', 'tie'].map((productId) => buys('ann', { id: `${id} ${productId}`, productId })),
      );
      await tale.does('09:30', ...purchases);
      await tale.until('day 2 09:00');
      // The two leave at the same time, in any order.
      expect(
        tale
          .messages()
          .map(({ trigger }) => trigger['id'])
          .toSorted(),
      ).toEqual(['b hat', 'b tie']);
    },
  );

  test('a repeated purchase changes nothing more, and a repeated trigger of a cancelled wait enrolls no one (R39, R60)', async () => {
    const tale = await story(viewed());
    const [look, purchase] = [looks('ann', 'hat'), buys('ann', { productId: 'hat' })];
    await tale.does('09:30', look);
    await tale.does('10:00', purchase, purchase);
    await tale.does('10:01', purchase);
    await tale.receives('09:30', look);
    await tale.until('day 2 09:00');
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled exception']);
  });

  const nothing = 'neither is compared';
  test.each([
    ['the same text', 'hat', 'hat', []],
    ['text in another case', 'hat', 'Hat', ['ann 10:30']],
    ['the same number', 7, 7, []],
    ['the same number, written otherwise', 7, 7.0, []],
    ['a number and its text', 7, '7', ['ann 10:30']],
    ['the same truth value', true, true, []],
    ['a truth value and its text', true, 'true', ['ann 10:30']],
    ['the same empty text', '', '', []],
    [`null on both sides: ${nothing}`, null, null, ['ann 10:30']],
    [`a field that is missing on both sides: ${nothing}`, undefined, undefined, ['ann 10:30']],
    [`equal lists: ${nothing}`, ['hat'], ['hat'], ['ann 10:30']],
    ['a list with the value', ['hat'], 'hat', ['ann 10:30']],
    [`equal objects: ${nothing}`, { id: 'hat' }, { id: 'hat' }, ['ann 10:30']],
  ])('values are compared as they are, without conversion: %s (R39)', async (_, one, other, sent) => {
    const tale = await story(viewed({ exceptions: [{ behavior: 'purchase.made', sameAsTrigger: ['item'] }] }));
    await tale.does('09:30', looks('ann', 'hat', { item: one }));
    await tale.does('10:00', buys('ann', { item: other }));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(sent);
  });

  test.each([
    ['both fields are the same', { list: 'books' }, []],
    ['one of the fields differs', { list: 'films' }, ['ann 10:30']],
    ['one of the fields is missing', {}, ['ann 10:30']],
  ])(
    'an exception that compares two fields, one of them inner, cancels if all are the same: %s (R39)',
    async (_, properties, sent) => {
      const exceptions = [{ behavior: 'purchase.made', sameAsTrigger: ['productId', 'properties.list'] }];
      const tale = await story(viewed({ exceptions }));
      await tale.does('09:30', looks('ann', 'hat', { properties: { list: 'books' } }));
      await tale.does('10:00', buys('ann', { productId: 'hat', properties }));
      await tale.until('day 2 09:00');
      expect(tale.sent()).toEqual(sent);
    },
  );

  test('an exception reads an element of a list by its number, and no field that every object inherits (R39)', async () => {
    const exceptions = [
      { behavior: 'purchase.made', sameAsTrigger: ['items.0.sku'] },
      { behavior: 'purchase.made', sameAsTrigger: ['items.length'] },
      { behavior: 'purchase.made', sameAsTrigger: ['name.length'] },
    ];
    const tale = await story(viewed({ exceptions }));
    const items = [{ sku: 'hat' }, { sku: 'tie' }];
    await tale.does('09:30', looks('ann', 'hat', { items }), looks('bob', 'hat', { items }));
    await tale.does('10:00', buys('ann', { items: items.slice(0, 1) }), buys('bob', { items: items.slice(1) }));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 10:30']);
  });

  test('an exception beside it that compares nothing cancels waits of any product (R33, R39)', async () => {
    const opened = { interaction: 'email.opened', campaign: 'welcome' };
    const tale = await story(
      viewed({
        triggers: [{ interaction: 'email.received', campaign: 'welcome' }],
        exceptions: [sameProduct, opened, { behavior: 'purchase.made', where: { price: { $gte: 100 } } }],
      }),
    );
    await tale.does('09:30', receives('ann', { productId: 'hat' }), receives('bob', { productId: 'hat' }));
    await tale.does(
      '10:00',
      buys('ann', { productId: 'tie', price: 99 }),
      buys('bob', { productId: 'tie', price: 100 }),
    );
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
  });
});

describe('a campaign file with sameAsTrigger', () => {
  test.each([
    [{ exceptions: [{ ...sameProduct, sameAsTrigger: ['a', 'b', 'c', 'd', 'e'] }] }, []],
    [
      { exceptions: [{ ...sameProduct, sameAsTrigger: ['a', 'b', 'c', 'd', 'e', 'f'] }] },
      ['exceptions.0.sameAsTrigger: a list of 1 to 5 fields'],
    ],
    [{ exceptions: [{ ...sameProduct, sameAsTrigger: [] }] }, ['exceptions.0.sameAsTrigger: a list of 1 to 5 fields']],
    [
      { exceptions: [{ ...sameProduct, sameAsTrigger: 'productId' }] },
      ['exceptions.0.sameAsTrigger: a list of 1 to 5 fields'],
    ],
    [
      { exceptions: [{ ...sameProduct, sameAsTrigger: ['a', 'a'] }] },
      ['exceptions.0.sameAsTrigger: each field only once'],
    ],
    [
      { exceptions: [{ ...sameProduct, sameAsTrigger: ['a.b', 'a.$b', '', 'a.b.c.d.e.f.g.h', 'a.b.c.d.e.f.g.h.i'] }] },
      [1, 2, 4].map(
        (index) => `exceptions.0.sameAsTrigger.${index}: a field, or fields joined by dots, at most 8 deep`,
      ),
    ],
    [
      { triggers: [{ behavior: 'purchase.made', sameAsTrigger: ['productId'] }] },
      ['triggers.0.sameAsTrigger: nothing: only an exception is compared with the trigger'],
    ],
    [
      { triggers: [{ interaction: 'email.opened', campaign: 'welcome', sameAsTrigger: ['productId'] }] },
      ['triggers.0.sameAsTrigger: nothing: only an exception is compared with the trigger'],
    ],
    [{ exceptions: [sameProduct, sameProduct] }, ['exceptions.1: each only once']],
    [{ exceptions: [sameProduct, { behavior: 'purchase.made' }] }, []],
  ])('a campaign file with %j has these faults: %j (R39)', (more, faults) => {
    expect(faultsOf(more)).toEqual(faults);
  });
});

describe('an edit of a campaign with sameAsTrigger', () => {
  test('an exception with sameAsTrigger that an edit adds is compared with triggers from before the edit (R39, R52)', async () => {
    const tale = await story(viewed({ exceptions: [] }));
    await tale.does('09:30', looks('ann', 'hat'), looks('ann', 'tie'));
    await tale.publishes(viewed());
    await tale.does('10:00', buys('ann', { productId: 'hat' }));
    await tale.until('day 2 09:00');
    expect(productsOf(tale)).toEqual(['tie']);
  });

  test('an edit of the compared fields counts for waits and standbys from before it (R39, R52)', async () => {
    const tale = await story(viewed({ reeligibility: 'never' }));
    await tale.does('09:30', looks('ann', 'hat', { size: 'S' }));
    await tale.does('09:40', looks('ann', 'hat', { size: 'M' }));
    await tale.publishes(
      viewed({ reeligibility: 'never', exceptions: [{ ...sameProduct, sameAsTrigger: ['productId', 'size'] }] }),
    );
    await tale.does('10:00', buys('ann', { productId: 'hat', size: 'M' }));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'withheld exception', 'dispatched']);
  });

  test('an exception that an edit adds is late for a message that was enrolled before the edit and sent after it (R36, R39, R52)', async () => {
    const tale = await story(viewed({ exceptions: [] }));
    await tale.does('09:30', looks('ann', 'hat'), looks('ann', 'tie'));
    await tale.publishes(viewed());
    await tale.until('11:00');
    await tale.receives('10:29', buys('ann', { productId: 'hat' }));
    expect(await tale.decided('ann')).toEqual([
      'enrolled',
      'enrolled',
      'dispatched',
      'dispatched',
      'late-exception exception',
    ]);
  });

  test('marks of an exception that an edit removed cancel no late trigger (R39, R52)', async () => {
    const tale = await story(viewed());
    await tale.does('09:40', buys('ann', { productId: 'hat' }));
    await tale.publishes(viewed({ exceptions: [{ behavior: 'session.started' }] }));
    await tale.receives('09:30', looks('ann', 'hat'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
  });

  test('a trigger is stored with compared values only where an exception compares (R39)', async () => {
    const tale = await story(viewed(), viewed({ id: 'plain', exceptions: [{ behavior: 'purchase.made' }] }));
    await tale.does('09:30', looks('ann', 'hat'));
    expect((await tale.row('ann')).live.map(({ compared }) => compared?.values.length)).toEqual([1]);
    expect(JSON.stringify(await tale.row('ann', 'plain'))).not.toContain('compared');
  });
});

describe('marks of more values than a row holds', () => {
  const MANY = MAX_MARKED_VALUES + 10;
  const second = (index: number) => `09:10:${String(index).padStart(2, '0')}`;
  const product = (index: number) => `product ${index}`;

  /** Begins a story in which a user has bought many products, the lowest numbers first. */
  async function boughtMany(count = MANY): Promise<Story> {
    const tale = await story(viewed());
    await tale.until('09:30');
    for (let index = 0; index < count; index++)
      await tale.receives(second(index % 60), buys('ann', { id: `purchase ${index}`, productId: product(index) }));
    return tale;
  }

  test('a purchase cancels a trigger that arrives after it, however many products were bought since (R32, R39)', async () => {
    const tale = await boughtMany();
    const { marks, hasMarks } = await tale.row('ann');
    expect([marks.length, hasMarks]).toEqual([MAX_MARKED_VALUES + 1, true]);
    for (let index = 0; index < MANY; index++) await tale.receives(second(index), looks('ann', product(index)));
    await tale.receives('09:10', looks('ann', 'never bought'));
    await tale.until('day 2 09:00');
    expect(productsOf(tale)).toEqual(['never bought']);
  });

  test('a purchase whose mark is archived does not cancel a trigger that was done after it (R31, R39)', async () => {
    const tale = await boughtMany();
    await tale.receives('09:10:00.001', looks('ann', product(0)));
    await tale.until('day 2 09:00');
    expect(productsOf(tale)).toEqual([product(0)]);
  });

  test('an earlier purchase that arrives later does not replace the archived mark of its product (R39)', async () => {
    const tale = await boughtMany();
    await tale.receives('09:05', buys('ann', { productId: product(0) }));
    for (let index = 100; index < 160; index++)
      await tale.receives('09:11', buys('ann', { productId: product(index) }));
    expect((await tale.row('ann')).marks.some(({ at }) => at < tale.event('09:10', looks('ann', 'hat')).at)).toBe(
      false,
    );
    await tale.receives('09:08', looks('ann', product(0)));
    await tale.until('day 2 09:00');
    expect(productsOf(tale)).toEqual([]);
  });

  test.each([
    ['a smaller', 'a', ['enrolled', 'cancelled restarted']],
    ['a greater', 'c', ['enrolled']],
  ])(
    'a purchase of the instant of one that restarted its wait and whose mark is archived, with %s event id, is decided by the ids (R37, R39)',
    async (_, id, decided) => {
      const tale = await story(viewed({ triggers: [{ behavior: 'purchase.made' }] }));
      await tale.until('09:30');
      for (let index = 0; index < MANY; index++)
        await tale.receives(second(index), buys('ann', { id: `b ${index}`, productId: product(index) }));
      expect((await tale.row('ann')).marks.some(({ eventId }) => eventId === 'b 0')).toBe(false);
      await tale.receives(second(0), buys('ann', { id, productId: product(0) }));
      const decisions = (await tale.decisions('ann')).filter(
        ({ eventId, decision }) => eventId === id || decision === 'cancelled',
      );
      expect(decisions.map(writeDecision).slice(-decided.length)).toEqual(decided);
      const live = (await tale.row('ann')).live.map(({ eventId }) => eventId);
      expect([live.includes('a'), live.includes('b 0'), live.includes('c')]).toEqual([false, id === 'a', id === 'c']);
    },
  );

  test('a trigger whose write is refused looks up archived marks again: a purchase may have been archived meanwhile (R39)', async () => {
    const tale = await boughtMany();
    const look = tale.event('09:05', looks('ann', 'hat'));
    const slipping = slippingIn(tale.services, async () => {
      await tale.receives('09:06', buys('ann', { productId: 'hat' }));
      for (let index = 100; index < 160; index++)
        await tale.receives('09:11', buys('ann', { productId: product(index) }));
      expect((await tale.row('ann')).marks.some(({ at }) => at === look.at + 60_000)).toBe(false);
    });
    await applyTriggers(look, slipping);
    await tale.until('day 2 09:00');
    expect(productsOf(tale)).toEqual([]);
  });

  test('a trigger that reads its row before a mark is archived finds the mark: archived marks are looked up after the read (R39)', async () => {
    const tale = await story(viewed());
    await tale.until('09:30');
    await tale.receives('09:06', buys('ann', { productId: 'hat' }));
    const look = tale.event('09:05', looks('ann', 'hat'));
    let reads = 0;
    const read: Services['rows']['read'] = async (key) => {
      reads += 1;
      if (reads === 1)
        for (let index = 0; index < MANY; index++)
          await tale.receives('09:11', buys('ann', { productId: product(index) }));
      return tale.services.rows.read(key);
    };
    await applyTriggers(look, { ...tale.services, rows: { ...tale.services.rows, read } });
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled exception']);
  });

  test('a crash before any write loses no mark (R39)', async () => {
    for (let nth = 1, broke = true; broke; nth++) {
      const tale = await boughtMany(MAX_MARKED_VALUES + 1);
      const purchase = tale.event('09:20', buys('ann', { productId: 'hat' }));
      const container = breakingAt(tale.services, nth);
      broke = await applyExceptions(purchase, container.services).then(container.broke, () => true);
      await applyExceptions(purchase, tale.services);
      for (const productId of [product(0), product(1), 'hat']) await tale.receives('09:09', looks('ann', productId));
      await tale.until('day 2 09:00');
      expect(productsOf(tale), `broken at write ${nth}`).toEqual([]);
    }
  });

  test('the mark of a product whose message is claimed stays in the row, so that it is recorded as late (R36, R39)', async () => {
    const tale = await story(viewed());
    await tale.does('09:30', looks('ann', 'hat'));
    tale.clockOnly('10:30');
    const [call] = tale.services.waves.listDueCalls(tale.services.clock.now());
    if (call === undefined) throw new Error('expected a wave that leaves');
    await dispatchWave(call, {
      ...tale.services,
      outbox: { send: () => Promise.reject(new Error('the store failed')) },
    });
    await tale.receives('09:40', buys('ann', { productId: 'hat' }));
    for (let index = 0; index < MANY; index++) await tale.receives('10:00', buys('ann', { productId: product(index) }));
    await tale.until('day 2 09:00');
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched', 'late-exception exception']);
  });
});
