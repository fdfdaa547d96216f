import * as v from 'valibot';

/** The schema of an instant in an answer: RFC 3339 in UTC, as `formatInstant` writes it. JSON Schema calls it `date-time`. */
export const instantTextSchema = v.string();
