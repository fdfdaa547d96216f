import type { ConnectorEvent } from '../core/contracts/event.ts';
import type { Instant } from '../core/contracts/instant.ts';
import type { Line } from './line.ts';

/** The settings of a reader of a recording. */
export interface RecordingReaderSettings {
  /** The event keys that campaigns listen to. */
  readonly keys: ReadonlySet<string>;
  /** The end of the rehearsal; later events are left out. */
  readonly until: Instant;
  readonly needsUsers: boolean;
  /** The recording is not in order: the relevant events follow sorted, after the last chunk. */
  readonly needsSorting: boolean;
}

/** A reader of a recording, chunk by chunk. */
export interface RecordingReader {
  read(lines: readonly Line[]): RecordingBatch;
  /** Returns the batches that follow the last chunk. */
  finish(): Iterable<RecordingBatch>;
}

/** A chunk of a recording, in UTF-8. It may end in the middle of a line or of a character. */
export type RecordingChunk = Uint8Array | string;

/** A function that reads a recording into batches, in the order of its chunks. */
export type ReadRecording = (
  recording: AsyncIterable<RecordingChunk>,
  settings: RecordingReaderSettings,
) => AsyncIterable<RecordingBatch>;

/** The events of a chunk of a recording, with counts. */
export interface RecordingBatch {
  /** The events that may match a campaign. */
  readonly relevantEvents: readonly RecordedEvent[];
  /** The number of entries up to the end of the rehearsal, with the refused ones. */
  readonly entryCount: number;
  readonly acceptedCount: number;
  readonly leftOutCount: number;
  /** The lines without an event, or with one that an installation would refuse. */
  readonly refused: readonly RefusedLine[];
  /** The users who appear here for the first time. */
  readonly users: readonly string[];
  /** The first and last instant of the events. Absent if there is no event, or if they are still to be sorted. */
  readonly span?: EventSpan;
}

/** A recorded event, and the instant at which it is played. */
export interface RecordedEvent {
  readonly at: Instant;
  /** The number of its line. */
  readonly line: number;
  readonly event: ConnectorEvent;
}

/** The number of a line, and why it is refused. */
export interface RefusedLine {
  readonly line: number;
  readonly reason: string;
}

interface EventSpan {
  readonly first: Instant;
  readonly last: Instant;
  readonly isInOrder: boolean;
}
