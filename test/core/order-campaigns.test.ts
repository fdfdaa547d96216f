import { describe, expect, test } from 'vitest';
import type { Definition } from '../../core/contracts/definition.ts';
import { orderCampaigns } from '../../core/project/order-campaigns.ts';
import { followUpOfTarget } from '../harness/adapters/sample.ts';

const elsewhere = (id: string): Definition => ({ id, name: id, sentElsewhere: true });
/** Creates a follow-up that listens to campaigns. */
const follow = (id: string, ...targets: readonly string[]): Definition =>
  followUpOfTarget(id, 'none', {
    triggers: targets.map((campaign) => ({ interaction: 'email.received', campaign })),
  });
const order = (...definitions: readonly Definition[]) =>
  orderCampaigns(definitions.map((definition) => ({ definition }))).map(({ definition }) => definition.id);

describe('the order in which campaigns are applied', () => {
  test('campaigns of other tools come first, in the order of their files (R55)', () => {
    expect(order(follow('a', 'z'), elsewhere('z'), follow('b', 'y'), elsewhere('y')).slice(0, 2)).toEqual(['z', 'y']);
  });

  test('each follow-up of a chain comes before the campaign that it listens to (R4, R55)', () => {
    const [first, second, third] = [follow('first', 'welcome'), follow('second', 'first'), follow('third', 'second')];
    const expected = ['welcome', 'third', 'second', 'first'];
    for (const each of [
      [first, second, third],
      [third, second, first],
      [second, third, first],
    ])
      expect(order(elsewhere('welcome'), ...each)).toEqual(expected);
  });

  test('a follow-up of several campaigns comes before all of them, and campaigns with several follow-ups after all of those (R55)', () => {
    const definitions = [follow('a', 'x'), follow('b', 'a'), follow('c', 'a'), follow('d', 'b', 'c'), follow('e', 'a')];
    for (const ordered of [order(...definitions), order(...definitions.toReversed())]) {
      expect(ordered.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
      expect(ordered.at(-1)).toBe('a');
      expect(ordered.indexOf('d')).toBeLessThan(Math.min(ordered.indexOf('b'), ordered.indexOf('c')));
    }
  });

  test('campaigns in a cycle are each ordered once, and those that listen to the cycle before it', () => {
    const ordered = order(follow('a', 'c'), follow('b', 'a'), follow('c', 'b'), follow('listener', 'b'));
    expect(ordered.toSorted()).toEqual(['a', 'b', 'c', 'listener']);
    expect(ordered.indexOf('listener')).toBeLessThan(ordered.indexOf('b'));
    expect(order(follow('self', 'self'), follow('other', 'self'))).toEqual(['other', 'self']);
  });

  test('targets without a file, behaviors and exceptions do not change the order', () => {
    const behaving = followUpOfTarget('b', 'none', {
      triggers: [{ behavior: 'session.started' }],
      exceptions: [{ interaction: 'email.received', campaign: 'a' }],
    });
    expect(order(follow('a', 'gone'), behaving, follow('c', 'gone'))).toEqual(['a', 'b', 'c']);
    expect(order()).toEqual([]);
  });

  test('a chain of 5,000 campaigns is ordered, from either end', () => {
    const chain = Array.from({ length: 5_000 }, (_, at) => follow(`c-${at}`, at === 0 ? 'welcome' : `c-${at - 1}`));
    const last = chain.toReversed().map(({ id }) => id);
    expect(order(...chain)).toEqual(last);
    expect(order(...chain.toReversed())).toEqual(last);
  });

  test('5,000 campaigns that listen to one come before it', () => {
    const listeners = Array.from({ length: 5_000 }, (_, at) => follow(`c-${at}`, 'hub'));
    const ordered = order(follow('hub', 'welcome'), ...listeners);
    expect([ordered.length, ordered.at(-1)]).toEqual([5_001, 'hub']);
  });
});
