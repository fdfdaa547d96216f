import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { GetAccountCommand, SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, onTestFinished, test } from 'vitest';
import { classifySesError } from '../../channels/email/classify-ses-error.ts';
import { createSesSender } from '../../channels/email/ses.ts';
import { createSesAccountReader } from '../../channels/email/ses-account.ts';
import { createSesClient } from '../../channels/email/ses-client.ts';
import type { SendRequest } from '../../core/contracts/sender.ts';
import { HOUR, MINUTE } from '../../core/contracts/time-span.ts';
import { createEmailRequest, EMAIL_OPTIONS } from '../harness/channels/requests.ts';

const OPTIONS = {
  ...EMAIL_OPTIONS,
  configurationSet: 'campaigns',
  stage: 'prod',
  installation: 'shop.eu/1',
  createUnsubscribeUrl: () => 'https://shop.example/u/T',
};

const LOOPBACK = { region: 'eu-central-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };

/** Sends a request to a client that answers or fails as told. Returns the result and the inputs of the calls. */
async function sendTo(prepare: (mock: ReturnType<typeof mockClient>) => void, request = createEmailRequest()) {
  const client = new SESv2Client(LOOPBACK);
  const mock = mockClient(client);
  prepare(mock);
  const result = await createSesSender(client, OPTIONS).send(request, new AbortController().signal);
  return { result, inputs: mock.commandCalls(SendEmailCommand).map(({ args }) => args[0].input) };
}

/** Returns an error as the SDK throws it for an answer of SES. */
const answered = (name: string, message = 'Sorry.', httpStatusCode = 400) =>
  Object.assign(new Error(message), { name, $fault: 'client', $metadata: { httpStatusCode, attempts: 1 } });

const failWith = async (error: Error, request?: SendRequest) =>
  (await sendTo((mock) => mock.on(SendEmailCommand).rejects(error), request)).result;

const sendOnce = (client: SESv2Client, signal = new AbortController().signal) =>
  createSesSender(client, OPTIONS).send(createEmailRequest(), signal);

describe('a sender by SES', () => {
  test('an email is sent with its content, its headers, its tags and its configuration set (R85)', async () => {
    const request = createEmailRequest({
      bodyFormat: 'html',
      body: '<p>Grüße</p>',
      from: 'Café <cafe@shop.example>',
      replyTo: 'help@shop.example',
    });
    const { result, inputs } = await sendTo((mock) => mock.on(SendEmailCommand).resolves({ MessageId: '0100-a' }), {
      ...request,
      part: 2,
      variant: 'short',
    });
    expect(result).toEqual({ kind: 'sent', providerId: '0100-a' });
    expect(inputs).toEqual([
      {
        FromEmailAddress: '=?UTF-8?B?Q2Fmw6k=?= <cafe@shop.example>',
        Destination: { ToAddresses: ['ada@example.com'] },
        ReplyToAddresses: ['help@shop.example'],
        ConfigurationSetName: 'campaigns',
        ConfigurationOverrides: { Tracking: { OpenTrackingEnabled: 'DISABLED', ClickTrackingEnabled: 'DISABLED' } },
        EmailTags: [
          { Name: 'cc_campaign', Value: 'cart-reminder' },
          { Name: 'cc_dispatch', Value: 'dispatch_1-a' },
          { Name: 'cc_part', Value: '2' },
          { Name: 'cc_variation', Value: 'short' },
          { Name: 'cc_stage', Value: 'prod' },
          { Name: 'cc_installation', Value: 'shop_eu_1' },
        ],
        Content: {
          Simple: {
            Subject: { Data: 'Your cart', Charset: 'UTF-8' },
            Body: {
              Html: { Data: '<p>Grüße</p>', Charset: 'UTF-8' },
              Text: { Data: 'Grüße', Charset: 'UTF-8' },
            },
            Headers: [
              { Name: 'List-Unsubscribe', Value: '<https://shop.example/u/T>' },
              { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
            ],
          },
        },
      },
    ]);
  });

  test('an email that cannot be composed is no call of SES', async () => {
    const { result, inputs } = await sendTo(() => undefined, createEmailRequest({}, { target: 'nowhere' }));
    expect(result).toEqual({ kind: 'refused', reason: 'not-an-address' });
    expect(inputs).toEqual([]);
  });

  test('an attempt that is aborted before its call is made later (R80)', async () => {
    const client = new SESv2Client(LOOPBACK);
    const mock = mockClient(client);
    expect(await sendOnce(client, AbortSignal.abort())).toMatchObject({ kind: 'later' });
    expect(mock.calls()).toEqual([]);
  });

  test('a sender by SES whose default sender is wrong does not start', () => {
    expect(() => createSesSender(new SESv2Client(LOOPBACK), { ...OPTIONS, defaultFrom: 'Shop' })).toThrow(
      'not an address',
    );
  });
});

describe('the errors of SES', () => {
  test.each([
    ['TooManyRequestsException', 'Maximum sending rate exceeded.', 429],
    ['ThrottlingException', 'Maximum sending rate exceeded.', 400],
    ['InternalServiceErrorException', 'Sorry.', 500],
    ['ServiceUnavailable', 'Sorry.', 503],
  ])('an email is sent later after %s, and the channel goes on (R87)', async (name, message, status) => {
    expect(await failWith(answered(name, message, status))).toEqual({
      kind: 'later',
      reason: `SES ${name}: ${message}`,
    });
  });

  test.each([
    ['LimitExceededException', 'Daily message quota exceeded.'],
    ['TooManyRequestsException', 'Daily message quota exceeded'],
    ['ThrottlingException', 'Daily message quota exceeded'],
    ['MessageRejected', 'Daily sending quota exceeded'],
  ])('the used up quota of a day halts the channel: %s %s (R87)', async (name, message) => {
    expect(await failWith(answered(name, message))).toMatchObject({ kind: 'later', haltFor: HOUR });
  });

  test.each([
    ['AccountSuspendedException', 'Sorry.', 400],
    ['SendingPausedException', 'Sorry.', 400],
    ['MessageRejected', 'Sending paused for this account. For more information, check your inbox.', 400],
    ['MessageRejected', 'Sending suspended for this account.', 400],
    ['MailFromDomainNotVerifiedException', 'Sorry.', 400],
    ['NotFoundException', 'Configuration set <campaigns> does not exist.', 404],
    ['AccessDeniedException', 'not authorized to perform ses:SendEmail', 403],
    ['ExpiredTokenException', 'The security token is expired', 403],
    ['CredentialsProviderError', 'Could not load credentials', 0],
    ['SomethingNew', 'Forbidden', 403],
  ])(
    'an account that may not send halts the channel, and marks no address: %s %s (R87)',
    async (name, message, status) => {
      const result = await failWith(answered(name, message, status));
      expect(result).toEqual({ kind: 'later', reason: expect.stringContaining(name), haltFor: 15 * MINUTE });
    },
  );

  test('a recipient that is not verified in the sandbox is refused and not marked (R84)', async () => {
    const message =
      'Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: Ada@example.com';
    expect(await failWith(answered('MessageRejected', message))).toEqual({
      kind: 'refused',
      reason:
        'SES MessageRejected: Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: …@…',
    });
  });

  test('a sender that is not verified halts the channel, if it is that of the installation (R87)', async () => {
    const error = answered('MessageRejected', 'Email address is not verified. Failed: shop@example.com');
    expect(await failWith(error)).toMatchObject({ kind: 'later', haltFor: 15 * MINUTE });
    const own = await failWith(error, createEmailRequest({ from: 'other@shop.example' }));
    expect(own).toMatchObject({ kind: 'later' });
    expect(own).not.toHaveProperty('haltFor');
  });

  test.each([
    ['MessageRejected', 'Virus found', 400],
    ['BadRequestException', 'Bad header', 400],
    ['SomethingNew', 'What is that', 422],
  ])(
    'a message that SES never accepts is refused and its recipient not marked: %s (R84)',
    async (name, message, status) => {
      expect(await failWith(answered(name, message, status))).toEqual({
        kind: 'refused',
        reason: `SES ${name}: ${message}`,
      });
    },
  );

  test.each([502, 504])('it is unknown if an email was sent after the status %i of a gateway (R80)', async (status) => {
    expect(await failWith(answered('UnknownError', 'Sorry.', status))).toMatchObject({ kind: 'unknown' });
  });

  test.each([undefined, 'odd', new Error('odd'), { name: 3 }])(
    'an error that cannot be read leaves the outcome unknown (R80): %s',
    (error) => {
      expect(classifySesError(error, { to: 'ada@example.com', isDefaultFrom: true })).toMatchObject({
        kind: 'unknown',
      });
    },
  );
});

describe('a connection to SES', () => {
  /** Creates the client of the product for a server on loopback. */
  function createClient(port: number) {
    const client = createSesClient({ ...LOOPBACK, endpoint: `http://127.0.0.1:${port}` });
    onTestFinished(() => client.destroy());
    return client;
  }

  test('the client of SES makes one attempt, also where the service fails (R80)', async () => {
    let requests = 0;
    const server = createServer((_, response) => {
      requests += 1;
      response.writeHead(500, { 'content-type': 'application/json' }).end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    expect(await sendOnce(createClient(portOf(server.address())))).toMatchObject({ kind: 'later' });
    expect(requests).toBe(1);
  });

  test('an email is sent later if SES cannot be reached (R80)', async () => {
    const server = createTcpServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const port = portOf(server.address());
    await new Promise((resolve) => server.close(resolve));
    expect(await sendOnce(createClient(port))).toMatchObject({
      kind: 'later',
      reason: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test('it is unknown if an email was sent whose connection is lost after the request (R80)', async () => {
    const server = createServer((request) => request.resume().on('end', () => request.socket.destroy()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    expect(await sendOnce(createClient(portOf(server.address())))).toMatchObject({ kind: 'unknown' });
  });

  test('it is unknown if an email was sent whose attempt is aborted after the request (R80)', async () => {
    const controller = new AbortController();
    const server = createServer((request) => request.resume().on('end', () => controller.abort()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const result = await sendOnce(createClient(portOf(server.address())), controller.signal);
    expect(result).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('AbortError') });
  });

  test.each([
    [
      'later',
      'TimeoutError',
      '@smithy/node-http-handler - the request socket did not establish a connection with the server within 1000 ms.',
    ],
    [
      'unknown',
      'TimeoutError',
      '@smithy/node-http-handler - [ERROR] a request has exceeded the configured 10000 ms requestTimeout.',
    ],
  ])('the outcome is %s after a %s: %s (R80)', async (kind, name, message) => {
    expect(await failWith(Object.assign(new Error(message), { name }))).toMatchObject({ kind });
  });
});

describe('the account of SES', () => {
  const createReader = (clock: { now: number }) => {
    const client = new SESv2Client(LOOPBACK);
    const mock = mockClient(client);
    return { mock, read: createSesAccountReader(client, () => clock.now) };
  };

  test('the account of SES is read with its quota, its rate and its state', async () => {
    const { mock, read } = createReader({ now: 0 });
    mock.on(GetAccountCommand).resolves({
      SendQuota: { Max24HourSend: 200, MaxSendRate: 1, SentLast24Hours: 7 },
      ProductionAccessEnabled: false,
      SendingEnabled: true,
    });
    expect(await read()).toEqual({
      maxPerSecond: 1,
      maxPerDay: 200,
      sentLastDay: 7,
      hasProductionAccess: false,
      isSendingEnabled: true,
    });
  });

  test('the account of SES may have no quota', async () => {
    const { mock, read } = createReader({ now: 0 });
    mock.on(GetAccountCommand).resolves({ SendQuota: { Max24HourSend: -1 }, ProductionAccessEnabled: true });
    expect(await read()).toEqual({ sentLastDay: 0, hasProductionAccess: true, isSendingEnabled: false });
  });

  test('the account of SES is read once in five minutes, also for callers at the same time', async () => {
    const clock = { now: 0 };
    const { mock, read } = createReader(clock);
    mock.on(GetAccountCommand).resolves({});
    await Promise.all([read(), read()]);
    clock.now = 5 * MINUTE - 1;
    await read();
    expect(mock.calls()).toHaveLength(1);
    clock.now = 5 * MINUTE;
    await read();
    expect(mock.calls()).toHaveLength(2);
  });

  test('a read of the account that fails is repeated by the next caller', async () => {
    const { mock, read } = createReader({ now: 0 });
    mock.on(GetAccountCommand).rejectsOnce(new Error('broken')).resolves({});
    await expect(read()).rejects.toThrow('broken');
    expect(await read()).toMatchObject({ sentLastDay: 0 });
  });
});

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}
