import { createRecordedOrderReader } from './as-recorded.ts';
import type { RecordingReader, RecordingReaderSettings } from './batch.ts';
import { createSortedReader } from './in-order.ts';

/** Begins to read a recording. */
export function createRecordingReader(settings: RecordingReaderSettings): RecordingReader {
  return settings.needsSorting ? createSortedReader(settings) : createRecordedOrderReader(settings);
}
