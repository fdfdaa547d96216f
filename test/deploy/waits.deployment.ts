import { setTimeout as pause } from 'node:timers/promises';
import * as v from 'valibot';
import { describe, expect, test, vi } from 'vitest';
import { HOUR, MINUTE, SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import { openDeploymentTest } from './deployment-test.ts';
import { MARKETER_ARN } from './people.ts';
import { slowness } from './slowness.ts';
import { act } from './writes.ts';

const here = openDeploymentTest();

/** The time after which a stop cancels no more waits itself: what the 30 s of a call leave after its reserve. */
const STOPPING_TIME: TimeSpan = 18 * SECOND;

/** Returns a delay in seconds in which a user can be seen waiting, and an act can follow, however slow the machine is. */
const longDelay = () => Math.ceil(20 * slowness());

/** The time in which every Lambda sees changed settings: a minute, and the time of a call on this machine. */
const SETTINGS_ARE_SEEN = {
  get timeout() {
    return 60_000 + 30_000 * slowness();
  },
  interval: 2_000,
};

describe('a wait', () => {
  test('a wait lasts as long as the schedule delay: its message never leaves early (R20, R23)', async () => {
    await here.published('waits', { delay: '6 seconds' });
    const event = here.interaction('patient', 'waits');
    await here.producer.put([event]);
    await here.inbox.waitForMessage(here.own('patient'));
    const [message] = here.messagesTo('patient');
    const [due, left] = [Date.parse(message?.dueAt ?? ''), Date.parse(message?.dispatchedAt ?? '')];
    expect(due - Date.parse(event.Detail.occurredAt)).toBe(6_000);
    expect(left).toBeGreaterThanOrEqual(due);
    expect(message).toMatchObject({ messages: [{ channel: 'email', body: `Hello ${here.own('patient')}` }] });
  });

  test('a wait of a calendar delay ends at the local time of its user, or at that of the company (R20, R21)', async () => {
    const id = await here.published('calendar', {
      delay: { in: '2 days', at: '09:00', zone: 'user' },
      precision: undefined,
    });
    expect(await here.call('PUT', '/settings', { companyZone: 'Asia/Kolkata' })).toMatchObject({
      status: 200,
      body: { companyZone: 'Asia/Kolkata' },
    });
    const localTimeOf = async (user: string) => {
      const { body } = await here.call(
        'GET',
        `/campaigns/${id}/enrollments?userId=${encodeURIComponent(here.own(user))}`,
      );
      const { enrollments } = v.parse(
        v.looseObject({ enrollments: v.array(v.looseObject({ dueAt: v.string() })) }),
        body,
      );
      return enrollments.map(({ dueAt }) => dueAt.slice(11));
    };
    await here.producer.put([here.interaction('traveller', 'calendar', { timeZone: 'Asia/Tokyo' })]);
    await here.eventually('traveller', ['enrolled']);
    // Nine o'clock in Tokyo is midnight in UTC; in Kolkata it is half past three.
    expect(await localTimeOf('traveller')).toEqual(['00:00:00.000Z']);
    // A Lambda that other tests keep warm sees the zone of the company within a minute.
    let locals = 0;
    await vi.waitFor(async () => {
      locals += 1;
      await here.producer.put([here.interaction(`local-${locals}`, 'calendar')]);
      await here.eventually(`local-${locals}`, ['enrolled']);
      expect(await localTimeOf(`local-${locals}`)).toEqual(['03:30:00.000Z']);
    }, SETTINGS_ARE_SEEN);
    expect(await act(here.call, { id, does: 'stop' })).toMatchObject({ status: 200 });
    await here.eventually('traveller', ['enrolled', 'cancelled campaign-stopped']);
  });

  test('a wait that ends within quiet hours is held until they end, and its message leaves then (R26)', async () => {
    const end = Math.ceil((Date.now() + 2 * MINUTE * slowness()) / MINUTE) * MINUTE;
    const timeOfDay = (at: number) => new Date(at).toISOString().slice(11, 16);
    const quietHours = { from: timeOfDay(end - 3 * HOUR), to: timeOfDay(end), then: 'hold' };
    await here.published('quiet', { delay: '6 seconds', quietHours });
    await here.producer.put([here.interaction('sleeper', 'quiet', { timeZone: 'UTC' })]);
    await here.eventually('sleeper', ['enrolled', 'held']);
    expect(here.messagesTo('sleeper')).toEqual([]);
    await here.eventually('sleeper', ['enrolled', 'held', 'dispatched']);
    await here.inbox.waitForMessage(here.own('sleeper'));
    expect(Date.parse(here.messagesTo('sleeper')[0]?.dispatchedAt ?? '')).toBeGreaterThanOrEqual(end);
  });

  test('a wait of a second campaign ends as capped where the user had the one message a day that a frequency cap allows (R45)', async () => {
    // Only the messages of this test are SMS, so that it caps no other.
    const frequencyCaps = [{ atMost: 1, in: '1 day', channel: 'sms' }];
    expect(await here.call('PUT', '/settings', { frequencyCaps })).toMatchObject({ status: 200 });
    const names = ['often', 'more-often'];
    for (const name of names)
      await here.published(name, { delay: '4 seconds', messages: [{ channel: 'sms', body: 'Hello' }] });
    // A Lambda that other tests keep warm sees the cap within a minute.
    let users = 0;
    await vi.waitFor(async () => {
      users += 1;
      const user = `busy-${users}`;
      await here.producer.put(names.map((name) => here.interaction(user, name)));
      await vi.waitFor(async () => expect(await here.decided(user)).toHaveLength(4), SETTINGS_ARE_SEEN);
      expect((await here.decided(user)).toSorted()).toEqual(['dispatched', 'enrolled', 'enrolled', 'withheld capped']);
    }, SETTINGS_ARE_SEEN);
    await here.inbox.waitForMessage(here.own(`busy-${users}`));
    expect(here.messagesTo(`busy-${users}`)).toHaveLength(1);
    expect(await here.call('PUT', '/settings', { frequencyCaps: null })).toMatchObject({ status: 200 });
  });

  test('a wait that would end after the duration of its campaign does not begin (R25)', async () => {
    const duration = { end: new Date(Date.now() + 30 * MINUTE).toISOString() };
    await here.published('brief', { delay: '1 hour', precision: undefined, duration });
    await here.producer.put([here.interaction('late', 'brief')]);
    await here.eventually('late', ['withheld outside-duration']);
  });

  test('a wait is cancelled by an exception, and nothing is sent (R31)', async () => {
    const seconds = longDelay();
    await here.published('cancels', { delay: `${seconds} seconds` });
    await here.producer.put([here.interaction('undecided', 'cancels')]);
    await here.eventually('undecided', ['enrolled']);
    await here.producer.put([here.interaction('undecided', 'cancels', { interaction: 'email.opened' })]);
    await here.eventually('undecided', ['enrolled', 'cancelled exception']);
    await pause((1.1 * seconds + 2) * SECOND);
    expect(here.messagesTo('undecided')).toEqual([]);
  });

  test('a wait is cancelled by an exception that arrives before its trigger (R32)', async () => {
    await here.published('early', { delay: '10 seconds' });
    const triggeredAt = new Date().toISOString();
    await here.producer.put([
      here.interaction('hasty', 'early', {
        interaction: 'email.opened',
        occurredAt: new Date(Date.now() + 50).toISOString(),
      }),
    ]);
    await pause(8_000);
    await here.producer.put([here.interaction('hasty', 'early', { occurredAt: triggeredAt })]);
    await here.eventually('hasty', ['enrolled', 'cancelled exception']);
  });

  test('a wait ends permanently when its campaign is stopped, and the stop returns the number of cancelled waits (R50, R74)', async () => {
    const seconds = longDelay();
    const id = await here.published('stops', { delay: `${seconds} seconds` });
    await here.producer.put([here.interaction('stopped', 'stops')]);
    await here.eventually('stopped', ['enrolled']);
    const begun = Date.now();
    const { status, body: stopped } = await act(here.call, { id, does: 'stop' });
    // A slow machine may answer that it failed: then the history shows the stop, but not the number of cancelled waits. A stop that has
    // used up the time of its call leaves the waits to the queue.
    const { cancelled = 1 } = v.parse(v.looseObject({ cancelled: v.optional(v.number()) }), stopped);
    expect([status, Date.now() - begun > STOPPING_TIME ? 1 : cancelled]).toEqual([200, 1]);
    await here.eventually('stopped', ['enrolled', 'cancelled campaign-stopped']);
    const { body } = await here.call('GET', `/campaigns/${id}`);
    expect(body).toMatchObject({ status: 'stopped', history: [{}, {}, { did: 'stopped', by: MARKETER_ARN }] });
    await pause((1.1 * seconds + 2) * SECOND);
    expect(here.messagesTo('stopped')).toEqual([]);
  });
});
