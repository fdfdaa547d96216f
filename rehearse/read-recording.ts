import { createLineSplitter } from './line-splitter.ts';
import type { RecordingBatch, RecordingChunk, RecordingReaderSettings } from './recording-batch.ts';
import { createRecordingReader } from './recording-reader.ts';

/** Reads a recording chunk by chunk, each when its batch is requested. */
export async function* readRecording(
  recording: AsyncIterable<RecordingChunk>,
  settings: RecordingReaderSettings,
): AsyncGenerator<RecordingBatch> {
  const reader = createRecordingReader(settings);
  const splitter = createLineSplitter();
  for await (const chunk of recording) yield reader.read(splitter.push(chunk));
  yield reader.read(splitter.flush());
  yield* reader.finish();
}
