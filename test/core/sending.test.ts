import { describe, expect, test } from 'vitest';
import { findHoldBack, parseAllowList, type SendingPolicy, type SendTarget } from '../../core/contracts/sending.ts';

const ann: SendTarget = { channel: 'email', userId: 'ann', target: 'Ann@Example.com', isContained: false };
const allow = (...entries: string[]): SendingPolicy => ({ mode: 'allow-list', allow: entries });

describe('the sending mode', () => {
  test('the mode off holds back every message, also those that stay on the machine (R91)', () => {
    expect(findHoldBack({ mode: 'off', allow: ['ann@example.com'] }, { ...ann, isContained: true })).toBe(
      'sending-off',
    );
  });

  test('the mode live holds back nothing (R91)', () => {
    expect(findHoldBack({ mode: 'live', allow: [] }, ann)).toBeUndefined();
  });

  test('an empty allow list holds back every message that leaves the machine, and none that stays on it (R91)', () => {
    expect(findHoldBack(allow(), ann)).toBe('not-on-allow-list');
    expect(findHoldBack(allow(), { ...ann, isContained: true })).toBeUndefined();
  });

  test.each([
    ['ann@example.com', 'allowed'],
    ['@example.com', 'allowed'],
    ['user:ann', 'allowed'],
    ['bob@example.com', 'held back'],
    ['@ample.com', 'held back'],
    ['@example.com.evil.org', 'held back'],
    ['example.com', 'held back'],
    ['user:Ann', 'held back'],
    ['nn@example.com', 'held back'],
  ])('with %s on the allow list, a message to Ann@Example.com is %s (R91)', (entry, outcome) => {
    expect(findHoldBack(allow('@other.org', entry), ann) ?? 'allowed').toBe(
      outcome === 'allowed' ? 'allowed' : 'not-on-allow-list',
    );
  });

  test('a domain on the allow list does not cover the domains below it, nor those that end like it (R91)', () => {
    for (const target of ['a@mail.example.com', 'a@notexample.com'])
      expect(findHoldBack(allow('@example.com'), { ...ann, target })).toBe('not-on-allow-list');
  });

  test('a host on the allow list covers the webhooks of this host alone (R91)', () => {
    const webhook: SendTarget = { channel: 'webhook', userId: 'ann', target: 'hooks.example.com', isContained: false };
    expect(findHoldBack(allow('Hooks.example.com'), webhook)).toBeUndefined();
    expect(findHoldBack(allow('example.com'), webhook)).toBe('not-on-allow-list');
  });

  test('an allow list has addresses, domains, numbers, hosts and users, separated by commas (R91)', () => {
    expect(
      parseAllowList(' ann@example.com, @example.org,+491701234567,localhost,hooks.example.com,user:a b,'),
    ).toEqual({
      allow: ['ann@example.com', '@example.org', '+491701234567', 'localhost', 'hooks.example.com', 'user:a b'],
    });
    expect(parseAllowList('')).toEqual({ allow: [] });
  });

  test.each(['ann@', '@', 'ann example', 'user:', '*', '*@example.com', '', 'https://example.com', 'a@b@c'])(
    'the entry "%s" is no entry of an allow list (R91)',
    (wrong) => {
      expect(parseAllowList(`ann@example.com,${wrong},@example.org`)).toEqual({ wrong });
    },
  );
});
