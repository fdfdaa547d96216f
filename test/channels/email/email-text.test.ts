import { parse } from 'parse5';
import { describe, expect, test } from 'vitest';
import { addPreheader } from '../../../channels/email/add-preheader.ts';
import { deriveText } from '../../../channels/email/derive-text.ts';
import { createEmailContent } from '../../../channels/email/email-content.ts';

describe('the plain text of an email', () => {
  test.each([
    ['<p>Hello <b>Ada</b></p><p>How are you?</p>', 'Hello Ada\n\nHow are you?'],
    ['<h1>Tea</h1>a<br>b', 'Tea\n\na\nb'],
    ['<a href="https://a.example/x?a=1&amp;b=2">Tea</a>', 'Tea [https://a.example/x?a=1&b=2]'],
    ['<a href="https://a.example">https://a.example</a>', 'https://a.example'],
    ['<p>a</p><img src="https://a.example/a.png" alt="A cup"><img src="x"><img alt="" src="y">', 'a\n\nA cup'],
    ['<ul><li>a</li><li>b</li></ul>', '* a\n * b'],
    ['<style>p{}</style><script>x</script><!-- c --><title>t</title><p>a &lt;b&gt; &amp; c</p>', 'a <b> & c'],
    ['<table><tr><td>a</td><td><p>b</p></td></tr><tr><td>c</td></tr></table>', 'a\n\nb\n\nc'],
    ['', ''],
  ])('the plain text of the email %s is made of what it shows', (html, text) => {
    expect(deriveText(html)).toBe(text);
  });

  test('the plain text of an email that is nested very deep, or very long, is made in time', () => {
    expect(deriveText(`${'<div>'.repeat(5_000)}a`).length).toBeLessThan(20);
    expect(deriveText('<p>a</p>'.repeat(12_500)).length).toBeGreaterThan(10_000);
  });
});

describe('the preheader of an email', () => {
  test.each([
    ['<html><body class="a>b"><p>x', '<html><body class="a>b">'],
    ['<!-- <body> --><BODY>x', '<!-- <body> --><BODY>'],
    ['<p>x', ''],
    ['<bodyx>x', ''],
  ])('the preheader of the email %s is at the beginning of its body', (html, before) => {
    const result = addPreheader(html, 'Tea & <b>more</b>');
    expect(result.startsWith(`${before}<div style="display:none;`)).toBe(true);
    expect(result).toContain('>Tea &amp; &lt;b&gt;more&lt;/b&gt;&#847;');
    expect(result.endsWith(html.slice(before.length))).toBe(true);
    expect(JSON.stringify(parse(result).childNodes.length)).toBe(JSON.stringify(parse(html).childNodes.length));
  });

  test('an email without a preheader stays as it is', () => {
    expect(addPreheader('<p>x', ' ')).toBe('<p>x');
  });
});

describe('the content of an email', () => {
  const contentOf = (fields: object) => createEmailContent({ channel: 'email', subject: 's', ...fields });

  test.each([
    [
      { html: '<p>a</p>', text: 't' },
      { html: '<p>a</p>', text: 't' },
    ],
    [{ html: '<p>a</p>' }, { html: '<p>a</p>', text: 'a' }],
    [
      { html: '<p>a</p>', text: ' ' },
      { html: '<p>a</p>', text: 'a' },
    ],
    [{ text: 't' }, { text: 't' }],
    [{ text: 't', preheader: 'p' }, { text: 't' }],
    [
      { body: '<p>a</p>', bodyFormat: 'html' },
      { html: '<p>a</p>', text: 'a' },
    ],
    [{ body: 'Hello <b>Ada</b>' }, { text: 'Hello <b>Ada</b>' }],
  ])('the content of the email %j is %j', (fields, content) => {
    expect(contentOf(fields)).toEqual(content);
  });

  test('the preheader of an email is in its HTML, and not in its text', () => {
    const content = contentOf({ html: '<p>a</p>', preheader: 'p' });
    expect(content.html).toMatch(/^<div style="display:none.*>p&#847;.*<p>a<\/p>$/);
    expect(content.text).toBe('a');
  });
});
