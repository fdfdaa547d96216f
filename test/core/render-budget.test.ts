import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { MessageTemplate } from '../../core/contracts/definition.ts';
import { MAX_RENDER_STEPS, TOO_MANY_STEPS } from '../../core/render-budget.ts';
import { RenderRun } from '../../core/template-scope.ts';
import { compileField, compileMessages } from '../../core/templates.ts';

const item = (index: number) => ({ name: `tea ${(index * 7_919) % 1_000}`, price: index, tags: ['hot', 'green'] });
const user = {
  id: 'u1',
  long: 'a'.repeat(100_000),
  sought: `b${'a'.repeat(24_999)}`,
  words: 'lorem ipsum & '.repeat(7_000),
  foxes: '🦊'.repeat(40_000),
  items: Array.from({ length: 2_000 }, (_, index) => item(index)),
  numbers: Array.from({ length: 2_000 }, (_, index) => index),
  nothings: Array(50_000).fill(null),
  fields: Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, index])),
};
const context = { user, trigger: {}, campaign: { id: 'c', name: 'C' }, now: Date.UTC(2026, 11, 1) };
const sms = (body: string): MessageTemplate => ({ channel: 'sms', body });
const render = (...messages: MessageTemplate[]) => compileMessages(messages)(context);
const often = (inner: string) => `{% for i in (1..2000) %}${inner}{% endfor %}`;
const filtered = (given: string, filter: string) => often(`{% assign z = user.${given} | ${filter} %}`);

const TEXT_FILTERS = [
  'upcase',
  'escape',
  'escape_once',
  'strip_html',
  'squish',
  'truncatewords',
  "slugify: 'latin'",
  'url_encode',
  'uri_escape',
  'sha256',
  'base64_encode',
  "split: ''",
  "replace: 'a', 'aa'",
  "replace: '', '-'",
  'replace_last: user.sought, "x"',
  'remove_first: user.sought',
  'number_of_words',
  'json',
  'size',
  'first',
  'last',
  'truncate: 90000',
  'slice: 50000, 50000',
  "append: 'x'",
];
const LIST_FILTERS = [
  "where: 'name', 'tea 1'",
  "where_exp: 'i', 'i.price == 1 and i.name contains 2'",
  "group_by: 'name'",
  "find: 'name', 'no such'",
  "has: 'name', 'no such'",
  "map: 'name'",
  "sum: 'price'",
  "sort: 'name'",
  "sort_natural: 'name'",
  'uniq',
  'reverse',
  'concat: user.items',
  'push: 1',
  'join',
  'array_to_sentence_string',
  'json: 10',
];

describe('a message of which one would hold up all others is withheld after a bounded number of steps (R78)', () => {
  test.each<[string, string]>([
    ['two loops in each other', often(often('x'))],
    ['a loop in a table', often('{% tablerow k in user.items %}{{ k.name }}{% endtablerow %}')],
    ['a range that nothing walks', often('{% assign r = (1..100000) %}')],
    ['a range of a billion', '{% for i in (1..1000000000) %}{% endfor %}'],
    ['text that doubles', `{% assign x = "0123456789" %}${often('{% assign x = x | append: x %}')}`],
    ['lists that double', `{% assign x = "" | split: "" %}${often('{% assign x = x | push: x | push: x %}')}{{ x }}`],
    ['long text', often('x'.repeat(50_000))],
    ['long text that is captured', `{% capture c %}${often('x'.repeat(50_000))}{% endcapture %}`],
    ['long text that is compared', often('{% if user.long contains user.sought %}{% endif %}')],
    ['a long condition', often(`{% if ${Array(2_000).fill('true').join(' and ')} %}{% endif %}`)],
    ['a long choice', often(`{% case 1 %}{% when ${Array(9_000).fill('2').join(',')} %}{% endcase %}`)],
    ['many branches', often(`{% if false %}${'{% elsif false %}'.repeat(3_000)}{% endif %}`)],
    ['a long cycle', often(`{% cycle ${Array(9_000).fill("''").join(',')} %}`)],
    ['a long path', often(`{{ user${'.a'.repeat(9_000)} }}`)],
    ['a long list that shows nothing', often('{{ user.nothings }}')],
    ['a long list of which little is walked', often('{% for k in user.nothings limit: 1 %}{% endfor %}')],
    ['an object of many fields', often('{% for k in user.fields %}{% break %}{% endfor %}{{ user.fields.size }}')],
    ['characters of long text', often('{{ user.foxes[39999] }}{{ user.foxes.size }}')],
    ['dates with a long format', often(`{% assign z = 'now' | date: "${'%A'.repeat(500)}" %}`)],
    ['dates with a wide format', often("{% assign z = 'now' | date: '%999999N' %}")],
    ['dates in a zone', often("{% assign z = 'now' | date: '%H', 'Europe/Berlin' %}")],
    ['dates without a format', often("{% assign z = 'now' | date_to_long_string %}")],
    ...TEXT_FILTERS.flatMap((filter) =>
      ['long', 'words', 'foxes'].map(
        (given) => [`${given} | ${filter}`, filtered(given, filter)] satisfies [string, string],
      ),
    ),
    ...LIST_FILTERS.map((filter) => [`items | ${filter}`, filtered('items', filter)] satisfies [string, string]),
  ])('a message with %s is withheld after a bounded number of steps (R78)', (_what, body) => {
    expect(render(sms(body))).toEqual({
      unsendable: { reason: 'render-error', detail: `sms body: ${TOO_MANY_STEPS}` },
    });
  });

  test('many messages of one dispatch that take too many steps together are withheld (R78)', () => {
    const some = `{% for i in (1..3000) %}{{ user.id }}{% endfor %}`;
    const mail: MessageTemplate = { channel: 'email', subject: 'Hi', body: some };
    expect(render(mail)).toHaveProperty('messages');
    expect(render(mail, mail, mail, mail, mail)).toEqual({
      unsendable: { reason: 'render-error', detail: `email body: ${TOO_MANY_STEPS}` },
    });
  });

  test('a message that takes too many steps is withheld in well under a second of processor time (R78)', () => {
    const heavy = compileMessages([sms(often(often('{{ user.id | upcase }}')))]);
    heavy(context);
    const before = process.cpuUsage();
    for (let each = 0; each < 5; each++) heavy(context);
    expect(process.cpuUsage(before).user / 1_000 / 5).toBeLessThan(250);
  });

  test('a message is withheld by its steps alone, so that it is the same on every machine (R78)', () => {
    const passes = (count: number) => render(sms(`{% for i in (1..${count}) %}{% endfor %}Hi`));
    expect(passes(MAX_RENDER_STEPS * 0.8)).toEqual({ messages: [{ channel: 'sms', body: 'Hi' }] });
    expect(passes(MAX_RENDER_STEPS)).toHaveProperty('unsendable.reason', 'render-error');
  });
});

describe('what takes a machine long takes many steps, and what does not takes few (R78)', () => {
  const stepsOf = (text: string) => {
    const run = new RenderRun(0);
    compileField({ channel: 'sms', path: ['body'], text, isRequired: true, isHtml: false })(context, run);
    return run.budget.used;
  };

  test.each([
    ['{% if user.long == user.words %}{% endif %}', 3_900],
    ['{% if user.long contains user.sought %}{% endif %}', 100_000 / 50 + 25_000 / 50 + 190_000],
    ['{% assign z = user.long | url_encode %}', 4_000],
    ['{% assign z = user.long | upcase %}', 4_000],
    ['{% assign z = user.numbers | sum %}', 2_000],
    ["{% assign z = user.numbers | where: 'a', 1 %}", 10_000],
    ["{% assign z = user.numbers | find_exp: 'i', 'i < 0' %}", 16_000],
    ['{% assign z = user.numbers | sort %}', 6_000],
    ["{% assign z = user.words | replace_last: user.sought, '' %}", 1_000_000],
    ['{{ user.numbers | json: 10 }}', 4_400],
  ])('the template %s takes at least %d steps (R78)', (text, min) => {
    expect(() => {
      if (stepsOf(text) < min) throw new Error('too few');
    }).not.toThrow('too few');
  });

  test.each([
    ['{{ user.items | size }}', 10],
    ['{{ user.items | first | default: 1 }}', 20],
    ['{{ user.items[7].name }}', 10],
    ['{{ user.id | upcase | append: "x" }}', 20],
    ["{{ 'now' | date: '%H:%M' }}", 70],
    ['{{ user.numbers | sum }}', 3_000],
  ])('the template %s takes at most %d steps (R78)', (text, max) => {
    expect(stepsOf(text)).toBeLessThan(max);
  });
});

describe('a message that is large, but not too large, is sent (R78)', () => {
  test('a large message is sent also by a machine so busy that an hour passes between any two tags (R78)', () => {
    let hours = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => ++hours * 3_600_000);
    onTestFinished(() => clock.mockRestore());
    expect(render(sms('{% for i in (1..100) %}{{ user.id }}{% endfor %}'))).toHaveProperty('messages');
  });

  test.each([
    [
      'an order of 200 lines',
      "{% for i in user.items limit: 200 %}<tr><td>{{ forloop.index }}</td><td>{{ i.name | escape }}</td><td>{{ i.price | times: 2 | round: 2 }}</td><td>{{ i.tags | join: ', ' }}</td></tr>{% endfor %}",
    ],
    ['a list that is sorted', "{% assign s = user.items | sort: 'price' | reverse %}{{ s[0].name }}"],
    ['a list that is searched', "{% assign s = user.items | where: 'name', 'tea 1' %}{{ s.size }}"],
    ['a list as JSON', '{% for i in user.items limit: 300 %}{{ i | json }}{% endfor %}'],
    ['dates in a zone', "{% for i in (1..40) %}{{ 'now' | date: '%A, %-d %B %Y', 'Europe/Berlin' }}{% endfor %}"],
    ['90,000 characters', '{{ user.long | slice: 0, 90000 }}'],
    ['3,000 passes', '{% for i in (1..3000) %}{% if i > 5 %}{{ i }}{% endif %}{% endfor %}'],
  ])('a message with %s is large, but not too large, and is sent (R78)', (_what, body) => {
    expect(render(sms(body))).toHaveProperty('messages');
  });
});
