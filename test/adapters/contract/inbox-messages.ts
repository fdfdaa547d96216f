import { describe, expect, test } from 'vitest';
import { DAY, MINUTE } from '../../../core/contracts/time-span.ts';
import { INBOX_PAGE_SIZE, type InboxMessage } from '../../../core/inbox.ts';
import type { InboxMessages } from '../../../core/ports.ts';
import { InvalidCursorError } from '../../../core/store-cursor.ts';
import { fresh, NOON } from '../../harness/adapters/sample.ts';
import { inboxMessage } from '../../harness/adapters/sample-inbox.ts';
import { pagesOf } from './pages-of.ts';

/** Tests the messages in inboxes of an adapter, whose clock stands at noon. */
export function testInboxMessages(open: () => InboxMessages): void {
  describe('messages in inboxes', () => {
    const pagesFor = (userId: string) => pagesOf((cursor) => open().list(userId, cursor));
    const listFor = async (userId: string) => (await pagesFor(userId)).flat();
    const many = (userId: string, count: number) =>
      Array.from({ length: count }, (_, index) =>
        inboxMessage(userId, { dispatchId: fresh('dispatch'), createdAt: NOON - (count - index) * MINUTE }),
      );
    const putAll = async (messages: readonly InboxMessage[]) => {
      for (const each of messages) await open().put(each);
    };

    test('an inbox into which nothing was put is empty', async () => {
      const userId = fresh('user');
      expect(await open().list(userId)).toEqual({ items: [] });
      expect(await open().get(userId, inboxMessage(userId).id)).toBeUndefined();
      expect(await open().write({ ...inboxMessage(userId), rev: 2 })).toBe(false);
    });

    test('a message is read as it was put, by its user only', async () => {
      const [userId, other] = [fresh('user'), fresh('user')];
      const message = inboxMessage(userId, { viewedAt: NOON, pressed: [{ buttonId: 'yes', at: NOON }] });
      await open().put(message);
      expect(await open().get(userId, message.id)).toEqual(message);
      expect(await listFor(userId)).toEqual([message]);
      expect(await open().get(other, message.id)).toBeUndefined();
      expect(await listFor(other)).toEqual([]);
    });

    test('a message that is put again changes nothing, also after it was answered (R80)', async () => {
      const message = inboxMessage(fresh('user'));
      await open().put(message);
      const viewed = { ...message, rev: 2, viewedAt: NOON };
      expect(await open().write(viewed)).toBe(true);
      await open().put(message);
      expect(await listFor(message.userId)).toEqual([viewed]);
    });

    test('two messages of one dispatch, and two channels of one part, are messages of their own', async () => {
      const userId = fresh('user');
      const all = [
        inboxMessage(userId),
        inboxMessage(userId, { part: 1 }),
        inboxMessage(userId, { channel: 'content_card' }),
      ];
      await putAll(all);
      expect((await listFor(userId)).length).toBe(3);
      for (const each of all) expect(await open().get(userId, each.id)).toEqual(each);
    });

    test('a message is written only over the revision before it', async () => {
      const message = inboxMessage(fresh('user'));
      await open().put(message);
      expect(await open().write({ ...message, rev: 2, viewedAt: NOON })).toBe(true);
      expect(await open().write({ ...message, rev: 2, clickedAt: NOON })).toBe(false);
      expect(await open().write({ ...message, rev: 4, clickedAt: NOON })).toBe(false);
      expect(await open().get(message.userId, message.id)).toEqual({ ...message, rev: 2, viewedAt: NOON });
    });

    test('an inbox is listed newest first, page by page, each message once, whatever the order of its puts', async () => {
      const userId = fresh('user');
      const all = many(userId, 2 * INBOX_PAGE_SIZE + 3);
      await putAll(all.toSorted((one, other) => (one.dispatchId < other.dispatchId ? -1 : 1)));
      const pages = await pagesFor(userId);
      expect(pages.map((page) => page.length).filter((length) => length > 0)).toEqual([
        INBOX_PAGE_SIZE,
        INBOX_PAGE_SIZE,
        3,
      ]);
      expect(pages.flat()).toEqual(all.toReversed());
    });

    test('an inbox shows its newest hundred messages, and a list of them ends (R89)', async () => {
      const userId = fresh('user');
      const all = many(userId, 103);
      await putAll(all);
      expect(await listFor(userId)).toEqual(all.slice(3).toReversed());
    });

    test('a message that arrives while an inbox is read neither repeats nor hides another', async () => {
      const userId = fresh('user');
      const all = many(userId, INBOX_PAGE_SIZE + 5);
      await putAll(all);
      const first = await open().list(userId);
      await open().put(inboxMessage(userId, { dispatchId: fresh('dispatch'), createdAt: NOON }));
      const second = await open().list(userId, first.cursor);
      expect([...first.items, ...second.items]).toEqual(all.toReversed());
    });

    test('a message that is dismissed or expired is no longer listed, to the millisecond (R89)', async () => {
      const userId = fresh('user');
      const message = (dispatchId: string, more: Partial<InboxMessage>) =>
        inboxMessage(userId, { dispatchId, ...more });
      await putAll([
        message('dismissed', { dismissedAt: NOON }),
        message('expired', { createdAt: NOON - 30 * DAY, expiresAt: NOON }),
        message('last moment', { createdAt: NOON - 30 * DAY, expiresAt: NOON + 1 }),
      ]);
      expect((await listFor(userId)).map(({ dispatchId }) => dispatchId)).toEqual(['last moment']);
    });

    test('ids of users of any characters have inboxes of their own', async () => {
      const users = ['../x', 'a#b', 'ada@example.com', '🎈'.repeat(100), "o'hara"].map(
        (each) => `${fresh('u')}${each}`,
      );
      for (const userId of users) await open().put(inboxMessage(userId));
      for (const userId of users) expect(await listFor(userId)).toEqual([inboxMessage(userId)]);
    });

    test.each([
      '',
      'none',
      '0|x',
      '15|',
      '15|../..',
      '100|001796138400000-aaaaaaaaaaaaaaaaaaaaaa',
      '\ud800',
      'é'.repeat(2_000),
    ])('a cursor that no page of an inbox ended with (%j) is refused (R68)', async (cursor) => {
      await expect(open().list(fresh('user'), cursor)).rejects.toThrow(InvalidCursorError);
    });

    test.each(['', 'none', '../..', 'x'.repeat(5_000), '\ud800'])(
      'a text that is no id (%j) finds no message',
      async (id) => {
        expect(await open().get(fresh('user'), id)).toBeUndefined();
      },
    );
  });
}
