import { parentPort, workerData } from 'node:worker_threads';
import type { Batch, Piece, ReadingSettings } from '../rehearse/batch.ts';
import { newLines } from '../rehearse/lines.ts';
import { newReading } from '../rehearse/reading.ts';

if (parentPort === null) throw new Error('reading-thread: expected to be started as a thread');
const port = parentPort;
const settings: ReadingSettings = workerData;
const reading = newReading(settings);
const lines = newLines();
const rest = readRest();

// One batch for each message, so that whoever sends them says how far ahead to read.
port.on('message', (piece: Piece | null) => {
  if (piece !== null) return port.postMessage(reading.read(lines.of(piece)));
  const { done, value } = rest.next();
  if (done) port.close();
  else port.postMessage(value);
});

function* readRest(): Generator<Batch, undefined> {
  yield reading.read(lines.rest());
  yield* reading.end();
}
