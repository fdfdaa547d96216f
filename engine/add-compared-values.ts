import type { Comparison } from '../core/comparison.ts';
import type { LiveEnrollment } from '../core/live-enrollment.ts';
import type { Services } from '../core/ports.ts';
import type { Row } from '../core/row.ts';

/**
 * Returns the row with the values of those triggers that were enrolled before an edit changed which values exceptions compare (R39, R52).
 * Their seats hold the trigger events. If the row is written, it keeps the values.
 */
export async function addComparedValues(
  row: Row,
  comparison: Comparison,
  { seats }: Pick<Services, 'seats'>,
): Promise<Row> {
  const live: LiveEnrollment[] = [];
  for (const enrollment of row.live) {
    const { enrollmentId, wave } = enrollment;
    const seat =
      lacksValues(enrollment, comparison) && wave !== undefined ? await seats.get(wave.name, enrollmentId) : undefined;
    live.push(seat === undefined ? enrollment : { ...enrollment, compared: comparison.readValues(seat.trigger) });
  }
  return { ...row, live };
}

/** Returns whether the row lacks values of a live trigger that exceptions compare. */
export function needsComparedValues({ live }: Row, comparison: Comparison): boolean {
  return live.some((enrollment) => lacksValues(enrollment, comparison));
}

function lacksValues({ compared }: LiveEnrollment, { exceptions }: Comparison): boolean {
  return compared?.exceptions !== exceptions;
}
