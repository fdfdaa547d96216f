import type { Services } from '../core/ports.ts';

/**
 * Copies the messages that a merged user sees into the inbox of the user into whom it was merged, as they were answered (R65, R89). The inbox of the merged
 * user stays until its messages expire: a token that was given out for it shows what it showed, and nothing of the other user. A repeat changes nothing.
 */
export async function mergeInbox(
  userId: string,
  intoUserId: string,
  { inboxMessages }: Pick<Services, 'inboxMessages'>,
): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = await inboxMessages.list(userId, cursor);
    for (const message of page.items) await inboxMessages.put({ ...message, userId: intoUserId, rev: 1 });
    cursor = page.cursor;
  } while (cursor !== undefined);
}
