import { createRecordedOrderReader } from './recorded-order-reader.ts';
import type { RecordingReader, RecordingReaderSettings } from './recording-batch.ts';
import { createSortedReader } from './sorted-reader.ts';

/** Begins to read a recording. */
export function createRecordingReader(settings: RecordingReaderSettings): RecordingReader {
  return settings.needsSorting ? createSortedReader(settings) : createRecordedOrderReader(settings);
}
