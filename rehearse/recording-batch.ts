import type { ConnectorEvent } from '../core/contracts/event.ts';
import type { Instant } from '../core/contracts/instant.ts';
import type { Line } from './line.ts';

/** What is asked of a recording. */
export interface RecordingReaderSettings {
  /** The keys under which campaigns listen. */
  readonly keys: ReadonlySet<string>;
  /** Later events are left out. */
  readonly until: Instant;
  readonly needsUsers: boolean;
  /** The events are not in order: those that are heard come sorted, after the last piece. */
  readonly needsSorting: boolean;
}

/** Reads a recording piece by piece. */
export interface RecordingReader {
  read(lines: readonly Line[]): RecordingBatch;
  /** What comes after the last piece. */
  finish(): Iterable<RecordingBatch>;
}

/** A piece of a recording, in UTF-8: it may end in the middle of a line or of a character. */
export type RecordingChunk = Uint8Array | string;

/** Reads a recording; its batches come in the order of its pieces. */
export type ReadRecording = (
  recording: AsyncIterable<RecordingChunk>,
  settings: RecordingReaderSettings,
) => AsyncIterable<RecordingBatch>;

/** What a piece of a recording holds. */
export interface RecordingBatch {
  /** The events that may matter to the campaigns. */
  readonly relevantEvents: readonly RecordedEvent[];
  /** Entries up to the end, refused ones among them. */
  readonly entryCount: number;
  readonly acceptedCount: number;
  readonly leftOutCount: number;
  /** Lines that hold no event, or one that every door would refuse. */
  readonly refused: readonly RefusedLine[];
  /** Users of whom nothing was read before. */
  readonly users: readonly string[];
  /** From when to when its events are; absent where there is none, or where they are yet to be sorted. */
  readonly span?: EventSpan;
}

/** A recorded event, and when it is played. */
export interface RecordedEvent {
  readonly at: Instant;
  /** The line it stands in. */
  readonly line: number;
  readonly event: ConnectorEvent;
}

/** A line, and why it is refused. */
export interface RefusedLine {
  readonly line: number;
  readonly reason: string;
}

interface EventSpan {
  readonly first: Instant;
  readonly last: Instant;
  readonly isInOrder: boolean;
}
