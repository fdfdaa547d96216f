import { describe, expect, test } from 'vitest';
import { checkDefinition, MAX_DEFINITION_BYTES } from '../../core/check-definition.ts';
import { INTERACTION_NAMES } from '../../core/contracts/catalogue.ts';
import { formatFault } from '../../core/contracts/fault.ts';
import { compileMessages } from '../../core/templates.ts';

const opened = { interaction: 'email.opened', campaign: 'welcome-email' };
const session = { behavior: 'session.started' };
const valid = {
  id: 'resend-welcome',
  name: 'Resend the welcome email',
  triggers: [{ interaction: 'email.received', campaign: 'welcome-email' }],
  messages: [{ channel: 'sms', body: 'Hello' }],
};
const { name: _, ...nameless } = valid;

function faultsWith(changes: Record<string, unknown>) {
  const checked = checkDefinition({ ...valid, ...changes });
  return 'faults' in checked ? checked.faults : [];
}
const sentences = (input: unknown) => {
  const checked = checkDefinition(input);
  return 'faults' in checked ? checked.faults.map(formatFault) : [];
};
const manyTriggers = (count: number) =>
  Array.from({ length: count }, (_each, index) => ({ ...opened, campaign: `c${index}` }));

describe('a campaign', () => {
  test('a campaign needs an id, a name, triggers and messages, and the rest has defaults', () => {
    expect(checkDefinition(valid)).toEqual({
      definition: {
        ...valid,
        delay: 'none',
        exceptions: [],
        audience: 'everyone',
        recheckAudience: false,
        reeligibility: 'never',
        staleAfter: '72 hours',
      },
      warnings: [],
    });
  });

  test('a campaign of another tool has no triggers and no messages (R7)', () => {
    expect(checkDefinition({ id: 'a', name: 'A', sentElsewhere: true })).toHaveProperty(
      'definition.sentElsewhere',
      true,
    );
    expect(sentences({ id: 'a', name: 'A', sentElsewhere: true, triggers: [], messages: [] })).toEqual([
      'triggers: expected one of the known fields id, name, sentElsewhere, found an unknown field',
      'messages: expected one of the known fields id, name, sentElsewhere, found an unknown field',
    ]);
  });

  test.each([
    ['the longest delay', { delay: '360 days' }, { delay: '361 days' }],
    ['the longest delay in seconds (R24)', { delay: '31104000 seconds' }, { delay: '31104001 seconds' }],
    ['whole delays (R20)', { delay: '90 minutes' }, { delay: '1.5 hours' }],
    ['delays with a unit', { delay: '0 days' }, { delay: 7 }],
    ['the longest window (R41)', { reeligibility: '720 days' }, { reeligibility: '721 days' }],
    ['the word for each window (R40)', { reeligibility: 'immediately' }, { reeligibility: 'sometimes' }],
    ['the longest id', { id: 'a'.repeat(48) }, { id: 'a'.repeat(49) }],
    ['a plain id', { id: 'a-9' }, { id: 'A_9' }],
    ['the longest name', { name: 'n'.repeat(200) }, { name: 'n'.repeat(201) }],
    ['the longest name, by characters', { name: '🦊'.repeat(200) }, { name: '🦊'.repeat(201) }],
    ['a name at all', { name: 'n' }, { name: '' }],
    ['the most triggers', { triggers: manyTriggers(20) }, { triggers: manyTriggers(21) }],
    ['a trigger at all', { triggers: manyTriggers(1) }, { triggers: [] }],
    [
      'the longest campaign id',
      { triggers: [{ ...opened, campaign: 'c'.repeat(256) }] },
      { triggers: [{ ...opened, campaign: 'c'.repeat(257) }] },
    ],
    [
      'the longest campaign id, by characters',
      { triggers: [{ ...opened, campaign: '🦊'.repeat(256) }] },
      { triggers: [{ ...opened, campaign: '🦊'.repeat(257) }] },
    ],
    [
      'a campaign id of whole characters',
      { triggers: [{ ...opened, campaign: '🦊' }] },
      { triggers: [{ ...opened, campaign: '\udd8a' }] },
    ],
    ['an audience that is a filter', { audience: { vip: true } }, { audience: ['vip'] }],
    ['the latest dispatch', { staleAfter: '360 days' }, { staleAfter: '361 days' }],
    [
      'the longest body of an SMS',
      { messages: [{ channel: 'sms', body: 'x'.repeat(1_600) }] },
      { messages: [{ channel: 'sms', body: 'x'.repeat(1_601) }] },
    ],
    [
      'the longest body of an SMS, by characters',
      { messages: [{ channel: 'sms', body: '🦊'.repeat(1_600) }] },
      { messages: [{ channel: 'sms', body: '🦊'.repeat(1_601) }] },
    ],
  ])('a campaign may have %s, and is refused otherwise', (_what, good, bad) => {
    expect(faultsWith(good)).toEqual([]);
    expect(faultsWith(bad)).toHaveLength(1);
  });

  test.each([
    ['a missing field', nameless, 'name: expected a name of 1 to 200 characters, found nothing'],
    [
      'a delay that is too long',
      { ...valid, delay: '361 days' },
      'delay: expected "none", or a whole number of seconds, minutes, hours, days or weeks, such as "30 minutes", at most 360 days, found "361 days"',
    ],
    [
      'a precision that the delay is too long for',
      { ...valid, delay: '30 days', precision: '1 second' },
      'precision: expected none if the delay is longer than 4,000 seconds, found "1 second" with a delay of "30 days"',
    ],
    [
      'a missing trigger campaign',
      { ...valid, triggers: [{ interaction: 'email.opened' }] },
      'triggers.0.campaign: expected text of 1 to 256 characters, found nothing',
    ],
    [
      'an unknown channel',
      { ...valid, messages: [{ channel: 'fax' }] },
      'messages.0.channel: expected a message whose channel is one of email, sms, push, webhook, in_app_message, content_card, found "fax"',
    ],
    [
      'a missing subject',
      { ...valid, messages: [{ channel: 'email', body: 'b' }] },
      'messages.0.subject: expected a Liquid template of 1 to 1,000 characters, found nothing',
    ],
    [
      'a field of another interaction',
      { ...valid, triggers: [{ ...opened, buttonId: '1' }] },
      'triggers.0.buttonId: expected one of the known fields interaction, campaign, messageVariationId, openKind, where, includeSuspectedBots, found an unknown field',
    ],
    [
      'an open of a wrong kind',
      { ...valid, triggers: [{ ...opened, openKind: 'robot' }] },
      'triggers.0.openKind: expected one of machine, human, found "robot"',
    ],
    [
      'a trigger that is text',
      { ...valid, triggers: ['email.opened'] },
      expect.stringMatching(/^triggers\.0: expected one of the interactions .*, found "email.opened"$/),
    ],
  ])('a campaign with %s is refused with what was expected', (_what, input, sentence) => {
    expect(sentences(input)).toEqual([sentence]);
  });

  test('a campaign with an unknown interaction is refused with all known ones', () => {
    const [fault, ...others] = faultsWith({
      triggers: [{ interaction: 'email.opend', campaign: 'c', openKind: 'human' }],
    });
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ path: ['triggers', 0, 'interaction'], found: '"email.opend"' });
    for (const interaction of INTERACTION_NAMES) expect(fault?.expected).toContain(interaction);
  });

  test.each([
    [{ behavior: 'login' }, ['triggers', 0, 'behavior'], '"login"'],
    [{ interaction: 'purchase.made', campaign: 'c' }, ['triggers', 0, 'interaction'], '"purchase.made"'],
    [{ campaign: 'c' }, ['triggers', 0, 'interaction'], 'nothing'],
  ])('a campaign with the trigger %j is refused with the name that is unknown', (trigger, path, found) => {
    expect(faultsWith({ triggers: [trigger] })).toMatchObject([{ path, found }]);
  });

  test('a campaign of more than 256 KiB as JSON is refused with its longest field, because the store could not hold it', () => {
    const withSms = (count: number, last: number) => ({
      messages: [
        ...Array.from({ length: count }, () => ({ channel: 'content_card', body: '🦊'.repeat(15_000) })),
        { channel: 'content_card', body: 'x'.repeat(last) },
      ],
    });
    const checked = checkDefinition({ ...valid, ...withSms(4, 1) });
    const left =
      MAX_DEFINITION_BYTES - Buffer.byteLength(JSON.stringify('definition' in checked && checked.definition));
    expect(left).toBeGreaterThan(0);
    expect(faultsWith(withSms(4, 1 + left))).toEqual([]);
    expect(faultsWith(withSms(4, 2 + left)).map(formatFault)).toEqual([
      'messages: expected a campaign of at most 262,144 bytes as JSON, found 262,145 bytes, 261,878 of them here',
    ]);
    const audience = { product: { $in: Array.from({ length: 1_000 }, () => 'x'.repeat(300)) } };
    expect(faultsWith({ audience })).toMatchObject([{ path: ['audience'] }]);
  });

  test('a campaign is refused with all its faults at once', () => {
    expect(faultsWith({ id: '?', delay: 'soon', extra: 1, further: 2 }).map(({ path }) => path.join('.'))).toEqual([
      'id',
      'delay',
      'extra',
      'further',
    ]);
    const faults = faultsWith({
      exceptions: [{ ...opened, where: { $where: '1' } }],
      audience: { a: { $gtt: 1 } },
      messages: [{ channel: 'sms', body: '{{' }],
    });
    expect(faults.map(({ path }) => path.join('.'))).toEqual([
      'exceptions.0.where.$where',
      'audience.a.$gtt',
      'delay',
      'messages.0.body',
    ]);
  });

  test('a campaign with more than 1,000 conditions in all its filters is refused, so that the cost of an event is bounded (R78)', () => {
    const filter = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_each, index) => [`f${index}`, 1]));
    const triggers = Array.from({ length: 5 }, (_each, index) => ({
      ...opened,
      campaign: `c${index}`,
      where: filter(180),
    }));
    expect(faultsWith({ triggers, audience: filter(100) })).toEqual([]);
    expect(sentences({ ...valid, triggers, audience: filter(101) })).toEqual([
      'audience: expected at most 1,000 conditions in all filters of a campaign, found more with this one',
    ]);
  });

  test.each([null, undefined, 7, 'text', []])('a campaign cannot be %j', (input) => {
    expect(checkDefinition(input)).toHaveProperty('faults');
  });
});

describe('exceptions', () => {
  test.each(['none', '0 days', '0 seconds'])(
    'a campaign with exceptions needs a delay, and %s is none (R30)',
    (delay) => {
      expect(faultsWith({ delay, exceptions: [opened] })).toMatchObject([{ path: ['delay'], found: `"${delay}"` }]);
      expect(faultsWith({ delay, exceptions: [] })).toEqual([]);
      expect(faultsWith({ delay: '1 second', exceptions: [opened] })).toEqual([]);
    },
  );

  test('an exception may be the trigger too, except for session.started (R37)', () => {
    const delay = '1 day';
    expect(faultsWith({ delay, triggers: [opened], exceptions: [opened] })).toEqual([]);
    expect(faultsWith({ delay, exceptions: [session] })).toEqual([]);
    expect(faultsWith({ triggers: [session] })).toEqual([]);
    expect(faultsWith({ delay, triggers: [session], exceptions: [opened, session] })).toMatchObject([
      { path: ['exceptions', 1] },
    ]);
  });

  test('an exception or trigger that is listed twice is refused, however its fields are ordered', () => {
    const turned = { campaign: opened.campaign, interaction: opened.interaction };
    expect(faultsWith({ delay: '1 day', exceptions: [opened, turned] })).toMatchObject([
      { path: ['exceptions', 1], found: 'the same as exceptions.0' },
    ]);
    expect(faultsWith({ triggers: [opened, turned] })).toMatchObject([
      { path: ['triggers', 1], found: 'the same as triggers.0' },
    ]);
    expect(faultsWith({ triggers: [opened, { ...opened, openKind: 'human' }] })).toEqual([]);
  });
});

describe('templates', () => {
  test('templates are checked in every field of every message', () => {
    const webhook = { channel: 'webhook', url: '{{', headers: { 'X-A': '{% nope %}', 'X-B': 'b' } };
    const faults = faultsWith({ messages: [{ channel: 'push', body: 'b', title: '{{ a | nope }}' }, webhook] });
    expect(faults.map(({ path }) => path.join('.'))).toEqual([
      'messages.0.title',
      'messages.1.url',
      'messages.1.headers.X-A',
    ]);
  });
});

describe('headers of a webhook', () => {
  const webhook = (headers: unknown) => ({ messages: [{ channel: 'webhook', url: 'https://example.com', headers }] });
  const headerFaults = (headers: unknown) => faultsWith(webhook(headers)).map(formatFault);
  const at = 'messages.0.headers';

  test.each([
    ['a list', [['X-A', 'a']], `${at}: expected an object of header names and templates, found [["X-A","a"]]`],
    ['text', 'X-A: a', `${at}: expected an object of header names and templates, found "X-A: a"`],
    ['null', null, `${at}: expected an object of header names and templates, found null`],
    [
      'a value that is no text',
      { 'X-A': 7 },
      `${at}.X-A: expected a Liquid template of 1 to 1,000 characters, found 7`,
    ],
    ['an empty value', { 'X-A': '' }, `${at}.X-A: expected a Liquid template of 1 to 1,000 characters, found ""`],
  ])('headers of a webhook that are no headers, such as %s, are refused', (_what, headers, sentence) => {
    expect(headerFaults(headers)).toEqual([sentence]);
  });

  test.each(['', 'X A', 'X-A:', 'X-Ä', 'X-A\r\nX-B', '(X)', 'X/A', '{{ user.id }}', 'x'.repeat(257)])(
    'a header of a webhook with the name %j, which no request can carry, is refused (RFC 9110)',
    (name) => {
      expect(headerFaults({ [name]: 'a' })).toEqual([
        expect.stringContaining("expected a header name: 1 to 256 letters, digits and !#$%&'*+-.^_`|~"),
      ]);
    },
  );

  test.each(['Host', 'content-length', 'Transfer-Encoding', 'CONNECTION', 'Upgrade'])(
    'a header of a webhook that only the sender may set, such as %s, is refused',
    (name) => {
      expect(headerFaults({ [name]: 'a' })).toEqual([
        expect.stringMatching(/expected another header: host, .*, found/),
      ]);
    },
  );

  test('a header of a webhook that is given twice is refused, because one would be lost', () => {
    expect(headerFaults({ 'X-A': 'a', 'x-b': 'b', 'x-a': 'c' })).toEqual([
      `${at}.x-a: expected each header once, whatever its case: X-A is there already, found "x-a"`,
    ]);
  });

  test.each(['constructor', '__proto__', 'toString', 'x'.repeat(256), "!#$%&'*+-.^_`|~09Az"])(
    'a header of a webhook named %s is kept and sent',
    (name) => {
      const checked = checkDefinition({
        ...valid,
        ...webhook(JSON.parse(JSON.stringify({ ['X-A']: 'a', [name]: '{{ user.id }}' }))),
      });
      if ('faults' in checked || !('messages' in checked.definition)) throw new Error(JSON.stringify(checked));
      const kept: typeof checked.definition = JSON.parse(JSON.stringify(checked.definition));
      const seen = { user: { id: 'u1' }, trigger: {}, campaign: { id: 'a', name: 'A' }, now: 0 };
      const rendered = compileMessages(kept.messages ?? [])(seen);
      const headers = 'messages' in rendered ? Object(rendered.messages[0]?.['headers']) : {};
      expect(Object.entries(headers)).toEqual([
        ['X-A', 'a'],
        [name, 'u1'],
      ]);
    },
  );
});
