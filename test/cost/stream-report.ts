import { DAY, SECOND } from '../../core/contracts/time-span.ts';
import { aMillion, billOf } from './bill.ts';
import type { Priced } from './prices.ts';
import { INTAKES, NOISE, playStream, STREAM_RATE, type Stream, type StreamRun } from './stream.ts';
import { dollars, number, tableOf } from './table.ts';

/** The numbers of different keys in a call. */
const KEYS = [20, 100] as const;
/** The events of a stream that are played: four seconds. */
const EVENTS = 20_000;

/** A stream as it was played with all of its events, and with those alone that match nothing. */
interface PlayedStream {
  readonly whole: StreamRun;
  readonly noise: StreamRun;
}

/** Plays the stream through every intake, with few keys in a call and with many. */
export async function playStreams(announce: (name: string) => void): Promise<PlayedStream[]> {
  const played: PlayedStream[] = [];
  for (const intake of INTAKES) {
    for (const keys of KEYS) {
      announce(nameOfStream({ intake, keys }));
      const stream = { intake, keys, events: EVENTS };
      const noise = await playStream({ ...stream, isNoise: true });
      played.push({ noise, whole: await playStream({ ...stream, isNoise: false }) });
    }
  }
  return played;
}

function nameOfStream({ intake, keys }: Pick<Stream, 'intake' | 'keys'>): string {
  return `${intake}, ${keys} keys in a call`;
}

/** The columns of the table: what is paid, by what it is for. */
const COLUMNS: Readonly<Record<string, readonly Priced[]>> = {
  'PutEvents, calls': ['eventIn', 'apiCall'],
  queues: ['sqs'],
  reads: ['read'],
  writes: ['write'],
  Lambda: ['lambdaRequest', 'lambdaTime'],
  logs: ['logs'],
};

/** Formats the cost of the events of a stream that match nothing, for a million of them and for a month, beside that of the whole stream. */
export function streamTable(streams: readonly PlayedStream[]): string {
  const aMonth = (run: StreamRun, share: number) =>
    (billOf(run.usage.all) / run.stream.events) * STREAM_RATE * ((30 * DAY) / SECOND) * share;
  const lines = streams.map(({ noise, whole }) => {
    const { usage, stream } = noise;
    const cells = Object.values(COLUMNS).map((priced) => {
      const used = usage.all.filter((each) => priced.includes(each.priced));
      return dollars(aMillion(billOf(used), stream.events));
    });
    const all = dollars(aMillion(billOf(usage.all), stream.events));
    return [nameOfStream(stream), ...cells, all, number(aMonth(noise, NOISE)), number(aMonth(whole, 1))];
  });
  const head = ['$ a million events that match nothing', ...Object.keys(COLUMNS), 'all', '$ a month', 'with the 5 %'];
  return tableOf(head, lines);
}
