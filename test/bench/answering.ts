import { setTimeout as pause } from 'node:timers/promises';
import { LAST_CALL_DELAY } from '../../core/contracts/wave.ts';
import { type Figure, type Part, quantile, written } from './figure.ts';
import { type Server, startServer } from './server.ts';
import { followUp, postTriggers } from './traffic.ts';

const USERS = 50_000;
const DELAY = 10_000;
const EVERY = 20;

/** Measures how long a caller waits for an answer while many messages leave at the same time, and during their last call. */
export const answering: Part = async ({ profileTo, users = USERS }) => {
  const server = await startServer(profileTo);
  try {
    await server.publish(followUp('blast', `${DELAY / 1_000} seconds`));
    const posting = (await postTriggers(server, 'blast', users)) * 1_000;
    const leaving = await waitsFor(server, DELAY + 15_000);
    await pause(Math.max(0, LAST_CALL_DELAY - posting - 20_000));
    const lastCall = await waitsFor(server, posting + 20_000);
    return [
      figureOf(`answering /health while ${written(users)} messages leave`, leaving),
      figureOf('answering /health while their waves make the last call', lastCall),
    ];
  } finally {
    await server.stop();
  }
};

async function waitsFor(server: Server, span: number): Promise<number[]> {
  const waits: number[] = [];
  const end = performance.now() + span;
  while (performance.now() < end) {
    const asked = performance.now();
    await server.get('/health');
    waits.push(performance.now() - asked);
    await pause(EVERY);
  }
  return waits;
}

function figureOf(what: string, waits: readonly number[]): Figure {
  const found = `p50 ${written(quantile(waits, 0.5))}, p99 ${written(quantile(waits, 0.99))}, max ${written(quantile(waits, 1))} ms`;
  return { what, found };
}
