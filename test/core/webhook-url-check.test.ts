import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkDefinition } from '../../core/check-definition.ts';
import { formatFault } from '../../core/contracts/fault.ts';
import { compileMessages } from '../../core/templates.ts';
import { explainDefinitionWarning } from '../../language/en.ts';

const check = (url: string) =>
  checkDefinition({
    id: 'notify-crm',
    name: 'Notify the CRM',
    triggers: [{ interaction: 'email.opened', campaign: 'welcome' }],
    messages: [{ channel: 'webhook', url }],
  });
const sentences = (url: string) => {
  const checked = check(url);
  return 'faults' in checked ? checked.faults.map(formatFault) : [];
};

const EXPECTED =
  'messages.0.url: expected a URL that begins with https:// and the name of a host, before any expression and without a user, such as https://hooks.example.com/orders, found';

describe('the host of a webhook', () => {
  test.each([
    'https://hooks.example.com',
    ' https://hooks.example.com/a/{{ user.id }}\n',
    'HTTPS://hooks.example.com?user={{ user.id }}',
    'https://hooks.example.com#{{ user.id }}',
    'https://hooks.example.com:8443/a@b:c',
    'https://münchen.example/',
    'https://10.0.0.1/',
    'https://[2600::1]/',
  ])('the URL %j of a webhook has a literal host (R88)', (url) => {
    expect(check(url)).toMatchObject({ warnings: [] });
  });

  test.each([
    '{{ user.hook }}',
    'https://{{ user.host }}/a',
    'https://hooks.{{ user.country }}.example/',
    'https://hooks.example.com{{ user.path }}',
    'https://hooks.example.com{{- user.path }}',
    'https://hooks.example.com:{{ user.port }}/',
    'https://hooks.example.com:8{{ user.port }}/',
    '{% if user.a %}https://a.example{% endif %}',
    'https://{% raw %}a{% endraw %}.example/',
    'https://a{% comment %}{% endcomment %}.example/',
    'ftp://hooks.example.com/',
    'hooks.example.com/a',
    '//hooks.example.com',
    'https:/hooks.example.com',
    'https://',
    'https:///a',
    'https://hooks.example.com\\a',
    'https://hooks example.com/',
    'https://h%6foks.example.com/',
    'app://profile',
  ])('the URL %j of a webhook has no literal host, and is refused (R88)', (url) => {
    expect(sentences(url)).toContain(`${EXPECTED} ${JSON.stringify(url.trim())}`);
  });

  test.each(['https://ada:secret@hooks.example.com/', 'https://ada@hooks.example.com', 'https://@hooks.example.com/'])(
    'the URL %j of a webhook has a user, and is refused without naming it (R88)',
    (url) => {
      expect(sentences(url)).toEqual([`${EXPECTED} a user before the host`]);
    },
  );

  test('a webhook over plain HTTP has a warning, which names the list of allowed hosts (R88)', () => {
    const checked = check('http://localhost:8080/a');
    expect(checked).toMatchObject({ warnings: [{ path: ['messages', 0, 'url'], code: 'plain-http' }] });
    expect(explainDefinitionWarning({ path: [], code: 'plain-http' })).toContain(
      'only to hosts that the installation allows',
    );
  });

  test('the url of a card may lead anywhere, because no sender calls it', () => {
    const messages = [{ channel: 'content_card', body: 'a', url: '{{ user.link }}' }];
    expect(
      checkDefinition({ id: 'a', name: 'A', triggers: [{ interaction: 'email.opened', campaign: 'b' }], messages }),
    ).toHaveProperty('definition');
  });

  test('no value of a user changes the host of a webhook that passes the check (R88)', () => {
    const piece = fc.constantFrom(
      '{{ user.a }}',
      '{{- user.a -}}',
      '{{ user.a }}.example',
      '/',
      '?',
      '#',
      ':',
      '@',
      '.',
      'b',
      '80',
      '\\',
      ' ',
      '%',
      '{{ "/" }}',
      '{% if user.a %}/{% endif %}',
    );
    const template = fc.array(piece, { maxLength: 8 }).map((pieces) => `https://hooks.example.com${pieces.join('')}`);
    const value = fc.constantFrom(
      '.evil.example',
      '@evil.example',
      ':80@evil.example',
      '/',
      '\\@evil.example',
      '\n',
      '\0',
      '',
      '..',
      '/@evil',
    );
    let rendered = 0;
    fc.assert(
      fc.property(template, value, (url, a) => {
        if (!('definition' in check(url))) return;
        const render = compileMessages([{ channel: 'webhook', url }]);
        const trigger = { userId: 'ada', interaction: 'email.opened', campaign: 'b' };
        const result = render({ user: { a }, trigger, campaign: { id: 'a', name: 'A' }, now: 0 });
        if ('unsendable' in result) return;
        rendered += 1;
        const [literal = ''] = /^https:\/\/[^/?#]+/.exec(url) ?? [];
        expect(URL.parse(String(result.messages[0]?.['url']))?.host).toBe(URL.parse(literal)?.host);
      }),
      { numRuns: 1_000 },
    );
    expect(rendered).toBeGreaterThan(100);
  });
});
