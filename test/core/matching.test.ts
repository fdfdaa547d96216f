import { describe, expect, test } from 'vitest';
import type { UserEvent } from '../../core/contracts/event.ts';
import { compileSelector, createSelectorKey, listEventKeys, serializeSelector } from '../../core/matching.ts';
import { StepCounter } from '../../core/step-counter.ts';

const common = { id: 'e1', source: 'app', userId: 'ann', at: 0 };
const opened = (detail: object = {}): UserEvent => ({
  ...common,
  kind: 'interaction',
  interaction: 'email.opened',
  campaignId: 'welcome',
  detail: { ...detail },
});
const performed = (name: string): UserEvent => ({
  ...common,
  kind: 'behavior',
  behavior: 'custom_event.performed',
  detail: { name },
});
const bought = (detail: object = {}): UserEvent => ({
  ...common,
  kind: 'behavior',
  behavior: 'purchase.made',
  detail: { ...detail },
});

describe('keys', () => {
  test('the keys of an event are those of the selectors that can match it', () => {
    expect(listEventKeys(opened())).toEqual([createSelectorKey({ interaction: 'email.opened', campaign: 'welcome' })]);
    expect(listEventKeys(bought({ productId: 'hat' }))).toEqual([
      createSelectorKey({ behavior: 'purchase.made' }),
      createSelectorKey({ behavior: 'purchase.made', productId: 'hat' }),
    ]);
    expect(listEventKeys(performed('signed-up'))).toEqual([
      createSelectorKey({ behavior: 'custom_event.performed' }),
      createSelectorKey({ behavior: 'custom_event.performed', name: 'signed-up' }),
    ]);
  });

  test('the keys of different events differ, whatever is in an id', () => {
    expect(createSelectorKey({ interaction: 'email.opened', campaign: 'a#b' })).not.toBe(
      createSelectorKey({ interaction: 'email.opened', campaign: 'a' }),
    );
    expect(createSelectorKey({ behavior: 'custom_event.performed', name: '' })).not.toBe(
      createSelectorKey({ behavior: 'custom_event.performed' }),
    );
  });
});

describe('a selector', () => {
  test('a selector is written the same however its fields are ordered, and differently if they differ', () => {
    const one = serializeSelector({
      interaction: 'email.opened',
      campaign: 'welcome',
      where: { a: { $gte: 1, $lt: 2 } },
    });
    expect(
      serializeSelector({ where: { a: { $lt: 2, $gte: 1 } }, campaign: 'welcome', interaction: 'email.opened' }),
    ).toBe(one);
    expect(serializeSelector({ interaction: 'email.opened', campaign: 'welcome' })).not.toBe(one);
  });

  test('a long selector is written in a short form, so that hundreds of marks and decisions of it fit into a row', () => {
    const bought = (products: readonly string[]) =>
      serializeSelector({ behavior: 'purchase.made', where: { productId: { $in: products } } });
    const products = Array.from({ length: 1_000 }, (_, index) => `🦊 ${index}`);
    const text = bought(products);
    expect(text).toMatch(/^\{"behavior":"purchase.made","where":\{"productId":\{"\$in":\["🦊 0",.*… [\w-]{22}$/);
    expect(text.length).toBeLessThanOrEqual(300);
    expect(text.isWellFormed()).toBe(true);
    expect(bought(products)).toBe(text);
    expect(bought([...products.slice(0, -1), 'another'])).not.toBe(text);
  });

  test('a selector without narrowing fields matches any event of its interaction', () => {
    const matches = compileSelector({ interaction: 'email.opened', campaign: 'welcome' });
    expect(
      [{}, { openKind: 'human' }, { openKind: null }].map((detail) => matches(opened(detail), new StepCounter())),
    ).toEqual([true, true, true]);
  });

  test('a selector that is narrowed by the variation matches only that variation', () => {
    const matches = compileSelector({ interaction: 'email.opened', campaign: 'welcome', messageVariationId: 'a' });
    expect(
      [{ messageVariationId: 'a' }, { messageVariationId: 'b' }, {}].map((detail) =>
        matches(opened(detail), new StepCounter()),
      ),
    ).toEqual([true, false, false]);
  });

  test('a gift and a purchase without a price are purchases, and a refund is none', () => {
    const matches = compileSelector({ behavior: 'purchase.made' });
    expect([-0.01, 0, undefined, null].map((price) => matches(bought({ price }), new StepCounter()))).toEqual([
      false,
      true,
      true,
      true,
    ]);
    expect(
      compileSelector({ behavior: 'purchase.made', includeRefunds: true })(bought({ price: -1 }), new StepCounter()),
    ).toBe(true);
  });

  test('a selector never matches an interaction of another campaign or kind', () => {
    expect(compileSelector({ interaction: 'email.opened', campaign: 'another' })(opened(), new StepCounter())).toBe(
      false,
    );
    expect(compileSelector({ interaction: 'email.clicked', campaign: 'welcome' })(opened(), new StepCounter())).toBe(
      false,
    );
    expect(compileSelector({ behavior: 'purchase.made' })(opened(), new StepCounter())).toBe(false);
  });
});
