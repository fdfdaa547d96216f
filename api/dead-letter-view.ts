import { countBytes, truncateToBytes } from '../core/contracts/characters.ts';
import { formatInstant } from '../core/contracts/instant.ts';
import { isDeeperThan, MAX_JSON_LEVELS } from '../core/contracts/json.ts';
import { isObject } from '../core/contracts/object.ts';
import { parseJson } from '../core/contracts/parse-json.ts';
import { readDetail } from '../core/contracts/read-detail.ts';
import type { DeadLetter } from '../core/dead-letters.ts';
import { MAX_STORED_ENTRY_BYTES } from '../core/truncate-refused-event.ts';
import type { DeadLetterView } from './schemas/dead-letter.ts';

/** The maximum number of levels of a body that is shown as JSON: those of a Detail, and of what is around it. */
const MAX_LEVELS = 2 * MAX_JSON_LEVELS;

/** Returns a dead letter as the interface shows it: its body as JSON if it is some, and cut if it is long, as that of a refused event. */
export function toDeadLetterView({ body, code, message, ...letter }: DeadLetter): DeadLetterView {
  const { at, firstReceivedAt, nextAttemptAt } = letter;
  const json = parseJson(body);
  const parsed = isDeeperThan(MAX_LEVELS, json) ? undefined : json;
  const bytes = countBytes(body);
  const cut =
    bytes > MAX_STORED_ENTRY_BYTES
      ? { body: truncateToBytes(body, MAX_STORED_ENTRY_BYTES), cut: true as const, bytes }
      : { body: parsed ?? body };
  return {
    id: letter.id,
    ...(at !== undefined && { at: formatInstant(at) }),
    attempts: letter.attempts,
    ...(firstReceivedAt !== undefined && { firstReceivedAt: formatInstant(firstReceivedAt) }),
    ...(nextAttemptAt !== undefined && { nextAttemptAt: formatInstant(nextAttemptAt) }),
    ...(code !== undefined && { code }),
    ...(message !== undefined && { message }),
    ...findIds(parsed),
    ...cut,
    canRetry: letter.canRetry,
  };
}

/** Finds the users and events that a body names: an event of the bus or an entry, each event of a pack, or any object with a `userId`. */
function findIds(body: unknown): Pick<DeadLetterView, 'userIds' | 'eventIds'> {
  const events = isObject(body) && 'pack' in body && Array.isArray(body['events']) ? body['events'] : [body];
  const details = events.map(findDetail);
  const texts = (name: string) => [...new Set(details.map((each) => each[name]).filter(isText))];
  return { userIds: texts('userId'), eventIds: texts('id') };
}

function findDetail(event: unknown): Readonly<Record<string, unknown>> {
  if (!isObject(event)) return {};
  return readDetail(event['detail'] ?? event['Detail'] ?? event) ?? {};
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
