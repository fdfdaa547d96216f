import * as v from 'valibot';
import { INSTANT_EXPECTED, parseInstant } from '../../core/contracts/instant.ts';
import { isEmptyObject } from '../../core/contracts/optional-fields.ts';

/** The schema of an instant of SES, such as `2026-12-01T09:30:00.123Z`. */
export const instantSchema = v.pipe(
  v.string(INSTANT_EXPECTED),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const instant = parseInstant(dataset.value);
    if (instant !== undefined) return instant;
    addIssue({ message: INSTANT_EXPECTED });
    return NEVER;
  }),
);

/** The schema of an optional text; null and empty text count as absent (R67). */
export const optionalTextSchema = v.optional(
  v.pipe(
    v.unknown(),
    v.transform((value) => (value === null || value === '' ? undefined : value)),
    v.optional(v.string('text')),
  ),
);

/** Creates the schema of an optional object or list; null, empty text and an empty list count as absent (R67). */
export function createOptionalSchema<Output>(schema: v.GenericSchema<unknown, Output>) {
  return v.optional(
    v.pipe(
      v.unknown(),
      v.transform((value) => (isEmptyObject(value) ? undefined : value)),
      v.optional(schema),
    ),
  );
}

/** The schema of a list of texts. */
export const textsSchema = v.array(v.string('text'), 'a list of texts');
