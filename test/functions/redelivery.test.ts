import { describe, expect, test } from 'vitest';
import type { Instant } from '../../core/contracts/instant.ts';
import { HOUR, MINUTE, SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import { createFirstCall } from '../../core/contracts/wave.ts';
import { createHandler as dispatch } from '../../functions/dispatch.ts';
import { createHandler as endWaits } from '../../functions/end-waits.ts';
import { createHandler as eraseUser } from '../../functions/erase-user.ts';
import { createHandler as matchException } from '../../functions/match-exception.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import { createHandler as updateProfile } from '../../functions/update-profile.ts';
import { createHandler as waveEnded } from '../../functions/wave-ended.ts';
import type { Around } from '../doubles/tally.ts';
import { followUpOfTarget, NOON } from '../harness/adapters/sample.ts';
import { breaks, handed, Installed, inItsTime, lasting, onTheBus, record } from '../harness/functions/in-container.ts';
import { type BatchHandler, LambdaQueue } from '../harness/functions/lambda-queue.ts';

const [VISIBILITY_TIMEOUT, FOREVER] = [6 * MINUTE, 4 * HOUR];
const reminder = followUpOfTarget('reminder', 'welcome', {
  delay: '2 minutes',
  exceptions: [{ behavior: 'purchase.made' }],
});

const gets = (userId: string) =>
  onTheBus({ userId, id: `mail for ${userId}`, interaction: 'email.received', campaignId: 'welcome' });
const buys = (userId: string) => onTheBus({ userId, id: `purchase of ${userId}`, behavior: 'purchase.made' });

/** A queue of an installation, the handler that reads it, and the instants of the calls. */
class Polled {
  readonly queue = new LambdaQueue({ visibilityTimeout: VISIBILITY_TIMEOUT, batchSize: 100 });
  readonly calledAt: TimeSpan[] = [];
  readonly #installed: Installed;
  readonly #handler: BatchHandler;

  constructor(installed: Installed, handler: BatchHandler, bodies: readonly unknown[]) {
    this.#installed = installed;
    this.#handler = handler;
    for (const body of bodies) this.queue.send({ body: JSON.stringify(body), attributes: {} }, installed.now);
  }

  /** Calls the handler with what is visible, in virtual time, until the queue is empty or an instant has come. */
  async run(until: Instant): Promise<void> {
    for (let at = this.queue.nextVisibleAt; at !== undefined && at <= until; at = this.queue.nextVisibleAt) {
      this.#installed.now = at;
      const records = this.queue.receive(at);
      if (records.length === 0) continue;
      this.calledAt.push(at - NOON);
      const response = await this.#handler({ Records: records }, lasting(MINUTE)).catch(() => undefined);
      for (const change of this.#installed.standIns.sqs.visibilityChanges.splice(0)) {
        expect(this.queue.changeVisibility(change, at)).toBe(true);
      }
      if (response !== undefined) this.queue.finish(records, response);
    }
    this.#installed.now = until;
  }
}

/** Makes every request fail, but those that say when a message is delivered again. */
const outage: Around = async (request, perform) => {
  if (!request.startsWith('ChangeMessageVisibility')) throw new Error('the network broke');
  return inItsTime(request, perform);
};

/** Returns the times between instants, in seconds. */
const toGaps = (instants: readonly Instant[]) =>
  instants.slice(1).map((at, index) => (at - (instants[index] ?? at)) / SECOND);

describe('a message that fails', () => {
  test.each([
    ['match-exception', matchException],
    ['match-trigger', matchTrigger],
    ['update-profile', updateProfile],
    ['end-waits', endWaits],
    ['wave-ended', waveEnded],
    ['erase-user', eraseUser],
  ])(
    'a message that fails comes back to %s after 5, 15, 45 and 135 seconds, then every six minutes, and is a dead letter after fifteen deliveries, in over an hour',
    async (_, createHandler) => {
      const installed = new Installed();
      const polled = new Polled(installed, createHandler(installed.lambda(outage)), [{}]);
      await polled.run(NOON + FOREVER);
      expect(toGaps(polled.calledAt)).toEqual([5, 15, 45, 135, ...Array.from({ length: 10 }, () => 360)]);
      expect(polled.calledAt.at(-1)).toBeGreaterThan(HOUR);
      expect(polled.queue.deadLetters).toHaveLength(1);
    },
  );

  test('a message that fails comes back without the others of its batch', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    const handler = matchTrigger(installed.lambda(breaks('Put enrollments user#bob', 1)));
    const polled = new Polled(installed, handler, ['ann', 'bob', 'cid'].map(gets));
    await polled.run(NOON);
    expect(polled.queue.nextVisibleAt).toBe(NOON + 5 * SECOND);
    await polled.run(NOON + HOUR);
    expect(polled.calledAt).toEqual([0, 5 * SECOND]);
    for (const user of ['ann', 'bob', 'cid']) expect(await installed.decided(user, 'reminder')).toEqual(['enrolled']);
  });

  test('a message that fails comes back after the visibility timeout if that cannot be changed, and the log says so', async () => {
    const installed = new Installed();
    const polled = new Polled(installed, matchException(installed.lambda(breaks(''))), [buys('ann')]);
    await polled.run(NOON + VISIBILITY_TIMEOUT);
    expect(polled.calledAt).toEqual([0, VISIBILITY_TIMEOUT]);
    expect(installed.warned.slice(0, 2)).toEqual(['MESSAGE_FAILED', 'REDELIVERY_LATE']);
  });

  test('a message that fails comes back after the visibility timeout if its call crashed', async () => {
    const installed = new Installed();
    const crashes: BatchHandler = async () => {
      throw new Error('out of memory');
    };
    const polled = new Polled(installed, crashes, [buys('ann')]);
    await polled.run(NOON + VISIBILITY_TIMEOUT);
    expect(polled.calledAt).toEqual([0, VISIBILITY_TIMEOUT]);
  });
});

test('an exception that failed once still cancels a message that is due in two minutes (R32)', async () => {
  const installed = new Installed();
  await installed.publishes(reminder);
  await handed(matchTrigger(installed.lambda()), [record(gets('ann'))]);
  const handler = matchException(installed.lambda(breaks('Query connectors', 1)));
  const polled = new Polled(installed, handler, [buys('ann')]);
  const [due] = await Array.fromAsync(installed.services.waves.listOpenBefore(NOON + HOUR));
  if (due === undefined) throw new Error('wave: expected');
  await polled.run(due.wave.departure);
  await dispatch(installed.lambda())(createFirstCall(due.wave), lasting(2 * MINUTE));
  expect(installed.warned).toEqual(['MESSAGE_FAILED']);
  expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled', 'cancelled exception']);
  expect(installed.sent()).toEqual([]);
});

test('after an outage of 40 minutes nothing is a dead letter, and every user gets the message', async () => {
  const installed = new Installed();
  await installed.publishes(reminder);
  const end = NOON + 40 * MINUTE;
  const around: Around = (request, perform) => (installed.now < end ? outage : inItsTime)(request, perform);
  const users = Array.from({ length: 30 }, (_, index) => `user-${index}`);
  const polled = new Polled(installed, matchTrigger(installed.lambda(around)), users.map(gets));
  await polled.run(NOON + FOREVER);
  expect(polled.queue.deadLetters).toEqual([]);
  expect(polled.queue.nextVisibleAt).toBeUndefined();
  expect(polled.calledAt.at(-1)).toBeLessThan(47 * MINUTE);
  // Their messages are due already.
  expect(installed.sent().toSorted()).toEqual(users.toSorted());
});
