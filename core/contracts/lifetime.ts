import { MAX_DELAY, MAX_STALENESS } from './definition.ts';
import { DAY, type TimeSpan } from './span.ts';

/** The longest an event may wait in queues before it is read: in two, one after the other, each with dead letters. */
export const QUEUE_RETENTION: TimeSpan = 2 * 14 * DAY;

/** How long what is known of a user and a follow-up is kept after its last change: less would be a lost message, or a second one. */
export const ROW_LIFETIME: TimeSpan = MAX_DELAY + MAX_STALENESS + QUEUE_RETENTION;

/** How long a wave and its seats are kept after the departure. */
export const WAVE_LIFETIME: TimeSpan = 45 * DAY;

/** How long refused events are kept for operators. */
export const REFUSAL_LIFETIME: TimeSpan = 45 * DAY;
