import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { WaveCall } from '../../core/contracts/wave.ts';
import type { Services } from '../../core/ports.ts';
import { cancelAllWaits } from '../../engine/cancel-waits.ts';
import { dispatchWave } from '../../engine/dispatch-wave.ts';
import { leaving } from '../harness/scenarios/leaving.ts';
import { applyTriggers } from '../harness/scenarios/matched.ts';
import { receives, reminder, type Story, slippingIn, story } from '../harness/scenarios/story.ts';

const brokenOutbox = (services: Services): Services => ({
  ...services,
  outbox: { send: () => Promise.reject(new Error('the store failed')) },
});

describe('a wave that leaves, fails or is aborted', () => {
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

  test('an enrollment that boards more slowly than the last call of its wave is decided about again and not lost (R72)', async () => {
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
    'an enrollment that boards slowly reads its row again only if it writes after the last call: at %s it reads %i time(s) (R72)',
    async (time, expected) => {
      const tale = await story(reminder());
      const event = tale.event('09:00', receives('ann'));
      const container = stalling(tale, async () => tale.clockOnly(time));
      await applyTriggers(event, container.services);
      expect(container.reads()).toBe(expected);
    },
  );
});
