import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MINUTE } from '../../core/contracts/time-span.ts';
import { createLineSplitter } from '../../rehearse/line-splitter.ts';
import type { RecordingBatch, RecordingReaderSettings } from '../../rehearse/recording-batch.ts';
import { createRecordingReader } from '../../rehearse/recording-reader.ts';
import { SETTINGS, START } from '../harness/rehearse/recording.ts';

const entry = (minutes: number, userId: string, campaignId = 'mail') => ({
  Source: 'test',
  DetailType: 'Campaign Interaction',
  Detail: { userId, interaction: 'email.received', campaignId, occurredAt: new Date(START + minutes * MINUTE) },
});

/** Reads a recording whose chunks are some lines, and returns its batches. */
function read(pieces: readonly (readonly unknown[])[], more: Partial<RecordingReaderSettings> = {}): RecordingBatch[] {
  const [reading, lines] = [createRecordingReader({ ...SETTINGS, ...more }), createLineSplitter()];
  const textOf = (line: unknown) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`;
  const batches = pieces.map((piece) => reading.read(lines.push(piece.map(textOf).join(''))));
  return [...batches, ...reading.finish()];
}

const relevantUsers = (batches: readonly RecordingBatch[]) =>
  batches.flatMap(({ relevantEvents }) => relevantEvents.map(({ event }) => event.userId));
const usersNamed = (batches: readonly RecordingBatch[]) => batches.flatMap(({ users }) => users);

describe('the reader of a recording', () => {
  test('the reader of a recording returns the events that campaigns listen to, and counts the others and lists their users', () => {
    const batches = read([
      [entry(0, 'ann'), entry(1, 'bob', 'other')],
      [entry(2, 'ann'), entry(3, 'cid', 'other')],
    ]);
    expect(relevantUsers(batches)).toEqual(['ann', 'ann']);
    expect(usersNamed(batches)).toEqual(['ann', 'bob', 'cid']);
    expect(batches.map(({ entryCount }) => entryCount)).toEqual([2, 2]);
  });

  test('the reader of a recording lists no users unless they are requested', () => {
    for (const needsSorting of [false, true])
      expect(usersNamed(read([[entry(0, 'ann')]], { needsUsers: false, needsSorting }))).toEqual([]);
  });

  test('the reader of a recording leaves out events after the end, and not those at the end', () => {
    const events = [entry(0, 'ann'), entry(1, 'bob'), entry(2, 'cid')];
    for (const needsSorting of [false, true]) {
      const batches = read([events], { until: START + MINUTE, needsSorting });
      expect([relevantUsers(batches), usersNamed(batches)]).toEqual([
        ['ann', 'bob'],
        ['ann', 'bob'],
      ]);
      expect(batches[0]).toMatchObject({ entryCount: 2, leftOutCount: 1 });
    }
  });

  test('the reader of a recording refuses a line without an event, and an entry that every installation refuses, with its number (R61)', () => {
    const batches = read([['no json', '', '[]', entry(0, 'ann')], [{ ...entry(0, 'bob'), DetailType: 'Gossip' }]]);
    expect(batches.flatMap(({ refused }) => refused.map(({ line }) => line))).toEqual([1, 3, 5]);
    expect(batches.map(({ entryCount, acceptedCount }) => [entryCount, acceptedCount])).toEqual([
      [1, 1],
      [1, 0],
    ]);
  });

  test('the reader of a recording returns the first and last instant of a chunk, and whether it is in order', () => {
    const [early, none, late] = read([
      [entry(0, 'ann'), entry(0, 'bob')],
      ['no json'],
      [entry(3, 'ann'), entry(2, 'bob')],
    ]);
    expect(early?.span).toEqual({ first: START, last: START, isInOrder: true });
    expect(none?.span).toBeUndefined();
    expect(late?.span).toMatchObject({ isInOrder: false });
  });

  test('the reader of a recording returns the same events and users from any order, if it sorts, as from a recording in order', () => {
    const events = fc.array(
      fc.tuple(fc.nat(5), fc.constantFrom('ann', 'bob', 'cid'), fc.constantFrom('mail', 'other')),
    );
    fc.assert(
      fc.property(events, (all) => {
        const entries = all.map(([minutes, userId, campaignId]) => entry(minutes, userId, campaignId));
        const minutesOf = (index: number) => all[index]?.[0] ?? 0;
        const inOrder = entries
          .map((each, index) => [each, index] as const)
          .sort(([, one], [, other]) => minutesOf(one) - minutesOf(other))
          .map(([each]) => each);
        const [plain, sorted] = [
          read([inOrder]),
          read(
            entries.map((each) => [each]),
            { needsSorting: true },
          ),
        ];
        const relevant = (batches: readonly RecordingBatch[]) =>
          batches.flatMap((batch) => batch.relevantEvents.map(({ at, event }) => ({ at, event })));
        expect(relevant(sorted)).toEqual(relevant(plain));
        expect(usersNamed(sorted)).toEqual(usersNamed(plain));
        expect(sorted.find(({ span }) => span !== undefined)?.span).toEqual(plain[0]?.span);
      }),
    );
  });

  test('the reader of a recording refuses an event that is nested deeper than any stack, or has an invalid number, and reads the others', () => {
    const withProperties = (json: string) =>
      JSON.stringify(entry(1, 'bad')).replace('"userId"', `"properties":${json},"userId"`);
    const deep = withProperties(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
    const lines = [entry(0, 'ann'), deep, withProperties('{ "sum": 1e400 }'), entry(2, 'bob')];
    for (const needsSorting of [false, true]) {
      const batches = read([lines], { needsSorting });
      expect(batches.flatMap(({ relevantEvents }) => relevantEvents.map(({ line }) => line))).toEqual([1, 4]);
      expect(batches.flatMap(({ refused }) => refused.map(({ line }) => line))).toEqual([2, 3]);
    }
  });
});
