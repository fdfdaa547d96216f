import { describe, expect, test } from 'vitest';
import { inlineCss } from '../../../channels/email/inline-css.ts';
import { compileMessages } from '../../../core/templates.ts';

const SHEET =
  '<style>.a { color: red } td.a { margin: 0; margin-top: 1px } #i{color:blue} p{font-family:"Ada"} .s{color:red !important}</style>';
/** Returns the HTML after the style sheet, which stays as it is. */
const inlined = (html: string, sheet = SHEET) => {
  const result = inlineCss(sheet + html);
  expect(result.startsWith(sheet)).toBe(true);
  return result.slice(sheet.length);
};
const liquidOf = (template: string) => template.match(/\{\{.*?\}\}|\{%.*?%\}/gs);

describe('inlined CSS', () => {
  test.each([
    ['<b class="a">x</b>', '<b style="color:red" class="a">x</b>'],
    ['<td class="a">', '<td style="color:red;margin:0;margin-top:1px" class="a">'],
    ['<b id="i" class=a>', '<b style="color:blue" id="i" class=a>'],
    ['<p>x</p>', '<p style="font-family:\'Ada\'">x</p>'],
    ["<p style='x:y'>x</p>", '<p style=\'font-family:"Ada";x:y\'>x</p>'],
    ['<b class="a" style="color: green;">', '<b class="a" style="color:red;color: green">'],
    ['<b class="s" style="color: green">', '<b class="s" style="color: green;color:red !important">'],
    ['<b class=a style=color:green>', '<b class=a style="color:red;color:green">'],
    ['<b class="a"/>', '<b style="color:red" class="a"/>'],
    ['<b title=" style=\'x\' > " class="a">', '<b style="color:red" title=" style=\'x\' > " class="a">'],
    ['<B CLASS="a">x</B>', '<B style="color:red" CLASS="a">x</B>'],
  ])('inlined CSS is added to %s', (html, expected) => {
    expect(inlined(html)).toBe(expected);
  });

  test.each([
    ['<b class="a" style="color: {{ user.color }}">', '<b class="a" style="color:red;color: {{ user.color }}">'],
    [
      '<b class="a" style="{% if user.x %}color: green{% endif %}">',
      '<b class="a" style="color:red;{% if user.x %}color: green{% endif %}">',
    ],
    [
      `<b class="a" style='{{ user.x | default: "a" }}'>`,
      `<b class="a" style='color:red;{{ user.x | default: "a" }}'>`,
    ],
    ['<b class="a {{ user.x }}">', '<b style="color:red" class="a {{ user.x }}">'],
    ['<b class="a {% if user.x %}s{% endif %}">', '<b style="color:red" class="a {% if user.x %}s{% endif %}">'],
    [
      '<table>{% for i in user.items %}<tr><td class="a">{{ i }}</td></tr>{% endfor %}</table>',
      '<table>{% for i in user.items %}<tr><td style="color:red;margin:0;margin-top:1px" class="a">{{ i }}</td></tr>{% endfor %}</table>',
    ],
    [
      '{% if 1 > 0 %}<b class="a">{{ "<b>" }}</b>{% endif %}',
      '{% if 1 > 0 %}<b style="color:red" class="a">{{ "<b>" }}</b>{% endif %}',
    ],
    [
      '<a class="a" href="{{ user.url }}?a=1&b=2">&nbsp;',
      '<a style="color:red" class="a" href="{{ user.url }}?a=1&b=2">&nbsp;',
    ],
    ['<b title={{ user.x }} class="a">', '<b style="color:red" title={{ user.x }} class="a">'],
    ["<b title='{{ \"x\" }}' class='a'>", '<b style="color:red" title=\'{{ "x" }}\' class=\'a\'>'],
  ])('inlined CSS leaves the Liquid of %s as it is', (html, expected) => {
    expect(inlined(html)).toBe(expected);
    expect(liquidOf(inlined(html))).toEqual(liquidOf(html));
  });

  test.each([
    ['a class that Liquid writes', '<b class="{{ user.x }}">'],
    ['a class of which Liquid writes a part', '<b class="a{{ user.x }} {{ user.x }}a">'],
    ['a class that Liquid may leave out', '<b class="{% if user.x %}a{% endif %}">'],
    ['an attribute that Liquid may leave out', '<b {% if user.x %}class="a"{% endif %}>'],
    ['a style that Liquid may leave out', '<b class="a" {% if user.x %}style="x:y"{% endif %}>'],
    ['two styles', '<b class="a" style="x:y" style="z:1">'],
    ['a conditional comment for Outlook', '<!--[if mso]><td class="a">{{ user.x }}</td><![endif]-->'],
    ['a comment', '<!-- <b class="a"> -->'],
    ['a script', '<script>"<b class=\'a\'>"</script>'],
    ['an output that is not closed', '{{ <b class="a">'.replace('class', 'title')],
  ])('inlined CSS does not touch %s', (_what, html) => {
    expect(inlined(html)).toBe(html);
  });

  test.each([
    '.a:hover { color: blue }',
    '.a::before { color: blue }',
    'td:first-child { color: blue }',
    'i + td { color: blue }',
    '@media (max-width: 600px) { td { color: blue } }',
    '@import url("x;y{"); @font-face { font-family: x }',
    '{% if user.x %} td { color: blue } {% endif %}',
    'td { color: }',
    'td { a { color: blue } }',
    'td[ { color: blue }',
    '/* td { color: blue } */',
    '<!-- -->',
    'td { color: blue',
    '"',
  ])('a rule that cannot be inlined, such as %s, stays in the style sheet only', (css) => {
    const html = '<i class="a"></i><td></td>';
    const sheet = `<style>${css}</style>`;
    if (css !== 'td { color: blue') expect(inlined(html, sheet)).toBe(html);
    expect(inlineCss(`${sheet}${html}`).startsWith(sheet)).toBe(true);
  });

  test('a sheet for print, and one of another type, is not inlined', () => {
    for (const attribute of ['media="print"', 'type="text/x"'])
      expect(inlined('<p>x', `<style ${attribute}>p{color:red}</style>`)).toBe('<p>x');
    expect(inlined('<p>x', '<style type="text/css" media="screen">p{color:red}</style>')).toBe(
      '<p style="color:red">x',
    );
  });

  test('a rule with an ancestor is inlined if Liquid closes each element where it opened it, and not otherwise', () => {
    const sheet = '<style>.x p{color:red} b{color:blue}</style>';
    expect(inlined('{% if user.x %}<i class="x"><p>1</p></i>{% endif %}<p>2', sheet)).toBe(
      '{% if user.x %}<i class="x"><p style="color:red">1</p></i>{% endif %}<p>2',
    );
    const split = '{% if user.x %}<i class="x">{% else %}<i>{% endif %}<p>1</p></i>';
    expect(inlined(`${split}<b>`, sheet)).toBe(`${split}<b style="color:blue">`);
  });

  test.each([
    ['i b', '<i><u><b>', true],
    ['i > b', '<i><u><b>', false],
    ['i > u b', '<i><u><s><b>', true],
    ['i > u b', '<i><s><u><u><b>', false],
    ['i > u b', '<i><u><s><u><b>', true],
    ['a i b', '<i><a><b>', false],
    ['a a a a a b', `${'<a>'.repeat(4)}<b>`, false],
    ['a a a a b', `${'<a>'.repeat(4)}<b>`, true],
    ['b[title]', '<b title>', true],
    ['b[title=x]', '<b title="y">', false],
    ['*', '<b>', true],
    ['.x.y', '<b class="y z x">', true],
    ['.x.y', '<b class="x">', false],
  ])('the selector %s matches the last element of %s: %s', (selector, html, isMatched) => {
    expect(inlined(html, `<style>${selector}{c:d}</style>`).includes(isMatched ? '<b style="c:d"' : '<b style')).toBe(
      isMatched,
    );
  });

  test('an email without a style sheet, and one that would become too long, stays as it is', () => {
    expect(inlineCss('<p class="a">x')).toBe('<p class="a">x');
    const long = `<style>p{font-family:${'a'.repeat(1_000)}}</style>${'<p>x'.repeat(100)}`;
    expect(inlineCss(long)).toBe(long);
  });

  test('an email with thousands of rules and elements stays as it is, and is read in time (R78)', () => {
    const many = `<style>${'b{c:d}'.repeat(5_000)}</style>${'<b>'.repeat(5_000)}`;
    const begin = performance.now();
    expect(inlineCss(many)).toBe(many);
    expect(performance.now() - begin).toBeLessThan(5_000);
  });

  test('an inlined template renders for every user as it did before, but for the styles', () => {
    const html = `${SHEET}<table>{% for i in user.items %}<tr class="a"><td class="a" style="width:{{ i }}px">{{ i }}</td></tr>{% endfor %}</table>{% if user.x %}<p>{{ user.x }}</p>{% endif %}<!--[if mso]><p class="a">{{ user.x }}<![endif]-->`;
    const message = { channel: 'email' as const, subject: 's', html };
    const render = (user: Record<string, unknown>, prepare?: (template: string) => string) => {
      const context = { user, trigger: {}, campaign: { id: 'a', name: 'A' }, now: 0 };
      return JSON.stringify(compileMessages([message], prepare)(context));
    };
    const withoutStyles = (json: string) => json.replace(/ style=\\"[^"]*"/g, '');
    for (const user of [{}, { items: [1, 2], x: '<b>"' }, { items: [], x: 'y' }]) {
      expect(withoutStyles(render(user, inlineCss))).toBe(withoutStyles(render(user)));
      expect(render(user, inlineCss)).toContain('color:red');
    }
  });

  test('an email is prepared once, and not for each user', () => {
    const prepared: string[] = [];
    const prepare = (template: string) => {
      prepared.push(template);
      return `${template}!`;
    };
    const compiled = compileMessages(
      [
        { channel: 'email', subject: '<b>', html: '<p>{{ user.id }}</p>', text: '<p>' },
        { channel: 'email', subject: 's', body: '<p>b</p>' },
        { channel: 'email', subject: 's', body: 'b' },
        { channel: 'in_app_message', body: '<p>b</p>' },
      ],
      prepare,
    );
    const context = { user: { id: 'u' }, trigger: {}, campaign: { id: 'a', name: 'A' }, now: 0 };
    expect(compiled(context)).toEqual(compiled(context));
    expect(compiled(context)).toMatchObject({
      messages: [{ html: '<p>u</p>!', text: '<p>' }, { body: '<p>b</p>!' }, { body: 'b' }, { body: '<p>b</p>' }],
    });
    expect(prepared).toEqual(['<p>{{ user.id }}</p>', '<p>b</p>']);
  });
});
