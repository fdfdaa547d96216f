import { describe, expect, test } from 'vitest';
import { parseCampaignFile } from '../../core/campaign-file.ts';
import { checkDefinition } from '../../core/check-definition.ts';

const HALF = '\ud83e';
const valid = {
  id: 'resend',
  name: 'Resend',
  triggers: [{ interaction: 'email.received', campaign: 'welcome' }],
  messages: [{ channel: 'webhook', url: 'https://shop.example', headers: { 'x-shop': 'one' } }],
};
const faultsWith = (changes: object) => {
  const checked = checkDefinition({ ...valid, ...changes });
  return 'faults' in checked ? checked.faults : [];
};
const at = (...path: (string | number)[]) => [
  expect.objectContaining({ path, expected: expect.stringContaining('whole characters') }),
];

describe('half of a surrogate pair, which would be another text once it is stored, is refused with its path (R61)', () => {
  const [trigger] = valid.triggers;
  const [message] = valid.messages;

  test.each([
    ['a name', { name: `Resend ${HALF}` }, ['name']],
    ['a template', { messages: [{ channel: 'sms', body: HALF }] }, ['messages', 0, 'body']],
    ['a header', { messages: [{ ...message, headers: { 'x-shop': HALF } }] }, ['messages', 0, 'headers', 'x-shop']],
    ['a selector', { triggers: [{ ...trigger, campaign: HALF }] }, ['triggers', 0, 'campaign']],
    ['a value in a filter', { triggers: [{ ...trigger, where: { list: HALF } }] }, ['triggers', 0, 'where', 'list']],
    ['a value in a list of a filter', { audience: { list: { $in: ['a', HALF] } } }, ['audience', 'list', '$in', 1]],
    ['a field in a filter', { audience: { [HALF]: 'a' } }, ['audience', HALF]],
  ])('half of a surrogate pair is refused in %s (R61)', (_, changes, path) => {
    expect(faultsWith(changes)).toEqual(at(...path));
    expect(faultsWith(JSON.parse(JSON.stringify(changes).replaceAll('\\ud83e', '\\ud83e\\udd8a')))).toEqual([]);
  });

  test('half of a surrogate pair is reported beside other faults, each place once (R61)', () => {
    expect(faultsWith({ name: HALF, delay: 'a while' }).map(({ path }) => path)).toEqual([['name'], ['delay']]);
  });

  test('half of a surrogate pair that a file escapes is found where it stands (R61)', () => {
    const text = JSON.stringify({ ...valid, name: `Resend ${HALF}` }, undefined, 2);
    expect(parseCampaignFile(text)).toMatchObject({ faults: [{ path: ['name'], line: 3, column: 11 }] });
    expect(parseCampaignFile(text.replace('\\ud83e', '\\ud83e\\udd8a'))).toHaveProperty('definition.name', 'Resend 🦊');
  });
});

describe('the name of a campaign must be visible, so that it can be recognized in a list', () => {
  test.each([
    ['blanks', '   '],
    ['a line break', '\n'],
    ['a no-break space', '\u00a0'],
    ['an ideographic space', '\u3000'],
    ['a zero width space', '\u200b'],
    ['a zero width joiner', '\u200d'],
    ['a soft hyphen', '\u00ad'],
    ['a byte order mark', '\ufeff'],
    ['a mark of direction', '\u202e'],
    ['a Hangul filler', '\u3164'],
    ['an empty Braille pattern', '\u2800'],
    ['a control character', '\u001b'],
  ])('a campaign with a name of %s is refused', (_, name) => {
    expect(faultsWith({ name })).toMatchObject([{ path: ['name'], expected: 'a name with a visible character' }]);
    expect(checkDefinition({ id: 'a', name, sentElsewhere: true })).toHaveProperty('faults');
  });

  test.each(['a', '1', '🦊', '日本', ' a ', '-', 'é', '©', '\u200bא'])(
    'a campaign with the visible name %s is accepted',
    (name) => {
      expect(faultsWith({ name })).toEqual([]);
    },
  );
});
