import { describe, expect, test } from 'vitest';
import type { Services } from '../../core/ports.ts';
import { cancelAllWaits } from '../../engine/cancel-waits.ts';
import { dispatchWave } from '../../engine/dispatch-wave.ts';
import { leaving } from '../harness/scenarios/leaving.ts';
import { applyExceptions, applyTriggers } from '../harness/scenarios/matched.ts';
import { click, restarting } from '../harness/scenarios/restarting.ts';
import { breakingAt, opens, receives, reminder, type Story, story } from '../harness/scenarios/story.ts';

describe('a crash between any two writes', () => {
  /** Fails a stage before its first, second, … write until it succeeds, each time in a new story; returns the number of failures. */
  async function breaking(begin: () => Promise<Crash>, sent: readonly string[]): Promise<number> {
    for (let nth = 1; nth < 50; nth++) {
      const { tale, stage, end } = await begin();
      const container = breakingAt(tale.services, nth);
      const crashed = await stage(container.services).then(
        () => container.broke(),
        () => true,
      );
      if (crashed && end === undefined) await stage(tale.services);
      await tale.until('day 2 09:00');
      expect(tale.sent(), `broken at write ${nth}`).toEqual(sent);
      expect(tale.services.waves.nextCallAt(), `broken at write ${nth}`).toBeUndefined();
      if (!crashed) return nth - 1;
    }
    throw new Error('expected the stage to pass');
  }
  interface Crash {
    readonly tale: Story;
    readonly stage: (services: Services) => Promise<unknown>;
    /** A mark for stages whose delivery the product repeats by itself. */
    readonly end?: 'by itself';
  }

  test('a crash between any two writes of a trigger leads to exactly one message', async () => {
    const begin = async (): Promise<Crash> => {
      const tale = await story(reminder());
      const event = tale.event('09:30', receives('ann'));
      return { tale, stage: (services) => applyTriggers(event, services) };
    };
    expect(await breaking(begin, ['ann 10:30'])).toBe(4);
  });

  test('a crash between any two writes of a trigger without a delay leads to exactly one message', async () => {
    const begin = async (): Promise<Crash> => {
      const tale = await story(reminder({ delay: 'none', exceptions: [] }));
      const event = tale.event('09:00', receives('ann'));
      return { tale, stage: (services) => applyTriggers(event, services) };
    };
    expect(await breaking(begin, ['ann 09:00'])).toBe(5);
  });

  test('a crash between any two writes of a trigger that restarts a wait leads to exactly one message, the later one (R37)', async () => {
    const begin = async (): Promise<Crash> => {
      const tale = await story(reminder(restarting));
      await tale.does('09:30', click('ann'));
      const event = tale.event('09:40', click('ann'));
      return { tale, stage: (services) => applyTriggers(event, services) };
    };
    expect(await breaking(begin, ['ann 10:40'])).toBe(4);
  });

  test('a crash between any two writes of an exception leads to no message', async () => {
    const begin = async (): Promise<Crash> => {
      const tale = await story(reminder());
      await tale.does('09:30', receives('ann'));
      const event = tale.event('09:40', opens('ann'));
      return { tale, stage: (services) => applyExceptions(event, services) };
    };
    expect(await breaking(begin, [])).toBe(2);
  });

  test('a crash between any two writes of an exception that lets a standby take over leads to the message of the standby', async () => {
    const begin = async (): Promise<Crash> => {
      const tale = await story(reminder());
      await tale.does('09:30', receives('ann'));
      await tale.does('09:50', receives('ann'));
      const event = tale.event('09:40', opens('ann'));
      return { tale, stage: (services) => applyExceptions(event, services) };
    };
    expect(await breaking(begin, ['ann 10:50'])).toBeGreaterThan(1);
  });

  test('a crash between any two writes of a departing wave leads to exactly one message for each enrollment, at its own departure', async () => {
    const begin = async (): Promise<Crash> => {
      const tale = await story(reminder());
      await tale.does('09:30', receives('ann'), receives('bob'));
      tale.clockOnly('10:30');
      const call = leaving(tale);
      return { tale, end: 'by itself', stage: (services) => dispatchWave(call, services) };
    };
    expect(await breaking(begin, ['ann 10:30', 'bob 10:30'])).toBeGreaterThan(8);
  });

  test('a crash between any two writes of the row of a stopped campaign leads to no message', async () => {
    const begin = async (): Promise<Crash> => {
      const tale = await story(reminder());
      await tale.does('09:30', receives('ann'), receives('bob'));
      await tale.stops('reminder', { rowsFollow: false });
      const [wave] = await tale.waves();
      if (wave === undefined) throw new Error('expected a wave');
      return { tale, stage: (services) => cancelAllWaits({ wave, reason: 'campaign-stopped' }, services) };
    };
    expect(await breaking(begin, [])).toBe(4);
  });
});
