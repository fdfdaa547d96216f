import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isBlockedAddress } from '../../channels/webhook/blocked-addresses.ts';
import { checkWebhookUrl } from '../../channels/webhook/webhook-url.ts';

const check = (url: string) => {
  const result = checkWebhookUrl(url, undefined);
  return 'refused' in result ? result.refused : 'called';
};

/** The first and last address of each range that webhooks must not reach. */
const BLOCKED = [
  ['0.0.0.0', '0.255.255.255'],
  ['10.0.0.0', '10.255.255.255'],
  ['100.64.0.0', '100.127.255.255'],
  ['127.0.0.0', '127.255.255.255'],
  ['168.63.129.16', '168.63.129.16'],
  ['169.254.0.0', '169.254.255.255'],
  ['172.16.0.0', '172.31.255.255'],
  ['192.0.0.0', '192.0.0.255'],
  ['192.0.2.0', '192.0.2.255'],
  ['192.88.99.0', '192.88.99.255'],
  ['192.168.0.0', '192.168.255.255'],
  ['198.18.0.0', '198.19.255.255'],
  ['198.51.100.0', '198.51.100.255'],
  ['203.0.113.0', '203.0.113.255'],
  ['224.0.0.0', '255.255.255.255'],
] as const;

const toNumber = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const toParts = (number: number) => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255);
const isInRange = (number: number) =>
  BLOCKED.some(([first, last]) => number >= toNumber(first) && number <= toNumber(last));

const blockedNumber = fc
  .constantFrom(...BLOCKED)
  .chain(([first, last]) => fc.integer({ min: toNumber(first), max: toNumber(last) }));

/** Returns the spellings of a number that a parser of URLs takes: decimal, octal or hexadecimal, with zeros before it. */
const spellNumber = (number: number) =>
  fc.constantFrom(
    String(number),
    `0${number.toString(8)}`,
    `0x${number.toString(16)}`,
    `0X${number.toString(16).toUpperCase()}`,
    `00${number.toString(8)}`,
    `0x0${number.toString(16)}`,
  );

/** Returns the spellings of an IPv4 address that a parser of URLs takes: one to four parts, of any base, of other digits, percent-encoded. */
const spellIpv4 = (number: number) => {
  const [a = 0, b = 0, c = 0, d = 0] = toParts(number);
  const parts = fc.constantFrom([number], [a, number & 0xffffff], [a, b, number & 0xffff], [a, b, c, d]);
  const dotted = parts.chain((each) => fc.tuple(...each.map(spellNumber)).map((texts) => texts.join('.')));
  const wide = (text: string) =>
    [...text].map((digit) => (/\d/.test(digit) ? String.fromCodePoint(0xff10 + Number(digit)) : digit)).join('');
  const encoded = (text: string) => [...text].map((each) => `%${each.charCodeAt(0).toString(16)}`).join('');
  return fc
    .tuple(
      dotted,
      fc.constantFrom(
        (text: string) => text,
        wide,
        encoded,
        (text: string) => text.replaceAll('.', '。'),
      ),
      fc.constantFrom('', '.'),
    )
    .map(([text, change, end]) => `${change(text)}${end}`);
};

/** Returns the spellings of IPv6 addresses in which an IPv4 address lies. */
const spellInIpv6 = (number: number) => {
  const [a = 0, b = 0, c = 0, d = 0] = toParts(number);
  const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  const dotted = `${a}.${b}.${c}.${d}`;
  return fc.constantFrom(
    `[::ffff:${dotted}]`,
    `[::ffff:${hex}]`,
    `[0:0:0:0:0:FFFF:${hex.toUpperCase()}]`,
    `[::${dotted}]`,
    `[::ffff:0:${hex}]`,
    `[64:ff9b::${dotted}]`,
    `[64:ff9b:1::${hex}]`,
    `[2002:${hex}::1]`,
    `[2001:0:${hex}::1]`,
  );
};

describe('the addresses that webhooks do not call', () => {
  test('an IPv4 address of a range that is not public is not called, however it is spelled (R88)', () => {
    fc.assert(
      fc.property(blockedNumber.chain(spellIpv4), (host) => {
        expect(check(`https://${host}/`)).toBe('private-address');
      }),
      { numRuns: 2_000 },
    );
  });

  test('an IPv6 address in which an IPv4 address lies is not called (R88)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }).chain(spellInIpv6), (host) => {
        expect(check(`https://${host}/`)).toBe('private-address');
      }),
      { numRuns: 1_000 },
    );
  });

  test('an IPv4 address is blocked exactly if it lies in a range that is not public (R88)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (number) => {
        expect(isBlockedAddress(toParts(number).join('.'))).toBe(isInRange(number));
      }),
      { numRuns: 5_000 },
    );
    for (const [first, last] of BLOCKED) {
      for (const [edge, isBlocked] of [
        [toNumber(first), true],
        [toNumber(last), true],
        [toNumber(first) - 1, false],
        [toNumber(last) + 1, false],
      ] as const)
        if (edge >= 0 && edge <= 0xffffffff)
          expect([edge, isBlockedAddress(toParts(edge).join('.'))]).toEqual([edge, isBlocked || isInRange(edge)]);
    }
  });

  test.each([
    '::',
    '::1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:a00:1::',
    '3fff::1',
    '5f00::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    '2600::1%eth0',
    'fec0::1',
    'ff02::1',
    '::ffff:8.8.8.8',
    'hooks.example.com',
    '',
  ])('the address "%s" is blocked (R88)', (address) => {
    expect(isBlockedAddress(address)).toBe(true);
  });

  test.each(['8.8.8.8', '1.1.1.1', '93.184.215.14', '2600::1', '2a00:1450:4001::200e', '2606:4700:4700::1111'])(
    'the address %s is public (R88)',
    (address) => {
      expect(isBlockedAddress(address)).toBe(false);
      expect(check(`https://${address.includes(':') ? `[${address}]` : address}/`)).toBe('called');
    },
  );
});

describe('the URL of a webhook', () => {
  test.each([
    ['https://hooks.example.com', 'called'],
    ['HTTPS://hooks.example.com:443/a?b=c#d', 'called'],
    ['https://münchen.example/', 'called'],
    ['http://hooks.example.com', 'not-https'],
    ['https://hooks.example.com:8443', 'port-not-allowed'],
    ['https://hooks.example.com:80', 'port-not-allowed'],
    ['https://ada:secret@hooks.example.com', 'has-user'],
    ['https://ada@hooks.example.com', 'has-user'],
    ['https://hooks.example.com@10.0.0.1/', 'has-user'],
    ['ftp://hooks.example.com', 'not-a-url'],
    ['file:///etc/passwd', 'not-a-url'],
    ['gopher://127.0.0.1', 'not-a-url'],
    ['https://443..', 'not-a-url'],
    ['https://hooks..example.com', 'not-a-url'],
    ['https://hooks.example.com.', 'called'],
    ['//hooks.example.com', 'not-a-url'],
    ['hooks.example.com', 'not-a-url'],
    ['https:hooks.example.com', 'not-a-url'],
    ['https:///hooks.example.com', 'not-a-url'],
    ['https:\\\\hooks.example.com', 'not-a-url'],
    ['https://hooks.example.com\\@10.0.0.1', 'not-a-url'],
    ['https://hooks.exa\nmple.com', 'not-a-url'],
    ['https://hooks.exa\tmple.com', 'not-a-url'],
    [' https://hooks.example.com', 'not-a-url'],
    ['https://hooks.example.com ', 'not-a-url'],
    ['https://', 'not-a-url'],
    ['https://?a', 'not-a-url'],
    ['https://[fe80::1%25eth0]/', 'not-a-url'],
    ['https://[::1', 'not-a-url'],
    ['https://999.1.1.1/', 'not-a-url'],
    ['', 'not-a-url'],
  ])('the URL "%s" of a webhook is %s (R88)', (url, result) => {
    expect(check(url)).toBe(result);
  });

  test('a URL of any text is called only over HTTPS, on its port, at the host that every parser reads (R88)', () => {
    const piece = fc.constantFrom(
      'a',
      '.',
      '@',
      ':',
      '/',
      '\\',
      '?',
      '#',
      '%',
      '[',
      ']',
      '1',
      '127.0.0.1',
      'example.com',
      '443',
      '80',
      '\n',
      ' ',
      '0x7f',
      '::1',
      'é',
      '-',
      '&',
    );
    const text = fc.oneof(
      fc.array(piece, { maxLength: 12 }).map((pieces) => `https://${pieces.join('')}`),
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc.string({ unit: 'binary' }).map((rest) => `https://${rest}`),
    );
    fc.assert(
      fc.property(text, (each) => {
        const result = checkWebhookUrl(each, undefined);
        if ('refused' in result) return;
        const { url } = result;
        expect([url.protocol, url.port, url.username, url.password]).toEqual(['https:', '', '', '']);
        const [, authority = ''] = /^https:\/\/([^/?#\\]*)/i.exec(each) ?? [];
        expect(new URL(`https://${authority}`).host).toBe(url.host);
        expect(authority).not.toContain('@');
        if (/^\d[\d.]*$|^\[/.test(url.hostname))
          expect(isBlockedAddress(url.hostname.replaceAll(/[[\]]/g, ''))).toBe(false);
      }),
      { numRuns: 10_000 },
    );
  });
});
