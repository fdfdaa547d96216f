import * as v from 'valibot';

/** The schema of a document that describes the interface: it has a standard of its own. */
export const documentSchema = v.record(v.string(), v.unknown());
