import * as v from 'valibot';

/** The schema of the text by which a user is found in the log. */
export const logIdSchema = v.object({ userId: v.string(), logId: v.string() });
