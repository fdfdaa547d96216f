import { createChunkReader } from './chunk-reader.ts';
import type { RecordingBatch, RecordingChunk, RecordingReaderSettings } from './recording-batch.ts';

/** Reads a recording chunk by chunk, each when its batch is requested. */
export async function* readRecording(
  recording: AsyncIterable<RecordingChunk>,
  settings: RecordingReaderSettings,
): AsyncGenerator<RecordingBatch> {
  const reader = createChunkReader(settings);
  for await (const chunk of recording) yield reader.read(chunk);
  yield* reader.finish();
}
