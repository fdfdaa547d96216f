import { describe, expect, test } from 'vitest';
import { type CampaignOfText, formatCampaignText, patchCampaignText } from '../../core/project/campaign-text.ts';
import { parseProjectCampaign } from '../../core/project/project-campaign.ts';

const VALUES = new Map<string, string | number>([
  ['minPrice', 20],
  ['subject', 'Hello'],
  ['state', 'draft'],
]);

/** Reads a campaign file of a project. */
function read(text: string): CampaignOfText {
  const result = parseProjectCampaign(text, VALUES);
  if ('faults' in result) throw new Error(JSON.stringify(result.faults));
  return result.value;
}

/** Reads a file, changes its campaign, and returns the text that says the change. */
function patched(text: string, change: object, state: CampaignOfText['state'] = 'published') {
  const before = read(text);
  const definition = { ...before.definition, ...change };
  const result = patchCampaignText(text, before, { after: { definition, state }, values: VALUES });
  if (result !== undefined) expect(read(result.text)).toEqual({ definition, state });
  return result;
}

const FILE = `# Who does not open the welcome is reminded.
id: reminder   # the id is in reports
name: Reminder
triggers:
  - { interaction: email.received, campaign: welcome }
delay: 1 day # a working day

exceptions: [{ behavior: purchase.made, where: { price: { $gte: "\${minPrice}" } } }]
messages:
  - channel: email
    subject: "\${subject}"
    body: |
      Good morning,
      {{ user.id }}
  - channel: push
    body: Hi
`;
const [first, second] = 'messages' in read(FILE).definition ? messagesOf(FILE) : [];

function messagesOf(text: string) {
  const { definition } = read(text);
  return 'messages' in definition ? (definition.messages ?? []) : [];
}

describe('the text of a campaign file', () => {
  test('a new campaign file leaves out defaults, and reads as the campaign that it was written for', () => {
    const campaign = read(FILE);
    const text = formatCampaignText(campaign);
    expect(text).not.toMatch(/audience|reeligibility|staleAfter|state/);
    expect(read(text)).toEqual(campaign);
    expect(read(formatCampaignText({ ...campaign, state: 'draft' }))).toEqual({ ...campaign, state: 'draft' });
    expect(read(formatCampaignText(campaign, 'json'))).toEqual(campaign);
  });

  test('the characters ${ of a campaign stay characters in its file', () => {
    const campaign = read(FILE);
    const definition = { ...campaign.definition, name: 'Costs ${minPrice} or $${ more' };
    expect(read(formatCampaignText({ ...campaign, definition })).definition.name).toBe(definition.name);
    expect(patched(FILE, { name: definition.name })?.text).toContain('name: "Costs $${minPrice} or $$${ more"');
  });

  test('a changed field is the only thing that changes in a campaign file', () => {
    expect(patched(FILE, { delay: '2 days' })?.text).toBe(FILE.replace('delay: 1 day #', 'delay: 2 days #'));
    expect(patched(FILE, { name: 'A: b' })?.text).toBe(FILE.replace('name: Reminder', 'name: "A: b"'));
    expect(patched(FILE, { messages: [first, { ...second, body: 'Bye' }] })?.text).toBe(
      FILE.replace('body: Hi', 'body: Bye'),
    );
  });

  test('a block of text is replaced, and what follows it stays', () => {
    const withBody = (body: string) => patched(FILE, { messages: [{ ...first, body }, second] })?.text;
    const expected = (written: string) => FILE.replace(/body: \|\n.*\n.*\n/, () => `body: ${written}\n`);
    expect(withBody('One\n\ntwo\n')).toBe(expected('|\n      One\n\n      two'));
    expect(withBody('One\ntwo')).toBe(expected('|-\n      One\n      two'));
    expect(withBody(' indented\ntwo')).toBe(expected('" indented\\ntwo"'));
    expect(withBody('One')).toBe(expected('One'));
  });

  test('a block of text keeps the comment behind its sign, and a folded one becomes a block', () => {
    for (const sign of ['|', '>-']) {
      const file = FILE.replace('body: |', `body: ${sign} # short`);
      const [email, push] = messagesOf(file);
      const result = patched(file, { messages: [{ ...email, body: 'One\ntwo\n' }, push] })?.text;
      expect(result).toBe(FILE.replace(/body: \|\n.*\n.*\n/, () => 'body: | # short\n      One\n      two\n'));
    }
  });

  test('a campaign file whose lines end with CR and LF keeps these ends', () => {
    const withCrlf = (text: string) => text.replaceAll('\n', '\r\n');
    const file = FILE.replace('body: Hi', 'body: Hi\n    title: Hello');
    const [email, push] = messagesOf(file);
    const messages = [{ ...email, body: 'One\n\ntwo\n' }, push];
    expect(patched(withCrlf(file), { messages }, 'stopped')?.text).toBe(
      withCrlf(`${file.replace(/(body: \|\n).*\n.*\n/, '$1      One\n\n      two\n')}state: stopped\n`),
    );
  });

  test('a field is added at the end of a campaign file, and removed with its line', () => {
    const stopped = patched(FILE, {}, 'stopped')?.text ?? '';
    expect(stopped).toBe(`${FILE}state: stopped\n`);
    const before = read(stopped);
    const after = { ...before, state: 'published' as const };
    expect(patchCampaignText(stopped, before, { after, values: VALUES })?.text).toBe(FILE);
    expect(patched(FILE.trimEnd(), { staleAfter: '1 day' })?.text).toBe(`${FILE}staleAfter: 1 day\n`);
  });

  test('a reference whose value differs becomes the value, and is named; others stay', () => {
    const result = patched(FILE, { messages: [{ ...first, subject: 'Good day' }, second] });
    expect(result?.replacedReferences).toEqual([['messages', 0, 'subject']]);
    expect(result?.text).toContain('subject: Good day');
    expect(result?.text).toContain('"${minPrice}"');
    expect(patched(FILE, { delay: '2 days' })?.replacedReferences).toEqual([]);
    const draft = `${FILE}state: "\${state}"\n`;
    expect(patched(draft, {})).toEqual({ text: FILE, replacedReferences: [['state']] });
  });

  test('a message is added or removed at the end, and comments and references in the others stay', () => {
    const file = FILE.replace('  - channel: push', '  # as a reminder\n  - channel: push');
    const third = { channel: 'sms', body: 'Bye' };
    const added = patched(file, { delay: '2 days', messages: [first, second, third] });
    const expected = `${file.replace('delay: 1 day', 'delay: 2 days')}  - channel: sms\n    body: Bye\n`;
    expect(added).toEqual({ text: expected, replacedReferences: [] });
    const removed = patched(expected, { messages: [first, second] });
    expect(removed).toEqual({ text: expected.replace(/ {2}- channel: sms\n.*\n/, ''), replacedReferences: [] });
  });

  test('the references within a list that is written as a whole are named', () => {
    const result = patched(FILE, { messages: [second, first, second] });
    expect(result?.replacedReferences).toEqual([['messages', 0, 'subject']]);
    expect(result?.text).not.toContain('${subject}');
  });

  test('a part of a field is added, and the spaces and comments of all other fields stay', () => {
    const file = FILE.replace('delay:', 'staleAfter:   1 day   # soon\ndelay:');
    const exceptions = [{ behavior: 'purchase.made', where: { price: { $gte: 20, $lt: 90 } } }];
    expect(patched(file, { exceptions })?.text).toBe(
      file.replace(
        /exceptions: .*/,
        'exceptions: [ { behavior: purchase.made, where: { price: { $$gte: "$${minPrice}", $$lt: 90 } } } ]',
      ),
    );
  });

  test('a list of another length is written as a whole, and comments elsewhere stay', () => {
    const result = patched(FILE, { messages: [second] })?.text;
    expect(result).toContain('# Who does not open the welcome is reminded.');
    expect(result).toContain('delay: 1 day # a working day');
    expect(result).not.toContain('channel: email');
  });

  test('a campaign file whose fields share an anchor is not changed in one of them alone', () => {
    const shared = FILE.replace('body: Hi', 'body: &text Hi').concat('  - channel: sms\n    body: *text\n');
    const [one, two, three] = messagesOf(shared);
    expect(patched(shared, { name: 'New' })?.text).toBe(shared.replace('name: Reminder', 'name: New'));
    expect(patched(shared, { messages: [one, { ...two, body: 'Bye' }, three] })).toBeUndefined();
  });
});
