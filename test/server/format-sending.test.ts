import { expect, test } from 'vitest';
import { formatSending } from '../../server/format-sending.ts';
import { parseSendingSettings } from '../../server/sending-settings.ts';

const EMAIL = { SMTP_URL: 'smtps://me:s3cret@mail.shop.com:465', EMAIL_FROM: 'hello@shop.com' };
const LOCAL = { ...EMAIL, SMTP_URL: 'smtp://127.0.0.1:1025' };
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

function format(env: Readonly<Record<string, string>>): string[] {
  const settings = parseSendingSettings(env);
  if ('fault' in settings) throw new Error(settings.fault);
  return formatSending(settings, 'http://127.0.0.1:8787').split('\n');
}

test.each<[Readonly<Record<string, string>>, readonly string[]]>([
  [{}, ['']],
  [
    LOCAL,
    [
      'Emails go to smtp://127.0.0.1:1025 (this machine)',
      'Mode allow-list: 0 entries; nothing else leaves this machine',
      '',
    ],
  ],
  [
    { ...LOCAL, SMTP_URL: 'smtp://[::1]', SENDING: 'off' },
    ['Emails go to smtp://[::1] (this machine)', 'Mode off: nothing is sent', ''],
  ],
  [
    { ...EMAIL, SENDING_ALLOW: 'ada@example.com' },
    ['Emails go to smtps://mail.shop.com:465', 'Mode allow-list: 1 entry; nothing else leaves this machine', ''],
  ],
  [
    { WEBHOOK_SECRETS: SECRET, PUBLIC_PORT: '0', SENDING: 'live' },
    [
      'Webhooks go to the hosts that campaigns name',
      'In-app messages and content cards lie in the inbox, at http://127.0.0.1:8787',
      'Mode live: everything is sent',
      '',
    ],
  ],
])('a server with the settings %j prints what it sends and to whom, without secrets (R91)', (env, lines) => {
  expect(format(env)).toEqual(lines);
});
