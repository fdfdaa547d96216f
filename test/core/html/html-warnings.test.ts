import { describe, expect, test } from 'vitest';
import { checkDefinition } from '../../../core/check-definition.ts';
import { explainDefinitionWarning } from '../../../language/en.ts';

/** Returns the warnings about a campaign with one email. */
function warningsOf(message: object, fields: object = {}): string[] {
  const checked = checkDefinition({
    id: 'a',
    name: 'A',
    triggers: [{ behavior: 'session.started' }],
    messages: [{ channel: 'email', subject: 's', ...message }],
    ...fields,
  });
  if ('faults' in checked) throw new Error(JSON.stringify(checked.faults));
  return checked.warnings.map((each) => `${each.path.join('.')}: ${explainDefinitionWarning(each)}`);
}

const LINK = '<a href="{{ unsubscribe_url }}">x</a>';

describe('a warning about the HTML of an email', () => {
  test('an email that is right has no warning', () => {
    expect(warningsOf({ html: `<p>a</p><img src="https://a.example/a.png" alt="">${LINK}`, text: 't' })).toEqual([]);
    expect(warningsOf({ text: 'http://a.example <img>' })).toEqual([]);
    expect(warningsOf({ body: 'http://a.example' })).toEqual([]);
  });

  test('an email that Gmail would clip for some users has a warning with its size', () => {
    const long = `{% for each in (1..90) %}<p>${'a'.repeat(1_000)}</p>{% endfor %}${LINK}`;
    const clipped = `${'ä'.repeat(52_500)}<p>${LINK}`;
    expect(warningsOf({ html: clipped })).toEqual([
      'messages.0.html: the email has about 103 KiB, and Gmail shows 102 of an email',
    ]);
    expect(warningsOf({ html: long })).toEqual([]);
  });

  test('an image without an alternative text has a warning, also in a translation', () => {
    const html = `<img src="https://a.example/{{ user.a }}.png"><IMG alt=a><!-- <img> -->${LINK}`;
    const translated = `<img><img>${LINK}`;
    expect(warningsOf({ html, translations: { de: { html: translated } } })).toEqual([
      expect.stringMatching(/^messages\.0\.html: an image has no alt: /),
      expect.stringMatching(/^messages\.0\.translations\.de\.html: 2 images have no alt: /),
    ]);
  });

  test('a link without encryption has a warning, and a name space has none', () => {
    const html = `<html xmlns="http://www.w3.org/1999/xhtml"><a href='http://a.example/{{ user.a }}'>a</a><img alt src=http://b.example>${LINK}`;
    expect(warningsOf({ body: html })).toEqual([
      'messages.0.body: 2 links begin with http://, such as http://a.example/: mail programs warn of it, or do not load it; write https://',
    ]);
  });

  test('a marketing email without a link to unsubscribe has a warning, and a transactional one has none (R85)', () => {
    expect(warningsOf({ html: '<p>a' })).toEqual([
      'messages.0.html: this marketing email has no {{ unsubscribe_url }}: the header for it is added to each email anyway, but many readers look for a link',
    ]);
    expect(warningsOf({ html: '<p>a' }, { purpose: 'transactional' })).toEqual([]);
  });

  test('a translation of one part of an email has a warning (R93)', () => {
    const parts = { html: `<p>${LINK}`, text: 't' };
    expect(
      warningsOf({ ...parts, translations: { de: { html: `<b>${LINK}` }, fr: { text: 't' }, it: parts } }),
    ).toEqual([
      'messages.0.translations.de: it has no text, which then is in the language of the message itself',
      'messages.0.translations.fr: it has no html, which then is in the language of the message itself',
    ]);
  });
});
