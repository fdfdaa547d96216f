import * as v from 'valibot';

/** The schema of the answer of an installation that can work. */
export const healthSchema = v.object({ status: v.literal('ok') });
