import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMemoryServices } from '../../adapters/memory/services.ts';
import type { MemoryWaves } from '../../adapters/memory/waves.ts';
import type { MessageDispatched } from '../../core/contracts/dispatch.ts';
import { MINUTE } from '../../core/contracts/time-span.ts';
import { createFirstCall, createWave, type Wave, type WaveCall } from '../../core/contracts/wave.ts';
import type { ReportedEntry } from '../../core/reported-entry.ts';
import { message, NOON } from '../harness/adapters/sample.ts';
import { adapterContract } from './contract.ts';

const outside = { clock: { now: () => NOON }, log: { warn: () => undefined, logDecisions: () => undefined } };

adapterContract('in memory, without a store', async () => {
  const received = new Map<string, MessageDispatched>();
  const onMessage = (message: MessageDispatched) => {
    if (!received.has(message.dispatchId)) received.set(message.dispatchId, message);
  };
  const services = createMemoryServices({ ...outside, onMessage });
  const taken: ReportedEntry[] = [];
  return {
    services,
    sent: async () => [...received.values()],
    reported: async () => {
      for (let each = services.reporter.takeEntry(); each !== undefined; each = services.reporter.takeEntry())
        taken.push(each);
      return taken;
    },
    close: async () => undefined,
  };
});

describe('waves in memory', () => {
  const wave = (minutes: number, campaignId = 'reminder') => createWave(campaignId, 1, NOON + minutes * MINUTE);
  const started = async (...started: readonly Wave[]) => {
    const { waves } = createMemoryServices(outside);
    for (const each of started) await waves.start(each);
    return waves;
  };
  const taken = (waves: MemoryWaves, by: number): WaveCall[] => {
    const call = waves.takeDueCall(by);
    return call === undefined ? [] : [call, ...taken(waves, by)];
  };

  test('a wave in memory is called at its departure, not a millisecond before', async () => {
    const waves = await started(wave(1));
    expect(waves.nextCallAt()).toBe(NOON + MINUTE);
    expect(taken(waves, NOON + MINUTE - 1)).toEqual([]);
    expect(taken(waves, NOON + MINUTE)).toEqual([createFirstCall(wave(1))]);
  });

  test('waves in memory are called the earliest first, those of equal instants in the order of their names, each once', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(9), fc.constantFrom('a', 'b', 'c'))), async (all) => {
        const waves = await started(...all.map(([minutes, id]) => wave(minutes, id)));
        const names = [...new Set(all.map(([minutes, id]) => `${minutes} ${id}`))].toSorted();
        const called = taken(waves, NOON + 9 * MINUTE).map(({ wave: { campaignId, departure } }) => {
          return `${(departure - NOON) / MINUTE} ${campaignId}`;
        });
        expect(called).toEqual(names);
        expect(waves.nextCallAt()).toBeUndefined();
      }),
    ));

  test('a wave in memory is called next as scheduled, instead of any call before it', async () => {
    const waves = await started(wave(1), wave(2));
    const last = { ...createFirstCall(wave(1)), at: NOON + 9 * MINUTE, isLastCall: true };
    waves.scheduleCall(last);
    expect([taken(waves, NOON + 8 * MINUTE), waves.nextCallAt()]).toEqual([[createFirstCall(wave(2))], last.at]);
    expect(taken(waves, last.at)).toEqual([last]);
  });

  test('waves in memory are never called again when they have finished', async () => {
    const waves = await started(wave(1), wave(2));
    await waves.finish(wave(1));
    expect(waves.nextCallAt()).toBe(wave(2).departure);
    await waves.finish(wave(2));
    expect([waves.nextCallAt(), taken(waves, NOON + 9 * MINUTE)]).toEqual([undefined, []]);
  });
});

test('a message that leaves twice reaches the consumer twice, which drops what it has seen (R71)', async () => {
  const ids: string[] = [];
  const { outbox } = createMemoryServices({ ...outside, onMessage: ({ dispatchId }) => ids.push(dispatchId) });
  for (const id of ['d1', 'd1']) await outbox.send(message(id));
  expect(ids).toEqual(['d1', 'd1']);
});
