import type { Instant } from '../../core/contracts/instant.ts';
import { refuseMessage, type SendResult } from '../../core/contracts/sender.ts';
import { HOUR, SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';

/** The status of an answer, and its header Retry-After. The body is not read: it may hold what is not for the author of a campaign. */
export interface WebhookAnswer {
  readonly status: number;
  readonly retryAfter?: string;
}

/** The statuses of which a repeat may have another result: time-out, conflict, too early, too many requests. */
const PASSING_STATUSES = [408, 409, 425, 429];

/** Returns the result of a request that was answered. A redirect is not followed, because its target is not checked by an owner. */
export function classifyAnswer({ status, retryAfter }: WebhookAnswer, now: Instant): SendResult {
  const reason = `HTTP ${status}`;
  if (status >= 200 && status < 300) return { kind: 'sent' };
  if (status === 410) return refuseMessage('gone');
  if (status < 500 && !PASSING_STATUSES.includes(status)) return { kind: 'refused', reason };
  const after = retryAfter === undefined ? undefined : parseRetryAfter(retryAfter, now);
  return { kind: 'later', reason, ...(after === undefined ? {} : { after }) };
}

const MIN_RETRY_AFTER: TimeSpan = SECOND;
/** The longest wait that a receiver can ask for. One that asks for more is asked again. */
const MAX_RETRY_AFTER: TimeSpan = HOUR;

/** Parses a number of seconds or a date of HTTP (RFC 9110, section 10.2.3). Returns undefined for any other text. */
function parseRetryAfter(text: string, now: Instant): TimeSpan | undefined {
  const isSeconds = /^\s*\d{1,10}\s*$/.test(text);
  const isDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text.trim());
  const after = isSeconds ? Number(text) * SECOND : isDate ? Date.parse(text) - now : Number.NaN;
  return Number.isNaN(after) ? undefined : Math.min(Math.max(after, MIN_RETRY_AFTER), MAX_RETRY_AFTER);
}
