import { describe, expect, onTestFinished, test } from 'vitest';
import { classifySmtpError } from '../../channels/email/classify-smtp-error.ts';
import { createSmtpSender } from '../../channels/email/smtp.ts';
import { parseSmtpUrl } from '../../channels/email/smtp-url.ts';
import type { SendRequest } from '../../core/contracts/sender.ts';
import { HOUR, MINUTE } from '../../core/contracts/time-span.ts';
import { createEmailRequest, EMAIL_OPTIONS } from '../harness/channels/requests.ts';
import { answerWith, startScriptedServer, startSmtpServer } from '../harness/channels/smtp-servers.ts';

const LIMITS = { maxConnections: 2, connectionTimeout: 2_000, silenceTimeout: 300, totalTimeout: 5_000 };

function serverOf(url: string) {
  const parsed = parseSmtpUrl(url);
  if ('expected' in parsed) throw new Error(`${url}: expected ${parsed.expected}`);
  return parsed.server;
}

/** Creates a sender with short times for the server of a URL. It is closed when the test ends. */
function createSender(url: string, options = EMAIL_OPTIONS, limits = LIMITS) {
  const sender = createSmtpSender(serverOf(url), options, limits);
  onTestFinished(() => sender.close?.());
  return sender;
}

const send = (url: string, request: SendRequest = createEmailRequest(), signal = new AbortController().signal) =>
  createSender(url).send(request, signal);

/** Answers as a server that takes everything, but for the lines of the table. */
const answering = (table: Readonly<Record<string, string | undefined>>) => {
  let isInMessage = false;
  return (line: string) => {
    const [verb = ''] = line.toUpperCase().split(/[ :]/);
    if (isInMessage && line !== '.') return undefined;
    if (line === '.') isInMessage = false;
    const answer = verb in table ? table[verb] : { CONNECT: '220 hello', DATA: '354 go on', QUIT: '221 bye' }[verb];
    if (verb === 'DATA' && !(verb in table)) isInMessage = true;
    return verb in table ? answer : (answer ?? '250 ok');
  };
};

describe('the URL of an SMTP server', () => {
  test.each([
    ['smtp://localhost:1025', { host: 'localhost', port: 1025, isSecure: false, isLoopback: true }],
    ['smtp://127.0.0.1', { host: '127.0.0.1', isSecure: false, isLoopback: true }],
    ['smtp://127.8.9.1', { host: '127.8.9.1', isSecure: false, isLoopback: true }],
    ['smtp://[::1]:25', { host: '::1', port: 25, isSecure: false, isLoopback: true }],
    ['smtp://localhost.example.com', { host: 'localhost.example.com', isSecure: false, isLoopback: false }],
    ['smtp://127.0.0.1.example.com', { host: '127.0.0.1.example.com', isSecure: false, isLoopback: false }],
    ['smtp://10.0.0.1', { host: '10.0.0.1', isSecure: false, isLoopback: false }],
    [
      'smtps://ada%40shop:p%3Aw%2F@mail.example.com:465',
      {
        host: 'mail.example.com',
        port: 465,
        isSecure: true,
        isLoopback: false,
        credentials: { user: 'ada@shop', password: 'p:w/' },
      },
    ],
  ])('the URL %s names an SMTP server (R91)', (url, server) => {
    expect(parseSmtpUrl(url)).toEqual({ server });
  });

  test.each([
    '',
    'mail.example.com',
    'https://mail.example.com',
    'smtp://',
    'smtp://mail.example.com/path',
    'smtp://mail.example.com?tls.rejectUnauthorized=false',
    'smtp://a%:b@mail.example.com',
  ])('the text "%s" is not the URL of an SMTP server', (url) => {
    expect(parseSmtpUrl(url)).toEqual({ expected: expect.stringContaining('a URL such as smtps://') });
  });
});

describe('a sender by SMTP', () => {
  test('a sender by SMTP is contained where its server runs on the same machine (R91)', () => {
    expect(createSender('smtp://localhost:1025').isContained).toBe(true);
    expect(createSender('smtp://mail.example.com').isContained).toBe(false);
  });

  test('a sender by SMTP whose default sender is wrong does not start', () => {
    expect(() => createSender('smtp://localhost:1025', { ...EMAIL_OPTIONS, defaultFrom: 'Shop' })).toThrow(
      'not an address',
    );
  });

  test('an email that the server accepts is sent, with its parts and headers (R85)', async () => {
    const { url, taken } = await startSmtpServer();
    const options = { ...EMAIL_OPTIONS, createUnsubscribeUrl: () => 'https://shop.example/u/T' };
    const request = createEmailRequest({
      bodyFormat: 'html',
      body: '<p>Grüße</p>',
      subject: 'Grüße',
      replyTo: 'help@shop.example',
    });
    const result = await createSender(url, options).send(request, new AbortController().signal);
    expect(result).toEqual({ kind: 'sent', providerId: '<dispatch_1-a.0@example.com>' });
    expect(taken).toMatchObject([{ from: 'shop@example.com', to: ['ada@example.com'] }]);
    const text = taken[0]?.text ?? '';
    expect(text).toContain('From: Shop <shop@example.com>\r\n');
    expect(text).toContain('To: ada@example.com\r\n');
    expect(text).toContain('Reply-To: help@shop.example\r\n');
    expect(text).toMatch(/Subject: =\?UTF-8\?Q\?Gr=C3=BC=C3=9Fe\?=\r\n/);
    expect(text).toContain('List-Unsubscribe: <https://shop.example/u/T>\r\n');
    expect(text).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n');
    expect(text).toContain('Content-Type: text/plain; charset=utf-8');
    expect(text).toContain('Content-Type: text/html; charset=utf-8');
    expect(text).not.toContain('X-Mailer');
  });

  test('no text of a message adds a header to an email or a recipient to its envelope', async () => {
    const { url, taken } = await startSmtpServer();
    const attack = 'x\r\nBcc: eve@evil.example\r\n\r\n<p>evil</p>\u2028\0';
    const message = {
      subject: attack,
      from: `"Ada \\" =?x?" <ada@shop.example>`,
      bodyFormat: 'html',
      body: attack,
      preheader: attack,
    };
    expect(await send(url, createEmailRequest(message))).toMatchObject({ kind: 'sent' });
    expect(await send(url, createEmailRequest({ replyTo: attack }))).toEqual({
      kind: 'refused',
      reason: 'bad-reply-to',
    });
    expect(taken).toMatchObject([{ from: 'ada@shop.example', to: ['ada@example.com'] }]);
    const [headers = ''] = (taken[0]?.text ?? '').split('\r\n\r\n');
    const names = headers.split('\r\n').flatMap((line) => /^[^\s:]+(?=:)/.exec(line) ?? []);
    expect(names).toEqual(['From', 'To', 'Subject', 'Message-ID', 'Date', 'MIME-Version', 'Content-Type']);
  });

  test('an email goes over TLS where the server offers it, and begins with TLS where its URL says so', async () => {
    const offering = await startSmtpServer({ disabledCommands: [] });
    expect(await send(offering.url)).toMatchObject({ kind: 'sent' });
    const secure = await startSmtpServer({ secure: true });
    expect(await send(secure.url.replace('smtp:', 'smtps:'))).toMatchObject({ kind: 'sent' });
    expect([offering, secure].map(({ taken }) => taken.map(({ isSecure }) => isSecure))).toEqual([[true], [true]]);
  });

  test('another machine has to prove its name: an email over TLS with a certificate of nowhere is not sent (R87)', async () => {
    const { url, taken } = await startSmtpServer({ disabledCommands: [] });
    const sender = createSmtpSender({ ...serverOf(url), isLoopback: false }, EMAIL_OPTIONS, LIMITS);
    onTestFinished(() => sender.close?.());
    expect(await sender.send(createEmailRequest(), new AbortController().signal)).toEqual({
      kind: 'later',
      reason: expect.stringMatching(/^SMTP ESOCKET .*CERT/),
      haltFor: 15 * MINUTE,
    });
    expect(taken).toEqual([]);
  });

  test('the credentials of the URL are those of the login', async () => {
    const logins: unknown[] = [];
    const { url } = await startSmtpServer({
      onAuth({ username, password }, _, done) {
        logins.push([username, password]);
        done(null, { user: 'ada' });
      },
    });
    expect(await send(url.replace('//', '//ada%40shop:p%3Aw@'))).toMatchObject({ kind: 'sent' });
    expect(logins).toEqual([['ada@shop', 'p:w']]);
  });

  test('a long link to unsubscribe stays on one line (R85)', async () => {
    const { url, taken } = await startSmtpServer();
    const link = `https://shop.example/u/${'a'.repeat(600)}`;
    await createSender(url, { ...EMAIL_OPTIONS, createUnsubscribeUrl: () => link }).send(
      createEmailRequest(),
      new AbortController().signal,
    );
    expect(taken[0]?.text).toContain(`List-Unsubscribe: <${link}>\r\n`);
  });

  test('a repeat of an email has the same Message-ID, and another part another one (R80)', async () => {
    const { url, taken } = await startSmtpServer();
    const sender = createSender(url);
    const { signal } = new AbortController();
    for (const part of [0, 0, 1]) await sender.send(createEmailRequest({}, { part }), signal);
    const ids = taken.map(({ text }) => /^Message-ID: (.*)\r$/m.exec(text)?.[1]);
    expect(ids).toEqual([
      '<dispatch_1-a.0@example.com>',
      '<dispatch_1-a.0@example.com>',
      '<dispatch_1-a.1@example.com>',
    ]);
  });

  test('emails share the connections of a sender', async () => {
    const { url, taken, connections } = await startSmtpServer();
    const sender = createSender(url);
    await Promise.all(
      Array.from({ length: 10 }, () => sender.send(createEmailRequest(), new AbortController().signal)),
    );
    expect(taken).toHaveLength(10);
    expect(connections.length).toBeLessThanOrEqual(LIMITS.maxConnections);
  });

  test('an email that cannot be composed reaches no server', async () => {
    const { url, connections } = await startSmtpServer();
    expect(await send(url, createEmailRequest({ body: '' }))).toEqual({ kind: 'refused', reason: 'no-body' });
    expect(await send(url, createEmailRequest({}, { target: 'a@b@c.example' }))).toEqual({
      kind: 'refused',
      reason: 'not-an-address',
    });
    expect(connections).toEqual([]);
  });

  test('the path of a file in a message is text, and no file is read', async () => {
    const { url, taken } = await startSmtpServer();
    await send(
      url,
      createEmailRequest({ body: { path: '/etc/hosts' }, text: '/etc/hosts', attachments: [{ path: '/etc/hosts' }] }),
    );
    expect(taken[0]?.text).toMatch(/\r\n\/etc\/hosts\r\n$/);
    expect(taken[0]?.text).not.toContain('localhost');
  });
});

describe('a server that does not accept an email', () => {
  test.each([
    [550, '5.1.1 <ada@example.com> unknown', 'SMTP 550 5.1.1 <…@…> unknown'],
    [551, 'moved', 'SMTP 551 moved'],
    [553, 'not allowed', 'SMTP 553 not allowed'],
  ])('a recipient that the server refuses with %i %s is marked (R84)', async (code, message, reason) => {
    const { url } = await startSmtpServer({ onRcptTo: (_, __, done) => done(answerWith(code, message)) });
    expect(await send(url)).toEqual({ kind: 'refused', reason, mark: 'undeliverable' });
  });

  test.each([
    [550, '5.7.1 blocked by policy'],
    [552, '5.2.2 mailbox full'],
    [554, 'no thanks'],
  ])(
    'an email that the server refuses with %i %s is refused, and its recipient not marked (R84)',
    async (code, message) => {
      const { url } = await startSmtpServer({ onRcptTo: (_, __, done) => done(answerWith(code, message)) });
      expect(await send(url)).toEqual({ kind: 'refused', reason: `SMTP ${code} ${message}` });
    },
  );

  test('a sender that the server refuses does not mark the recipient (R84)', async () => {
    const { url } = await startSmtpServer({ onMailFrom: (_, __, done) => done(answerWith(550, '5.1.1 who are you')) });
    expect(await send(url)).toEqual({ kind: 'refused', reason: 'SMTP 550 5.1.1 who are you' });
  });

  test('a content that the server refuses does not mark the recipient (R84)', async () => {
    const { url } = await startScriptedServer(answering({ '.': '550 looks like spam' }));
    expect(await send(url)).toEqual({ kind: 'refused', reason: 'SMTP 550 looks like spam' });
  });

  test('an email to a server that greylists is sent later (R87)', async () => {
    const seen = new Set<string>();
    const { url, taken } = await startSmtpServer({
      onRcptTo({ address }, _, done) {
        const isKnown = seen.has(address);
        seen.add(address);
        done(isKnown ? null : answerWith(451, '4.7.1 greylisted'));
      },
    });
    expect(await send(url)).toEqual({ kind: 'later', reason: 'SMTP 451 4.7.1 greylisted' });
    expect(taken).toEqual([]);
    expect(await send(url)).toMatchObject({ kind: 'sent' });
    expect(taken).toHaveLength(1);
  });

  test('a message that the server does not take now is sent later (R87)', async () => {
    const { url } = await startScriptedServer(answering({ '.': '452 4.3.1 no space' }));
    expect(await send(url)).toEqual({ kind: 'later', reason: 'SMTP 452 4.3.1 no space' });
  });

  test('a wrong password halts the channel, and refuses no message (R87)', async () => {
    const { url } = await startSmtpServer({ onAuth: (_, __, done) => done(answerWith(535, '5.7.8 wrong password')) });
    const withPassword = url.replace('//', '//ada:wrong@');
    expect(await send(withPassword)).toEqual({
      kind: 'later',
      reason: 'SMTP 535 5.7.8 wrong password',
      haltFor: 15 * MINUTE,
    });
  });

  test('a server that accepts no message from anyone halts the channel (R87)', async () => {
    const { url } = await startScriptedServer(answering({ CONNECT: '554 no service' }));
    expect(await send(url)).toEqual({ kind: 'later', reason: 'SMTP 554 no service', haltFor: MINUTE });
  });

  test('a password is not sent to another machine without TLS', async () => {
    const { url, lines } = await startScriptedServer(
      answering({ EHLO: '250-hi\r\n250 AUTH PLAIN LOGIN', STARTTLS: '502 no' }),
    );
    const server = serverOf(url.replace('//', '//ada:secret@'));
    const sender = createSmtpSender({ ...server, isLoopback: false }, EMAIL_OPTIONS, LIMITS);
    onTestFinished(() => sender.close?.());
    const result = await sender.send(createEmailRequest(), new AbortController().signal);
    expect(result).toMatchObject({ kind: 'later', haltFor: 15 * MINUTE });
    expect(lines.filter((line) => line.startsWith('AUTH'))).toEqual([]);
  });
});

describe('a server that does not answer', () => {
  test('an email is sent later if no server listens (R87)', async () => {
    const { url } = await startScriptedServer(() => undefined);
    const unused = url.replace('127.0.0.1', '127.0.0.2');
    expect(await send(unused)).toEqual({ kind: 'later', reason: 'SMTP ESOCKET ECONNREFUSED' });
  });

  test.each([
    ['CONNECT', 'close'],
    ['EHLO', 'close'],
    ['MAIL', 'close'],
    ['RCPT', 'close'],
    ['DATA', 'close'],
    ['MAIL', undefined],
    ['DATA', undefined],
  ])('an email is sent later if the server stops at %s with "%s" (R80)', async (verb, answer) => {
    const { url, lines } = await startScriptedServer(answering({ [verb]: answer }));
    const reason = expect.stringMatching(
      answer === undefined ? 'SMTP ETIMEDOUT' : /^SMTP (?:ECONNECTION|ESOCKET ECONNRESET|error)$/,
    );
    expect(await send(url)).toEqual({ kind: 'later', reason });
    expect(lines).not.toContain('.');
  });

  test.each([
    ['closes the connection', 'close', 'SMTP ECONNECTION'],
    ['hangs', undefined, 'SMTP ETIMEDOUT'],
  ])(
    'it is unknown if an email was sent where the server %s after the message, which it got once (R80)',
    async (_, answer, reason) => {
      const { url, lines } = await startScriptedServer(answering({ '.': answer }));
      expect(await send(url)).toEqual({ kind: 'unknown', reason });
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(lines.filter((line) => line === '.')).toHaveLength(1);
    },
  );

  test('it is unknown if an email was sent whose attempt is aborted after the message (R80)', async () => {
    const controller = new AbortController();
    const answer = answering({ '.': undefined });
    const { url } = await startScriptedServer((line) => {
      if (line === '.') controller.abort();
      return answer(line);
    });
    expect(await send(url, createEmailRequest(), controller.signal)).toEqual({
      kind: 'unknown',
      reason: 'SMTP EABORT',
    });
  });

  test('an email is sent later whose attempt is aborted before the message (R80)', async () => {
    const controller = new AbortController();
    const { url } = await startScriptedServer((line) => {
      if (line.startsWith('MAIL')) controller.abort();
      return answering({ MAIL: undefined })(line);
    });
    expect(await send(url, createEmailRequest(), controller.signal)).toEqual({ kind: 'later', reason: 'SMTP EABORT' });
  });

  test('an attempt ends at its total time-out, though the server goes on talking (R87)', async () => {
    const { url } = await startScriptedServer(answering({ EHLO: undefined }));
    const result = await createSender(url, EMAIL_OPTIONS, {
      ...LIMITS,
      silenceTimeout: 60_000,
      totalTimeout: 200,
    }).send(createEmailRequest(), new AbortController().signal);
    expect(result).toEqual({ kind: 'later', reason: 'SMTP EABORT' });
  });

  test('an email goes over another connection if the server closed the idle one (R87)', async () => {
    const answer = answering({});
    let isIdle = false;
    const { url, lines } = await startScriptedServer((line) => {
      const isLost = isIdle && line.startsWith('MAIL');
      isIdle = line === '.';
      return isLost ? 'close' : answer(line);
    });
    const sender = createSender(url);
    for (const _ of [1, 2])
      expect(await sender.send(createEmailRequest(), new AbortController().signal)).toMatchObject({ kind: 'sent' });
    expect(lines.filter((line) => line === '.')).toHaveLength(2);
  });
});

describe('the errors of an SMTP server', () => {
  test('the used up quota of a day halts the channel (R87)', () => {
    const error = {
      code: 'EENVELOPE',
      command: 'DATA',
      responseCode: 454,
      response: '454 Throttling failure: Daily message quota exceeded',
    };
    expect(classifySmtpError(error, true)).toMatchObject({ kind: 'later', haltFor: HOUR });
  });

  test('an error of any kind after the message leaves the outcome unknown, and before it sends later (R80)', () => {
    for (const error of [new Error('odd'), 'odd', undefined, { code: 3 }]) {
      expect(classifySmtpError(error, true)).toEqual({ kind: 'unknown', reason: 'SMTP error' });
      expect(classifySmtpError(error, false)).toEqual({ kind: 'later', reason: 'SMTP error' });
    }
  });

  test('an answer of success to another command does not tell that an email was refused (R80)', () => {
    const error = { code: 'EPROTOCOL', command: 'CONN', responseCode: 250, response: '250 ok' };
    expect(classifySmtpError(error, true)).toMatchObject({ kind: 'unknown' });
    expect(classifySmtpError(error, false)).toMatchObject({ kind: 'later' });
  });

  test('the reason of a refusal is one short line without an address', () => {
    const error = {
      code: 'EMESSAGE',
      command: 'DATA',
      responseCode: 554,
      response: `554-to ada@example.com\r\n554 ${'a'.repeat(500)}`,
    };
    const result = classifySmtpError(error, true);
    expect(result).toMatchObject({ kind: 'refused' });
    expect('reason' in result ? result.reason : '').toMatch(/^SMTP 554-to …@… 554 a{1,200}$/);
    expect('reason' in result ? result.reason.length : 0).toBe(205);
  });
});
