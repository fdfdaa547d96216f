import * as v from 'valibot';
import { decisionViewSchema } from '../../core/contracts/decision-view.ts';
import { cursorSchema } from './page.ts';

/** A decision as the HTTP interface returns it. */
export type DecisionAnswer = v.InferOutput<typeof decisionViewSchema>;

/** The schema of a page of decisions about a user. */
export const decisionListSchema = v.object({
  /** The user into whom the user was merged, whose decisions these are too (R65); absent if it was not merged. */
  mergedInto: v.optional(v.string()),
  decisions: v.array(decisionViewSchema),
  cursor: cursorSchema,
});
