import * as v from 'valibot';
import { closedObject } from '../../core/contracts/fault.ts';
import { instantTextSchema } from '../../core/contracts/instant-text.ts';
import { idSchema } from '../../core/contracts/selector.ts';
import { STORED_KINDS, UNREACHABLE_COPIES } from '../../core/contracts/user-report.ts';
import { countSchema } from './page.ts';

/** The schema of the body of `POST /erasures`. */
export const erasureRequestSchema = closedObject({ userId: idSchema });

/** The schema of the answer to a deletion: the event that was put, and what happens next. */
export const erasureAcceptedSchema = v.object({
  userId: v.string(),
  /** The id of the event `User Deleted`. */
  eventId: v.string(),
  deletedAt: instantTextSchema,
  /** A sentence for people. */
  next: v.string(),
});

/** The schema of the state of an erasure. */
const erasureStateSchema = v.union([
  v.object({ state: v.literal('none') }),
  v.object({
    state: v.literal('running'),
    deletedAt: instantTextSchema,
    /** The instant at which it began. */
    since: instantTextSchema,
    sweep: v.picklist([1, 2]),
    /** The instant from which on the second sweep begins. */
    secondSweepAt: instantTextSchema,
  }),
  v.object({ state: v.literal('done'), deletedAt: instantTextSchema, erasedAt: instantTextSchema }),
]);

/** The state of an erasure as the HTTP interface returns it. */
export type ErasureStateView = v.InferOutput<typeof erasureStateSchema>;

/** The schema of one kind of things that are stored of a user. */
const storedSchema = v.object({
  kind: v.picklist(STORED_KINDS),
  count: countSchema,
  /** The time for which they are kept if the user is not deleted. */
  keptFor: v.string(),
});

/** The schema of a place where an installation deletes nothing. */
const unreachableSchema = v.object({ place: v.picklist(UNREACHABLE_COPIES), description: v.string() });

/** The schema of what is stored of a user, of the erasure if the user was deleted, and of what lies elsewhere. */
export const erasureReportSchema = v.object({
  userId: v.string(),
  /** The user into whom the user was merged, and with whom what that one took along is deleted (R65); absent if it was not merged. */
  mergedInto: v.optional(v.string()),
  erasure: erasureStateSchema,
  stored: v.array(storedSchema),
  beyondReach: v.array(unreachableSchema),
});
