import { MAX_CONVERSION_SPAN } from './conversion.ts';
import { MAX_STALENESS } from './definition.ts';
import { MAX_DELAY } from './schedule-delay.ts';
import { DAY, type TimeSpan } from './time-span.ts';

/** The longest time that an event may wait in queues: in two queues after each other, each with a dead-letter queue. */
export const QUEUE_RETENTION: TimeSpan = 2 * 14 * DAY;

/** The time for which a row is kept after its last change. A shorter time would lose a message or send a second one. */
export const ROW_LIFETIME: TimeSpan = MAX_DELAY + MAX_STALENESS + QUEUE_RETENTION;

/** The time for which a wave and its seats are kept after the departure. */
export const WAVE_LIFETIME: TimeSpan = 45 * DAY;

/** The time for which a delivery is kept after it was created: reports of opens, clicks and bounces come that late. */
export const DELIVERY_LIFETIME: TimeSpan = 60 * DAY;

/** The time for which the slots of a user are kept after the last one: a day longer than caps count them. */
export const SLOTS_LIFETIME: TimeSpan = 33 * DAY;

/** The time for which refused events are kept for operators. */
export const REFUSAL_LIFETIME: TimeSpan = 45 * DAY;

/** The time for which it is kept how many events no follow-up listened to. */
export const MISSED_LIFETIME: TimeSpan = 45 * DAY;

/** The time for which a part of a recount is kept. A recount that was given up leaves parts that nothing reads. */
export const RECOUNT_PART_LIFETIME: TimeSpan = 45 * DAY;

/** The time for which a dispatch can be converted: its longest deadline, and as long as an event may wait in queues (R47). */
export const DISPATCH_LIFETIME: TimeSpan = MAX_CONVERSION_SPAN + QUEUE_RETENTION;

/**
 * The time for which the mark of an address outlives its deleted user, from its bounce. Mailbox providers give an address that was given up
 * to another person after about a year; who then has it must not be refused for ever, and one more bounce marks it again.
 */
export const KEPT_MARK_LIFETIME: TimeSpan = 365 * DAY;
