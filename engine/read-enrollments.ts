import { type Enrollment, listEnrollments } from '../core/enrollments.ts';
import type { Services } from '../core/ports.ts';
import type { RowKey } from '../core/row.ts';
import { locateRow } from './locate-row.ts';
import { readDecisions, readUserDecisions } from './read-decisions.ts';

/**
 * Returns the enrollments of a user in a campaign, in the order in which they began. Those of a merged user go on in the row of the user into whom
 * it was merged, so that the decisions of both are read (R65).
 */
export async function readEnrollments(key: RowKey, services: Services): Promise<Enrollment[]> {
  const read = await services.rows.read(key);
  if (read.mergedInto === undefined) return listEnrollments(key, read, await readDecisions(key, read, services));
  const { key: intoKey, row } = await locateRow(key, { read }, services);
  return listEnrollments(intoKey, row, await readUserDecisions(key.userId, key.campaignId, services));
}
