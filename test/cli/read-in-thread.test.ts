import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { readInThread } from '../../cli/read-in-thread.ts';
import { MINUTE } from '../../core/contracts/time-span.ts';
import type { RecordingBatch } from '../../rehearse/recording-batch.ts';
import { SETTINGS, START } from '../harness/rehearse/recording.ts';

const lineOf = (index: number) => {
  const occurredAt = new Date(START + index * MINUTE).toISOString();
  const Detail = { userId: `Jürgen 🎈 ${index}`, interaction: 'email.received', campaignId: 'mail', occurredAt };
  return `${JSON.stringify({ Source: 'test', DetailType: 'Campaign Interaction', Detail })}\n`;
};
const NAMES = Array.from({ length: 500 }, (_, index) => `Jürgen 🎈 ${index}`);

/** Creates a recording in chunks of some bytes, which end in the middle of lines and of characters. */
function inPiecesOf(bytes: number): Readable {
  const whole = Buffer.from(
    NAMES.map((_, index) => lineOf(index))
      .join('')
      .trimEnd(),
  );
  const count = Math.ceil(whole.length / bytes);
  return Readable.from(Array.from({ length: count }, (_, index) => whole.subarray(index * bytes, (index + 1) * bytes)));
}

async function batchesOf(recording: Readable, settings = SETTINGS): Promise<RecordingBatch[]> {
  return Array.fromAsync(readInThread(recording, settings));
}

describe('a recording that is read in a thread', () => {
  test.each([
    ['one', 1 << 20],
    ['many', 1_009],
  ])('a recording that is read in a thread yields every event in its order, in chunks: %s', async (_, bytes) => {
    const batches = await batchesOf(inPiecesOf(bytes));
    expect(batches.flatMap(({ users }) => users)).toEqual(NAMES);
    const relevant = batches.flatMap((batch) => batch.relevantEvents);
    expect(relevant.map(({ line }) => line)).toEqual(NAMES.map((_, index) => index + 1));
    expect(relevant.map(({ event }) => event.userId)).toEqual(NAMES);
  });

  test('a recording that is read in a thread yields sorted events after its last chunk', async () => {
    const lines = NAMES.map((_, index) => lineOf(index)).reverse();
    const batches = await batchesOf(Readable.from(lines), { ...SETTINGS, needsSorting: true });
    expect(batches.slice(0, lines.length).flatMap(({ relevantEvents }) => relevantEvents)).toEqual([]);
    const relevant = batches.flatMap((batch) => batch.relevantEvents);
    expect(relevant.map(({ event }) => event.userId)).toEqual(NAMES);
  });

  test('a recording that is read in a thread yields no event if it is empty', async () => {
    const batches = await batchesOf(Readable.from([]));
    expect(batches.map(({ entryCount }) => entryCount)).toEqual([0]);
  });

  test('chunks of a recording that share memory are copied to the thread, and other chunks are transferred', async () => {
    const [shared, own] = [Buffer.from(lineOf(0)), new Uint8Array(Buffer.from(lineOf(1)))];
    expect(await batchesOf(Readable.from([shared, own]))).toMatchObject([
      { entryCount: 1 },
      { entryCount: 1 },
      { entryCount: 0 },
    ]);
    expect([shared.toString(), own.byteLength]).toEqual([lineOf(0), 0]);
  });

  test('reading a recording in a thread fails if its stream fails', async () => {
    const recording = Readable.from(
      (function* () {
        yield lineOf(0);
        throw new Error('the disk is gone');
      })(),
    );
    await expect(batchesOf(recording)).rejects.toThrow('the disk is gone');
  });

  test('an endless line of a recording that is read in a thread is refused alone, with its number and size, and the others are read (R61)', async () => {
    const recording = Readable.from([lineOf(0), 'x'.repeat(5 * 1024 * 1024), `\n${lineOf(1)}`]);
    const batches = await batchesOf(recording);
    expect(batches.flatMap(({ refused }) => refused)).toEqual([
      { line: 2, reason: 'expected a line of at most 4 MiB (4,194,304 bytes), found 5,242,880 bytes' },
    ]);
    expect(batches.flatMap(({ users }) => users)).toEqual(NAMES.slice(0, 2));
  });

  test('a recording that is read in a thread is closed when the reader stops reading', async () => {
    const recording = inPiecesOf(1_009);
    for await (const { entryCount } of readInThread(recording, SETTINGS)) {
      expect(entryCount).toBeGreaterThan(0);
      break;
    }
    expect(recording.destroyed).toBe(true);
  });
});
