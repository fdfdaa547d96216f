import type { Temporal } from 'temporal-polyfill';
import type { Instant } from './contracts/instant.ts';

/** Returns the instant of a local time: the first after the gap if a clock change skips it, the earlier if it happens twice (R22). */
export function findLocalInstant(local: Temporal.PlainDateTime, zone: string): Instant {
  const earlier = local.toZonedDateTime(zone, { disambiguation: 'earlier' });
  if (earlier.toPlainDateTime().equals(local)) return earlier.epochMilliseconds;
  // The clock jumps over the local time: `earlier` is before the jump.
  const jump = earlier.getTimeZoneTransition('next');
  if (jump === null) throw new Error(`zone ${zone}: expected a clock change after ${earlier.toString()}`);
  return jump.epochMilliseconds;
}
