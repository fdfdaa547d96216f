import { readFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useInstallation } from '../harness/cli/installation.ts';

const installation = useInstallation();
const folder = await mkdtemp(join(tmpdir(), 'preview-'));

const CAMPAIGN = `id: hello
name: Hello
triggers:
  - { behavior: purchase.made }
delay: 1 day
messages:
  - channel: email
    subject: "Thank you, {{ user.first_name }}"
    html: "<p>You bought {{ trigger.productId | default: 'something' }}</p>{{ unsubscribe_url }}"
  - { channel: sms, body: "Hi\\nthere" }
`;

/** Writes a file, and returns its path. */
async function write(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

test('the command preview prints the messages of a file, what has no value, and when they would leave', async () => {
  const file = await write('hello.yaml', CAMPAIGN);
  const { code, out, err } = await installation.connector(['preview', file, '--user', 'ada']);
  expect([code, err]).toEqual([0, '']);
  expect(out.split('\n')).toEqual([
    expect.stringMatching(/^due 2026-12-02T09:00:00Z, leaves 2026-12-02T09:0\d:\d\dZ$/),
    '',
    'email: this installation has no sender for it',
    '  subject: Thank you,',
    '  html: <p>You bought something</p>',
    '  no value: user.first_name in subject',
    '  no value: trigger.productId in html',
    '  no value: unsubscribe_url in html',
    '',
    'sms: this installation has no sender for it',
    '  body: Hi',
    '    there',
  ]);
});

test('the command preview renders the trigger of a file, and writes the HTML of the email to another', async () => {
  const file = await write('hello.yaml', CAMPAIGN);
  const trigger = await write('trigger.json', '{ "userId": "ada", "behavior": "purchase.made", "productId": "mug" }');
  const html = join(folder, 'email.html');
  const { code } = await installation.connector(['preview', file, '--trigger', trigger, '--html', html]);
  expect([code, readFileSync(html, 'utf8')]).toEqual([0, '<p>You bought mug</p>']);
});

test('the command preview prints a saved campaign by its id, as JSON too', async () => {
  await installation.connector(['save', await write('hello.yaml', CAMPAIGN)]);
  const words = ['preview', 'hello', '--user', 'ada', '--version', '1'];
  expect((await installation.connector(words)).out).toContain('  subject: Thank you,');
  const { out } = await installation.connector([...words, '--json']);
  expect(JSON.parse(out)).toMatchObject({ campaignId: 'hello', version: 1, userId: 'ada', messages: [{}, {}] });
});

test('the command preview says why nothing would be sent', async () => {
  const text = CAMPAIGN.replace('Hi\\nthere', "{% if user.vip != 1 %}{% abort_message 'no' %}{% endif %}");
  const { code, out } = await installation.connector(['preview', await write('aborting.yaml', text)]);
  expect(code).toBe(0);
  expect(out).toContain('not sent: a template stopped the message with abort_message: sms body: no');
  expect(out).toContain('  cannot be written: sms body: no');
});

test.each([
  [['preview', 'hello'], 2, 'preview hello: expected --user USER'],
  [['preview', 'hello', '--user', 'ada'], 1, 'no campaign has the id "hello"'],
  [['preview', 'hello', '--user', 'ada', '--trigger', 'package.json'], 2, '--trigger: expected with a file'],
  [['preview', 'examples/campaigns/resend-welcome.yaml', '--version', '1'], 2, '--version: expected with the id'],
  [['preview', 'nowhere.yaml'], 2, 'nowhere.yaml: there is no such file'],
])('the command line %j ends with %i: %s', async (words, code, message) => {
  const ended = await installation.connector(words);
  expect([ended.code, ended.err]).toEqual([code, expect.stringContaining(message)]);
});

test('the command preview writes no file of HTML for messages without any', async () => {
  const text = CAMPAIGN.replace(/ {2}- channel: email[\s\S]*?(?= {2}- \{ channel: sms)/, '');
  const file = await write('sms.yaml', text);
  const { code, err } = await installation.connector(['preview', file, '--html', join(folder, 'none.html')]);
  expect([code, err]).toEqual([1, '--html: no message has HTML']);
});

test('the command preview prints the messages of all variants, and which one the user has, or that it is the control group (R46)', async () => {
  const variants = `controlGroup: 100
variants:
  - { name: short, share: 0, messages: [{ channel: sms, body: short }] }
  - { name: long, share: 0, messages: [{ channel: sms, body: long }] }
`;
  const file = await write('variants.yaml', `${CAMPAIGN.slice(0, CAMPAIGN.indexOf('messages:'))}${variants}`);
  const { out } = await installation.connector(['preview', file, '--user', 'ada']);
  expect(out.split('\n').slice(1)).toEqual([
    'the user is in the control group, and is sent nothing',
    '',
    'sms, variant short: this installation has no sender for it',
    '  body: short',
    '',
    'sms, variant long: this installation has no sender for it',
    '  body: long',
  ]);
  const one = await installation.connector(['preview', file, '--variant', 'long']);
  expect(one.out).toContain('variant long');
  expect(one.out).not.toContain('variant short');
});
