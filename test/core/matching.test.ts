import { describe, expect, it } from 'vitest';
import type { UserEvent } from '../../core/contracts/event.ts';
import { keyOf, keysOf, matcherOf, writeSelector } from '../../core/matching.ts';
import { Work } from '../../core/work.ts';

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
  it('of an event are those of the selectors that can match it', () => {
    expect(keysOf(opened())).toEqual([keyOf({ interaction: 'email.opened', campaign: 'welcome' })]);
    expect(keysOf(bought({ productId: 'hat' }))).toEqual([
      keyOf({ behavior: 'purchase.made' }),
      keyOf({ behavior: 'purchase.made', productId: 'hat' }),
    ]);
    expect(keysOf(performed('signed-up'))).toEqual([
      keyOf({ behavior: 'custom_event.performed' }),
      keyOf({ behavior: 'custom_event.performed', name: 'signed-up' }),
    ]);
  });

  it('of different events differ, whatever is in an id', () => {
    expect(keyOf({ interaction: 'email.opened', campaign: 'a#b' })).not.toBe(
      keyOf({ interaction: 'email.opened', campaign: 'a' }),
    );
    expect(keyOf({ behavior: 'custom_event.performed', name: '' })).not.toBe(
      keyOf({ behavior: 'custom_event.performed' }),
    );
  });
});

describe('a selector', () => {
  it('written is the same however its fields are ordered, and differs where it does', () => {
    const one = writeSelector({ interaction: 'email.opened', campaign: 'welcome', where: { a: { $gte: 1, $lt: 2 } } });
    expect(writeSelector({ where: { a: { $lt: 2, $gte: 1 } }, campaign: 'welcome', interaction: 'email.opened' })).toBe(
      one,
    );
    expect(writeSelector({ interaction: 'email.opened', campaign: 'welcome' })).not.toBe(one);
  });

  it('written is short however long it is, so that hundreds of marks and decisions of it fit into a row', () => {
    const bought = (products: readonly string[]) =>
      writeSelector({ behavior: 'purchase.made', where: { productId: { $in: products } } });
    const products = Array.from({ length: 1_000 }, (_, index) => `🦊 ${index}`);
    const text = bought(products);
    expect(text).toMatch(/^\{"behavior":"purchase.made","where":\{"productId":\{"\$in":\["🦊 0",.*… [\w-]{22}$/);
    expect(text.length).toBeLessThanOrEqual(300);
    expect(text.isWellFormed()).toBe(true);
    expect(bought(products)).toBe(text);
    expect(bought([...products.slice(0, -1), 'another'])).not.toBe(text);
  });

  it('without narrowing matches any', () => {
    const matches = matcherOf({ interaction: 'email.opened', campaign: 'welcome' });
    expect(
      [{}, { openKind: 'human' }, { openKind: null }].map((detail) => matches(opened(detail), new Work())),
    ).toEqual([true, true, true]);
  });

  it('narrowed by the variation matches that one only', () => {
    const matches = matcherOf({ interaction: 'email.opened', campaign: 'welcome', messageVariationId: 'a' });
    expect(
      [{ messageVariationId: 'a' }, { messageVariationId: 'b' }, {}].map((detail) =>
        matches(opened(detail), new Work()),
      ),
    ).toEqual([true, false, false]);
  });

  it('a refund is no purchase; a gift, and a purchase without a price, are', () => {
    const matches = matcherOf({ behavior: 'purchase.made' });
    expect([-0.01, 0, undefined, null].map((price) => matches(bought({ price }), new Work()))).toEqual([
      false,
      true,
      true,
      true,
    ]);
    expect(matcherOf({ behavior: 'purchase.made', includeRefunds: true })(bought({ price: -1 }), new Work())).toBe(
      true,
    );
  });

  it('an interaction of another campaign or kind is never its own', () => {
    expect(matcherOf({ interaction: 'email.opened', campaign: 'another' })(opened(), new Work())).toBe(false);
    expect(matcherOf({ interaction: 'email.clicked', campaign: 'welcome' })(opened(), new Work())).toBe(false);
    expect(matcherOf({ behavior: 'purchase.made' })(opened(), new Work())).toBe(false);
  });
});
