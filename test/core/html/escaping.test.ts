import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { describe, expect, test } from 'vitest';
import { isObject } from '../../../core/contracts/object.ts';
import { checkTemplates } from '../../../core/template-check.ts';
import { compileMessages } from '../../../core/templates.ts';

/** Values of users that try to be more than a text. */
const HOSTILE = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '</p></td></table><script>',
  '"><script>alert(1)</script>',
  "'><script>alert(1)</script>",
  '" onmouseover="alert(1)',
  "' onmouseover='alert(1)",
  ' onmouseover=alert(1) x=',
  '\tonfocus=alert(1)\nautofocus=',
  '/ onclick=alert(1) /',
  '`onclick=alert(1)`',
  '=onclick=alert(1)',
  '>',
  '<',
  '"',
  "'",
  '&quot;&gt;&lt;script&gt;',
  '&#34; onclick=&#34;x',
  '&lt',
  '&',
  '--><script>alert(1)</script><!--',
  '--!><script>alert(1)</script>',
  '<!--',
  '->',
  '>-->',
  '<![endif]--><script>alert(1)</script>',
  '<![CDATA[<b>]]>',
  ']]><b>',
  '<?php echo 1 ?>',
  '</title><script>alert(1)</script>',
  '</textarea><script>alert(1)</script>',
  '</style><script>alert(1)</script>',
  '</script><script>alert(1)</script>',
  '</xmp><b>',
  '<plaintext>',
  '<svg><style><img src=x onerror=alert(1)>',
  '<math><mtext></mtext><b>',
  '<a href="javascript:alert(1)">',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\tscript:alert(1)',
  'java\nscript:alert(1)',
  ' \u0001javascript:alert(1)',
  'javascript&colon;alert(1)',
  '&#106;avascript:alert(1)',
  '\u00a0javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  'blob:https://evil.example/1',
  'script:alert(1)',
  ':alert(1)',
  '//evil.example',
  'red; background: url(javascript:alert(1))',
  'red;behavior:url(x)',
  'expression(alert(1))',
  'red}</style><script>',
  '\\22 ; x: \\3c script\\3e',
  "');background:url('javascript:alert(1)",
  "https://a.example/');x:url('b",
  '\0',
  '<\0script>alert(1)</script>',
  'java\0script:alert(1)',
  '\u202e<b>txet</b>',
  '\ud83d',
  '\udc00<b>',
  '{{ user.secret }}',
  '{% abort_message "x" %}',
  '\r\n\r\n<b>',
  '\f<b>\u2028',
  'a'.repeat(500),
  '',
];

/** Templates, each with an output of `user.v` at another place. */
const CONTEXTS = [
  '<p>{{ user.v }}</p>',
  '<p>{{ user.v | escape }}</p>',
  '<p>{{ user.v | escape_once }}</p>',
  '<p>{{ user.v | escape | escape }}</p>',
  '<p>{{ user.v | newline_to_br }}</p>',
  '<p>{{ user.v | json }}</p>',
  '<p>{{ user | json }}</p>',
  '<p>{{ user.v | url_encode }}</p>',
  '<p>{{ user.v | strip_html }}</p>',
  '<p>{{ user.v | upcase | append: "!" }}</p>',
  '<p>{{ user.v | default: "x" }}</p>',
  '<p>{% echo user.v %}</p>',
  '<p>{% cycle user.v, user.v %}</p>',
  '<p>{% liquid\n echo user.v\n %}</p>',
  '{% capture c %}<i title="{{ user.v }}">{{ user.v }}</i>{% endcapture %}<p>{{ c }}{{ c | strip }}</p>',
  '{% capture c %}{{ user.v }}{% endcapture %}<p title="{{ c }}">{{ c }}{{ c | downcase }}</p>',
  '{% capture c %}{{ user.v }}{% endcapture %}<a href="{{ c }}" title={{ c }}>x</a>',
  '{% capture c %}https://a.example/?x=1&amp;y={{ user.v }}{% endcapture %}<a href="{{ c }}" title={{ c }}>x</a>',
  '{% capture c %}<b>{{ user.v }}</b>{% endcapture %}<a href="{{ c }}" title="{{ c }}" class={{ c }}>{{ c }}</a>',
  '{% assign e = user.v | escape %}<p title="{{ e }}" class={{ e }}>{{ e | upcase }}{{ e }}</p>',
  '<table>{% tablerow r in user.list %}{{ r }}{% endtablerow %}</table>',
  '<ul>{% for r in user.list %}<li title="{{ r }}">{{ r }}</li>{% endfor %}</ul>',
  '<p title="{{ user.v }}">x</p>',
  "<p title='{{ user.v }}'>x</p>",
  '<p title={{ user.v }}>x</p>',
  '<p title={{ user.v }} class=a>x</p>',
  '<p title=a{{ user.v }}b class=c>x</p>',
  '<p title={{ user.v }}{{ user.v }}>x</p>',
  '<p title = {{ user.v }}/>x</p>',
  '<p data-user="{{ user | json }}">x</p>',
  '<p title="a {% if user.v %}{{ user.v }}{% else %}b{% endif %} c">x</p>',
  '<p {% if user.v %}title="{% else %}class="{% endif %}{{ user.v }}">x</p>',
  '<a href="{{ user.v }}">x</a>',
  "<a href='{{ user.v }}'>x</a>",
  '<a href={{ user.v }}>x</a>',
  '<a href={{ user.v }} class=a>x</a>',
  '<a href=https://a.example/{{ user.v }} class=a>x</a>',
  '<a href="{{ user.v }}{{ user.v }}">x</a>',
  '<a href="{{ user.v }}:{{ user.v }}">x</a>',
  '<a href="java{{ user.v }}">x</a>',
  '<a href="https://a.example/{{ user.v }}">x</a>',
  '<a href="https://a.example/?a={{ user.v | url_encode }}&b={{ user.v }}">x</a>',
  '<a href="mailto:{{ user.v }}">x</a>',
  '<a HREF="\n{{ user.v }}">x</a>',
  '<a xlink:href="{{ user.v }}">x</a>',
  '<img alt="{{ user.v }}" src="{{ user.v }}">',
  '<img src="data:image/png;base64,{{ user.v }}">',
  '<td background="{{ user.v }}">x</td>',
  '<form action="{{ user.v }}"><button formaction="{{ user.v }}">x</button></form>',
  '<p style="color: {{ user.v }}; margin: 0">x</p>',
  '<p style="background: url({{ user.v }})">x</p>',
  '<p style="background: url(\'{{ user.v }}\'); color: {{ user.v }}">x</p>',
  '<p style={{ user.v }}>x</p>',
  '<html><head><title>{{ user.v }}</title></head><body>x</body></html>',
  '<textarea>{{ user.v }}</textarea>',
  '<textarea title="{{ user.v }}">a</text{{ user.v }}area>{{ user.v }}</textarea>',
  '<!--[if mso]><table title="{{ user.v }}"><tr><td>{{ user.v }}<![endif]--><p>{{ user.v }}</p>',
  '<!--[if !mso]><!--><p class="{{ user.v }}">{{ user.v }}</p><!--<![endif]-->',
  '<!DOCTYPE html><html><body><p>{{ user.v }}</p></body></html>',
  '{% capture c %}<a title={% endcapture %}{{ c }}{{ user.v }} class=b>x</a>',
  '{{ "<a title=" | raw }}{{ user.v }} class=b>x</a>',
  '<svg><text x="{{ user.v }}">{{ user.v }}</text></svg>',
  '1 < 2 <p>{{ user.v }}</p> </> <3 {{ user.v }}',
  '<{% if user.v == "never" %}b{% else %}i{% endif %} title={{ user.v }}>{{ user.v }}</i>',
];

/** Templates with an output at a place where nothing can be written. */
const FORBIDDEN = [
  ['<script>var a = "{{ user.v }}";</script>', 'an output in an element script'],
  ['<script src="x">{{ user.v | json }}</script>', 'an output in an element script'],
  ['<style>p { color: {{ user.v }} }</style>', 'an output in an element style'],
  ['<STYLE>p { color: {{ user.v }} }</STYLE >', 'an output in an element style'],
  ['<p>a</p><xmp>{{ user.v }}</xmp>', 'an output in an element xmp'],
  ['<p>a</p><iframe>{{ user.v }}</iframe>', 'an output in an element iframe'],
  ['<p>a</p><!-- {{ user.v }} -->', 'an output in a comment'],
  ['<p>a</p><!--{{ user.v }}-->', 'an output in a comment'],
  ['<p>a</p><!--a --{{ user.v }}> <b>b</b>', 'an output in a comment'],
  ['<!DOCTYPE {{ user.v }}><p>a</p>', 'an output in a declaration'],
  ['<p>a</p><?x {{ user.v }}>', 'an output in a declaration'],
  ['<!--[if {{ user.v }}]><p>a</p><![endif]--><p>a</p>', 'an output in a declaration'],
  ['<p onclick="go(\'{{ user.v }}\')">x</p>', 'an output in the attribute onclick, which is code'],
  ['<p ONCLICK={{ user.v }}>x</p>', 'an output in the attribute onclick, which is code'],
  ['<iframe srcdoc="{{ user.v }}"></iframe>', 'an output in the attribute srcdoc, which is code'],
  ['<p>a</p><{{ user.v }}>', 'an output in the name of a tag'],
  ['<p>a</p></{{ user.v }}>', 'an output in the name of a tag'],
  ['<h{{ user.v }}>a</h>', 'an output in the name of a tag'],
  ['<p {{ user.v }}>a</p>', 'an output in a tag, outside of the values of its attributes'],
  ['<p data-{{ user.v }}="a">a</p>', 'an output in a tag, outside of the values of its attributes'],
  ['<p title {{ user.v }}>a</p>', 'an output in a tag, outside of the values of its attributes'],
] as const;

const SCHEMES = /^\s*(?:https?|mailto|tel):/i;
const URL_ATTRIBUTES = ['href', 'src', 'action', 'formaction', 'background'];

function render(html: string, v: string): string {
  const user = { v, list: [v, v], secret: 'SECRET' };
  const context = { user, trigger: {}, campaign: { id: 'a', name: 'A' }, now: 0 };
  const result = compileMessages([{ channel: 'email', subject: 's', html }])(context);
  const message = 'messages' in result ? result.messages[0] : undefined;
  if (message === undefined) throw new Error(JSON.stringify(result));
  return String(message['html']);
}

type Node = DefaultTreeAdapterTypes.Node;

/** Returns the elements, attributes and comments of HTML, without their texts and values, and without the line breaks of `newline_to_br`. */
function shapeOf(node: Node): unknown {
  if ('tagName' in node)
    return [node.tagName, node.attrs.map(({ name }) => name), node.childNodes.filter(isElement).map(shapeOf)];
  if ('childNodes' in node) return node.childNodes.filter(isElement).map(shapeOf);
  return node.nodeName;
}

function isElement(node: Node): boolean {
  return node.nodeName !== '#text' && node.nodeName !== 'br';
}

function* walk(node: Node): Generator<Node> {
  yield node;
  if ('childNodes' in node) for (const child of node.childNodes) yield* walk(child);
}

/** Returns the values of attributes that name a URL which runs code. */
function findActiveUrls(document: Node): string[] {
  return [...walk(document)].flatMap((node) =>
    'attrs' in node
      ? node.attrs.flatMap(({ name, value }) => {
          const scheme = /^[a-z][^/?#:]*:/i.exec(value.replace(/[\t\n\r\0-\u0020]/g, ''))?.[0];
          const isBroken = URL_ATTRIBUTES.includes(name) && scheme !== undefined && !SCHEMES.test(value);
          // What is written after a scheme of the template itself is a fragment, or nothing.
          return isBroken && !/^data:image\/png;base64,(?:#|$)/.test(value) ? [value] : [];
        })
      : [],
  );
}

/** Returns all texts and values of HTML. */
function textsOf(document: Node): string[] {
  return [...walk(document)].flatMap((node) => {
    if ('attrs' in node) return node.attrs.map(({ value }) => value);
    return 'value' in node && typeof node.value === 'string' ? [node.value] : [];
  });
}

describe('the HTML of an email', () => {
  test.each(CONTEXTS)('the HTML of an email has the same tags, whatever a user puts into %s (R90)', (template) => {
    const harmless = shapeOf(parse(render(template, 'harmless')));
    for (const value of HOSTILE) {
      const document = parse(render(template, value));
      expect([value, shapeOf(document)]).toEqual([value, harmless]);
      expect([value, findActiveUrls(document)]).toEqual([value, []]);
      expect(textsOf(document).filter((text) => text === 'SECRET')).toEqual([]);
    }
  });

  test.each(FORBIDDEN)(
    'the HTML of an email shows nothing of a user in %s, and the check names %s (R90)',
    (html, found) => {
      for (const value of HOSTILE) expect(render(html, value)).toBe(render(html, ''));
      expect(checkTemplates([{ channel: 'email', subject: 's', html }])).toEqual([
        { path: ['messages', 0, 'html'], found, expected: 'outputs in texts and in values of attributes only' },
      ]);
    },
  );

  test('the HTML of an email shows each value as it is: it is escaped once, and not twice (R90)', () => {
    const templates = CONTEXTS.slice(0, 2).concat([
      '<p title="{{ user.v }}">x</p>',
      '<p title={{ user.v }}>x</p>',
      '<title>{{ user.v }}</title>',
      '{% capture c %}{{ user.v }}{% endcapture %}<p title={{ c }}>{{ c }}</p>',
      '{% capture c %}<i>{{ user.v }}</i>{% endcapture %}{{ c }}',
      '{% capture c %}<i>{{ user.v }}</i>{% endcapture %}{% capture d %}<b>{{ c }}</b>{% endcapture %}{{ d | strip }}',
      '{% assign e = user.v | escape %}<p title="{{ e | escape }}">{{ e | default: "x" }}</p>',
      '{% for each in user.list %}{{ each }}{% endfor %}',
      '{{ user.v | escape | append: "" }}',
      '{{ user.v | newline_to_br | strip }}',
    ]);
    const values = HOSTILE.filter((value) => !/[\0\r\f]/.test(value) && value !== '' && value.isWellFormed());
    for (const template of templates) {
      for (const value of values) {
        const shown = textsOf(parse(render(template, value))).map((text) => text.trim());
        expect({
          template,
          value,
          isShown: shown.some((text) => text.includes(value.trim().split('\n')[0] ?? '')),
        }).toEqual({
          template,
          value,
          isShown: true,
        });
      }
    }
  });

  test.each([
    ['<p>{{ user.v | raw }}</p>', '<p><b>"A" & B</b></p>'],
    ['{% assign r = user.v | raw %}<p>{{ r }}</p>', '<p><b>"A" & B</b></p>'],
    ['{{ user.v }}', '&lt;b&gt;&#34;A&#34; &amp; B&lt;/b&gt;'],
    ['{{ user.v | escape | escape_once | xml_escape }}', '&lt;b&gt;&#34;A&#34; &amp; B&lt;/b&gt;'],
    [
      '{% capture c %}<i>{{ user.v }}</i>{% endcapture %}{{ c | escape }}',
      '<i>&lt;b&gt;&#34;A&#34; &amp; B&lt;/b&gt;</i>',
    ],
    ['{{ user.v | raw | upcase }}', '&lt;B&gt;&#34;A&#34; &amp; B&lt;/B&gt;'],
    ['{{ user.v | strip_html }}', '&#34;A&#34; &amp; B'],
    ['{{ "a\nb<" | newline_to_br }}', 'a<br />\nb&lt;'],
    ['{{ "a\nb<" | escape | newline_to_br }}', 'a<br />\nb&lt;'],
    ['{{ "1 &lt; 2 & <" | escape_once }}', '1 &lt; 2 &amp; &lt;'],
    ['{{ "a b&c" | url_encode }}', 'a+b%26c'],
    ['{{ user.none | json }}', 'null'],
    ['{{ user.list | json }}', '[&#34;&lt;b&gt;\\&#34;A\\&#34; &amp; B&lt;/b&gt;&#34;]'],
    ['{{ user.list }}', '&lt;b&gt;&#34;A&#34; &amp; B&lt;/b&gt;'],
    [
      '{% capture c %}<i>{{ user.v }}</i>{% endcapture %}{{ c | strip_html }}',
      '&lt;b&gt;&#34;A&#34; &amp; B&lt;/b&gt;',
    ],
    ['{% capture c %}a & b{% endcapture %}{{ c }} {{ c.size }}{% if c contains "& b" %}!{% endif %}', 'a & b 5!'],
    ['{% capture c %}{{ user.v }}{% endcapture %}{% if c == user.v %}{{ c | size }}{% endif %}', '14'],
    ['{% capture c %}{% endcapture %}{% if c == blank %}{{ c | default: "none" }}{% endif %}', 'none'],
    ['{% raw %}<p>{{ x }}</p>{% endraw %}{% increment n %}{% cycle "<", "b" %}', '<p>{{ x }}</p>0&lt;'],
    ['{% comment %}<script>{% endcomment %}<p>{{ 1 }}</p>', '<p>1</p>'],
    ['<p style="color: {{ "rgb(1, 2, 3)" }}">', '<p style="color: rgb(1, 2, 3)">'],
    [
      '<p style="background: url(\'{{ "https://a.example/b.png?c=d" }}\')">',
      '<p style="background: url(\'https://a.example/b.png?c=d\')">',
    ],
    ['<a href="{{ "https://a.example/?a=b&c" }}">', '<a href="https://a.example/?a=b&amp;c">'],
    ['<a href="{{ "tel:+49" }}{{ "1" }}">', '<a href="tel:+491">'],
    ['<a href="http{{ "s://a.example" }}">', '<a href="https://a.example">'],
    ['<a href="/carts/{{ "a:b" }}">', '<a href="/carts/a:b">'],
    ['<a href="{{ "/carts" }}">', '<a href="#">'],
    ['<style>{{ "p > a { }" | raw }}</style><p>{{ "<" }}</p>', '<style>p > a { }</style><p>&lt;</p>'],
    ['<p title={{ "a" }}"b" class=c>', '<p title="a&#34;b&#34;" class=c>'],
  ])('the HTML of an email has of the template %s the text %s (R90)', (template, html) => {
    const user = { v: '<b>"A" & B</b>', list: ['<b>"A" & B</b>'] };
    const result = compileMessages([{ channel: 'email', subject: 's', html: template }])({
      user,
      trigger: {},
      campaign: { id: 'a', name: 'A' },
      now: 0,
    });
    expect(result).toEqual({ messages: [{ channel: 'email', subject: 's', html }] });
    expect(checkTemplates([{ channel: 'email', subject: 's', html: template }])).toEqual([]);
  });
});

describe('the style of an element in an email', () => {
  const style = (template: string, v: string) => /style="([^"]*)"/.exec(render(`<p style="${template}">`, v))?.[1];

  test.each(['red', '#ff0000', '10px', '-1.5em 50%', 'rgba(1, 2, 3, .5)', 'HSL(1 2% 3%)'])(
    'the style of an element in an email may have the value %s (R90)',
    (value) => expect(style('color: {{ user.v }}', value)).toBe(`color: ${value}`),
  );

  test.each([
    'red; x: y',
    'a:b',
    'url(x)',
    'expression(alert(1))',
    '"',
    '\\22',
    '{',
    '}',
    '/*',
    'rgb(1);',
    '@x',
    'rgb(rgb(1))',
  ])('the style of an element in an email has nothing in place of the value %s (R90)', (value) => {
    expect(style('color: {{ user.v }}', value)).toBe('color: ');
    expect(style('{{ user.v }}', value)).toBe('');
    expect(style("background: url('{{ user.v }}')", value)).toBe("background: url('')");
  });

  test('the style of an element in an email may have the URL of an image, and of nothing else (R90)', () => {
    const image = 'https://a.example/b.png?c=d&e=f';
    expect(style("background: url('{{ user.v }}')", image)).toBe(`background: url('${image.replace('&', '&amp;')}')`);
    for (const url of [
      'javascript:x',
      'data:x',
      "https://a.example/');x:url('b",
      'https://a.example/) x',
      'https://a\\',
    ])
      expect(style("background: url('{{ user.v }}')", url)).toBe("background: url('')");
    expect(style('color: {{ user.v }}', image)).toBe('color: ');
  });
});

describe('the fields of a message that are no HTML', () => {
  const user = { v: '<b> & "' };
  const renderMessage = (message: {
    readonly channel: 'email' | 'in_app_message';
    readonly [field: string]: unknown;
  }) => {
    const result = compileMessages([message])({ user, trigger: {}, campaign: { id: 'a', name: 'A' }, now: 0 });
    return 'messages' in result && isObject(result.messages[0]) ? result.messages[0] : result;
  };

  test('a subject, a preheader and a text of an email are not escaped (R90)', () => {
    const v = '{{ user.v }}';
    const plain = { subject: v, preheader: v, text: v };
    expect(renderMessage({ channel: 'email', ...plain, html: `<p>${v}` })).toEqual({
      channel: 'email',
      subject: user.v,
      preheader: user.v,
      text: user.v,
      html: '<p>&lt;b&gt; &amp; &#34;',
    });
  });

  test('a body of an email is HTML if its template has a tag, and not if a user brings one in (R90)', () => {
    expect(renderMessage({ channel: 'email', subject: 's', body: '<p>{{ user.v }}' })).toEqual({
      channel: 'email',
      subject: 's',
      body: '<p>&lt;b&gt; &amp; &#34;',
      bodyFormat: 'html',
    });
    for (const body of ['{{ user.v }}', '{{ "<p>" }}{{ user.v }}', '1 < 2, Ada <ada@a.example>, {{ user.v }}'])
      expect(renderMessage({ channel: 'email', subject: 's', body })).not.toHaveProperty('bodyFormat');
  });

  test('a body of an in-app message with a tag is not escaped: the app knows what it shows (R90)', () => {
    expect(renderMessage({ channel: 'in_app_message', body: '<p>{{ user.v }}' })).toMatchObject({ body: '<p><b> & "' });
  });
});

describe('the steps of the HTML of an email', () => {
  const heavy = 'a&"'.repeat(5_000);
  test.each([
    '<p>{% for i in (1..1000000) %}x{% endfor %}',
    '<p>{% for i in (1..9000) %}<b title="{{ i }}">{{ i | escape }}{% endfor %}',
    '<p>{% for i in (1..300) %}{{ user.v }}{% endfor %}',
    '<p>{% for i in (1..300) %}{{ user.v | escape | newline_to_br }}{% endfor %}',
    '<p>{% for i in (1..300) %}{{ user.v | raw }}{% endfor %}',
    '{% capture c %}<p title="{{ user.v }}">{% endcapture %}{% for i in (1..300) %}{{ c }}{% endfor %}',
    '{% capture c %}{{ user.v }}{% endcapture %}{% for i in (1..300) %}{% if c contains "b" %}{% endif %}{% endfor %}',
    '{% assign e = user.v | escape %}{% for i in (1..300) %}{% assign e = e | append: e %}{% endfor %}',
  ])('the steps of the HTML of an email are counted, so that %s is withheld (R78)', (html) => {
    const context = { user: { v: heavy }, trigger: {}, campaign: { id: 'a', name: 'A' }, now: 0 };
    expect(compileMessages([{ channel: 'email', subject: 's', html }])(context)).toMatchObject({
      unsendable: { reason: 'render-error', detail: expect.stringContaining('more than 50,000 steps') },
    });
  });
});
