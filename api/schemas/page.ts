import * as v from 'valibot';

/** The schema of the cursor with which the next page of a list is asked for; the last page has none. */
export const cursorSchema = v.optional(v.string());

/** The schema of a number of things. */
export const countSchema = v.pipe(v.number(), v.integer());
