import { describe, expect, test, vi } from 'vitest';
import { createApiClient } from '../../cli/client.ts';
import { runChannelsDoctor } from '../../cli/commands/channels.ts';
import { CommandRefusedError } from '../../cli/terminal.ts';
import { OTHER_SERVER } from '../harness/api/other-server.ts';
import { startHttpServer } from '../harness/channels/http-servers.ts';
import { startScriptedServer, startSmtpServer } from '../harness/channels/smtp-servers.ts';
import { command, startInstallation } from '../harness/cli/installation.ts';
import { startWithSenders } from '../harness/server/with-senders.ts';

const EMAIL_FROM = 'Shop <hello@shop.example>';

const campaign = {
  id: 'hello',
  name: 'Hello',
  triggers: [{ behavior: 'session.started' }],
  messages: [
    { channel: 'email', subject: 'Hi', body: 'Hi' },
    { channel: 'sms', body: 'Hi' },
  ],
};

describe('the command channels doctor on one machine', () => {
  test('the command channels doctor ends with 0 if the SMTP server of this machine answers (R91)', async () => {
    const { url } = await startSmtpServer();
    const { connector, call } = await startWithSenders({ SMTP_URL: url, EMAIL_FROM });
    await call('PUT', '/campaigns/hello', { body: campaign });
    await call('POST', '/campaigns/hello/publish');
    const { code, out } = await connector('channels', 'doctor');
    expect(out.split('\n')).toEqual([
      'mode allow-list, 0 entries on the allow list',
      expect.stringMatching(/^links begin with http:\/\/127\.0\.0\.1:\d+$/),
      '',
      `email           1 published campaign   smtp, ${url}, from ${EMAIL_FROM}, nothing leaves`,
      'sms             1 published campaign   no sender',
      'push            0 published campaigns  no sender',
      'webhook         0 published campaigns  no sender',
      'in_app_message  0 published campaigns  no sender',
      'content_card    0 published campaigns  no sender',
      '',
      'note: sms: a published campaign uses it, and no sender of this installation sends it: a consumer of "Message Dispatched" has to.',
    ]);
    expect(code).toBe(0);
  });

  test('the command channels doctor names all that is missing for emails to leave, without the password, and ends with 1 (R91)', async () => {
    const env = { SMTP_URL: 'smtp://me:s3cret@mail.invalid:2525', EMAIL_FROM };
    const { connector } = await startWithSenders(env);
    const { code, out, err } = await connector('channels', 'doctor');
    expect([code, err]).toEqual([1, '']);
    expect(out).not.toContain('s3cret');
    expect(out.split('\n').slice(-4)).toEqual([
      'missing: SENDING_ALLOW: empty, so nothing leaves. Name addresses, or set SENDING=live.',
      `missing: EMAIL_FROM: the domain of ${EMAIL_FROM} does not exist in public, so that mail servers refuse it.`,
      expect.stringMatching(/^missing: PUBLIC_URL: links in messages begin with http:\/\/127\.0\.0\.1:\d+\/, and lead/),
      expect.stringMatching(/^missing: email: smtp:\/\/mail\.invalid:2525 takes no message: .+\.$/),
    ]);
  });

  test('the command channels doctor says that an SMTP server refuses to log in', async () => {
    const { url } = await startScriptedServer((line) => {
      if (line === 'connect') return '220 hello';
      if (line.startsWith('EHLO')) return '250-hello\r\n250 AUTH PLAIN';
      return '535 wrong password';
    });
    const { connector } = await startWithSenders({ SMTP_URL: url.replace('//', '//me:s3cret@'), EMAIL_FROM });
    const { code, out } = await connector('channels', 'doctor', '--json');
    const { findings } = JSON.parse(out);
    expect([code, findings]).toEqual([1, [expect.objectContaining({ code: 'server-unreachable', level: 'missing' })]]);
    expect(findings[0].message).toContain('535 wrong password');
    expect(out).not.toContain('s3cret');
  });

  test('the command channels doctor names a channel whose provider accepts nothing for a while (R87)', async () => {
    const { url } = await startSmtpServer();
    const { connector, machine } = await startWithSenders({ SMTP_URL: url, EMAIL_FROM });
    const until = machine.services.clock.now() + 60_000;
    await machine.services.deliveries.setHalt('email', { until, reason: 'quota' });
    const { code, out } = await connector('channels', 'doctor');
    expect([code, out]).toEqual([
      1,
      expect.stringContaining('missing: email: its provider accepts nothing until 2026-12-01T09:01:00Z: quota.'),
    ]);
    await machine.advanceTo(until);
    expect((await connector('channels', 'doctor')).code).toBe(0);
  });

  test('the command channels doctor names the mode off, a plain PUBLIC_URL and an inbox that no page may call', async () => {
    const { connector } = await startWithSenders({
      SENDING: 'off',
      SMTP_URL: 'smtp://mail.invalid',
      EMAIL_FROM: 'hello@shop.com',
      PUBLIC_URL: 'http://links.shop.com',
    });
    const { code, out } = await connector('channels', 'doctor', '--json');
    const codes = JSON.parse(out).findings.map(({ code }: { code: string }) => code);
    expect([code, codes]).toEqual([1, ['sending-off', 'public-url-plain', 'no-origins', 'server-unreachable']]);
  });

  test('the command channels doctor of an installation without senders misses nothing', async () => {
    const { endpoint, stop } = await startInstallation();
    const { code, out } = await command(['channels', 'doctor', '--endpoint', endpoint]);
    await stop();
    expect([code, out]).toEqual([0, expect.stringMatching(/^No channel has a sender: [\s\S]+Nothing is missing\.$/)]);
  });
});

const channels = (email: object) => ({
  mode: 'live',
  allow: 0,
  channels: [{ channel: 'email', hasSender: true, provider: 'ses', isContained: false, campaigns: 1, ...email }],
  findings: [],
});

const READY = {
  '/v2/email/identities/shop.com': {
    VerifiedForSendingStatus: true,
    DkimAttributes: { SigningEnabled: true, Status: 'SUCCESS' },
  },
  '/v2/email/configuration-sets/shop': { SendingOptions: { SendingEnabled: true } },
  '/v2/email/configuration-sets/shop/event-destinations': {
    EventDestinations: [
      { Enabled: true, MatchingEventTypes: ['SEND', 'DELIVERY', 'BOUNCE', 'COMPLAINT'], EventBridgeDestination: {} },
    ],
  },
  '/v2/email/account': {
    ProductionAccessEnabled: true,
    SendingEnabled: true,
    SendQuota: { Max24HourSend: 200, SentLast24Hours: 12 },
  },
};

/** Runs the doctor of an installation on AWS, whose SES answers as told: undefined is 404, a number is a status. */
async function diagnose(answers: Readonly<Record<string, unknown>> = {}, email: object = {}) {
  const known = new Map<string | undefined, unknown>(Object.entries({ ...READY, ...answers }));
  const ses = await startHttpServer((response, { url }) => {
    const answer = known.get(url);
    response.setHeader(OTHER_SERVER, 'SES');
    response.statusCode = typeof answer === 'number' ? answer : answer === undefined ? 404 : 200;
    response.end(JSON.stringify(typeof answer === 'object' ? answer : { message: 'no' }));
  });
  const body = channels({ from: 'Shop <hello@shop.com>', configurationSet: 'shop', ...email });
  const api = await startHttpServer((response) => response.end(JSON.stringify(body)));
  for (const [name, value] of Object.entries({
    AWS_ENDPOINT_URL_SESV2: `http://127.0.0.1:${ses.port}`,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
  }))
    vi.stubEnv(name, value);
  const out: string[] = [];
  const terminal = {
    print: (lines: string | readonly string[]) => void out.push(...[lines].flat()),
    printError: () => undefined,
    showProgress: () => undefined,
    confirm: undefined,
    stdin: process.stdin,
  };
  const endpoint = `http://127.0.0.1:${api.port}`;
  const client = createApiClient({ endpoint, timeout: '5 seconds' });
  const refused = await runChannelsDoctor(endpoint, { terminal, client, isJson: true }).then(
    () => false,
    (error: unknown) => error instanceof CommandRefusedError,
  );
  vi.unstubAllEnvs();
  const { findings } = JSON.parse(out.join('\n'));
  return { refused, codes: findings.map(({ code }: { code: string }) => code), findings, requests: ses.requests };
}

describe('the command channels doctor on AWS', () => {
  test('the command channels doctor asks SES with signed calls, and misses nothing where all is set up', async () => {
    const { refused, codes, requests } = await diagnose();
    expect([refused, codes]).toEqual([false, []]);
    expect(requests.map(({ url }) => url).toSorted()).toEqual(Object.keys(READY).toSorted());
    for (const { method, headers } of requests) {
      expect(method).toBe('GET');
      expect(headers.authorization).toMatch(/Credential=AKIAIOSFODNN7EXAMPLE\/\d+\/eu-west-1\/ses\/aws4_request/);
    }
  });

  test('the command channels doctor finds a verified address where the domain is none', async () => {
    const address = '/v2/email/identities/hello%40shop.com';
    const identity = READY['/v2/email/identities/shop.com'];
    const { codes } = await diagnose({ '/v2/email/identities/shop.com': undefined, [address]: identity });
    expect(codes).toEqual([]);
  });

  test.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
    ['an unknown identity', { '/v2/email/identities/shop.com': undefined }, ['identity-unverified']],
    [
      'an identity that is not verified',
      { '/v2/email/identities/shop.com': { VerifiedForSendingStatus: false } },
      ['identity-unverified'],
    ],
    ['an identity without DKIM', { '/v2/email/identities/shop.com': { VerifiedForSendingStatus: true } }, ['dkim-off']],
    ['no configuration set', { '/v2/email/configuration-sets/shop': undefined }, ['configuration-set-missing']],
    [
      'a configuration set that is disabled',
      { '/v2/email/configuration-sets/shop': { SendingOptions: { SendingEnabled: false } } },
      ['ses-sending-disabled'],
    ],
    [
      'events that go nowhere',
      {
        '/v2/email/configuration-sets/shop/event-destinations': {
          EventDestinations: [
            { Enabled: false, MatchingEventTypes: ['SEND', 'BOUNCE'], EventBridgeDestination: {} },
            { Enabled: true, MatchingEventTypes: ['SEND', 'DELIVERY', 'COMPLAINT'], SnsDestination: {} },
            { Enabled: true, MatchingEventTypes: ['BOUNCE'], CloudWatchDestination: {} },
          ],
        },
      },
      ['events-missing'],
    ],
    ['the sandbox', { '/v2/email/account': { SendingEnabled: true } }, ['sandbox']],
    [
      'a disabled account whose quota is used',
      {
        '/v2/email/account': {
          ProductionAccessEnabled: true,
          SendQuota: { Max24HourSend: 200, SentLast24Hours: 200 },
        },
      },
      ['ses-sending-disabled', 'quota-used'],
    ],
    ['a call that is not allowed', { '/v2/email/account': 403 }, ['ses-unreadable']],
  ])('the command channels doctor finds %s', async (_, answers, expected) => {
    const { refused, codes } = await diagnose(answers);
    expect([refused, codes]).toEqual([true, expected]);
  });

  test('the command channels doctor names the kinds of events that are missing, and a call that SES refuses', async () => {
    const { findings } = await diagnose({
      '/v2/email/account': 403,
      '/v2/email/configuration-sets/shop/event-destinations': {},
    });
    expect(findings.map(({ message }: { message: string }) => message)).toEqual([
      'SES: the configuration set shop sends no events of the kinds SEND, DELIVERY, BOUNCE, COMPLAINT to EventBridge or SNS, so that they do not come back.',
      'SES: GetAccount is not answered: 403 {"message":"no"}.',
    ]);
  });

  test('the command channels doctor says that an installation does not tell what SES sends with', async () => {
    const { codes, requests } = await diagnose({}, { from: undefined });
    expect([codes, requests]).toEqual([['ses-settings-unknown'], []]);
  });
});

describe('the command channels test', () => {
  test('the command channels test sends a marked email, and prints how the provider calls it (R91)', async () => {
    const { url, taken } = await startSmtpServer();
    const { connector } = await startWithSenders({ SMTP_URL: url, EMAIL_FROM });
    const { code, out } = await connector('channels', 'test', 'email', '--to', 'ada@example.com');
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^email {2}accepted by the provider: the provider calls it /),
    ]);
    expect(taken).toMatchObject([{ to: ['ada@example.com'] }]);
  });

  test('the command channels test ends with 1 if the provider refuses the message', async () => {
    const refusal = Object.assign(new Error('no such mailbox'), { responseCode: 550 });
    const { url } = await startSmtpServer({ onRcptTo: (_address, _session, done) => done(refusal) });
    const { connector } = await startWithSenders({ SMTP_URL: url, EMAIL_FROM });
    const { code, out } = await connector('channels', 'test', 'email', '--to', 'ada@example.com');
    expect([code, out]).toEqual([1, expect.stringMatching(/^email {2}refused: .*550/)]);
  });

  test('the command channels test says in words why a message is refused (R88)', async () => {
    const { port } = await startHttpServer((response) => response.writeHead(410).end());
    const host = `127.0.0.1:${port}`;
    const { connector } = await startWithSenders({
      WEBHOOK_SECRETS: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
      WEBHOOK_ALLOW_HOSTS: host,
      SENDING_ALLOW: '127.0.0.1',
    });
    const { code, out } = await connector('channels', 'test', 'webhook', '--to', `http://${host}/`);
    expect([code, out.trim()]).toEqual([1, 'webhook  refused: the receiver does not exist any more']);
  });

  test('the command channels test refuses a target that is not on the allow list (R91)', async () => {
    const { connector } = await startWithSenders({ SMTP_URL: 'smtp://mail.invalid', EMAIL_FROM, SENDING: 'live' });
    const { code, err } = await connector('channels', 'test', 'email', '--to', 'ada@example.com');
    expect([code, err]).toEqual([1, expect.stringContaining('its address is not on the list')]);
  });
});
