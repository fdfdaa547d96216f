import { describe, expect, test } from 'vitest';
import type { MessageTemplate } from '../../core/contracts/definition.ts';
import { TOO_MANY_STEPS } from '../../core/render-budget.ts';
import { checkTemplates } from '../../core/template-check.ts';

const sms = (body: string): MessageTemplate => ({ channel: 'sms', body });
const faults = (body: string) => checkTemplates([sms(body)]);
const path = ['messages', 0, 'body'];

describe('a template', () => {
  test.each([
    'plain',
    '{{ user.name }}',
    "{{ user.a | default: 'b' | upcase }}",
    '{% if user.a %}b{% else %}c{% endif %}',
  ])('the template %s is accepted', (text) => {
    expect(faults(text)).toEqual([]);
  });

  test.each([
    ['{{ user.name', 'not closed'],
    ['{% if a %}', 'not closed'],
    ['{{ a | shout }}', 'undefined filter: shout'],
    ['{% fetch %}', 'tag "fetch" not found'],
    ['{% include "other" %}', 'tag "include" not found'],
    ['{% render "other" %}', 'tag "render" not found'],
    ['{{ user.items | sample }}', 'undefined filter: sample'],
    ['{% abort_message why %}', 'expected a reason in quotes'],
    ['{% abort_message "a", "b" %}', 'expected a reason in quotes'],
  ])('the template %s is refused, with its place', (text, found) => {
    expect(faults(text)).toMatchObject([
      { path, found: expect.stringContaining(found), expected: 'a Liquid template' },
    ]);
  });
});

describe('a template that is nested so deep that it fails on some machines', () => {
  const nested = (deep: number) => `${'{% if user.a %}'.repeat(deep)}x${'{% endif %}'.repeat(deep)}`;

  test('a template that is nested too deep for some machines is refused, and one of a hundred levels is accepted (R78)', () => {
    expect(faults(nested(100))).toEqual([]);
    for (const deep of [101, 500, 900, 3_000]) {
      expect(faults(nested(deep))).toMatchObject([
        { path, found: expect.stringMatching(/nested (more than 100|too) deep/) },
      ]);
    }
  });

  test.each([
    ['fields', (deep: number) => `{{ user${'[user'.repeat(deep)}${']'.repeat(deep)} }}`],
    ['ranges', (deep: number) => `{{ ${'('.repeat(deep)}1${'..2)'.repeat(deep)} }}`],
  ])('a deep template of %s never breaks the check', (_what, nestedFields) => {
    for (const deep of [10, 500, 1_500, 5_000]) expect(() => faults(nestedFields(deep))).not.toThrow();
  });
});

describe('a variable that never has a value, and so is empty in every message, is a fault (R75)', () => {
  const expected = 'user, trigger or campaign, such as {{ user.first_name }}';

  test.each([
    ['{{ first_name }}', '"first_name", line:1, col:4'],
    ['Hi\n{{ event.price }}', '"event", line:2, col:4'],
    ['{{ User.x }}', '"User", line:1, col:4'],
    ['{{ now }}', '"now", line:1, col:4'],
    ['{% if vip %}a{% endif %}', '"vip", line:1, col:7'],
    ['{% for a in items %}{{ a }}{% endfor %}', '"items", line:1, col:13'],
    ['{% for a in user.items %}{% endfor %}{{ a }}', '"a", line:1, col:41'],
    ['{{ forloop.index }}', '"forloop", line:1, col:4'],
    ['{{ user.a | default: name }}', '"name", line:1, col:22'],
    ['{{ user[key] }}', '"key", line:1, col:9'],
    ['{% case plan %}{% when "a" %}a{% endcase %}', '"plan", line:1, col:9'],
    ['{% for i in (1..count) %}a{% endfor %}', '"count", line:1, col:17'],
    ['{% capture a %}{{ b }}{% endcapture %}{{ a }}', '"b", line:1, col:19'],
    ['{% if user.a and b == 1 %}a{% endif %}', '"b", line:1, col:18'],
    ['{{ "a" | append: trigger.a, b }}', '"b", line:1, col:29'],
  ])('a variable that never has a value, and so is empty in every message, is a fault: %s (R75)', (body, found) => {
    expect(faults(body)).toEqual([{ path, found, expected }]);
  });

  test.each([
    '{{ user.a }}{{ trigger.a.b[0] }}{{ campaign.name }}',
    "{{ user['first name'] }}",
    '{% for a in user.items %}{{ a.name }}{{ forloop.index }}{% for b in a.parts %}{{ b }}{{ a }}{% endfor %}{% endfor %}x',
    '{% tablerow a in user.items %}{{ a }}{{ tablerowloop.col }}{% endtablerow %}x',
    '{% assign a = user.b %}{{ a.c }}',
    '{% for i in (1..3) %}{{ before }}{% assign before = i %}{% endfor %}',
    '{% capture a %}x{% endcapture %}{{ a }}',
    "{% capture 'a' %}x{% endcapture %}{{ a }}",
    '{% increment n %}{{ n }}',
    '{% decrement n %}{{ n }}',
    '{% for a in user.items limit: 1 %}{% endfor %}{% for a in user.items offset: continue %}{{ a }}{% endfor %}x',
    '{% if user.a == empty or user.b == blank or user.c == nil or true %}x{% endif %}',
    '{% comment %}{{ first_name }}{% endcomment %}x',
    '{% raw %}{{ first_name }}{% endraw %}',
    "{{ user.items | where_exp: 'i', 'i.a == 1' | size }}",
  ])('a variable that the template assigns, or that is a field of an existing one, is accepted: %s (R75)', (body) => {
    expect(faults(body)).toEqual([]);
  });

  test('a variable that never has a value is named once for each field, and at most twenty are named (R75)', () => {
    expect(faults('{{ a }}{{ b }}{{ a }}').map(({ found }) => found)).toEqual([
      '"a", line:1, col:4',
      '"b", line:1, col:11',
    ]);
    expect(faults(Array.from({ length: 50 }, (_, index) => `{{ a${index} }}`).join(''))).toHaveLength(20);
  });
});

describe('a time zone that does not exist, so that each user would get UTC, is a fault where it is written (R21)', () => {
  const expected = 'a time zone that exists, such as Europe/Berlin';

  test.each([
    ["{{ 'now' | date: '%H', 'Europe/Berln' }}", '"Europe/Berln", line:1, col:24'],
    ["{{ 'now' | date: '%H', '' }}", '"", line:1, col:24'],
    ["{{ 'now' | date: '%H', 'UTC+2' }}", '"UTC+2", line:1, col:24'],
    ["{% if user.vip %}{{ 'now' | date: '%H', 'X/Y' }}{% endif %}", '"X/Y", line:1, col:41'],
    ["{% assign t = 'now' | date: '%H', 'X/Y' %}{{ t }}", '"X/Y", line:1, col:35'],
    ["{% assign z = 'X/Y' %}{{ 'now' | date: '%H', z }}", '"X/Y", line:1, col:15'],
    ["{% assign z = user.timeZone | default: 'X/Y' %}{{ 'now' | date: '%H', z }}", '"X/Y", line:1, col:40'],
  ])(
    'a time zone that does not exist, so that each user would get UTC, is a fault where it is written: %s (R21)',
    (body, found) => {
      expect(faults(body)).toEqual([{ path, found, expected }]);
    },
  );

  test.each([
    "{{ 'now' | date: '%H', 'Europe/Berlin' }}",
    "{{ 'now' | date: '%H', 'UTC' }}",
    "{{ 'now' | date: '%H', user.timeZone }}",
    "{{ 'now' | date: '%H', 120 }}",
    "{{ 'now' | date: 'X/Y' }}",
    "{% assign z = 'X/Y' %}{{ z }}",
    "{% assign z = user.city | append: '/X' %}{{ 'now' | date: '%H', z }}",
    "{% assign z = user.timeZone | default: 'Europe/Paris' %}{{ 'now' | date: '%H', z }}",
  ])('a template that names no unknown time zone is accepted: %s (R21)', (body) => {
    expect(faults(body)).toEqual([]);
  });
});

describe('a message that can never be sent is a fault (R75)', () => {
  test.each([
    ['{{ 1 | divided_by: 0 }}', expect.stringMatching(/^divided_by: the result is no number.*, line:1, col:1$/)],
    ['Hi\n{{ user.a | divided_by: 0 }}', expect.stringMatching(/, line:2, col:1$/)],
    ['{% assign n = 2 | minus: 2 %}{{ 1 | divided_by: n }}', expect.stringMatching(/^divided_by: /)],
    ['{{ user.a | modulo: 0.0 }}', expect.stringMatching(/^modulo: /)],
    ["{{ 'a' | base64_decode }}", expect.stringMatching(/^invalid base64/)],
    ['{% for i in (1..200000) %}x{% endfor %}', TOO_MANY_STEPS],
    ['{% for i in (1..400) %}{% for j in (1..400) %}x{% endfor %}{% endfor %}', TOO_MANY_STEPS],
    [
      '{{ user.id }}{% for i in (1..4000) %}0123456789abcdef0123456789{% endfor %}',
      'the text has more than 100,000 characters',
    ],
    ['{% abort_message "x" %}', 'a message that is aborted always: x'],
    [' \n\u00a0\u200b', 'a text that is blank always'],
    ['{% comment %}soon{% endcomment %}', 'a text that is blank always'],
    ['{% assign a = 1 %} ', 'a text that is blank always'],
  ])('a message that can never be sent is a fault: %j (R75)', (body, found) => {
    expect(faults(body)).toEqual([{ path, found, expected: 'a template that can be rendered' }]);
  });

  test('a message is named as a fault if only all messages together take too many steps (R75)', () => {
    const mail = { channel: 'email', subject: 'a', body: '{% for i in (1..5000) %}{{ i }}{% endfor %}' } as const;
    expect(checkTemplates([mail])).toEqual([]);
    expect(checkTemplates([mail, mail, mail, mail])).toMatchObject([
      { path: ['messages', 3, 'body'], found: TOO_MANY_STEPS },
    ]);
  });

  test.each([
    '{{ 100 | divided_by: trigger.count }}',
    '{{ 100 | divided_by: user.items.size }}',
    '{% assign d = trigger.price | minus: trigger.discount %}{{ trigger.price | divided_by: d }}',
    "{% assign n = user.items | where: 'kind', 'tea' | size %}{{ 100 | divided_by: n }}",
    '{% assign n = trigger.items | size | minus: 2 %}{{ 100 | modulo: n }}',
    '{% if user.plan == "pro" %}Hi{% endif %}',
    '{% if user.plan != "pro" %}{% abort_message "not pro" %}{% endif %}Hi',
    '{{ user.first_name }}',
    '{{ trigger.code | base64_decode }}',
    '{{ trigger.times }}{% for i in (1..trigger.times) %}{% for j in (1..1000) %}x{% endfor %}{% endfor %}',
    '{% for i in trigger.items %}{{ i.price | divided_by: i.count }}{% endfor %}',
    "{{ trigger.occurredAt | date: '%d', user.timeZone }}",
    '{{ user.__proto__ }}{{ user.constructor.name }}x',
  ])('a message that fails for some users only is accepted: %s (R75)', (body) => {
    expect(faults(body)).toEqual([]);
  });

  test('optional fields of a message may be blank (R75)', () => {
    expect(checkTemplates([{ channel: 'push', title: ' ', body: 'Hi' }])).toEqual([]);
    expect(checkTemplates([{ channel: 'email', subject: ' ', body: 'Hi' }])).toMatchObject([
      { path: ['messages', 0, 'subject'] },
    ]);
  });

  test('the check of the longest campaign ends while a person waits for it', () => {
    const body = Array.from({ length: 3_500 }, (_, index) => `{{ user.a${index} }}`).join('');
    const mail = { channel: 'email', subject: '{{ user.a }}', body } as const;
    const before = process.cpuUsage();
    checkTemplates([mail, mail, mail, mail]);
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(5_000);
  });
});
