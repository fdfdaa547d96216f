import { on } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { RecordingBatch, RecordingChunk, RecordingReaderSettings } from '../rehearse/recording-batch.ts';

/** Pieces that are read before the first of them is asked for: enough that nobody waits for the other. */
const PREFETCHED_CHUNKS = 8;

/** What is published is JavaScript. */
const THREAD_URL = new URL(`./recording-thread${extname(import.meta.filename)}`, import.meta.url);

/** Reads a recording in a thread beside the present one, which is free to play what was read before. */
export async function* readInThread(
  recording: AsyncIterable<RecordingChunk>,
  settings: RecordingReaderSettings,
): AsyncGenerator<RecordingBatch> {
  const thread = new Worker(THREAD_URL, { workerData: settings });
  try {
    const batches = on(thread, 'message', { close: ['exit'] });
    const send = (chunk: RecordingChunk | null) => thread.postMessage(chunk, listTransferables(chunk));
    let sent = 0;
    for await (const chunk of recording) {
      send(chunk);
      sent += 1;
      if (sent < PREFETCHED_CHUNKS) continue;
      const next = await batches.next();
      if (next.done) throw new Error('recording-thread: ended before the recording');
      yield next.value[0];
    }
    for (send(null); ; send(null)) {
      const next = await batches.next();
      if (next.done) return;
      yield next.value[0];
    }
  } finally {
    await thread.terminate();
  }
}

/** What a piece lies in alone is handed over with it, and not copied. */
function listTransferables(chunk: RecordingChunk | null): ArrayBuffer[] {
  if (!(chunk instanceof Uint8Array) || !(chunk.buffer instanceof ArrayBuffer)) return [];
  return chunk.byteLength === chunk.buffer.byteLength ? [chunk.buffer] : [];
}
