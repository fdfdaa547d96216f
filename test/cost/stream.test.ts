import { describe, expect, test } from 'vitest';
import { aMillion, billOf } from './bill.ts';
import { INTAKES, type Intake, playStream } from './stream.ts';
import { streamTable } from './stream-report.ts';

const EVENTS = 5_000;

/** Plays a second of the stream; returns the dollars of a million events that match nothing. */
async function dollarsOf(intake: Intake, keys: number): Promise<number> {
  const { usage } = await playStream({ intake, keys, isNoise: true, events: EVENTS });
  return aMillion(billOf(usage.all), EVENTS);
}

describe('a million events that match nothing, of a stream of 5,000 a second', () => {
  test.each([20, 100])(
    'a million events that match nothing cost less than $0.10 over HTTP and from Currents, with %i keys in a call',
    async (keys) => {
      expect(await dollarsOf('HTTP', keys)).toBeLessThan(0.1);
      expect(await dollarsOf('Currents', keys)).toBeLessThan(0.1);
    },
  );

  test('a million events that match nothing cost more than $1.40 over the bus, by producers or by the HTTP interface', async () => {
    expect(await dollarsOf('PutEvents', 20)).toBeGreaterThan(1.4);
    expect(await dollarsOf('HTTP, eventsOnBus', 20)).toBeGreaterThan(1.4);
  });
});

test('the stream reaches the follow-up that listens to every twentieth event, through every intake', async () => {
  for (const intake of INTAKES) {
    const run = await playStream({ intake, keys: 20, isNoise: false, events: 1_000 });
    expect([intake, run.usage.noted('messages')]).toEqual([intake, 50]);
    expect(streamTable([{ whole: run, noise: run }])).toContain(`${intake}, 20 keys in a call`);
  }
});
