import { type BenchSettings, type Figure, judged, median, type Part, written } from './figure.ts';
import { connectorIn, type Program, startServer } from './server.ts';
import { BATCH, CONCURRENCY, followUp, type Posting, post } from './traffic.ts';

/** The number of times that the servers take turns: A B A B A B; the figures are medians. */
const TURNS = 3;
const FLOOR: Program = { entry: 'test/bench/floor-server.ts', checkout: '.' };

/** A load that is sent to the servers that are compared. */
interface Load extends Pick<Posting, 'perRequest' | 'concurrency'> {
  readonly what: string;
  readonly users: number;
  /** The minimum rate of the connector, and its minimum share of the floor's rate. */
  readonly goals: { readonly rate: number; readonly share: number };
}

/** Measures events that are sent one per request, over sixteen connections, as most producers do. */
export const single: Part = (settings) =>
  compared(
    {
      what: 'one event per request',
      users: 15_000,
      perRequest: 1,
      concurrency: 16,
      goals: { rate: 2_500, share: 0.5 },
    },
    settings,
  );

/** Measures events that are sent in full batches. */
export const batches: Part = (settings) =>
  compared(
    {
      what: `${written(BATCH)} events per request`,
      users: 60_000,
      perRequest: BATCH,
      concurrency: CONCURRENCY,
      goals: { rate: 5_200, share: 0.5 },
    },
    settings,
  );

/** The result of one turn of a server. */
interface Turn {
  /** The events that were accepted in a second. */
  readonly rate: number;
  /** The processor time of the server per event in microseconds: hardly changed by other programs on the machine. */
  readonly processorUs: number;
}

/**
 * Compares the events that the connector accepts without a delay with the floor: a server of the same HTTP stack and
 * store that does the same requests, reads and writes, and nothing else. They take turns, so that a busy machine
 * slows both.
 */
async function compared(load: Load, settings: BenchSettings): Promise<Figure[]> {
  const { against } = settings;
  const others: readonly (readonly [string, Program])[] = [
    ['the floor', FLOOR],
    ...(against === undefined ? [] : [[against, connectorIn(against)] as const]),
  ];
  const own: Turn[] = [];
  const theirs = new Map<string, Turn[]>(others.map(([name]) => [name, []]));
  for (let turn = 0; turn < TURNS; turn++) {
    own.push(await turnOf(connectorIn('.'), load, settings));
    for (const [name, program] of others) theirs.get(name)?.push(await turnOf(program, load, settings));
  }
  return [
    judged(`${load.what}: the connector`, median(own.map(({ rate }) => rate)), {
      min: load.goals.rate,
      unit: 'follow-ups/s',
    }),
    { what: `${load.what}: processor time of the connector`, found: `${processorTime(own)} us` },
    ...[...theirs].flatMap(([name, turns]) => besides(name, { own, turns, load })),
  ];
}

function besides(
  name: string,
  { own, turns, load }: { own: readonly Turn[]; turns: readonly Turn[]; load: Load },
): Figure[] {
  const shares = own.map(({ rate }, turn) => rate / (turns[turn]?.rate ?? Number.NaN));
  const what = `${load.what}: the connector's rate, as a part of that of ${name}`;
  const goal = { min: load.goals.share, unit: '' };
  return [
    { what: `${load.what}: ${name}`, found: `${written(median(turns.map(({ rate }) => rate)))} /s` },
    { what: `${load.what}: processor time of ${name}`, found: `${processorTime(turns)} us` },
    name === 'the floor' ? judged(what, median(shares), goal) : { what, found: written(median(shares)) },
  ];
}

const processorTime = (turns: readonly Turn[]): string => written(median(turns.map(({ processorUs }) => processorUs)));

/** Measures the events that a server accepts once it is warm. */
async function turnOf(program: Program, load: Load, { users = load.users, profileTo }: BenchSettings): Promise<Turn> {
  const server = await startServer(profileTo, program);
  try {
    await server.publish(followUp('bench', 'none'));
    const warm = Math.ceil(users / 5);
    await post(server, 'bench', { ...load, from: 0, to: warm });
    const before = await server.processorTime();
    const seconds = await post(server, 'bench', { ...load, from: warm, to: warm + users });
    const processorUs = (((await server.processorTime()) - before) * 1_000_000) / users;
    return { rate: users / seconds, processorUs };
  } finally {
    await server.stop();
  }
}
