import { type BenchSettings, type Figure, judged, type Part, written } from './figure.ts';
import { startServer } from './server.ts';
import { followUp, postTriggers, readDispatches } from './traffic.ts';

const USERS = 100_000;
const GOAL = { min: 5_200, unit: 'follow-ups/s' };

/** Measures follow-ups per second, from the first event posted to the last message read, over HTTP and on a durable store. */
export const throughput: Part = async (settings) => [
  ...(await measured('no delay', 'none', 0, settings)),
  ...(await measured('10 s delay', '10 seconds', 10, settings)),
];

async function measured(what: string, delay: string, waited: number, settings: BenchSettings): Promise<Figure[]> {
  const { users = USERS, profileTo } = settings;
  const server = await startServer(profileTo);
  try {
    await server.publish(followUp('bench', delay));
    const first = performance.now();
    const posting = await postTriggers(server, 'bench', users);
    const reading = await readDispatches(server, users, 180);
    const last = (performance.now() - first) / 1000;
    const span = endOf(reading) - startOf(reading);
    const note = waited === 0 ? '' : `, less the ${waited} s waited`;
    return [
      judged(`throughput, ${what}: end to end, ${written(users)} users${note}`, users / (last - waited), GOAL),
      { what: `throughput, ${what}: events accepted`, found: `${written(users / posting)} events/s` },
      { what: `throughput, ${what}: messages claimed, first to last`, found: `${written(users / (span / 1000))} /s` },
    ];
  } finally {
    await server.stop();
  }
}

const startOf = (reading: readonly { dispatchedAt: number }[]): number =>
  reading.reduce((min, { dispatchedAt }) => Math.min(min, dispatchedAt), Number.POSITIVE_INFINITY);
const endOf = (reading: readonly { dispatchedAt: number }[]): number =>
  reading.reduce((max, { dispatchedAt }) => Math.max(max, dispatchedAt), 0);
