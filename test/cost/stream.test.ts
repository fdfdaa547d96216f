import { describe, expect, test } from 'vitest';
import { aMillion, billOf } from './bill.ts';
import { DOORS, type Door, playStream } from './stream.ts';
import { streamTable } from './stream-report.ts';

const EVENTS = 5_000;

/** Plays a second of the stream; returns the dollars of a million events that match nothing. */
async function dollarsOf(door: Door, keys: number): Promise<number> {
  const { usage } = await playStream({ door, keys, isNoise: true, events: EVENTS });
  return aMillion(billOf(usage.all), EVENTS);
}

describe('a million events that match nothing, of a stream of 5,000 a second', () => {
  test.each([20, 100])('costs less than $0.10 over HTTP and from Currents, with %i keys in a call', async (keys) => {
    expect(await dollarsOf('HTTP', keys)).toBeLessThan(0.1);
    expect(await dollarsOf('Currents', keys)).toBeLessThan(0.1);
  });

  test('costs more than $1.40 over the bus, whoever puts it there', async () => {
    expect(await dollarsOf('PutEvents', 20)).toBeGreaterThan(1.4);
    expect(await dollarsOf('HTTP, eventsOnBus', 20)).toBeGreaterThan(1.4);
  });
});

test('the stream reaches the follow-up that listens to every twentieth event, through every door', async () => {
  for (const door of DOORS) {
    const run = await playStream({ door, keys: 20, isNoise: false, events: 1_000 });
    expect([door, run.usage.noted('messages')]).toEqual([door, 50]);
    expect(streamTable([{ whole: run, noise: run }])).toContain(`${door}, 20 keys in a call`);
  }
});
