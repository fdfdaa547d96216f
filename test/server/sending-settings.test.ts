import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parseSendingSettings } from '../../server/sending-settings.ts';
import { parseSettings } from '../../server/settings.ts';

const SMTP = { SMTP_URL: 'smtp://127.0.0.1:1025', EMAIL_FROM: 'Shop <hello@shop.example>' };

test('a server without settings for senders has none, and an empty allow list (R81, R91)', () => {
  expect(parseSendingSettings({})).toEqual({ policy: { mode: 'allow-list', allow: [] } });
});

test('the settings of senders name the mode, the allow list, the SMTP server, webhooks and the public calls (R91)', () => {
  const secret = `whsec_${Buffer.from('k'.repeat(32)).toString('base64')}`;
  expect(
    parseSendingSettings({
      ...SMTP,
      SENDING: 'live',
      SENDING_ALLOW: 'ann@example.com,@example.org',
      WEBHOOK_SECRETS: secret,
      WEBHOOK_ALLOW_HOSTS: 'hooks.example.com:8443',
      PUBLIC_PORT: '8788',
      PUBLIC_URL: 'https://links.shop.example',
      PUBLIC_ORIGINS: 'https://shop.example',
    }),
  ).toEqual({
    policy: { mode: 'live', allow: ['ann@example.com', '@example.org', 'hooks.example.com'] },
    email: { server: expect.objectContaining({ host: '127.0.0.1', isLoopback: true }), from: SMTP.EMAIL_FROM },
    webhook: { secrets: [secret], allowedHosts: [{ host: 'hooks.example.com', port: 8443 }] },
    publicServer: {
      port: 8788,
      host: '127.0.0.1',
      url: 'https://links.shop.example',
      origins: ['https://shop.example'],
    },
  });
});

test('a secret may come from a file, and from one place only', () => {
  const directory = mkdtempSync(join(tmpdir(), 'settings-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'smtp-url');
  writeFileSync(path, 'smtps://user:password@mail.example.com\n');
  const env = { EMAIL_FROM: SMTP.EMAIL_FROM, SMTP_URL_FILE: path };
  expect(parseSendingSettings(env)).toMatchObject({
    email: { server: { host: 'mail.example.com', credentials: { user: 'user', password: 'password' } } },
  });
  expect(parseSendingSettings({ ...env, ...SMTP })).toEqual({
    fault: 'SMTP_URL, SMTP_URL_FILE: expected only one of them',
  });
  writeFileSync(path, '\n');
  expect(parseSendingSettings(env)).toEqual({ fault: 'SMTP_URL_FILE: expected a file that is not empty' });
  expect(parseSendingSettings({ ...env, SMTP_URL_FILE: join(directory, 'none') })).toMatchObject({
    fault: expect.stringMatching(/^SMTP_URL_FILE: ENOENT/),
  });
});

test.each([
  ['SENDING', { SENDING: 'on' }, 'off, allow-list, live'],
  ['SENDING_ALLOW', { SENDING_ALLOW: 'ann@example.com,*' }, 'email addresses, domains'],
  ['SMTP_URL', { ...SMTP, SMTP_URL: 'http://user:hunter2@mail.example.com' }, 'smtp'],
  ['EMAIL_FROM', { SMTP_URL: SMTP.SMTP_URL }, 'an address'],
  ['EMAIL_FROM', { ...SMTP, EMAIL_FROM: 'Shop' }, 'an address'],
  ['WEBHOOK_SECRETS', { WEBHOOK_SECRETS: 'whsec_secret' }, 'whsec_ and Base64'],
  ['WEBHOOK_ALLOW_HOSTS', { WEBHOOK_ALLOW_HOSTS: 'https://hooks.example.com' }, 'hosts or host:port'],
  ['PUBLIC_PORT', { PUBLIC_PORT: 'x' }, 'a number of 0 to 65535'],
  ['PUBLIC_HOST', { PUBLIC_HOST: '0.0.0.0' }, 'only with PUBLIC_PORT'],
  ['PUBLIC_URL', { PUBLIC_URL: 'links.example.com' }, 'an address'],
  ['PUBLIC_ORIGINS', { PUBLIC_ORIGINS: '*' }, 'origins such as'],
])('a wrong %s is named at the start, and no secret is repeated: %j', (name, env, expected) => {
  const settings = parseSendingSettings(env);
  const fault = 'fault' in settings ? settings.fault : '';
  expect(fault.startsWith(`${name}: expected`)).toBe(true);
  expect(fault).toContain(expected);
  expect(fault).not.toMatch(/hunter2|whsec_secret/);
});

test.each([
  ['https://shop.example:8787', true],
  ['http://127.0.0.1:8787', false],
  ['http://localhost:8787', false],
  ['https://links.shop.example', false],
  ['https://shop.example:8788', false],
])('the public address %s is refused if it is that of the port of all calls on another host: %s', (url, isRefused) => {
  const settings = parseSettings([], { PUBLIC_URL: url }, 0);
  expect('fault' in settings && settings.fault.startsWith('PUBLIC_URL: expected')).toBe(isRefused);
});
