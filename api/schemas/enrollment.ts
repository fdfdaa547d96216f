import * as v from 'valibot';
import { CANCELLED_REASONS, ENROLLMENT_STATES, WITHHELD_REASONS } from '../../core/contracts/decision.ts';
import { instantTextSchema } from '../../core/contracts/instant-text.ts';
import { cursorSchema } from './page.ts';

/** The schema of an enrollment that took a seat in a wave. */
export const enrollmentSchema = v.object({
  userId: v.string(),
  campaignId: v.string(),
  enrollmentId: v.string(),
  state: v.picklist(ENROLLMENT_STATES),
  /** The reason, for `cancelled` and `withheld` (R73). */
  reason: v.optional(v.picklist([...new Set([...WITHHELD_REASONS, ...CANCELLED_REASONS])])),
  /** The id of the event that cancelled it. */
  cancelledBy: v.optional(v.string()),
  triggeredAt: instantTextSchema,
  dueAt: v.optional(instantTextSchema),
  dispatchedAt: v.optional(instantTextSchema),
});

/** An enrollment as the HTTP interface returns it. */
export type EnrollmentView = v.InferOutput<typeof enrollmentSchema>;

/** The schema of a page of enrollments. */
export const enrollmentListSchema = v.object({ enrollments: v.array(enrollmentSchema), cursor: cursorSchema });
