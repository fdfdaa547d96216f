import { expect, test } from 'vitest';
import { createMemoryInboxMessages } from '../../adapters/memory/inbox-messages.ts';
import { createInboxSender } from '../../channels/inbox/inbox.ts';
import type { SendRequest } from '../../core/contracts/sender.ts';
import { DAY } from '../../core/contracts/time-span.ts';
import { NOON } from '../harness/adapters/sample.ts';

const request: SendRequest = {
  dispatchId: 'd1',
  campaignId: 'reminder',
  version: 1,
  userId: 'ann',
  message: {
    channel: 'in_app_message',
    title: 'Hello',
    body: 'Your cart waits',
    buttons: [{ id: 'yes', label: 'Show it', url: 'https://shop.example/cart' }],
    later: 'a field of another version',
  },
  part: 0,
  target: 'ann',
  isTransactional: false,
  tracking: { opens: false, clicks: false },
  dispatchedAt: '2026-12-01T11:59:00.000Z',
};
const { signal } = new AbortController();

function openInbox() {
  const messages = createMemoryInboxMessages({ now: () => NOON });
  return { messages, sender: createInboxSender('in_app_message', messages) };
}

test('a message is in the inbox of its user after it was sent, for 30 days from its dispatch (R89)', async () => {
  const { messages, sender } = openInbox();
  expect(await sender.send(request, signal)).toMatchObject({ kind: 'sent' });
  expect((await messages.list('ann')).items).toEqual([
    {
      rev: 1,
      id: expect.any(String),
      userId: 'ann',
      dispatchId: 'd1',
      channel: 'in_app_message',
      part: 0,
      campaignId: 'reminder',
      content: {
        title: 'Hello',
        body: 'Your cart waits',
        buttons: [{ id: 'yes', label: 'Show it', url: 'https://shop.example/cart' }],
      },
      createdAt: NOON - 60_000,
      expiresAt: NOON - 60_000 + 30 * DAY,
    },
  ]);
});

test('a repeat puts no second message into an inbox, and answers the same (R80)', async () => {
  const { messages, sender } = openInbox();
  const first = await sender.send(request, signal);
  expect(await sender.send(request, signal)).toEqual(first);
  await sender.send({ ...request, part: 1 }, signal);
  await createInboxSender('content_card', messages).send(request, signal);
  expect((await messages.list('ann')).items.length).toBe(3);
});

test('a message without the fields of an inbox is refused permanently, and puts nothing', async () => {
  const { messages, sender } = openInbox();
  for (const message of [
    { channel: 'in_app_message' as const },
    { channel: 'in_app_message' as const, body: 5 },
    { channel: 'in_app_message' as const, body: 'x', buttons: 'yes' },
  ])
    expect(await sender.send({ ...request, message }, signal)).toEqual({
      kind: 'refused',
      reason: 'malformed-message',
    });
  expect((await messages.list('ann')).items).toEqual([]);
});

test('a sender of an inbox sends to the user, keeps everything within the installation, and may repeat (R91)', () => {
  const { sender } = openInbox();
  expect(sender.findTarget(request.message, 'ann')).toEqual({ target: 'ann' });
  expect(sender.findTarget(request.message, undefined)).toEqual({ refused: 'no user' });
  expect([sender.isContained, sender.afterUnknown]).toEqual([true, 'repeat']);
});
