import { describe, expect, test } from 'vitest';
import { SECOND } from '../../core/contracts/time-span.ts';
import { createFirstCall, type Wave } from '../../core/contracts/wave.ts';
import { Agenda } from './agenda.ts';
import { loadsOf } from './loads.ts';
import { PolledQueue } from './polled-queue.ts';
import { ConcurrencyPeak, Rates } from './rates.ts';
import { Turn } from './turn.ts';
import { type Dispatched, WaveMachine } from './wave-machine.ts';

const NOON = Date.UTC(2026, 11, 1, 12);
const wave: Wave = { name: 'w', campaignId: 'c', publication: 1, departure: NOON + SECOND };

/** Returns the states that a wave enters whose calls have these answers, in order. */
async function statesOf(answers: readonly Dispatched['told'][]): Promise<{ states: string[]; ended: number }> {
  const agenda = new Agenda();
  const states: string[] = [];
  const left = [...answers];
  let ended = Number.NaN;
  const machine = new WaveMachine({
    agenda,
    dispatch: async (at) => {
      const told = left.shift();
      if (told === undefined) throw new Error('dispatch: called too often');
      return { told, ended: at + 10 };
    },
    entered: (_, state) => states.push(state),
    succeeded: (_, at) => {
      ended = at;
    },
  });
  machine.begin('w', NOON, JSON.stringify({ at: new Date(wave.departure).toISOString(), call: createFirstCall(wave) }));
  await agenda.run();
  return { states, ended };
}

describe('the wave machine of the cost calculation', () => {
  const call = createFirstCall(wave);
  const next = { state: 'next', at: new Date(NOON + 91 * SECOND).toISOString(), call };

  test('the wave machine of the cost calculation enters four states where a wave leaves in one pass, and ends after its last call', async () => {
    const { states, ended } = await statesOf([next, { state: 'done' }]);
    expect(states).toHaveLength(4);
    expect(ended).toBe(NOON + 91 * SECOND + 10);
  });

  test('the wave machine of the cost calculation enters three states for each part of a shared pass, two more for a part with another page, and nine for the pass and the last call', async () => {
    const parts = [call, call, call];
    const passed = { state: 'passed', broken: 0 };
    const needsMore = { error: 'NeedsMoreCalls' };
    const shared = await statesOf([
      needsMore,
      { state: 'parts', parts, call },
      passed,
      passed,
      passed,
      next,
      { state: 'done' },
    ]);
    expect(shared.states).toHaveLength(2 + 9 + 3 * 3);
    const longer = await statesOf([
      needsMore,
      { state: 'parts', parts: [call], call },
      { state: 'part', call },
      passed,
      next,
      { state: 'done' },
    ]);
    expect(longer.states).toHaveLength(2 + 9 + 3 + 2);
  });

  test('the wave machine of the cost calculation throws at an answer that the definition does not know', async () => {
    await expect(statesOf([{ error: 'NeedsMoreCalls' }, { state: 'lost' }])).rejects.toThrow('not understood');
    await expect(statesOf([{ error: 'OutOfMemory' }])).rejects.toThrow('to be caught');
  });
});

/** Returns the batches in which messages that arrive at these instants reach the handler. */
async function batchesOf(
  arrivals: readonly number[],
): Promise<{ at: number; messages: readonly number[]; receives: number }[]> {
  const agenda = new Agenda();
  const batches: { at: number; messages: readonly number[]; receives: number }[] = [];
  const queue = new PolledQueue<number>(agenda, async (at, batch) => void batches.push({ at, ...batch }));
  for (const [index, arrival] of arrivals.entries()) agenda.plan(arrival, (at) => queue.send(at, index));
  await agenda.run();
  return batches;
}

describe('the pollers of a queue in the cost calculation', () => {
  test('the pollers of a queue in the cost calculation fill batches of a hundred from a backlog, by receives of ten', async () => {
    const batches = await batchesOf(Array.from({ length: 1_000 }, () => NOON));
    expect(batches.map(({ messages }) => messages.length)).toEqual(Array.from({ length: 10 }, () => 100));
    expect(batches.every(({ receives }) => receives === 10)).toBe(true);
    expect(new Set(batches.flatMap(({ messages }) => messages)).size).toBe(1_000);
  });

  test('the pollers of a queue in the cost calculation pass a batch to the handler a second after its first message', async () => {
    expect(await batchesOf([NOON])).toEqual([{ at: NOON + SECOND, messages: [0], receives: 1 }]);
    const alone = [NOON, NOON + 500, NOON + 900, NOON + 990, NOON + 995, NOON + 999];
    expect((await batchesOf(alone))[0]).toEqual({ at: NOON + SECOND, messages: [0, 5], receives: 2 });
  });

  test('the pollers of a queue in the cost calculation pass messages that arrive far apart one by one', async () => {
    const batches = await batchesOf([0, 1, 2, 3, 4, 5].map((index) => NOON + index * 10 * SECOND));
    expect(batches.map(({ messages, receives }) => [messages, receives])).toEqual(
      [0, 1, 2, 3, 4, 5].map((index) => [[index], 1]),
    );
  });
});

describe('the time of an invocation in the cost calculation', () => {
  test('the time of an invocation in the cost calculation is that of requests that share a processor and wait for their answers at the same time', async () => {
    const turn = new Turn(NOON, { memory: 1_769, watching: (_, __, perform) => perform() });
    const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => turn.around('Get', () => index)));
    expect(answers).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(turn.now - NOON).toBe(11);
    await turn.around('Get', () => 0);
    expect(turn.now - NOON).toBe(16);
  });

  test('the time of an invocation in the cost calculation is longer where there is less memory', async () => {
    const turn = new Turn(NOON, { memory: 177, watching: (_, __, perform) => perform() });
    await Promise.all([1, 2, 3].map(() => turn.around('Get', () => 0)));
    expect(turn.now - NOON).toBeGreaterThanOrEqual(22);
  });
});

describe('planned work', () => {
  test('planned work is done in the order of its instants, and at equal instants in the order of planning', async () => {
    const agenda = new Agenda();
    const done: string[] = [];
    const instants = [5, 3, 9, 3, 1, 7, 5];
    for (const [index, at] of instants.entries()) agenda.plan(at, () => void done.push(`${at} ${index}`));
    agenda.plan(4, (at) => agenda.plan(at + 2, () => void done.push('6 later')));
    await agenda.run();
    expect(done).toEqual(['1 4', '3 1', '3 3', '5 0', '5 6', '6 later', '7 5', '9 2']);
  });
});

describe('peaks of the cost calculation', () => {
  test('peaks of the cost calculation are the maximum of a second, at the busiest partition', () => {
    const rates = new Rates();
    rates.add('write', NOON, { count: 3, place: 'a' });
    rates.add('write', NOON + 999, { count: 4, place: 'a' });
    rates.add('write', NOON + 1_000, { count: 5, place: 'a' });
    rates.add('write', NOON, { count: 6, place: 'b' });
    expect([...rates.peaks]).toEqual([['write', 7]]);
  });

  test('peaks of concurrency do not count a span that ends when another begins', () => {
    const concurrency = new ConcurrencyPeak();
    for (const begun of [0, 5, 10, 10]) concurrency.add(begun, begun + 10);
    expect(concurrency.most).toBe(3);
  });
});

describe('the loads of the cost calculation', () => {
  test('the loads of the cost calculation are three sizes of two shapes with three delays, trickles with short delays, one with exceptions, one with frequency caps, and one of events that match nothing', () => {
    const loads = loadsOf({});
    const plain = loads.filter((each) => each.cancelled === 0 && !each.matchesNothing && !each.hasCaps);
    expect(plain).toHaveLength(21);
    expect(loads.filter(({ delay }) => delay.includes('minute'))).toMatchObject(
      ['1 minute', '5 minutes', '30 minutes'].map((delay) => ({ users: 20_000, shape: 'trickle', delay })),
    );
    expect(loads.filter(({ cancelled }) => cancelled > 0)).toMatchObject([
      { users: 100_000, shape: 'blast', delay: '1 hour' },
    ]);
    expect(loads.filter(({ hasCaps }) => hasCaps)).toMatchObject([{ users: 100_000, shape: 'blast', delay: '1 hour' }]);
    expect(loads.filter(({ matchesNothing }) => matchesNothing).map(({ shape }) => shape)).toEqual([
      'blast',
      'trickle',
    ]);
  });

  test('the loads of the cost calculation are one where one is requested, and none where the shape does not exist', () => {
    const load = { users: 10_000, shape: 'blast', delay: '1 hour' };
    expect(loadsOf(load)).toEqual([{ ...load, cancelled: 0, matchesNothing: false }]);
    expect(loadsOf({ ...load, shape: 'flood' })).toEqual([]);
  });
});
