import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findEmailTarget, parseAddress } from '../../channels/email/address.ts';
import { type ComposeOptions, composeEmail } from '../../channels/email/compose.ts';
import { isSendableHeader } from '../../channels/email/header.ts';
import { formatMailbox, parseAsciiMailbox } from '../../channels/email/mailbox.ts';
import { UNSUBSCRIBE_PLACEHOLDER } from '../../core/contracts/unsubscribe.ts';
import { createEmailRequest, EMAIL_OPTIONS } from '../harness/channels/requests.ts';

const LINK = 'https://shop.example/u/TOKEN?a=1&b=2';
const LINKED: ComposeOptions = { ...EMAIL_OPTIONS, createUnsubscribeUrl: () => LINK };

const compose = (message: object, options = EMAIL_OPTIONS, changes = {}) =>
  composeEmail(createEmailRequest(message, changes), options);

describe('the addresses of an email', () => {
  test.each([
    ['ada@example.com', 'ada@example.com'],
    ['ada+shop@mail.example.com', 'ada+shop@mail.example.com'],
    ["o'neill@example.com", "o'neill@example.com"],
    ['ada@münchen.example', 'ada@xn--mnchen-3ya.example'],
    ['ada@EXAMPLE.com', 'ada@example.com'],
  ])('the address %s is sent to as %s', (text, address) => {
    expect(parseAddress(text)).toBe(address);
  });

  test.each([
    '',
    'ada',
    'ada@',
    '@example.com',
    'ada@localhost',
    'ada@example.com,bob@example.com',
    'ada@example.com;bob@example.com',
    'ada@example.com bob@example.com',
    'ada@bob@example.com',
    '"ada@evil.example"@example.com',
    '<ada@example.com>',
    'Ada <ada@example.com>',
    ' ada@example.com',
    'ada@example.com\r\nBcc: bob@example.com',
    'ada@example.com\n',
    'ada\0@example.com',
    '.ada@example.com',
    'ada.@example.com',
    'a..b@example.com',
    'ädä@example.com',
    'ada@example..com',
    'ada@-example.com',
    'ada@127.0.0.1',
    'ada@0x7f.1',
    'ada@[127.0.0.1]',
    'ada@example.com:25',
    'ada@ex%61mple.com',
    `${'a'.repeat(65)}@example.com`,
    `ada@${'a'.repeat(64)}.com`,
    `ada@${'abcdefg.'.repeat(40)}com`,
    'group:ada@example.com',
  ])('an email is not sent to "%s"', (text) => {
    expect(findEmailTarget(text)).toEqual({ refused: 'not-an-address' });
    expect(compose({}, EMAIL_OPTIONS, { target: text })).toEqual({ refused: 'not-an-address' });
  });

  test('an email to a user without an address has no target', () => {
    expect(findEmailTarget(undefined)).toEqual({ refused: 'unreachable' });
  });

  test('an address of any text is either one address in ASCII, or none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), (local, domain) => {
        const address = parseAddress(`${local}@${domain}.example`);
        if (address !== undefined) expect(address).toMatch(/^[\x21-\x7e]+$/);
        if (address !== undefined) expect(address.split('@')).toHaveLength(2);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the mailbox of a sender', () => {
  test.each([
    ['shop@example.com', 'shop@example.com'],
    ['Shop <shop@example.com>', '"Shop" <shop@example.com>'],
    ['"Shop, Ltd." <shop@example.com>', '"Shop, Ltd." <shop@example.com>'],
    ['"A \\"quoted\\" shop" <shop@example.com>', '"A \\"quoted\\" shop" <shop@example.com>'],
    ['Café <shop@example.com>', '=?UTF-8?B?Q2Fmw6k=?= <shop@example.com>'],
    ['=?utf-8?q?x?= <shop@example.com>', '=?UTF-8?B?PT91dGYtOD9xP3g/PQ==?= <shop@example.com>'],
  ])('the sender %s is written as %s', (text, formatted) => {
    const mailbox = parseAsciiMailbox(text);
    expect(mailbox === undefined ? undefined : formatMailbox(mailbox)).toBe(formatted);
  });

  test.each(['', 'Shop', 'Shop <>', 'Shop <a@b.example> <c@d.example>', 'a\r\nBcc: b <shop@example.com>'])(
    'the text "%s" is no sender',
    (text) => {
      expect(parseAsciiMailbox(text)).toBeUndefined();
    },
  );

  test('a mailbox with any name is written as a header of printable ASCII', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (name) => {
        const mailbox = parseAsciiMailbox(`"${name.replaceAll(/["\\<>]/g, '')}" <shop@example.com>`);
        if (mailbox !== undefined) expect(isSendableHeader({ name: 'From', value: formatMailbox(mailbox) })).toBe(true);
      }),
    );
  });
});

describe('the content of an email', () => {
  test('a body whose template has no tag is the text of an email, also if the data of a user has one (R90)', () => {
    const email = compose({ body: 'Hello <b>Ada</b>' });
    expect(email).toMatchObject({ text: 'Hello <b>Ada</b>' });
    expect(email).not.toHaveProperty('html');
  });

  test('a body whose template has a tag is the html of an email, and its text is derived from it', () => {
    expect(compose({ bodyFormat: 'html', body: 'Hello<br>Ada' })).toMatchObject({
      html: 'Hello<br>Ada',
      text: 'Hello\nAda',
    });
  });

  test('the html of an email is tracked as its request says, and its text and its link to unsubscribe are not (R94)', () => {
    const tracked: string[] = [];
    const addTracking: ComposeOptions['addTracking'] = (html) => {
      tracked.push(html);
      return `${html}<img>`;
    };
    const html = `<a href="${UNSUBSCRIBE_PLACEHOLDER}">x</a>`;
    const write = (tracking: object, message: object = { html, body: undefined }) =>
      compose(message, { ...LINKED, addTracking }, { tracking: { opens: false, clicks: false, ...tracking } });
    const link = '<a href="https://shop.example/u/TOKEN?a=1&amp;b=2">x</a>';
    const text = 'x [https://shop.example/u/TOKEN?a=1&b=2]';
    expect(write({})).toMatchObject({ html: link, text: expect.not.stringContaining('<img>') });
    for (const tracking of [{ opens: true }, { clicks: true }])
      expect(write(tracking)).toMatchObject({ html: `${link}<img>`, text });
    expect(write({ opens: true }, { body: 'Hello' })).toMatchObject({ text: 'Hello' });
    expect(tracked).toEqual([html, html]);
  });

  test('an email with its own html and text keeps both', () => {
    const email = compose({ body: 'unused', html: '<p>Hello</p>', text: 'Hello' });
    expect(email).toMatchObject({ html: '<p>Hello</p>', text: 'Hello' });
  });

  test('a preheader is added to the html of an email', () => {
    expect(compose({ bodyFormat: 'html', body: '<p>Hello</p>', preheader: 'New\nfor you' })).toMatchObject({
      html: expect.stringMatching(/^<div style="display:none.*>New\sfor you.*<\/div><p>Hello<\/p>$/s),
    });
  });

  test.each([{ body: ' ' }, { body: undefined }, { body: 3 }])('an email without a body is refused: %j', (message) => {
    expect(compose(message)).toEqual({ refused: 'no-body' });
  });

  test('the sender of an email is that of its message, or the one of the installation', () => {
    expect(compose({})).toMatchObject({ from: { address: 'shop@example.com', name: 'Shop' } });
    const email = compose({ from: 'Ada <ada@shop.example>', replyTo: 'help@shop.example' });
    expect(email).toMatchObject({
      from: { address: 'ada@shop.example', name: 'Ada' },
      replyTo: { address: 'help@shop.example' },
    });
  });

  test('an email with a wrong sender or a wrong address for answers is refused', () => {
    expect(compose({ from: 'a@b.example, c@d.example' })).toEqual({ refused: 'bad-from' });
    expect(compose({ replyTo: 'nowhere' })).toEqual({ refused: 'bad-reply-to' });
  });

  test('the subject of an email has no line break', () => {
    expect(compose({ subject: 'Hello\r\nBcc: bob@example.com' })).toMatchObject({
      subject: 'Hello Bcc: bob@example.com',
    });
  });

  test('a body of many unfinished tags is read in linear time', () => {
    const begun = performance.now();
    compose({ body: '<a '.repeat(20_000) });
    expect(performance.now() - begun).toBeLessThan(500);
  });
});

describe('the link to unsubscribe', () => {
  test('an email that is not transactional has the headers of a one-click link (R85)', () => {
    expect(compose({}, LINKED)).toMatchObject({
      headers: [
        { name: 'List-Unsubscribe', value: `<${LINK}>` },
        { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
      ],
    });
  });

  test('a transactional email has no header to unsubscribe (R85)', () => {
    expect(compose({}, LINKED, { isTransactional: true })).toMatchObject({ headers: [] });
  });

  test('an email has its link to unsubscribe in html, where it is escaped, and in text (R85)', () => {
    const html = `<a href="${UNSUBSCRIBE_PLACEHOLDER}">Unsubscribe</a>`;
    expect(compose({ html, text: `Unsubscribe: ${UNSUBSCRIBE_PLACEHOLDER}` }, LINKED)).toMatchObject({
      html: `<a href="https://shop.example/u/TOKEN?a=1&amp;b=2">Unsubscribe</a>`,
      text: `Unsubscribe: ${LINK}`,
    });
  });

  test('an email that shows a link to unsubscribe is refused where there is none (R85)', () => {
    const message = { body: `Unsubscribe: ${UNSUBSCRIBE_PLACEHOLDER}` };
    expect(compose(message)).toEqual({ refused: 'no-unsubscribe-link' });
    expect(compose(message, { ...LINKED, createUnsubscribeUrl: () => undefined })).toEqual({
      refused: 'no-unsubscribe-link',
    });
  });

  test('an email without a link to unsubscribe has no header for it where the installation has none', () => {
    expect(compose({})).toMatchObject({ headers: [] });
  });

  test.each([
    'https://shop.example/\r\nBcc: bob@example.com',
    'https://shop.example/ü',
    'https://shop.example/>, <mailto:bob@example.com',
    'javascript:alert(1)',
    `https://shop.example/${'a'.repeat(1_000)}`,
  ])('an email is refused if its link to unsubscribe cannot be a header: %s', (url) => {
    expect(compose({}, { ...LINKED, createUnsubscribeUrl: () => url })).toEqual({ refused: 'bad-unsubscribe-link' });
  });

  test.each([
    { name: 'a'.repeat(127), value: 'a' },
    { name: 'X', value: 'a'.repeat(996) },
    { name: 'X', value: 'a\nb' },
    { name: 'X', value: 'ü' },
    { name: 'X: Y', value: 'a' },
    { name: 'X', value: '' },
  ])('a header that a provider would refuse is not sent: %j', (header) => {
    expect(isSendableHeader(header)).toBe(false);
  });
});
