import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { WaveCall } from '../../core/contracts/wave.ts';
import type { Services } from '../../core/ports.ts';
import { cancelAllWaits } from '../../engine/cancel-waits.ts';
import { dispatchWave } from '../../engine/dispatch-wave.ts';
import { applyExceptions, applyTriggers } from '../harness/scenarios/matched.ts';
import {
  breakingAt,
  buys,
  interacts,
  leaves,
  opens,
  receives,
  reminder,
  type Story,
  slippingIn,
  story,
} from '../harness/scenarios/story.ts';

const clicked = { interaction: 'email.clicked', campaign: 'welcome' };
const restarting = { triggers: [clicked], exceptions: [clicked] };
const click = (userId: string, more: object = {}) => interacts('email.clicked', userId, more);

/** Returns the call of the wave that is due now. */
function leaving({ services }: Story): WaveCall {
  const [call] = services.waves.listDueCalls(services.clock.now());
  if (call === undefined) throw new Error('expected a wave that leaves');
  return call;
}

const brokenOutbox = (services: Services): Services => ({
  ...services,
  outbox: { send: () => Promise.reject(new Error('the store failed')) },
});

describe('the same event processed twice at the same time', () => {
  test('begins one wait', async () => {
    const tale = await story(reminder());
    const event = tale.event('09:30', receives('ann'));
    await Promise.all([1, 2, 3].map(() => applyTriggers(event, tale.services)));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched']);
  });

  test('sends one message where there is no delay', async () => {
    const tale = await story(reminder({ delay: 'none', exceptions: [], reeligibility: 'immediately' }));
    const event = tale.event('09:00', receives('ann'));
    await Promise.all([1, 2, 3].map(() => applyTriggers(event, tale.services)));
    expect(tale.sent()).toEqual(['ann 09:00']);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched']);
  });

  test('cancels a wait once', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    const event = tale.event('09:40', opens('ann'));
    await Promise.all([1, 2, 3].map(() => applyExceptions(event, tale.services)));
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled exception']);
  });
});

describe('an exception at the instant of the departure', () => {
  test.each(['the exception first', 'the wave first'])(
    'either cancels the wait or is late, never both (%s) (R35)',
    async (order) => {
      const tale = await story(reminder());
      await tale.does('09:30', receives('ann'));
      tale.clockOnly('10:30');
      const event = tale.event('10:30', opens('ann'));
      const stages = [() => applyExceptions(event, tale.services), () => dispatchWave(leaving(tale), tale.services)];
      if (order === 'the wave first') stages.reverse();
      await Promise.all(stages.map((stage) => stage()));
      await tale.until('day 2 09:00');
      const decided = await tale.decided('ann');
      const dispatched = decided.filter((each) => each === 'dispatched').length;
      const cancelled = decided.filter((each) => each === 'cancelled exception').length;
      expect([dispatched + cancelled, tale.sent().length]).toEqual([1, dispatched]);
    },
  );

  test('cancels the wait when it is processed between the read and the write of the claim (R35)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    tale.clockOnly('10:30');
    const event = tale.event('10:29', opens('ann'));
    await dispatchWave(
      leaving(tale),
      slippingIn(tale.services, () => applyExceptions(event, tale.services)),
    );
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
  });

  test('is late when the claim is written before it, and the message is sent once (R36)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    tale.clockOnly('10:30');
    const event = tale.event('10:29', opens('ann'));
    await applyExceptions(
      event,
      slippingIn(tale.services, () => dispatchWave(leaving(tale), tale.services)),
    );
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched', 'late-exception exception']);
  });
});

describe('an exception out of order', () => {
  test('cancels the second wait where the first was cancelled before (R34)', async () => {
    const tale = await story(reminder({ reeligibility: '0 seconds' }));
    await tale.does('09:30', receives('ann'));
    await tale.does('11:00', receives('ann'));
    await tale.does('11:30', opens('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
  });

  test('cancels the wait of a trigger that arrives later, through both queues at the same time (R32)', async () => {
    const tale = await story(reminder());
    await tale.until('09:40');
    const [trigger, exception] = [tale.event('09:30', receives('ann')), tale.event('09:35', opens('ann'))];
    await Promise.all([applyExceptions(exception, tale.services), applyTriggers(trigger, tale.services)]);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
  });

  test('never cancels a wait of another user, even where both events are processed at the same time', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'), receives('bob'));
    const exceptions = [opens('ann'), buys('ann')].map((doing) => tale.event('09:40', doing));
    await Promise.all(exceptions.map((event) => applyExceptions(event, tale.services)));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 10:30']);
  });
});

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

  test('of a trigger leads to exactly one message', async () => {
    const begin = async (): Promise<Crash> => {
      const tale = await story(reminder());
      const event = tale.event('09:30', receives('ann'));
      return { tale, stage: (services) => applyTriggers(event, services) };
    };
    expect(await breaking(begin, ['ann 10:30'])).toBe(4);
  });

  test('of a trigger without a delay leads to exactly one message', async () => {
    const begin = async (): Promise<Crash> => {
      const tale = await story(reminder({ delay: 'none', exceptions: [] }));
      const event = tale.event('09:00', receives('ann'));
      return { tale, stage: (services) => applyTriggers(event, services) };
    };
    expect(await breaking(begin, ['ann 09:00'])).toBe(5);
  });

  test('of a trigger that restarts a wait leads to exactly one message, the later one (R37)', async () => {
    const begin = async (): Promise<Crash> => {
      const tale = await story(reminder(restarting));
      await tale.does('09:30', click('ann'));
      const event = tale.event('09:40', click('ann'));
      return { tale, stage: (services) => applyTriggers(event, services) };
    };
    expect(await breaking(begin, ['ann 10:40'])).toBe(4);
  });

  test('of an exception leads to no message', async () => {
    const begin = async (): Promise<Crash> => {
      const tale = await story(reminder());
      await tale.does('09:30', receives('ann'));
      const event = tale.event('09:40', opens('ann'));
      return { tale, stage: (services) => applyExceptions(event, services) };
    };
    expect(await breaking(begin, [])).toBe(2);
  });

  test('of an exception that lets a standby take over leads to the message of the standby', async () => {
    const begin = async (): Promise<Crash> => {
      const tale = await story(reminder());
      await tale.does('09:30', receives('ann'));
      await tale.does('09:50', receives('ann'));
      const event = tale.event('09:40', opens('ann'));
      return { tale, stage: (services) => applyExceptions(event, services) };
    };
    expect(await breaking(begin, ['ann 10:50'])).toBeGreaterThan(1);
  });

  test('of a departing wave leads to exactly one message for each enrollment, at its own departure', async () => {
    const begin = async (): Promise<Crash> => {
      const tale = await story(reminder());
      await tale.does('09:30', receives('ann'), receives('bob'));
      tale.clockOnly('10:30');
      const call = leaving(tale);
      return { tale, end: 'by itself', stage: (services) => dispatchWave(call, services) };
    };
    expect(await breaking(begin, ['ann 10:30', 'bob 10:30'])).toBeGreaterThan(8);
  });

  test('of the row of a stopped campaign leads to no message', async () => {
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

describe('races that earlier designs lost', () => {
  test('an exception processed between a trigger’s read and its write cancels it', async () => {
    const tale = await story(reminder());
    const exception = tale.event('09:35', opens('ann'));
    await tale.until('09:36');
    const container = slippingIn(tale.services, () => applyExceptions(exception, tale.services));
    await applyTriggers(tale.event('09:30', receives('ann')), container);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled exception']);
  });

  test('a seat without a row does not claim another wait early', async () => {
    const tale = await story(reminder());
    const event = tale.event('09:30', receives('ann'));
    const seatOnly = {
      ...tale.services,
      rows: { ...tale.services.rows, write: () => Promise.reject(new Error('the store failed')) },
    };
    await expect(applyTriggers(event, seatOnly)).rejects.toThrow('the store failed');
    await tale.publishes(reminder({ delay: '2 hours' }));
    await applyTriggers(event, tale.services);
    expect(await tale.waves()).toHaveLength(2);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([`ann ${leaves('11:30', '2 hours')}`]);
  });

  test('a seat without a row sends nothing', async () => {
    const tale = await story(reminder());
    const seatOnly = {
      ...tale.services,
      rows: { ...tale.services.rows, write: () => Promise.reject(new Error('the store failed')) },
    };
    await expect(applyTriggers(tale.event('09:30', receives('ann')), seatOnly)).rejects.toThrow('the store failed');
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
  });

  test('a stalled second trigger does not overwrite a receipt: a re-eligibility of never sends one message', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    const second = tale.event('09:40', receives('ann'));
    await applyTriggers(
      second,
      slippingIn(tale.services, () => tale.until('10:31')),
    );
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched', 'withheld already-received']);
  });

  test('a duplicate of a cancelled trigger does not enroll the user days later', async () => {
    const tale = await story(reminder({ staleAfter: '30 days' }));
    const received = receives('ann');
    await tale.does('09:30', received);
    await tale.does('10:00', opens('ann'));
    await tale.publishes(reminder({ staleAfter: '30 days', exceptions: [] }));
    await tale.until('day 5 09:00');
    await tale.receives('09:30', received);
    await tale.until('day 9 09:00');
    expect(tale.sent()).toEqual([]);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled exception']);
  });

  test('a duplicate of a trigger that the re-eligibility refused does not enroll the user days later', async () => {
    const tale = await story(reminder({ reeligibility: '1 day', staleAfter: '30 days' }));
    const received = receives('ann');
    await tale.does('09:30', receives('ann'));
    await tale.does('12:00', received);
    await tale.publishes(reminder({ reeligibility: 'immediately', staleAfter: '30 days' }));
    await tale.until('day 4 09:00');
    await tale.receives('12:00', received);
    await tale.until('day 9 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
  });

  test('an old duplicate does not enroll the user, even after more decisions than a row keeps', async () => {
    const tale = await story(reminder({ staleAfter: '30 days' }));
    const received = receives('ann');
    await tale.does('09:30', received);
    await tale.does('09:31', opens('ann'));
    for (let minute = 0; minute < 150; minute++) {
      const time = `${10 + Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;
      await tale.does(time, receives('ann'), opens('ann'));
    }
    await tale.publishes(reminder({ staleAfter: '30 days', exceptions: [] }));
    await tale.receives('09:30', received);
    await tale.until('day 9 09:00');
    expect(tale.sent()).toEqual([]);
  });

  test.each(['trigger first', 'exception first', 'both at once'])(
    'an event that is trigger and exception restarts the wait once, with the stages in the order: %s',
    async (order) => {
      const tale = await story(reminder(restarting));
      await tale.does('09:30', click('ann'));
      await tale.until('09:40');
      const event = tale.event('09:40', click('ann'));
      const stages = [() => applyTriggers(event, tale.services), () => applyExceptions(event, tale.services)];
      if (order === 'exception first') stages.reverse();
      if (order === 'both at once') await Promise.all(stages.map((stage) => stage()));
      else for (const stage of stages) await stage();
      await tale.until('day 2 09:00');
      expect(tale.sent()).toEqual(['ann 10:40']);
      expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled restarted', 'enrolled', 'dispatched']);
    },
  );

  test('a claim after a stop and a new publication checks its own publication', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.stops('reminder', { rowsFollow: false });
    await tale.publishes('reminder');
    tale.clockOnly('10:30');
    await dispatchWave(leaving(tale), tale.services);
    expect(tale.sent()).toEqual([]);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled campaign-stopped']);
  });

  test('a trigger that stalls during a stop and a new publication does not end a wait of the new publication', async () => {
    const tale = await story(reminder());
    const meanwhile = async () => {
      await tale.until('10:00');
      await tale.stops('reminder');
      await tale.publishes('reminder');
      await tale.does('10:10', receives('ann'));
    };
    await applyTriggers(tale.event('09:30', receives('ann')), slippingIn(tale.services, meanwhile));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 11:10']);
  });

  test('an older exception does not overwrite a newer mark', async () => {
    const tale = await story(reminder());
    await tale.until('11:30');
    await tale.receives('11:00', opens('ann'));
    await tale.receives('10:00', opens('ann'));
    await tale.receives('10:45', receives('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
  });

  test('a slow cancellation does not cancel the next enrollment', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    const slow = tale.event('09:40', opens('ann'));
    const meanwhile = async () => {
      await tale.does('09:45', buys('ann'));
      await tale.does('09:50', receives('ann'));
    };
    await applyExceptions(slow, slippingIn(tale.services, meanwhile));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:50']);
  });

  test('a wave that is aborted between its start and the write of a row cancels that row at last call and sends nothing', async () => {
    const tale = await story(reminder());
    const abort = async () => {
      const [wave] = await tale.waves();
      if (wave === undefined) throw new Error('expected a wave');
      return cancelAllWaits({ wave, reason: 'wave-aborted' }, tale.services);
    };
    await applyTriggers(tale.event('09:30', receives('ann')), slippingIn(tale.services, abort));
    expect(await tale.decided('ann')).toEqual(['enrolled']);
    await abort();
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled wave-aborted']);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
  });

  test('a user whose wave was aborted may be enrolled again', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    const [wave] = await tale.waves();
    if (wave === undefined) throw new Error('expected a wave');
    await cancelAllWaits({ wave, reason: 'wave-aborted' }, tale.services);
    await tale.does('10:00', receives('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 11:00']);
  });

  test('an enrollment that is claimed when its wave is aborted is still dispatched', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    tale.clockOnly('10:30');
    const call = leaving(tale);
    await dispatchWave(call, brokenOutbox(tale.services));
    await cancelAllWaits({ wave: call.wave, reason: 'wave-aborted' }, tale.services);
    expect(tale.sent()).toEqual(['ann 10:30']);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched']);
  });

  test('an enrollment that boards while the wave is leaving is dispatched at last call (R72)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('bob'));
    tale.clockOnly('10:29:57');
    const stalled = slippingIn(tale.services, () => tale.until('10:30:05'));
    await applyTriggers(tale.event('09:30', receives('ann')), stalled);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 10:30', 'ann 10:31:30']);
  });

  test('an enrollment whose template throws does not stop the wave', async () => {
    const body = '{% for i in (1..trigger.properties.times) %}{% for j in (1..1000) %}a{% endfor %}{% endfor %}';
    const tale = await story(reminder({ messages: [{ channel: 'email', subject: 'Hi', body }] }));
    const times = (many: number) => ({ properties: { times: many } });
    await tale.does('09:30', receives('ann', times(1)), receives('bob', times(100_000)), receives('cyd', times(2)));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30', 'cyd 10:30']);
    expect(await tale.decided('bob')).toEqual(['enrolled', 'withheld render-error']);
    expect(tale.warnings).toEqual(['RENDER_FAILED']);
  });

  test('many waits of one user in one wave are each claimed at the first attempt, without conflicts over their row', async () => {
    const tale = await story(reminder({ reeligibility: 'immediately' }));
    await tale.does('09:30', ...Array.from({ length: 60 }, () => receives('ann')), receives('bob'));
    tale.clockOnly('10:30');
    const { rows } = tale.services;
    let lost = 0;
    const read: typeof rows.read = async (key) => setTimeout(1, rows.read(key));
    const write: typeof rows.write = async (key, row) => {
      const isWritten = await rows.write(key, row);
      if (!isWritten) lost += 1;
      return isWritten;
    };
    await dispatchWave(leaving(tale), { ...tale.services, rows: { ...rows, read, write } });
    expect(lost).toBe(0);
    expect(tale.sent()).toHaveLength(61);
  });

  test('a wave whose dispatch makes no progress fails instead of repeating forever', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    tale.clockOnly('10:30');
    const calls: WaveCall[] = [leaving(tale)];
    const spinning = async () => {
      for (let call = calls.at(-1); call !== undefined && calls.length < 50; call = calls.at(-1)) {
        const answer = await dispatchWave(call, brokenOutbox(tale.services));
        if (!('next' in answer)) return;
        calls.push(answer.next);
      }
    };
    await expect(spinning()).rejects.toThrow('1 enrollments failed 5 times');
    expect(calls).toHaveLength(5);
  });

  test('a wave that fails does not delay the other waves, and completes when the store works again', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.does('09:40', receives('bob'));
    const { outbox } = tale.services;
    const send: typeof outbox.send = (message) =>
      message.userId === 'ann' ? Promise.reject(new Error('the store failed')) : sendWell(message);
    const sendWell = outbox.send;
    Object.assign(outbox, { send });
    await tale.until('11:00');
    expect(tale.sent()).toEqual(['bob 10:40']);
    Object.assign(outbox, { send: sendWell });
    await tale.until('12:00');
    expect(tale.messages().map(({ userId }) => userId)).toEqual(['bob', 'ann']);
  });

  test('an event is delivered again where its row is changed by others too often', async () => {
    const tale = await story(reminder());
    const event = tale.event('09:30', receives('ann'));
    const contended = { ...tale.services, rows: { ...tale.services.rows, write: async () => false } };
    await expect(applyTriggers(event, contended)).rejects.toThrow('written by others 20 times in a row');
    await applyTriggers(event, tale.services);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
  });

  test('a trigger boards the next wave where its own has left', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('bob'));
    const [wave] = await tale.waves();
    if (wave === undefined) throw new Error('expected a wave');
    await tale.services.waves.finish(wave);
    await tale.does('09:30', receives('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30:01']);
  });
});

describe('an enrollment that boards slowly', () => {
  /** Wraps services: time passes once, after the first seat is put. */
  const stalling = (tale: Story, stall: () => Promise<unknown> | undefined) => {
    const { seats, rows } = tale.services;
    let [reads, hasStalled] = [0, false];
    const put: Services['seats']['put'] = async (seat) => {
      await seats.put(seat);
      if (!hasStalled) await stall();
      hasStalled = true;
    };
    const read: Services['rows']['read'] = (key) => {
      reads += 1;
      return rows.read(key);
    };
    const services: Services = { ...tale.services, seats: { ...seats, put }, rows: { ...rows, read } };
    return { services, reads: () => reads };
  };

  test('is not lost where it takes longer than the last call of its wave: the decision is taken again (R72)', async () => {
    const tale = await story(reminder({ delay: '10 seconds', exceptions: [] }));
    const event = tale.event('09:00', receives('ann'));
    await applyTriggers(event, stalling(tale, () => tale.until('09:03')).services);
    await tale.until('09:10');
    expect(tale.sent()).toHaveLength(1);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched']);
  });

  test.each([
    ['09:00:20', 1],
    ['09:00:20.001', 2],
  ])(
    'reads its row again only where it writes after the last call: at %s it reads %i time(s) (R72)',
    async (time, expected) => {
      const tale = await story(reminder());
      const event = tale.event('09:00', receives('ann'));
      const container = stalling(tale, async () => tale.clockOnly(time));
      await applyTriggers(event, container.services);
      expect(container.reads()).toBe(expected);
    },
  );
});
