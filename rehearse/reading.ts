import { asRecorded } from './as-recorded.ts';
import type { Reading, ReadingSettings } from './batch.ts';
import { inOrder } from './in-order.ts';

/** Begins to read a recording. */
export function newReading(settings: ReadingSettings): Reading {
  return settings.sorts ? inOrder(settings) : asRecorded(settings);
}
