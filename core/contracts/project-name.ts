import * as v from 'valibot';

const EXPECTED = 'a name of 1 to 64 lowercase letters, digits and hyphens, such as shop';

/** The schema of the name of a project (R55). */
export const projectNameSchema = v.pipe(v.string(EXPECTED), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/, EXPECTED));
