import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteStore } from '../../adapters/sqlite/store.ts';
import { checkDefinition } from '../../core/check-definition.ts';
import { ROW_LIFETIME } from '../../core/contracts/lifetime.ts';
import { DAY } from '../../core/contracts/time-span.ts';
import { publishAll } from '../../rehearse/publish-all.ts';
import { createRuntime, type LocalRuntime } from '../../server/local-runtime.ts';
import { type Figure, judged, type Part, written } from './figure.ts';
import { followUp, trigger } from './traffic.ts';

/** The number of users of each round, new ones each time. */
const USERS = 500;
const EVERY = 25;
/** The number of rounds: more than twice as long as anything is kept. */
const ROUNDS = 64;
/** The number of rounds after which the first users are removed. */
const FULL = Math.ceil(ROW_LIFETIME / DAY / EVERY) + 1;
const START = Date.UTC(2026, 0, 1);

/**
 * Measures how large the store gets under a load that goes on for years. The lifetimes are the real ones; the years
 * are those of a clock that is moved by hand.
 */
export const retention: Part = async ({ users = USERS }) => {
  const directory = await mkdtemp(join(tmpdir(), 'connector-bench-'));
  const store = new SqliteStore(directory);
  const machine = createRuntime(store, {
    clockStart: START,
    log: { warn: () => undefined, logDecisions: () => undefined },
  });
  try {
    await publish(machine);
    const sizes: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await playRound(machine, round, users);
      sizes.push(mebibytesOf(store));
    }
    return figuresOf(sizes, users);
  } finally {
    await machine.close();
    await rm(directory, { recursive: true });
  }
};

async function publish({ services }: LocalRuntime): Promise<void> {
  // With "never" a receipt would count, and its row stay, permanently.
  const check = checkDefinition({ ...followUp('month', '1 day'), reeligibility: '30 days' });
  if (!('definition' in check))
    throw new Error(`follow-up: expected to be right, found ${JSON.stringify(check.faults)}`);
  await publishAll([check.definition], services);
}

async function playRound(machine: LocalRuntime, round: number, users: number): Promise<void> {
  const entries = Array.from({ length: users }, (_, user) => trigger('month', round * users + user));
  await machine.bus.put(entries);
  await machine.advanceTo(START + (round + 1) * EVERY * DAY);
  while (await machine.sweep());
}

/** Computes the size of the file with everything in it; pages that can be used again count. */
function mebibytesOf(store: SqliteStore): number {
  const pragma = (name: string) => Number(store.get(`PRAGMA ${name}`)?.[name]);
  return (pragma('page_count') * pragma('page_size')) / 1024 / 1024;
}

function figuresOf(sizes: readonly number[], users: number): Figure[] {
  const each = sizes.map((size, round) => ({ day: (round + 1) * EVERY, size })).filter((_, round) => round % 4 === 3);
  const full = sizes[FULL] ?? Number.NaN;
  return [
    ...each.map(({ day, size }) => ({
      what: `retention, ${users} users every ${EVERY} days: file after ${written(day)} days`,
      found: `${written(size)} MiB`,
    })),
    judged(
      `retention: file after ${written(ROUNDS * EVERY)} days, beside that after ${written((FULL + 1) * EVERY)}`,
      (sizes.at(-1) ?? 0) / full,
      {
        max: 1.05,
        unit: 'times',
      },
    ),
  ];
}
