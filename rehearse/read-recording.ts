import type { RecordingBatch, RecordingChunk, RecordingReaderSettings } from './batch.ts';
import { createLineSplitter } from './lines.ts';
import { createRecordingReader } from './reading.ts';

/** Reads a recording piece by piece, each when its batch is asked for. */
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
