import { describe, expect, test } from 'vitest';
import { DAY, MINUTE } from '../../../core/contracts/time-span.ts';
import type { InboxMessage } from '../../../core/inbox.ts';
import type { InboxMessages } from '../../../core/ports.ts';
import { createTokens } from '../../../tokens/tokens.ts';
import { NOON } from '../../harness/adapters/sample.ts';
import { inboxMessage } from '../../harness/adapters/sample-inbox.ts';
import { openPublic } from '../../harness/api/open-public.ts';

const message = inboxMessage('ann');
const card = inboxMessage('ann', {
  channel: 'content_card',
  content: { body: 'New shoes', url: 'https://shop.example' },
});

async function openInbox(...messages: readonly InboxMessage[]) {
  const opened = openPublic();
  for (const each of messages) await opened.messages.put(each);
  return opened;
}

describe('the inbox of a user', () => {
  test('an app reads the messages of its user, with everything that it shows (R89)', async () => {
    const { callInbox } = await openInbox(message, inboxMessage('bob'));
    const { status, body } = await callInbox('GET', '/inbox');
    expect([status, body]).toEqual([
      200,
      {
        messages: [
          {
            id: message.id,
            dispatchId: 'dispatch-1',
            campaignId: 'reminder',
            channel: 'in_app_message',
            title: 'Hello',
            body: 'Your cart waits',
            buttons: [
              { id: 'yes', label: 'Show it' },
              { id: 'no', label: 'Not now' },
            ],
            createdAt: '2026-12-01T12:00:00.000Z',
            expiresAt: '2026-12-31T12:00:00.000Z',
            viewed: false,
          },
        ],
      },
    ]);
  });

  test('a long inbox is read page by page, newest first, each message once (R89)', async () => {
    const all = Array.from({ length: 40 }, (_, index) =>
      inboxMessage('ann', { dispatchId: `d${index}`, createdAt: NOON - index }),
    );
    const { callInbox } = await openInbox(...all);
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await callInbox('GET', `/inbox?cursor=${cursor}`);
      seen.push(...body.messages.map(({ dispatchId }: { dispatchId: string }) => dispatchId));
      cursor = body.cursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(all.map(({ dispatchId }) => dispatchId));
  });

  test.each(['viewed', 'clicked', 'dismissed'])(
    '%s is recorded and reported once, and a repeat is 200 with the same id (R89)',
    async (did) => {
      const { callInbox, reported, time } = await openInbox(card);
      const first = await callInbox('POST', `/inbox/${card.id}/${did}`);
      expect([first.status, first.body]).toEqual([200, { id: card.id, at: '2026-12-01T12:00:00.000Z' }]);
      time.now += 1_000;
      const again = await callInbox('POST', `/inbox/${card.id}/${did}`);
      expect([again.status, again.body]).toEqual([200, { ...first.body, already: true }]);
      expect(reported[0]).toMatchObject({
        Detail: {
          interaction: `content_card.${did}`,
          userId: 'ann',
          dispatchId: 'dispatch-1',
          occurredAt: '2026-12-01T12:00:00.000Z',
        },
      });
      expect(reported[1]).toEqual(reported[0]);
    },
  );

  test('a press of a button reports a click and the button; a button that is not there is 404 (R89)', async () => {
    const { callInbox, reported } = await openInbox(message);
    const press = (buttonId: unknown) => callInbox('POST', `/inbox/${message.id}/button`, { body: { buttonId } });
    expect(await press('yes')).toMatchObject({ status: 200, body: { id: message.id } });
    expect(await press('yes')).toMatchObject({ status: 200, body: { already: true } });
    expect(await press('maybe')).toMatchObject({ status: 404, body: { error: { code: 'unknown-button' } } });
    expect(await press(5)).toMatchObject({ status: 422, body: { error: { code: 'invalid-press' } } });
    expect(reported.slice(0, 2).map(({ Detail }) => [Detail['interaction'], Detail['buttonId']])).toEqual([
      ['in_app_message.clicked', 'yes'],
      ['in_app_message.button_clicked', 'yes'],
    ]);
    expect(reported.length).toBe(4);
  });

  test('a view and a click are reported of the delivery of the message, a dismissal is not (R86, R89)', async () => {
    const { callInbox, deliveryReports } = await openInbox(message, card);
    await callInbox('POST', `/inbox/${message.id}/viewed`);
    await callInbox('POST', `/inbox/${message.id}/button`, { body: { buttonId: 'yes' } });
    await callInbox('POST', `/inbox/${card.id}/clicked`);
    await callInbox('POST', `/inbox/${card.id}/dismissed`);
    const key = { dispatchId: 'dispatch-1', part: 0, at: NOON };
    expect(deliveryReports).toEqual([
      { ...key, channel: 'in_app_message', report: 'opened' },
      { ...key, channel: 'in_app_message', report: 'clicked' },
      { ...key, channel: 'content_card', report: 'clicked' },
    ]);
  });

  test('a message that was viewed says so, and a dismissed or expired one is gone (R89)', async () => {
    const { callInbox, time } = await openInbox(message, card);
    await callInbox('POST', `/inbox/${message.id}/viewed`);
    await callInbox('POST', `/inbox/${card.id}/dismissed`);
    expect((await callInbox('GET', '/inbox')).body.messages).toMatchObject([{ id: message.id, viewed: true }]);
    time.now = NOON + MINUTE - 1;
    expect((await callInbox('POST', `/inbox/${message.id}/viewed`)).status).toBe(200);
  });

  test('a message is answered by its dispatch id where the dispatch has one in the inbox, and not where it has two (R89)', async () => {
    const one = await openInbox(message);
    expect(await one.callInbox('POST', '/inbox/dispatch-1/clicked')).toMatchObject({
      status: 200,
      body: { id: message.id },
    });
    const two = await openInbox(message, card);
    expect((await two.callInbox('POST', '/inbox/dispatch-1/clicked')).status).toBe(404);
  });

  test('the messages of a stopped or archived campaign are not listed; what the user did with them still counts (R89)', async () => {
    const { messages, callInbox } = openPublic({});
    await messages.put(message);
    const withdrawn = openPublic({
      inboxMessages: messages,
      isWithdrawn: async (campaignId) => campaignId === 'reminder',
    });
    expect((await withdrawn.callInbox('GET', '/inbox')).body).toEqual({ messages: [] });
    expect((await callInbox('GET', '/inbox')).body.messages.length).toBe(1);
    expect((await withdrawn.callInbox('POST', `/inbox/${message.id}/viewed`)).status).toBe(200);
    expect(withdrawn.reported.length).toBe(1);
  });

  test('an answer that could not be reported is reported by its repeat, as it was (R89)', async () => {
    const first = openPublic({ report: () => Promise.reject(new Error('no bus')) });
    await first.messages.put(message);
    expect((await first.callInbox('POST', `/inbox/${message.id}/viewed`)).status).toBe(500);
    const second = openPublic({ inboxMessages: first.messages });
    second.time.now += 5_000;
    expect((await second.callInbox('POST', `/inbox/${message.id}/viewed`)).status).toBe(200);
    expect(second.reported).toMatchObject([{ Detail: { occurredAt: '2026-12-01T12:00:00.000Z' } }]);
  });

  test('two devices that answer at the same time both succeed, and nothing is lost (R89)', async () => {
    const { callInbox, messages } = await openInbox(message);
    const answers = await Promise.all([
      callInbox('POST', `/inbox/${message.id}/viewed`),
      callInbox('POST', `/inbox/${message.id}/clicked`),
      callInbox('POST', `/inbox/${message.id}/button`, { body: { buttonId: 'yes' } }),
      callInbox('POST', `/inbox/${message.id}/button`, { body: { buttonId: 'no' } }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await messages.get('ann', message.id)).toMatchObject({
      rev: 5,
      viewedAt: NOON,
      clickedAt: NOON,
      pressed: [{}, {}],
    });
  });

  test('an answer that others overtake again and again fails, and is not said to be done', async () => {
    const { messages } = await openInbox(message);
    const inboxMessages: InboxMessages = { ...messages, write: async () => false };
    const { callInbox } = openPublic({ inboxMessages });
    expect((await callInbox('POST', `/inbox/${message.id}/viewed`)).status).toBe(500);
  });
});

describe('attacks on the inbox', () => {
  const PATHS = [
    ['GET', '/inbox'],
    ['POST', `/inbox/${message.id}/viewed`],
    ['POST', `/inbox/${message.id}/clicked`],
    ['POST', `/inbox/${message.id}/dismissed`],
    ['POST', `/inbox/${message.id}/button`],
  ] as const;

  test.each(PATHS)('%s %s without a valid token is 401, whatever is wrong with it (R89)', async (method, path) => {
    const { call, tokens, reported, time } = await openInbox(message);
    const valid = tokens.create('inbox', { userId: 'ann', expiresAt: NOON + 1 });
    const other = createTokens({ current: '1', keys: new Map([['1', 'k'.repeat(43)]]) }, 'another shop');
    const wrong = [
      undefined,
      '',
      'Bearer',
      'Bearer x',
      `Basic ${valid}`,
      valid,
      `Bearer ${valid}A`,
      `Bearer ${tokens.create('inbox', { userId: 'ann', expiresAt: NOON })}`,
      `Bearer ${other.create('inbox', { userId: 'ann', expiresAt: NOON + DAY })}`,
      `Bearer ${tokens.create('unsubscribe', { userId: 'ann', channel: 'email', campaignId: 'c' })}`,
    ];
    const answers = new Set<string>();
    for (const authorization of wrong) {
      const { status, text } = await call(
        method,
        path,
        authorization === undefined ? {} : { headers: { authorization } },
      );
      answers.add(`${status} ${text}`);
    }
    expect([...answers]).toEqual([expect.stringMatching(/^401 /)]);
    time.now += 1;
    expect((await call(method, path, { headers: { authorization: `Bearer ${valid}` } })).status).toBe(401);
    expect(reported).toEqual([]);
  });

  test('a token in the query or in a cookie opens no inbox (R89)', async () => {
    const { call, tokens } = await openInbox(message);
    const token = tokens.create('inbox', { userId: 'ann', expiresAt: NOON + DAY });
    expect((await call('GET', `/inbox?token=${token}&access_token=${token}`)).status).toBe(401);
    expect(
      (await call('GET', '/inbox', { headers: { cookie: `token=${token}; authorization=Bearer ${token}` } })).status,
    ).toBe(401);
  });

  test('a user who knows the id of the message of another can neither read nor answer it (R89)', async () => {
    const { callInbox, messages, reported } = await openInbox(message);
    const eve = { userId: 'eve' };
    expect((await callInbox('GET', '/inbox', eve)).body).toEqual({ messages: [] });
    for (const did of ['viewed', 'clicked', 'dismissed'])
      expect((await callInbox('POST', `/inbox/${message.id}/${did}`, eve)).status).toBe(404);
    const press = { ...eve, body: { buttonId: 'yes' } };
    expect((await callInbox('POST', `/inbox/${message.id}/button`, press)).status).toBe(404);
    expect((await callInbox('POST', '/inbox/dispatch-1/dismissed', eve)).status).toBe(404);
    expect(await messages.get('ann', message.id)).toEqual(message);
    expect(reported).toEqual([]);
  });

  test('a cursor of the inbox of another user is refused (R68)', async () => {
    const all = Array.from({ length: 20 }, (_, index) => inboxMessage('ann', { dispatchId: `d${index}` }));
    const { callInbox } = await openInbox(...all);
    const { body } = await callInbox('GET', '/inbox');
    expect((await callInbox('GET', `/inbox?cursor=${body.cursor}`)).status).toBe(200);
    expect((await callInbox('GET', `/inbox?cursor=${body.cursor}`, { userId: 'eve' })).status).toBe(400);
  });

  test('a path that leads elsewhere is no message (R89)', async () => {
    const { callInbox, reported } = await openInbox(message);
    for (const id of ['%2e%2e%2fann', 'x'.repeat(2_000), `${message.id}%00`, message.id.toUpperCase()])
      expect((await callInbox('POST', `/inbox/${id}/viewed`)).status).toBe(404);
    expect(reported).toEqual([]);
  });

  test('a body of a megabyte, one that is no JSON, and one with more fields are refused (R89)', async () => {
    const { callInbox, call, tokens } = await openInbox(message);
    const path = `/inbox/${message.id}/button`;
    expect((await callInbox('POST', path, { body: { buttonId: 'x'.repeat(1_000_000) } })).status).toBe(413);
    expect((await callInbox('POST', path, { body: { buttonId: 'yes', more: 1 } })).status).toBe(422);
    const headers = { authorization: `Bearer ${tokens.create('inbox', { userId: 'ann', expiresAt: NOON + DAY })}` };
    expect((await call('POST', path, { headers, body: 'buttonId=yes' })).status).toBe(400);
  });
});

describe('pages of other origins', () => {
  const preflight = (origin?: string) => ({
    headers: {
      ...(origin === undefined ? {} : { origin }),
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization',
    },
  });

  test('a page of an allowed origin may call the inbox with a token, and without cookies (R89)', async () => {
    const { call, tokens } = await openInbox(message);
    const asked = await call('OPTIONS', `/inbox/${message.id}/viewed`, preflight('https://shop.example'));
    expect([asked.status, asked.text]).toEqual([204, '']);
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      'access-control-allow-origin': 'https://shop.example',
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'authorization, content-type',
      vary: 'Origin',
    });
    expect(asked.headers.get('access-control-allow-credentials')).toBeNull();
    const authorization = `Bearer ${tokens.create('inbox', { userId: 'ann', expiresAt: NOON + DAY })}`;
    const { status, headers } = await call('GET', '/inbox', {
      headers: { origin: 'https://shop.example', authorization },
    });
    expect([status, headers.get('access-control-allow-origin'), headers.get('vary')]).toEqual([
      200,
      'https://shop.example',
      'Origin',
    ]);
  });

  test.each([
    'https://evil.example',
    'https://shop.example.evil.example',
    'http://shop.example',
    'https://shop.example:8443',
    'null',
    '*',
    undefined,
  ])('a page of the origin %j may not', async (origin) => {
    const { call, callInbox } = await openInbox(message);
    const asked = await call('OPTIONS', '/inbox', preflight(origin));
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    const answer = await call('GET', '/inbox', origin === undefined ? {} : { headers: { origin } });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect((await callInbox('GET', '/inbox')).status).toBe(200);
  });
});
