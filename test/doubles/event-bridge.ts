import { randomUUID } from 'node:crypto';
import {
  EventBridgeServiceException,
  type PutEventsRequest,
  type PutEventsRequestEntry,
  type PutEventsResponse,
} from '@aws-sdk/client-eventbridge';
import type { EventsClient } from '../../adapters/aws/client-interfaces.ts';
import { onlyKnown } from './only-known.ts';
import { type Around, straight, type Tally } from './tally.ts';

const MAX_ENTRIES = 10;
/** The maximum size of a request since January 2026; it was a quarter of that before. */
const MAX_BYTES = 1024 * 1024;
/** The size that EventBridge bills as one event. */
const BILLED = 64 * 1024;

/** An in-memory EventBridge with one bus, which keeps its entries in order. */
export class StandInEventBridge {
  readonly busName: string;
  readonly entries: PutEventsRequestEntry[] = [];
  readonly #tally: Tally;

  constructor(busName: string, tally: Tally) {
    this.busName = busName;
    this.#tally = tally;
  }

  /** Creates a client of it. */
  client(around: Around = straight): EventsClient {
    return { putEvents: (input) => around(`PutEvents ${input.Entries?.length}`, () => this.#put(input)) };
  }

  #put(input: PutEventsRequest): PutEventsResponse {
    onlyKnown(input, ['Entries']);
    const { Entries = [] } = input;
    this.#tally.add('EventBridge PutEvents');
    if (Entries.length < 1 || Entries.length > MAX_ENTRIES) throw invalid('Entries: expected 1 to 10');
    const sizes = Entries.map(sizeOf);
    const size = sizes.reduce((sum, each) => sum + each, 0);
    if (size > MAX_BYTES) throw invalid('Total size of the entries in the request is over the limit.');
    const told = Entries.map((entry, index) => this.#take(entry, sizes[index] ?? 0));
    return { FailedEntryCount: told.filter(({ ErrorCode }) => ErrorCode).length, Entries: told };
  }

  #take(entry: PutEventsRequestEntry, size: number): { EventId?: string; ErrorCode?: string; ErrorMessage?: string } {
    onlyKnown(entry, ['EventBusName', 'Source', 'DetailType', 'Detail', 'Time', 'Resources']);
    const { EventBusName, Source, DetailType, Detail = '' } = entry;
    if (EventBusName !== this.busName) throw new Error(`stand-in: knows no bus ${EventBusName}`);
    if (!Source || !DetailType) return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Parameter is not valid.' };
    if (!isObject(Detail)) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
    this.#tally.add('EventBridge events of 64 KB', Math.ceil(size / BILLED));
    this.entries.push(entry);
    return { EventId: randomUUID() };
  }
}

function sizeOf({ Source = '', DetailType = '', Detail = '', Time }: PutEventsRequestEntry): number {
  return [Source, DetailType, Detail].reduce((sum, text) => sum + Buffer.byteLength(text), Time ? 14 : 0);
}

function isObject(json: string): boolean {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function invalid(message: string): EventBridgeServiceException {
  return new EventBridgeServiceException({ name: 'ValidationException', message, $fault: 'client', $metadata: {} });
}
