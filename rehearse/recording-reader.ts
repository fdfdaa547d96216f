import { createRecordedOrderReader } from './recorded-order-reader.ts';
import type { RecordingReader, RecordingReaderSettings } from './recording-batch.ts';
import { createSortedReader } from './sorted-reader.ts';

/** Creates a reader for a recording in order, or for one that needs sorting. */
export function createRecordingReader(settings: RecordingReaderSettings): RecordingReader {
  return settings.needsSorting ? createSortedReader(settings) : createRecordedOrderReader(settings);
}
