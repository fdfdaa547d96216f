import { describe, expect, test } from 'vitest';
import type { MessageTemplate } from '../../core/contracts/definition.ts';
import { checkTemplate, compileMessages } from '../../core/templates.ts';

const context = {
  user: { id: 'u1', first_name: 'Ada', items: ['a', 'b'] },
  trigger: { price: 20 },
  campaign: { id: 'resend-welcome', name: 'Welcome' },
  now: Date.UTC(2026, 11, 8, 9, 0, 30, 250),
};
const sms = (body: string): MessageTemplate => ({ channel: 'sms', body });
const render = (body: string) => compileMessages([sms(body)])(context)[0]?.body;

describe('a message', () => {
  test('greets the user, and names the trigger and the campaign', () => {
    expect(render('{{ user.first_name }} {{ trigger.price }} {{ campaign.name }}')).toBe('Ada 20 Welcome');
  });

  test('to a user of whom nothing is known uses what the template has for them', () => {
    expect(render("Hello {{ user.last_name | default: 'there' }}{{ user.no.such }}")).toBe('Hello there');
  });

  test('without Liquid is sent as it is', () => {
    expect(render('15 % off } { | everything')).toBe('15 % off } { | everything');
  });

  test('keeps its channel and method, and renders url, body and every header', () => {
    const webhook: MessageTemplate = {
      channel: 'webhook',
      url: 'https://example.com/{{ user.id }}',
      method: 'POST',
      headers: { 'X-User': '{{ user.id }}', 'X-Plain': 'plain' },
    };
    expect(compileMessages([webhook, sms('hi')])(context)).toEqual([
      {
        channel: 'webhook',
        url: 'https://example.com/u1',
        method: 'POST',
        headers: { 'X-User': 'u1', 'X-Plain': 'plain' },
      },
      { channel: 'sms', body: 'hi' },
    ]);
  });

  test('is the same every time it is rendered (R71)', () => {
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
  ])('tells the time it is given, and not that of the machine (R71): %s', (text, expected) => {
    expect(render(text)).toBe(expected);
  });

  test('cannot reach the prototype of what it is given', () => {
    expect(render('[{{ user.constructor.name }}{{ user.__proto__ }}]')).toBe('[]');
  });

  test('may be as long as templates are, whatever its characters', () => {
    expect(render(`${'🦊'.repeat(59_987)}{{ user.id }}`)).toBe(`${'🦊'.repeat(59_987)}u1`);
  });

  test.each([
    '{% for i in (1..1000000000) %}x{% endfor %}',
    '{% for i in (1..400) %}{% for j in (1..400) %}x{% endfor %}{% endfor %}',
    '{% assign x = "aaaaaaaaaaaaaaaa" %}{% for i in (1..40) %}{% assign x = x | append: x %}{% endfor %}',
    `{% assign a = "${'a,'.repeat(500)}" | split: "," %}${'{% for i in a %}'.repeat(4)}${'{% endfor %}'.repeat(4)}`,
    '{{ "x" | times: 2 | divided_by: 0 | json: }}{% for i in (1..9000) %}{{ user.items | json }}aaaaaaaaaaaaaaaaa{% endfor %}',
  ])('that would never end is given up: %s', (body) => {
    expect(() => render(body)).toThrow();
  });
});

describe('a template', () => {
  test.each(['plain', '{{ user.name }}', "{{ a | default: 'b' | upcase }}", '{% if a %}b{% else %}c{% endif %}'])(
    '%s is fine',
    (text) => {
      expect(checkTemplate(text, ['messages', 0, 'body'])).toEqual([]);
    },
  );

  test.each([
    ['{{ user.name', 'not closed'],
    ['{% if a %}', 'not closed'],
    ['{{ a | shout }}', 'undefined filter: shout'],
    ['{% fetch %}', 'tag "fetch" not found'],
    ['{% include "other" %}', 'tag "include" not found'],
    ['{% render "other" %}', 'tag "render" not found'],
    ['{{ user.items | sample }}', 'undefined filter: sample'],
  ])('%s is refused, with its place', (text, found) => {
    const faults = checkTemplate(text, ['messages', 0, 'body']);
    expect(faults).toMatchObject([
      { path: ['messages', 0, 'body'], found: expect.stringContaining(found), expected: 'a Liquid template' },
    ]);
  });
});
