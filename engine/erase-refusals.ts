import { parseInstant } from '../core/contracts/instant.ts';
import { isObject } from '../core/contracts/object.ts';
import { parseJson } from '../core/contracts/parse-json.ts';
import { readDetail } from '../core/contracts/read-detail.ts';
import type { Erasure } from '../core/erasure.ts';
import type { Services, StoredRefusal } from '../core/ports.ts';

/** Erases the refused entries of a deleted user from a page of all that are kept (R65). Returns the position of the next page, if there is one. */
export async function eraseRefusals(
  { userId, aliases, deletedUntil }: Erasure,
  cursor: string | undefined,
  { refusals }: Pick<Services, 'refusals'>,
): Promise<string | undefined> {
  const page = await refusals.list(cursor);
  const users = [userId, ...aliases];
  for (const refusal of page.items) {
    const isUsers = users.some((user) => isAboutUser(refusal, user));
    if (isUsers && findInstant(refusal) <= deletedUntil) await refusals.remove(refusal.id);
  }
  return page.cursor;
}

/** Returns whether a refused event mentions a user. */
export function isAboutUser({ entry }: Pick<StoredRefusal, 'entry'>, userId: string): boolean {
  return mentions(entry, userId);
}

/** The names of fields that may hold the id of a user: `userId`, `fromUserId`, `external_user_id`, and what producers mistake them for. */
const USER_FIELD = /user|external_?id/i;

/**
 * Returns whether an entry names a user: in a field for users anywhere in it, also in the text of its Detail or of an entry that was cut. The
 * same text in another field may be something else: ids of users can be as short as "1".
 */
function mentions(value: unknown, userId: string): boolean {
  if (typeof value === 'string') return mentionsInText(value, userId);
  if (Array.isArray(value)) return value.some((each) => mentions(each, userId));
  if (!isObject(value)) return false;
  return Object.entries(value).some(
    ([name, each]) => (each === userId && USER_FIELD.test(name)) || mentions(each, userId),
  );
}

/** Returns whether a text names a user: as JSON, or as the beginning of it. Quotes in the text of a Detail are escaped once more. */
function mentionsInText(text: string, userId: string): boolean {
  const parsed = parseJson(text);
  if (isObject(parsed) || Array.isArray(parsed)) return mentions(parsed, userId);
  const id = RegExp.escape(JSON.stringify(userId).slice(1, -1));
  const named = new RegExp(String.raw`\\*"([^"\\]{1,64})\\*"\s*:\s*\\*"${id}\\*"`, 'g');
  return [...text.matchAll(named)].some(([, name = '']) => USER_FIELD.test(name));
}

/** Returns when the user did what was refused, or when it was refused if that is earlier or the entry does not say it. */
function findInstant({ at, entry }: StoredRefusal): number {
  const detail = isObject(entry) ? entry['Detail'] : undefined;
  const occurredAt = readDetail(detail)?.['occurredAt'];
  const did = typeof occurredAt === 'string' ? parseInstant(occurredAt) : undefined;
  return Math.min(at, did ?? at);
}
