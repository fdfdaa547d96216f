import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createKeyRing, type KeyRing } from '../../tokens/key-ring.ts';
import { createTokens, MAX_TOKEN_CHARACTERS } from '../../tokens/tokens.ts';

const OLD = 'o'.repeat(43);
const NEW = 'n'.repeat(43);
const ring = (current: string, keys: Readonly<Record<string, string>>): KeyRing => ({
  current,
  keys: new Map(Object.entries(keys)),
});

const tokens = createTokens(ring('1', { '1': OLD }), 'shop-prod');
const unsubscribe = { userId: 'ada@example.com', channel: 'email', campaignId: 'welcome', dispatchId: 'd1' } as const;
const link = { userId: 'ada', campaignId: 'welcome', dispatchId: 'd1', part: 0, url: 'https://shop.example/a?b=c#d' };
const open = { userId: 'ada', campaignId: 'welcome', dispatchId: 'd1', part: 0 };
const inbox = { userId: 'ada', expiresAt: 1_796_138_400_000 };

describe('tokens', () => {
  test('a token of each kind gives back what it was made of, with and without the fields that may be absent (R85, R89)', () => {
    expect(tokens.read('unsubscribe', tokens.create('unsubscribe', unsubscribe))).toEqual(unsubscribe);
    const { dispatchId: _, ...withoutDispatch } = unsubscribe;
    expect(tokens.read('unsubscribe', tokens.create('unsubscribe', withoutDispatch))).toEqual(withoutDispatch);
    expect(tokens.read('link', tokens.create('link', link))).toEqual(link);
    expect(tokens.read('link', tokens.create('link', { ...link, alias: 'button' }))).toEqual({
      ...link,
      alias: 'button',
    });
    expect(tokens.read('open', tokens.create('open', open))).toEqual(open);
    expect(tokens.read('inbox', tokens.create('inbox', inbox))).toEqual(inbox);
  });

  test('the same claims give the same token, in whatever order their fields stand, so that a repeat has the same links (R71)', () => {
    const reversed = { dispatchId: 'd1', campaignId: 'welcome', channel: 'email', userId: 'ada@example.com' } as const;
    expect(tokens.create('unsubscribe', reversed)).toBe(tokens.create('unsubscribe', unsubscribe));
    expect(createTokens(ring('1', { '1': OLD }), 'shop-prod').create('open', open)).toBe(tokens.create('open', open));
  });

  test('a token shows no id of a user, no address and no campaign, and needs no escapes in a URL (R85)', () => {
    const token = tokens.create('unsubscribe', unsubscribe);
    expect(token).toMatch(/^1\.[\w-]+$/);
    const decoded = Buffer.from(token.slice(2), 'base64url').toString('latin1');
    for (const secret of ['ada', 'example', 'welcome', 'email']) expect(`${token} ${decoded}`).not.toContain(secret);
  });

  test('tokens of two users have no byte in common beyond chance, though only their ids differ (R85)', () => {
    const bytes = (userId: string) => Buffer.from(tokens.create('open', { ...open, userId }).slice(2), 'base64url');
    const [one, other] = [bytes('ada'), bytes('adb')];
    expect(one.filter((byte, index) => byte === other[index]).length).toBeLessThan(10);
  });

  test('ids of any characters and the longest claims come back unchanged (R85)', () => {
    const id = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 50 }).filter((text) => text.isWellFormed());
    const property = (userId: string, campaignId: string) => {
      const claims = { ...open, userId, campaignId };
      expect(tokens.read('open', tokens.create('open', claims))).toEqual(claims);
    };
    fc.assert(fc.property(id, id, property));
    const longest = {
      userId: '\u0001'.repeat(256),
      campaignId: '\u0001'.repeat(256),
      dispatchId: '\u0001'.repeat(256),
      alias: '\u0001'.repeat(256),
      part: 9,
      url: `https://a.example/${'🎈'.repeat(2_000)}`,
    };
    const token = tokens.create('link', longest);
    expect(tokens.read('link', token)).toEqual(longest);
    expect(token.length).toBeLessThan(MAX_TOKEN_CHARACTERS);
  });
});

describe('attacks on tokens', () => {
  const kinds = { unsubscribe, link, open, inbox } as const;

  test('a token with any one bit changed is none (R85)', () => {
    const token = tokens.create('unsubscribe', unsubscribe);
    const bytes = Buffer.from(token.slice(2), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(tokens.read('unsubscribe', `1.${changed.toString('base64url')}`), `bit ${bit}`).toBeUndefined();
    }
  });

  test('a token that is cut, continued, or put together from two is none (R85)', () => {
    const token = tokens.create('unsubscribe', unsubscribe);
    const other = tokens.create('unsubscribe', { ...unsubscribe, userId: 'eve@example.com' });
    for (let length = 0; length < token.length; length += 1)
      expect(tokens.read('unsubscribe', token.slice(0, length)), `${length} characters`).toBeUndefined();
    for (const more of ['A', 'AAAA', '=', '.', ' ', '\n', token])
      expect(tokens.read('unsubscribe', token + more), JSON.stringify(more)).toBeUndefined();
    for (let cut = 3; cut < token.length; cut += 1) {
      const mixed = token.slice(0, cut) + other.slice(cut);
      if (mixed !== token && mixed !== other) expect(tokens.read('unsubscribe', mixed), mixed).toBeUndefined();
    }
  });

  test('a token of one kind is none of any other kind (R85, R89)', () => {
    const made = [
      ['unsubscribe', tokens.create('unsubscribe', unsubscribe)],
      ['link', tokens.create('link', link)],
      ['open', tokens.create('open', open)],
      ['inbox', tokens.create('inbox', inbox)],
    ] as const;
    for (const [kind, token] of made) {
      expect(tokens.read(kind, token), kind).toEqual(kinds[kind]);
      for (const [other] of made)
        if (other !== kind) expect(tokens.read(other, token), `${kind} as ${other}`).toBeUndefined();
    }
  });

  test('a token of another installation is none, also if both have the same keys (R85)', () => {
    const token = createTokens(ring('1', { '1': OLD }), 'shop-dev').create('inbox', inbox);
    expect(tokens.read('inbox', token)).toBeUndefined();
    expect(createTokens(createKeyRing(), 'shop-prod').read('inbox', tokens.create('inbox', inbox))).toBeUndefined();
  });

  test('old links work after a rotation of keys, and no longer once their key is removed (R85)', () => {
    const before = tokens.create('unsubscribe', unsubscribe);
    const rotated = createTokens(ring('2', { '1': OLD, '2': NEW }), 'shop-prod');
    expect(rotated.read('unsubscribe', before)).toEqual(unsubscribe);
    expect(rotated.create('unsubscribe', unsubscribe)).toMatch(/^2\./);
    const removed = createTokens(ring('2', { '2': NEW }), 'shop-prod');
    expect(removed.read('unsubscribe', before)).toBeUndefined();
    expect(removed.read('unsubscribe', rotated.create('unsubscribe', unsubscribe))).toEqual(unsubscribe);
  });

  test('a token under the id of another key, of no key, or of a name that every object has is none (R85)', () => {
    const both = createTokens(ring('1', { '1': OLD, '2': OLD }), 'shop-prod');
    const body = both.create('open', open).slice(2);
    for (const id of ['2', '3', '', 'current', 'constructor', '__proto__', '1'.repeat(17)])
      expect(both.read('open', `${id}.${body}`), id).toBeUndefined();
  });

  test('a token in another spelling of the same bytes is none, so that one link has one address (R85)', () => {
    const made = Array.from({ length: 3 }, (_, index) =>
      tokens.create('open', { ...open, userId: 'a'.repeat(index + 1) }),
    );
    for (const token of made) {
      const bytes = Buffer.from(token.slice(2), 'base64url');
      const last = token.at(-1) ?? '';
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      const same = [...alphabet].filter((each) => Buffer.from(token.slice(2, -1) + each, 'base64url').equals(bytes));
      for (const each of same)
        expect(tokens.read('open', token.slice(0, -1) + each) !== undefined, each).toBe(each === last);
      expect(tokens.read('open', `1.${bytes.toString('base64')}==`)).toBeUndefined();
      expect(tokens.read('open', `1.${encodeURIComponent(token.slice(2))}%3D`)).toBeUndefined();
    }
    expect(made.map((token) => (token.length - 2) % 4).toSorted()).not.toEqual([0, 0, 0]);
  });

  test('guesses of every length, and texts that are far too long, are none and take no time (R85)', () => {
    for (let length = 0; length < 300; length += 1)
      expect(tokens.read('unsubscribe', `1.${'A'.repeat(length)}`)).toBeUndefined();
    const begun = performance.now();
    expect(tokens.read('unsubscribe', `1.${'A'.repeat(10_000_000)}`)).toBeUndefined();
    expect(performance.now() - begun).toBeLessThan(100);
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(tokens.read('unsubscribe', text)).toBeUndefined();
      }),
    );
  });

  test.each([
    'javascript:alert(1)',
    '//evil.example',
    '/path',
    'data:text/html,x',
    'https://',
    'https://a.example/\r\nSet-Cookie: a=b',
    ' https://a.example',
    'https://a.example/a b',
    'ftp://a.example',
  ])('a link to %j cannot be made into a token', (url) => {
    expect(() => tokens.create('link', { ...link, url })).toThrow();
  });
});
