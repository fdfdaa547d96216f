import { describe, expect, test } from 'vitest';
import { checkDefinition } from '../../core/check-definition.ts';
import { formatFault } from '../../core/contracts/fault.ts';
import { parseMailbox } from '../../core/contracts/mailbox.ts';
import { compileMessages } from '../../core/templates.ts';
import { findBlankMessage } from '../../core/unsendable.ts';

const campaign = {
  id: 'welcome',
  name: 'Welcome',
  triggers: [{ interaction: 'email.received', campaign: 'first' }],
};

/** Returns the faults of a campaign with one message. */
function faultsOf(message: object, fields: object = {}): string[] {
  const checked = checkDefinition({ ...campaign, ...fields, messages: [message] });
  return 'faults' in checked ? checked.faults.map(formatFault) : [];
}
const email = (fields: object) => ({ channel: 'email', subject: 'Hi', ...fields });
const card = (fields: object) => ({ channel: 'content_card', body: 'Hi', ...fields });

/** Renders one message as it is checked and stored. */
function render(message: object, user: Record<string, unknown> = {}) {
  const checked = checkDefinition({ ...campaign, messages: [message] });
  if ('faults' in checked || !('messages' in checked.definition)) throw new Error(JSON.stringify(checked));
  const { messages = [] }: typeof checked.definition = JSON.parse(JSON.stringify(checked.definition));
  const result = compileMessages(messages)({ user, trigger: {}, campaign: { id: 'a', name: 'A' }, now: 0 });
  return 'messages' in result ? result.messages[0] : result.unsendable;
}

/** A dispatch, without its messages. */
const trigger = {
  dispatchId: 'd',
  campaignId: 'c',
  version: 1,
  userId: 'u',
  trigger: {},
  dueAt: '',
  dispatchedAt: '',
};

describe('the content of an email', () => {
  test.each([{ body: 'b' }, { html: '<p>' }, { text: 't' }, { html: '<p>', text: 't' }])(
    'an email with the content %j is accepted',
    (content) => {
      expect(faultsOf(email(content))).toEqual([]);
    },
  );

  test('an email without content, and one with content in both forms, is refused', () => {
    const expected = 'messages.0.body: expected either a body, or html, text or both';
    expect(faultsOf(email({}))).toEqual([`${expected}, found nothing`]);
    expect(faultsOf(email({ body: 'b', text: 't' }))).toEqual([`${expected}, found "b"`]);
  });

  test('an email whose main part shows nothing is withheld, and one without visible text is not (R76)', () => {
    const blankIn = (content: object) =>
      findBlankMessage({ ...trigger, messages: [{ channel: 'email', subject: 'Hi', ...content }] })?.detail;
    expect(blankIn({ html: ' ', text: 't' })).toBe('email html: it shows nothing');
    expect(blankIn({ text: ' ' })).toBe('email text: it shows nothing');
    expect(blankIn({ html: '<p>Hi</p>', text: '' })).toBeUndefined();
  });

  test.each([
    ['from', 'Shop <hello@shop.example>\nBcc: eve@evil.example', 'a template of one line'],
    ['replyTo', 'a\r\nb', 'a template of one line'],
    ['from', 'hello', 'a template that can be rendered'],
    ['from', 'a@b.example, c@d.example', 'a template that can be rendered'],
  ])('an email with the %s %j is refused', (field, value, expected) => {
    expect(faultsOf(email({ body: 'b', [field]: value }))).toEqual([
      expect.stringContaining(`messages.0.${field}: expected ${expected}, found`),
    ]);
  });

  test('an email whose sender is made of what is known of the user is withheld if it is no address (R76)', () => {
    const message = email({ body: 'b', from: '{{ user.shop }} <{{ user.address }}>' });
    expect(faultsOf(message)).toEqual([]);
    expect(render(message, { shop: 'Tea\r\nX: y', address: 'tea@shop.example' })).toMatchObject({
      from: 'Tea X: y <tea@shop.example>',
    });
    expect(render(message, { shop: 'Tea', address: 'tea@shop.example>, <eve@evil.example' })).toMatchObject({
      reason: 'render-error',
      detail: 'email from: it is not an address such as ada@shop.example, or Ada <ada@shop.example>',
    });
  });

  test('an email with a subject of several lines has one line (R76)', () => {
    const lines = '{{ user.lines }}';
    const message = email({ body: 'b', preheader: lines, subject: `${lines}.` });
    expect(render(message, { lines: 'a\r\nb' })).toMatchObject({ preheader: 'a b', subject: 'a b.' });
  });
});

describe('an address of an email', () => {
  test.each([
    ['ada@shop.example', { address: 'ada@shop.example' }],
    ['Ada <ada@shop.example>', { name: 'Ada', address: 'ada@shop.example' }],
    ['"Ada, Tea \\"Shop\\"" <ada@shop.example>', { name: 'Ada, Tea "Shop"', address: 'ada@shop.example' }],
    ['<ada@shop.example>', { address: 'ada@shop.example' }],
    ['Jürgen <juergen@bücher.example>', { name: 'Jürgen', address: 'juergen@bücher.example' }],
  ])('the address %s is read', (text, mailbox) => {
    expect(parseMailbox(text)).toEqual(mailbox);
  });

  test.each([
    '',
    'ada',
    'ada@',
    '@shop.example',
    'a@b@c.example',
    'jürgen@shop.example',
    'ada@localhost',
    'ada@192.0.2.7',
    'a b@c.example',
    'a..b@c.example',
    'Ada <ada@shop.example',
    'Ada <ada@shop.example> x',
    'A <b@c.example> <d@e.example>',
    'a@b.example,c@d.example',
    '"a@b.example"@c.example',
    'Ada "x <a@b.example>',
    `${'a'.repeat(65)}@b.example`,
    `a@${'b'.repeat(64)}.example`,
  ])('the address %j is none', (text) => {
    expect(parseMailbox(text)).toBeUndefined();
  });
});

describe('buttons and urls', () => {
  test('a message may have four buttons, and keeps their ids', () => {
    const buttons = ['a', 'b', 'c', 'd'].map((id) => ({ id, label: `{{ user.id }} ${id}` }));
    expect(faultsOf(card({ buttons }))).toEqual([]);
    expect(render(card({ buttons }), { id: 'u1' })).toEqual({
      channel: 'content_card',
      body: 'Hi',
      buttons: ['a', 'b', 'c', 'd'].map((id) => ({ id, label: `u1 ${id}` })),
    });
  });

  test.each([
    [[], 'expected a list of 1 to 4 buttons'],
    [Array.from({ length: 5 }, (_, id) => ({ id: `${id}`, label: 'a' })), 'expected a list of 1 to 4 buttons'],
    [
      [
        { id: 'a', label: 'a' },
        { id: 'a', label: 'b' },
      ],
      'expected buttons whose ids are all different',
    ],
    [[{ id: '', label: 'a' }], 'messages.0.buttons.0.id: expected an id of 1 to 256 characters'],
    [[{ id: 'a' }], 'messages.0.buttons.0.label: expected a Liquid template'],
    [[{ id: 'a', label: '{{ first_name }}' }], 'messages.0.buttons.0.label: expected user, trigger or campaign'],
    [[{ id: 'a', label: ' ' }], 'found a text that is blank always'],
    [[{ id: 'a', label: 'a', url: 'javascript:alert(1)' }], 'messages.0.buttons.0.url: expected a template'],
    [[JSON.parse('{"id":"a","label":"a","__proto__":"b"}')], 'messages.0.buttons.0.__proto__: expected only known'],
  ])('buttons such as %j are refused', (buttons, sentence) => {
    expect(faultsOf(card({ buttons })).join()).toContain(sentence);
  });

  test('a message with a button whose label shows nothing is withheld (R76)', () => {
    const message = { channel: 'content_card' as const, body: 'b', buttons: [{ id: 'a', label: '\u200b' }] };
    expect(findBlankMessage({ ...trigger, messages: [message] })?.detail).toBe(
      'content_card buttons.0.label: it shows nothing',
    );
  });

  const linked = card({ url: '{{ user.url }}', imageUrl: '{{ user.image }}' });
  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\tscript:alert(1)',
    ' \u0001javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'j a v a script:alert(1)',
    ':x',
    'app://x',
    'https:evil',
  ])('a message whose url is %j, as a user brings it in, is withheld (R90)', (url) => {
    const detail = 'content_card url: the url has another scheme than https:// and http://';
    expect(render(linked, { url })).toEqual({ reason: 'render-error', detail });
    expect(render(linked, { image: url })).toMatchObject({ detail: expect.stringContaining('imageUrl') });
  });

  test('a message with a url of http or https, without a scheme, or without a url is sent (R90)', () => {
    expect(render(linked, { url: 'HTTPS://shop.example/a b' })).toMatchObject({ url: 'HTTPS://shop.example/a b' });
    for (const url of ['/carts/1?next=a:b', 'carts#a:b', '//shop.example'])
      expect(render(linked, { url })).toMatchObject({ url });
    expect(render(linked)).toMatchObject({ url: '' });
  });

  test('a campaign may link into an app by a scheme of its own, and never by one that runs code (R90)', () => {
    const deepLink = { channel: 'push', body: 'Hi', url: 'shop-app://carts/{{ user.cart }}' };
    expect(faultsOf(deepLink)).toEqual([]);
    expect(render(deepLink, { cart: 'javascript:x' })).toMatchObject({ url: 'shop-app://carts/javascript:x' });
    for (const url of ['javascript:alert("{{ user.cart }}")', 'DATA:text/html,{{ user.cart }}', 'java script:x'])
      expect(faultsOf({ ...deepLink, url })).toEqual([expect.stringContaining('messages.0.url: expected a template')]);
  });
});

describe('translations', () => {
  const message = email({
    body: 'b {{ user.id }}',
    from: 'a@b.example',
    translations: {
      'pt-BR': { body: 'br', subject: 'Oi' },
      pt: { body: 'pt {{ user.id }}' },
      de: { body: '<b>de</b>' },
    },
  });

  test.each([
    ['pt-BR', 'br'],
    ['pt_BR', 'br'],
    ['PT-br', 'br'],
    ['pt-BR-x-shop', 'br'],
    ['pt-PT', 'pt u1'],
    ['pt', 'pt u1'],
    [' pt ', 'pt u1'],
    ['de-AT', '<b>de</b>'],
    ['fr', 'b u1'],
    ['', 'b u1'],
    ['constructor', 'b u1'],
    [undefined, 'b u1'],
    [7, 'b u1'],
    [['pt'], 'b u1'],
    ['-'.repeat(5_000), 'b u1'],
  ])('a user of the language %j receives %s (R93)', (language, body) => {
    expect(render(message, { id: 'u1', language })).toMatchObject({ body, from: 'a@b.example' });
  });

  test('a translation is not sent along, and leaves out what it does not translate (R93)', () => {
    expect(render(message, { language: 'pt' })).toEqual({
      channel: 'email',
      subject: 'Hi',
      from: 'a@b.example',
      body: 'pt ',
    });
    expect(render(message, { language: 'de' })).toMatchObject({ bodyFormat: 'html' });
  });

  test('a translation of buttons is found by their ids, in whatever order (R93)', () => {
    const buttons = [
      { id: 'a', label: 'A', url: 'https://a.example' },
      { id: 'b', label: 'B' },
    ];
    const translated = card({ buttons, translations: { de: { buttons: [{ id: 'b', label: 'Be' }] } } });
    expect(render(translated, { language: 'de' })).toMatchObject({ buttons: [buttons[0], { id: 'b', label: 'Be' }] });
    const unknown = card({ buttons, translations: { de: { buttons: [{ id: 'c', label: 'C' }] } } });
    expect(faultsOf(unknown).join()).toContain('expected translations whose buttons have the ids of the buttons');
  });

  test.each(['email', 'sms', 'push', 'webhook', 'in_app_message', 'content_card'])(
    'a message of %s may have translations (R93)',
    (channel) => {
      const more = channel === 'email' ? { subject: 's' } : channel === 'webhook' ? { url: 'https://a.example' } : {};
      const translated = { channel, ...more, body: 'b', translations: { de: { body: 'de' } } };
      expect(faultsOf(translated)).toEqual([]);
      expect(render(translated, { language: 'de' })).toEqual({ channel, ...more, body: 'de' });
    },
  );

  test('a template of a translation is tried, too, and its fault has its place (R75)', () => {
    const faulty = { subject: '{{ first_name }}', body: '{% nope %}' };
    expect(faultsOf(email({ body: 'b', translations: { 'pt-BR': faulty } }))).toEqual([
      expect.stringMatching(/^messages\.0\.translations\.pt-BR\.subject: expected user, trigger or campaign/),
      expect.stringMatching(/^messages\.0\.translations\.pt-BR\.body: expected a Liquid template/),
    ]);
    expect(faultsOf(email({ body: 'b', translations: { de: { subject: ' ' } } }))).toEqual([
      expect.stringMatching(/^messages\.0\.translations\.de\.subject: .*blank always/),
    ]);
  });

  test.each([
    [{ 'pt-BR': {}, 'PT-br': {} }, 'PT-br: expected each language once, whatever its case: pt-BR is there already'],
    [{ pt_BR: {} }, 'expected a language tag, such as pt-BR'],
    [{ e: {} }, 'expected a language tag, such as pt-BR'],
    [{ 'de-': {} }, 'expected a language tag, such as pt-BR'],
    [JSON.parse('{"__proto__":{}}'), 'translations.__proto__: expected only known fields'],
    [JSON.parse('{"de":{"constructor":"x"}}'), 'translations.de.constructor: expected only known fields'],
    [{ de: { channel: 'sms' } }, 'translations.de.channel: expected one of the known fields'],
    [{ de: { html: 'h' } }, 'translations.de.html: expected a body, as the message itself has, found "h"'],
    [Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`de-x-${i}`, {}])), 'expected at most 50 translations'],
    [['de'], 'expected a language tag, such as pt-BR'],
  ])('translations such as %j are refused', (translations, sentence) => {
    expect(faultsOf(email({ body: 'b', translations })).join()).toContain(sentence);
  });

  test('a translation of an email in parts has no body', () => {
    expect(faultsOf(email({ text: 't', translations: { de: { body: 'b' } } }))).toEqual([
      'messages.0.translations.de.body: expected html or text, as the message itself has, found "b"',
    ]);
  });
});

describe('purpose and untracked', () => {
  const sms = { channel: 'sms', body: 'Hi' };
  const opened = { interaction: 'email.opened', campaign: 'first', openKind: 'human' };

  test('a campaign has a purpose of two', () => {
    expect(faultsOf(sms, { purpose: 'transactional' })).toEqual([]);
    expect(faultsOf(sms, { purpose: 'promotion' })).toEqual([
      'purpose: expected marketing or transactional, found "promotion"',
    ]);
  });

  test('a campaign says what happens to users whose opens are not tracked only if an open cancels it (R94)', () => {
    const fields = { delay: '1 day', untracked: 'withhold' };
    expect(faultsOf(sms, { ...fields, exceptions: [opened] })).toEqual([]);
    expect(faultsOf(sms, fields)).toEqual([
      'untracked: expected none without an exception email.opened, found "withhold"',
    ]);
  });
});
