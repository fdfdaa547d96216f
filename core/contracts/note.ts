import * as v from 'valibot';

const EXPECTED = 'a note of 1 to 500 characters';

/** The schema of the words that a user gives with an action, for the history of a campaign (R74). */
export const noteSchema = v.pipe(v.string(EXPECTED), v.minLength(1, EXPECTED), v.maxCodePoints(500, EXPECTED));
