import { describe, expect, test } from 'vitest';
import { parseCampaignFile } from '../../core/campaign-file.ts';
import { formatFileFault, formatFileWarning } from '../../core/yaml-file.ts';

const file = ({ name = 'A', campaign = 'welcome', body = 'Hello', more = '' } = {}) => `id: a
name: ${name}
triggers:
  - interaction: email.received
    campaign: ${campaign}
messages:
  - channel: email
    subject: Again
    body: ${body}
${more}`;

function linesOf(text: string | Uint8Array) {
  const reading = parseCampaignFile(text);
  const faults = 'faults' in reading ? reading.faults.map((fault) => formatFileFault('a.yaml', fault)) : [];
  const warnings = 'warnings' in reading ? reading.warnings.map((each) => formatFileWarning('a.yaml', each)) : [];
  return { faults, warnings };
}

const fine = { faults: [], warnings: [] };

describe('text that is not UTF-8 (R61)', () => {
  test('a file in Latin-1 is refused with its line, because its triggers would match no event (R61)', () => {
    expect(linesOf(Buffer.from(file({ campaign: 'josé' }), 'latin1')).faults).toEqual([
      'a.yaml:5:18 the whole: expected text in UTF-8, found byte 0xE9',
    ]);
  });

  test('a file in UTF-16 is refused, and the refusal names UTF-16 (R61)', () => {
    expect(linesOf(Buffer.from(`\uFEFF${file()}`, 'utf16le')).faults).toEqual([
      'a.yaml:1:1 the whole: expected text in UTF-8, found UTF-16',
    ]);
  });

  test('a file in UTF-8 is read, also after a byte order mark (R61)', () => {
    const utf8 = Buffer.from(file({ campaign: 'josé' }));
    const marked = Buffer.concat([Buffer.from('\uFEFF'), utf8]);
    for (const bytes of [utf8, marked]) {
      expect(parseCampaignFile(bytes)).toHaveProperty('definition.triggers.0.campaign', 'josé');
    }
  });
});

describe('a template without quotes', () => {
  const HINT =
    /expected quotes around text that has \{\{ \}\} or \{% %\} in it, such as "Hello \{\{ user\.first_name \}\}"/;

  test.each([
    ['{{ user.first_name }}', 9, 11],
    ['{{ user.first_name }}, hello', 9, 11],
    ['{% if user.plan %}Hello{% endif %}', 9, 11],
    ["Hello {{ user.first_name | default: 'you' }}", 9, 17],
  ])('a template without quotes is refused with what to quote, and where: body: %s', (body, line, column) => {
    const { faults } = linesOf(file({ body }));
    expect(faults).toEqual([expect.stringMatching(HINT)]);
    expect(faults[0]).toContain(`a.yaml:${line}:${column} `);
  });

  test('a template without quotes in braces is refused too', () => {
    const text = 'id: a\nmessages: [{ channel: sms, body: Hello {{ user.first_name }} }]\n';
    expect(linesOf(text).faults).toEqual([expect.stringMatching(/^a\.yaml:2:40 .*quotes around text/)]);
  });

  test.each([
    'Hello {{ user.first_name }}',
    '"{{ user.first_name }}"',
    "'{{ user.first_name }}'",
    '|\n      {{ user.first_name }}',
  ])('a template that needs no quotes is read: body: %s', (body) => expect(linesOf(file({ body }))).toEqual(fine));

  test('a template in quotes is not named for another fault of its line', () => {
    expect(linesOf(file({ body: '"{{ user.first_name }}" there' })).faults).toEqual([
      expect.stringContaining('expected quotes around the whole text'),
    ]);
  });
});

describe('text that YAML reads as something else', () => {
  test.each([
    ['60e1234', 'a number'],
    ['2026', 'a number'],
    ['0x1f', 'a number'],
    ['true', 'a boolean'],
    ['~', 'null'],
  ])('text that YAML reads as something else is refused with how it was read: campaign: %s', (campaign, kind) => {
    expect(linesOf(file({ campaign })).faults).toEqual([
      `a.yaml:5:15 triggers.0.campaign: expected text of 1 to 256 characters, found ${campaign} as ${kind}; in quotes it is text: "${campaign}"`,
    ]);
    expect(linesOf(file({ campaign: `"${campaign}"` }))).toEqual(fine);
  });

  test('quotes are not advised if they would not help', () => {
    expect(linesOf(file({ more: 'delay: 30\n' })).faults).toEqual([
      expect.stringMatching(/^a\.yaml:10:8 delay: .*, found 30$/),
    ]);
    expect(linesOf(file({ more: 'recheckAudience: 1\n' })).faults).toEqual([
      'a.yaml:10:18 recheckAudience: expected true or false, found 1',
    ]);
  });

  test('a field without a value is expected to have one', () => {
    expect(linesOf(file({ body: '' })).faults).toEqual([
      expect.stringMatching(/^a\.yaml:9:11 messages\.0\.body: expected a Liquid template .*, found nothing$/),
    ]);
    expect(linesOf(file({ name: '' })).faults).toEqual([
      expect.stringMatching(/name: expected a name .*, found nothing$/),
    ]);
    expect(linesOf(file({ body: '#deal' })).faults).toEqual([
      expect.stringContaining('found nothing but the comment #deal; text with a # needs quotes'),
    ]);
  });

  test.each([
    ['@you', 'found text that begins with @'],
    ['`you`', 'found text that begins with `'],
    ['%you', 'found text that begins with %'],
    ['!important', 'found the tag !important'],
    ['*bold* text', 'quotes around text that begins with *'],
    ['[promo] text', 'quotes around the whole text'],
    ["'it's'", 'quotes in it of the other kind'],
    ['Sale: 20%', 'quotes around text that has a colon'],
    ['- 20%', 'found - beside the name of a field'],
    ['> 20%', 'found text beside | or >'],
    ['"Hello', 'found a quote that nothing closes'],
  ])('text that YAML reads as something else is recognized as what was meant: body: %s', (body, words) => {
    const { faults } = linesOf(file({ body }));
    expect(faults.join('\n')).toContain(words);
  });
});

describe('a value that silently matches no user is doubtful', () => {
  const audience = (filter: string) => linesOf(file({ more: `audience: ${filter}\n` }));

  test.each([
    ['newsletter: yes', 'yes is read as text, not as true or false'],
    ['newsletter: No', 'No is read as text'],
    ['newsletter: on', 'on is read as text'],
    ['newsletter: OFF', 'OFF is read as text'],
    ['newsletter: y', 'y is read as text'],
    ['newsletter: n', 'n is read as text'],
    ['zip: 01234', '01234 is read as the number 1234; in quotes it is text: "01234"'],
    ['zip: 1e3', '1e3 is read as the number 1000'],
    ['zip: 0x10', '0x10 is read as the number 16'],
    ['zip: 0o17', '0o17 is read as the number 15'],
    ['zip: +49', '+49 is read as the number 49'],
    ['zip: 1.10', '1.10 is read as the number 1.1'],
    ['zip: 12345678901234567890', 'is read as the number 12345678901234567000'],
    ['zip: 1_000', '1_000 is read as text, not as a number'],
    ['opens: 12:30', '12:30 is read as text, not as a time'],
    ['since: 2026-01-01', '2026-01-01 is read as text, not as a date'],
    ['city: New York, NY', 'nothing stands here, which is read as null'],
    ['city:', 'nothing stands here'],
  ])('a value that silently matches no user is doubtful: audience: { %s }', (filter, words) => {
    const { faults, warnings } = audience(`{ ${filter} }`);
    expect(faults).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching(/^warning: a\.yaml:10:\d+ audience\.\w+: /)]);
    expect(warnings[0]).toContain(words);
  });

  test.each([
    'newsletter: true',
    'newsletter: "yes"',
    "zip: '01234'",
    'zip: 1234',
    'price: { $gte: 19.90 }',
    'balance: -3.5',
    'plan: pro',
    'plan: null',
    'plan: { $in: [pro, plus] }',
    'opens: "12:30"',
    'city: "New York, NY"',
    'count: 0',
  ])('a value that can match a user is not doubtful: audience: { %s }', (filter) =>
    expect(audience(`{ ${filter} }`)).toEqual(fine),
  );

  test('a value that silently matches no user is doubtful in a list, in another condition and in the where of a selector too', () => {
    expect(audience('{ $or: [{ a: { $in: [yes, 007] } }] }').warnings).toHaveLength(2);
    const more = 'delay: 1 day\nexceptions:\n  - behavior: purchase.made\n    where: { properties.gift: yes }\n';
    expect(linesOf(file({ more })).warnings).toEqual([
      expect.stringMatching(/^warning: a\.yaml:13:31 exceptions\.0\.where\.properties\.gift: yes is read as text/),
    ]);
  });

  test('text outside filters may be any word without doubt', () => {
    expect(linesOf(file({ body: 'yes', name: 'No' }))).toEqual(fine);
  });

  test('no value of a campaign in JSON is doubtful', () => {
    const definition = {
      id: 'a',
      name: 'A',
      triggers: [{ behavior: 'session.started' }],
      audience: { newsletter: 'yes' },
      messages: [{ channel: 'sms', body: 'Hello' }],
    };
    expect(linesOf(JSON.stringify(definition).replace('"yes"', '1e3'))).toEqual(fine);
  });
});

describe('a # that cuts a text', () => {
  test('a # that cuts a text is doubtful in a message and in a name', () => {
    expect(linesOf(file({ body: 'Save 20% #deal' }))).toEqual({
      faults: [],
      warnings: [
        'warning: a.yaml:9:11 messages.0.body: the text ends before #deal, which is a comment; put quotes around the text if that belongs to it',
      ],
    });
    expect(linesOf(file({ name: 'Offer # 1' })).warnings).toHaveLength(1);
  });

  test('a # that cuts a text is doubtful in a selector if it touches a word', () => {
    expect(linesOf(file({ campaign: 'welcome #2' })).warnings).toHaveLength(1);
    expect(linesOf(file({ campaign: 'welcome # the second' }))).toEqual(fine);
  });

  test('a # in braces is named as the comment that hides what closes them', () => {
    const text = 'id: a\nmessages:\n  - { channel: sms, body: Save 20% #deal }\n';
    expect(linesOf(text).faults).toEqual([
      'a.yaml:3:27 messages.0.body: expected quotes around text that has a # in it, found the comment #deal }, which hides what closes the line',
    ]);
  });

  test.each(['"Save 20% #deal"', 'Save 20%#deal', '|\n      Save 20% #deal', '"Save" # a comment'])(
    'a # that cuts no text is not doubtful: body: %s',
    (body) => {
      expect(linesOf(file({ body }))).toEqual(fine);
    },
  );

  test('a comment outside values is not doubtful', () => {
    expect(linesOf(file({ more: 'delay: 7 days # none, or a span\n# the end\n' }))).toEqual(fine);
  });
});
