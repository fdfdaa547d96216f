import { describe, expect, test } from 'vitest';
import type { Channel, MessageTemplate } from '../../core/contracts/definition.ts';
import { renderMessages } from '../../core/rendering.ts';
import { checkTemplates } from '../../core/template-check.ts';
import { compileMessages } from '../../core/templates.ts';
import { followUpOfTarget } from '../harness/adapters/sample.ts';

const context = {
  user: { id: 'u1', first_name: 'Ada', items: ['a', 'b'] },
  trigger: { price: 20 },
  campaign: { id: 'resend-welcome', name: 'Welcome' },
  now: Date.UTC(2026, 11, 8, 9, 0, 30, 250),
};
const sms = (body: string): MessageTemplate => ({ channel: 'sms', body });
const renderAll = (...messages: MessageTemplate[]) => compileMessages(messages)(context);
/** Returns the text of a field, or the reason why there is none. */
const render = (body: string) => {
  const result = renderAll(sms(body));
  return 'messages' in result ? result.messages[0]?.['body'] : result.unsendable;
};

describe('a message', () => {
  test('a message can name the user, the trigger and the campaign', () => {
    expect(render('{{ user.first_name }} {{ trigger.price }} {{ campaign.name }}')).toBe('Ada 20 Welcome');
  });

  test('a message to a user without attributes has the defaults of its template', () => {
    expect(render("Hello {{ user.last_name | default: 'there' }}{{ user.no.such }}")).toBe('Hello there');
  });

  test('a message without Liquid is sent as it is', () => {
    expect(render('15 % off } { | everything')).toBe('15 % off } { | everything');
  });

  test('a webhook keeps its channel and method, and its url, body and headers are rendered', () => {
    const webhook: MessageTemplate = {
      channel: 'webhook',
      url: 'https://example.com/{{ user.id }}',
      method: 'POST',
      headers: { 'X-User': '{{ user.id }}', 'X-Plain': 'plain' },
    };
    expect(renderAll(webhook, sms('hi'))).toEqual({
      messages: [
        {
          channel: 'webhook',
          url: 'https://example.com/u1',
          method: 'POST',
          headers: { 'X-User': 'u1', 'X-Plain': 'plain' },
        },
        { channel: 'sms', body: 'hi' },
      ],
    });
  });

  test('a message is the same every time it is rendered (R71)', () => {
    const twice = compileMessages([sms('{% assign n = user.items | size %}{{ n }}{% increment m %}')]);
    expect(twice(context)).toEqual(twice(context));
  });

  test.each([
    ["{{ 'now' | date: '%Y-%m-%d %H:%M:%S.%L' }}", '2026-12-08 09:00:30.250'],
    ["{{ 'today' | date: '%A' }}", 'Tuesday'],
    ["{{ 'now' | date: '%H:%M', 'Europe/Berlin' }}", '10:00'],
    ["{% assign when = 'now' %}{{ when | date: '%s' }}", '1796720430'],
    ["{{ 'now' | date_to_xmlschema }}", '2026-12-08T09:00:30+00:00'],
    ["{{ 'now' | date_to_rfc822 }}", 'Tue, 08 Dec 2026 09:00:30 +0000'],
    ["{{ 'now' | date_to_string }}", '08 Dec 2026'],
    ["{{ 'today' | date_to_long_string: 'ordinal', 'US' }}", 'December 8th, 2026'],
    ["{{ '2026-12-24' | date: '%d %b' }}", '24 Dec'],
    ["{{ user.first_name | date: '%d' }}", 'Ada'],
    ['[{{ now }}]', '[]'],
  ])('a message shows the time of its dispatch, and not that of the machine (R71): %s', (text, expected) => {
    expect(render(text)).toBe(expected);
  });

  test('a message cannot reach the prototype of its data', () => {
    expect(render('[{{ user.constructor.name }}{{ user.__proto__ }}{{ constructor }}]')).toBe('[]');
    expect(render('{% increment __proto__ %}{% increment __proto__ %}{% increment toString %}')).toBe('010');
  });

  test('a message may be as long as its template may be, whatever its characters', () => {
    expect(render(`${'🦊'.repeat(59_987)}{{ user.id }}`)).toBe(`${'🦊'.repeat(59_987)}u1`);
  });

  test.each([
    '{% for i in (1..1000000000) %}x{% endfor %}',
    '{% for i in (1..400) %}{% for j in (1..400) %}x{% endfor %}{% endfor %}',
    '{% assign x = "aaaaaaaaaaaaaaaa" %}{% for i in (1..40) %}{% assign x = x | append: x %}{% endfor %}',
    `{% assign a = "${'a,'.repeat(500)}" | split: "," %}${'{% for i in a %}'.repeat(4)}${'{% endfor %}'.repeat(4)}`,
    '{{ "x" | times: 2 | divided_by: 0 | json: }}{% for i in (1..9000) %}{{ user.items | json }}aaaaaaaaaaaaaaaaa{% endfor %}',
  ])('a message that would never end is withheld: %s', (body) => {
    expect(render(body)).toMatchObject({ reason: 'render-error' });
  });
});

describe('one line (R76)', () => {
  const email = (subject: string): MessageTemplate => ({ channel: 'email', subject, body: 'a\nb ' });
  const subjectOf = (subject: string, first_name: unknown) => {
    const result = compileMessages([email(subject)])({ ...context, user: { first_name } });
    return 'messages' in result ? result.messages[0] : result.unsendable;
  };

  test.each([
    ['Ada\r\nBcc: eve@evil.example', 'Hi Ada Bcc: eve@evil.example'],
    ['Ada\n', 'Hi Ada'],
    ['Ada\n\n\nEve', 'Hi Ada Eve'],
    ['A\u2028B\u2029C\u0085D\u000bE\fF\u0000G\tH', 'Hi A B C D E F G H'],
    ['  Ada  Eve\u00a0', 'Hi   Ada  Eve'],
  ])('a user whose name is %j adds no line to a subject', (name, subject) => {
    expect(subjectOf('Hi {{ user.first_name }}', name)).toEqual({ channel: 'email', subject, body: 'a\nb ' });
  });

  test('a subject that the file folds, and so ends in a line break, is sent without it', () => {
    expect(subjectOf('Did you see\nthis?\n', 'Ada')).toMatchObject({ subject: 'Did you see this?' });
  });

  test('a user whose name has a line break adds no header to a webhook and none to its url', () => {
    const url = 'https://example.com/{{ user.first_name }}\n';
    const webhook: MessageTemplate = {
      channel: 'webhook',
      url,
      headers: { 'X-A': '{{ user.first_name }}' },
      body: '\n',
    };
    const result = compileMessages([webhook])({ ...context, user: { first_name: 'a\r\nX-B: b' } });
    expect(result).toEqual({
      messages: [
        { channel: 'webhook', url: 'https://example.com/a X-B: b', headers: { 'X-A': 'a X-B: b' }, body: '\n' },
      ],
    });
  });

  test.each(['push', 'in_app_message', 'content_card'] as const)(
    'a title of %s is one line, its body is not',
    (channel) => {
      expect(renderAll({ channel, title: 'a\nb\n', body: 'a\nb\n' })).toEqual({
        messages: [{ channel, title: 'a b', body: 'a\nb\n' }],
      });
    },
  );
});

describe('a message gives up', () => {
  test.each([
    ['{% abort_message "no address" %}', 'sms body: no address'],
    ['{% abort_message \'no "real" address\' %}', 'sms body: no "real" address'],
    ["{% abort_message('no address') %}", 'sms body: no address'],
    ['{% abort_message %}', 'sms body: no reason given'],
    ['{% abort_message() %}', 'sms body: no reason given'],
    [
      'Hi {% if user.no_such %}{% else %}{% for a in user.items %}{% abort_message "x" %}{% endfor %}{% endif %}',
      'sms body: x',
    ],
  ])('a message is withheld if its template says so, with the reason (R76): %s', (body, detail) => {
    expect(render(body)).toEqual({ reason: 'aborted', detail });
  });

  test('a message is withheld by abort_message only if its branch is taken (R76)', () => {
    expect(render('{% if user.no_such %}{% abort_message "x" %}{% endif %}Hi')).toBe('Hi');
  });

  test('a message that a template stops withholds all messages of its dispatch, and names the field (R76)', () => {
    const webhook = {
      channel: 'webhook',
      url: 'https://example.com',
      headers: { 'X-A': '{% abort_message "x" %}' },
    } as const;
    expect(renderAll(sms('Hi'), webhook)).toEqual({
      unsendable: { reason: 'aborted', detail: 'webhook headers.X-A: x' },
    });
  });

  test('a message is withheld with a reason of at most 300 characters, and none is cut in half (R76)', () => {
    const result = render(`{% abort_message "${'🦊'.repeat(400)}" %}`);
    expect(result).toEqual({ reason: 'aborted', detail: `sms body: ${'🦊'.repeat(145)}` });
  });
});

describe('JSON in a webhook is never broken (R77)', () => {
  test.each([
    ['{{ user.no_such | json }}', 'null'],
    ['{{ nil | json }}', 'null'],
    ['{{ user.no.such | jsonify }}', 'null'],
    ['{{ user.no_such | inspect }}', 'null'],
    ['{{ user.items | json }}', '["a","b"]'],
    ["{{ '' | json }}", '""'],
    ['{{ false | json }}', 'false'],
    ['{"a":{{ user.no_such | json }}}', '{"a":null}'],
    ['{{ user.items | json: 1 }}', '[\n "a",\n "b"\n]'],
  ])('the template %s gives %s, so that JSON in a webhook is never broken (R77)', (body, text) => {
    expect(render(body)).toBe(text);
  });

  test('a message can read the id and name of its campaign, and nothing else of it', () => {
    expect(render('{{ campaign | json }}')).toBe('{"id":"resend-welcome","name":"Welcome"}');
  });
});

describe('a number that is none is not sent (R77)', () => {
  test.each([
    '{{ 1 | divided_by: 0 }}',
    '{{ 0 | divided_by: 0 }}',
    '{{ -1 | divided_by: 0.0 }}',
    '{{ trigger.price | divided_by: user.no_such }}',
    '{{ trigger.price | divided_by: "many" }}',
    '{{ 1 | modulo: 0 }}',
    '{{ 1 | modulo: user.no_such }}',
    '{{ 1 | divided_by: 0, true }}',
    '{% assign a = 1 | divided_by: 0 %}Hi',
    '{% if true %}{{ 1 | divided_by: 0 | round }}{% endif %}',
    '{{ user.no_such | to_integer }}',
    `{{ ${'9'.repeat(300)} | times: ${'9'.repeat(300)} }}`,
  ])('a template whose result is no number withholds the message, with its reason: %s (R77)', (body) => {
    expect(render(body)).toEqual({
      reason: 'render-error',
      detail: expect.stringMatching(/^sms body: \w+: the result is no number/),
    });
  });

  test.each([
    ['{{ trigger.price | divided_by: 8 }}', '2.5'],
    ['{{ 0 | divided_by: 5 }}', '0'],
    ['{{ user.no_such | divided_by: 5 }}', '0'],
    ['{{ 7 | modulo: 4 }}', '3'],
    ['{{ user.no_such | plus: 1 }}', '1'],
  ])('the template %s gives the number %s (R77)', (body, text) => {
    expect(render(body)).toBe(text);
  });
});

describe('a zone that does not exist counts as none (R21)', () => {
  test.each(['Europe/Berln', 'UTC+2', '', ' ', 7.5, {}, ['Europe/Berlin'], null, undefined])(
    'a user whose profile says %j still gets the message, in UTC',
    (timeZone) => {
      const result = compileMessages([sms("{{ 'now' | date: '%H:%M', user.timeZone }}")])({
        ...context,
        user: { timeZone },
      });
      // A number is an offset in minutes, as Liquid has it.
      expect(result).toEqual({ messages: [{ channel: 'sms', body: timeZone === 7.5 ? '08:53' : '09:00' }] });
    },
  );

  test('a user in Tokyo gets the message in the time of Tokyo', () => {
    const result = compileMessages([sms("{{ 'now' | date: '%H:%M', user.timeZone }}")])({
      ...context,
      user: { timeZone: 'Asia/Tokyo' },
    });
    expect(result).toEqual({ messages: [{ channel: 'sms', body: '18:00' }] });
  });
});

describe('characters are whole, and counted whole', () => {
  const fox = '🦊🦊b';
  const shown = (body: string) => {
    const result = compileMessages([sms(body)])({ ...context, user: { fox, half: '\ud83e' } });
    return 'messages' in result ? result.messages[0]?.['body'] : result.unsendable;
  };

  test.each([
    ['{{ user.fox | size }}', '3'],
    ['{{ user.fox.size }}', '3'],
    ["{{ '' | size }}", '0'],
    ['{{ user.fox | slice: 1 }}', '🦊'],
    ['{{ user.fox | slice: 1, 2 }}', '🦊b'],
    ['{{ user.fox | slice: -2, 2 }}', '🦊b'],
    ['{{ user.fox | slice: 1, 1000000000 }}', '🦊b'],
    ['{{ 12345 | slice: 0, 2 }}', '12'],
    ["{{ user.fox | truncate: 2, '' }}", '🦊🦊'],
    ['{{ user.fox | truncate: 3 }}', '🦊🦊b'],
    ["{{ user.fox | split: '' | join: '-' }}", '🦊-🦊-b'],
    ["{{ user.fox | split: '' | size }}", '3'],
    ["{{ user.fox | split: 'b' | size }}", '1'],
    ["{{ user.fox | replace: '', '-' }}", '🦊-🦊-b'],
    ["{{ user.fox | replace: '🦊', 'f' }}", 'ffb'],
    ["{{ user.fox | remove: '' }}", fox],
    ['{{ user.fox | first }}', '🦊'],
    ['{{ user.fox | last }}', 'b'],
    ['{{ user.fox[1] }}', '🦊'],
    ["{{ user.fox['0'] }}", '🦊'],
    ['[{{ user.fox[3] }}]', '[]'],
    ['[{{ user.fox.length }}]', '[]'],
    ['{{ user.half }}', '\ufffd'],
  ])('the template %s gives %s: characters are whole, and counted whole', (body, text) => {
    expect(shown(body)).toBe(text);
  });
});

describe('the link to unsubscribe', () => {
  const messages: MessageTemplate[] = [
    { channel: 'email', subject: 's', html: '<a href="{{ unsubscribe_url }}">x</a>', text: '{{ unsubscribe_url }}' },
    { channel: 'sms', body: '[{{ unsubscribe_url }}]{% if unsubscribe_url %}!{% endif %}' },
  ];
  const published = {
    definition: {
      ...followUpOfTarget('reminder', 'welcome'),
      messages,
    },
    version: 1,
    publication: 1,
    publishedAt: 0,
    since: {},
  };

  test('the link to unsubscribe has a value only in messages of channels that have a sender (R85)', () => {
    const { user, trigger, now } = context;
    const senderChannels = new Set<Channel>(['email']);
    expect(renderMessages(published, { user, trigger, now, senderChannels })).toEqual({
      messages: [
        {
          channel: 'email',
          subject: 's',
          html: '<a href="https://unsubscribe.invalid/">x</a>',
          text: 'https://unsubscribe.invalid/',
        },
        { channel: 'sms', body: '[]' },
      ],
    });
    expect(renderMessages(published, { user, trigger, now })).toMatchObject({
      messages: [{ text: '' }, { body: '[]' }],
    });
  });

  test('the link to unsubscribe is in no message of a transactional campaign (R85)', () => {
    const transactional = {
      ...published,
      definition: { ...published.definition, purpose: 'transactional' as const },
    };
    const { user, trigger, now } = context;
    const senderChannels = new Set<Channel>(['email', 'sms']);
    expect(renderMessages(transactional, { user, trigger, now, senderChannels })).toMatchObject({
      messages: [{ text: '' }, { body: '[]' }],
    });
  });

  test('the link to unsubscribe is a variable that the check knows (R75)', () => {
    expect(checkTemplates(messages)).toEqual([]);
  });
});
