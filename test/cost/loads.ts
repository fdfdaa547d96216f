import { getMaxDelay } from '../../core/contracts/schedule-delay.ts';
import { followUpOf, type Load, SHAPES } from './load.ts';

/** The loads that are requested; where an option is not given, every value is played. */
export interface Asked {
  readonly users?: number | undefined;
  readonly shape?: string | undefined;
  readonly delay?: string | undefined;
  /** The share of users whose message is cancelled. */
  readonly cancelled?: number | undefined;
  readonly matchesNothing?: boolean | undefined;
  /** True if only loads of an installation with a frequency cap are requested. */
  readonly caps?: boolean | undefined;
}

const USERS = [1_000, 10_000, 100_000] as const;
const DELAYS = ['none', '1 hour', '1 week'] as const;
/** The trickles with short delays, whose waves are shared by few users. */
const SHORT_DELAYS = ['1 minute', '5 minutes', '30 minutes'] as const;
const SHORT_USERS = 20_000;
/** The share of cancelled users in the one load that shows the cost of exceptions. */
const CANCELLED = 0.3;

/** Returns the requested loads. Without a given delay, also the loads that show the cost of exceptions, of frequency caps and of events that match nothing. */
export function loadsOf({ users, shape, delay, cancelled = 0, matchesNothing = false, caps = false }: Asked): Load[] {
  const shapes = SHAPES.filter((each) => shape === undefined || each === shape);
  const counts = users === undefined ? USERS : [users];
  const delays = delay === undefined && !matchesNothing ? DELAYS : [delay ?? 'none'];
  const loads = shapes.flatMap((each) =>
    delays.flatMap((wait) =>
      counts.map((count) => ({
        users: count,
        shape: each,
        delay: wait,
        cancelled,
        matchesNothing,
        ...(caps && { hasCaps: true as const }),
      })),
    ),
  );
  if (delay !== undefined || matchesNothing || cancelled > 0 || caps) return loads;
  const largest = loads.filter((load) => load.users === Math.max(...counts));
  const some = largest.filter((load) => load.shape === 'blast' && load.delay === '1 hour');
  const nothing = largest.filter((load) => !isWaitedFor(load));
  const short = SHORT_DELAYS.map((wait) => ({ users: users ?? SHORT_USERS, delay: wait }));
  return [
    ...loads,
    ...short.flatMap((each) =>
      shapes.includes('trickle') ? [{ ...each, shape: 'trickle' as const, cancelled, matchesNothing }] : [],
    ),
    ...some.map((load) => ({ ...load, cancelled: CANCELLED })),
    ...some.map((load) => ({ ...load, hasCaps: true as const })),
    ...nothing.map((load) => ({ ...load, matchesNothing: true })),
  ];
}

/** Returns whether users of a load wait. */
export function isWaitedFor(load: Load): boolean {
  return getMaxDelay(followUpOf(load).delay) > 0;
}
