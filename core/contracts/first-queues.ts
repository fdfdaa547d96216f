import type { DetailType } from './entry.ts';

/** The queues that events come to first: of what users do, and of updates, deletions and merges of their profiles. */
export type FirstQueue = 'events' | 'profiles';

/** The first queue of events by their type. The rules of the bus and the HTTP interface both follow it, so that they fill the same queues. */
export const FIRST_QUEUES: Readonly<Record<DetailType, FirstQueue>> = {
  'Campaign Interaction': 'events',
  'User Behavior': 'events',
  'User Profile Updated': 'profiles',
  'User Deleted': 'profiles',
  'Users Merged': 'profiles',
};
