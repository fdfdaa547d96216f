import { parentPort, workerData } from 'node:worker_threads';
import { createLineSplitter } from '../rehearse/line-splitter.ts';
import type { RecordingBatch, RecordingChunk, RecordingReaderSettings } from '../rehearse/recording-batch.ts';
import { createRecordingReader } from '../rehearse/recording-reader.ts';

if (parentPort === null) throw new Error('recording-thread: expected to be started as a thread');
const port = parentPort;
const settings: RecordingReaderSettings = workerData;
const reader = createRecordingReader(settings);
const splitter = createLineSplitter();
const remainingBatches = readRemaining();

// One batch for each message, so that the sender decides how far ahead the thread reads.
port.on('message', (chunk: RecordingChunk | null) => {
  if (chunk !== null) return port.postMessage(reader.read(splitter.push(chunk)));
  const { done, value } = remainingBatches.next();
  if (done) port.close();
  else port.postMessage(value);
});

function* readRemaining(): Generator<RecordingBatch, undefined> {
  yield reader.read(splitter.flush());
  yield* reader.finish();
}
