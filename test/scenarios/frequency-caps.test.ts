import { describe, expect, test } from 'vitest';
import type { FollowUpDefinition } from '../../core/contracts/definition.ts';
import type { FrequencyCap } from '../../core/contracts/settings.ts';
import type { FrequencySlot } from '../../core/frequency-slots.ts';
import type { Services } from '../../core/ports.ts';
import { changeSettings } from '../../engine/change-settings.ts';
import { dispatchWave } from '../../engine/dispatch-wave.ts';
import { checkCaps } from '../../engine/reserve-slot.ts';
import { leaving } from '../harness/scenarios/leaving.ts';
import { applyTriggers } from '../harness/scenarios/matched.ts';
import {
  at,
  behaves,
  isKnown,
  opens,
  receives,
  reminder,
  type Story,
  story,
  writeDecision,
} from '../harness/scenarios/story.ts';

const DAILY: FrequencyCap = { atMost: 1, in: '1 day' };
const PUSH = { channel: 'push', body: 'Hello' };
const EMAIL = { channel: 'email', subject: 'Hello', body: 'You' };
const IN_APP = { channel: 'in_app_message', body: 'Hello' };

/** Defines a follow-up without a delay, of an event of its own. */
const withoutDelay = (id: string, more: object = {}) => ({
  id,
  name: id,
  triggers: [{ behavior: 'custom_event.performed', name: id }],
  reeligibility: 'immediately',
  messages: [PUSH],
  ...more,
});
const does = (id: string, userId: string) => behaves('custom_event.performed', userId, { name: id });

async function capped(caps: readonly FrequencyCap[], ...definitions: object[]): Promise<Story> {
  const tale = await story(...definitions);
  await cap(tale, ...caps);
  return tale;
}
const cap = (tale: Story, ...frequencyCaps: FrequencyCap[]) =>
  changeSettings({ frequencyCaps }, { by: 'olga', services: tale.services });
const slotsOf = async (tale: Story, user: string): Promise<readonly FrequencySlot[]> =>
  (await tale.services.frequencySlots.read(user)).slots;

/** Returns the decisions about messages that left at once or did not, without the enrollments. */
const ends = async (tale: Story, user: string, id: string) =>
  (await tale.decisions(user, id)).filter(({ decision }) => decision !== 'enrolled');
const ended = async (tale: Story, user: string, id: string) => (await ends(tale, user, id)).map(writeDecision);

/** Wraps services: something happens when a port is called for the first time; it may fail the call. */
function slippingBefore(services: Services, port: 'send' | 'writeSlots', happening: () => Promise<unknown>): Services {
  let happened = false;
  const once = async () => {
    if (happened) return;
    happened = true;
    await happening();
  };
  const { outbox, frequencySlots } = services;
  if (port === 'send')
    return {
      ...services,
      outbox: {
        async send(message) {
          await once();
          return outbox.send(message);
        },
      },
    };
  return {
    ...services,
    frequencySlots: {
      ...frequencySlots,
      async write(userId, slots) {
        await once();
        return frequencySlots.write(userId, slots);
      },
    },
  };
}
const fails = async () => {
  throw new Error('the machine stopped');
};

describe('a message over a frequency cap', () => {
  test('it is withheld as capped, with the cap, and the message of another campaign counts, too (R45, R73)', async () => {
    const tale = await capped([DAILY], withoutDelay('one'), withoutDelay('two'));
    await tale.does('10:00', does('one', 'ann'), does('two', 'ann'), does('two', 'bob'));
    expect(tale.sent()).toEqual(['ann 10:00', 'bob 10:00']);
    expect(await ends(tale, 'ann', 'two')).toMatchObject([
      { decision: 'withheld', reason: 'capped', detail: 'at most 1 message in 1 day' },
    ]);
    expect(await tale.counts('two')).toMatchObject({ dispatched: 1, withheld: 1, 'withheld:capped': 1 });
    await tale.does('day 2 09:59', does('one', 'ann'));
    await tale.does('day 2 10:00', does('two', 'ann'));
    expect(tale.sent('two')).toEqual(['bob 10:00', 'ann day 2 10:00']);
    expect(tale.sent('one')).toEqual(['ann 10:00']);
  });

  test('two campaigns whose messages leave in one second never both take the last slot (R45)', async () => {
    const tale = await capped([{ atMost: 2, in: '1 day' }], ...['one', 'two', 'three'].map((id) => withoutDelay(id)));
    await tale.does('10:00', does('one', 'ann'));
    // The third takes the slot between the read and the write of the second.
    const services = slippingBefore(tale.services, 'writeSlots', () => tale.receives('10:30', does('three', 'ann')));
    tale.clockOnly('10:30');
    await applyTriggers(tale.event('10:30', does('two', 'ann')), services);
    expect(tale.sent('three')).toEqual(['ann 10:30']);
    expect(await ended(tale, 'ann', 'two')).toEqual(['withheld capped']);
    expect(await slotsOf(tale, 'ann')).toHaveLength(2);
  });

  test('messages of twelve campaigns that leave together are as many as the cap allows for each user, each with a slot (R45)', async () => {
    const campaigns = Array.from({ length: 12 }, (_, index) =>
      reminder({ id: `follow-${index}`, exceptions: [], precision: undefined, delay: '1 minute' }),
    );
    const tale = await capped([{ atMost: 5, in: '1 day' }], ...campaigns);
    await tale.does('10:00', receives('ann'), receives('bob'));
    await tale.until('10:10');
    const sentTo = (user: string) => tale.messages().filter(({ userId }) => userId === user);
    expect([sentTo('ann').length, sentTo('bob').length]).toEqual([5, 5]);
    const ids = (await slotsOf(tale, 'ann')).map(({ id }) => id);
    expect(ids.toSorted()).toEqual(
      sentTo('ann')
        .map(({ dispatchId }) => dispatchId)
        .toSorted(),
    );
  });

  test('a standby takes over when the message before it is capped, and leaves when the cap allows it (R45, R95)', async () => {
    const tale = await capped([{ atMost: 1, in: '90 minutes' }], reminder({ exceptions: [] }), withoutDelay('other'));
    await tale.does('10:00', receives('ann'));
    await tale.does('10:30', does('other', 'ann'));
    await tale.does('10:40', receives('ann'));
    await tale.does('11:05', receives('ann'));
    await tale.until('13:00');
    expect(await tale.decided('ann')).toEqual([
      'enrolled',
      'withheld capped',
      'enrolled',
      'withheld capped',
      'enrolled',
      'dispatched',
    ]);
    expect(tale.sent('reminder')).toEqual(['ann 12:05']);
  });

  test('a trigger that arrives while a message is claimed stands by, and takes over if it is capped (R45, R95)', async () => {
    const tale = await capped([{ atMost: 1, in: '90 minutes' }], reminder({ exceptions: [] }), withoutDelay('other'));
    await tale.does('10:00', receives('ann'));
    await tale.does('10:20', does('other', 'ann'));
    tale.clockOnly('11:00');
    const { frequencySlots } = tale.services;
    let arrived: readonly string[] = [];
    const services: Services = {
      ...tale.services,
      frequencySlots: {
        ...frequencySlots,
        async read(userId) {
          await tale.receives('11:00', receives('ann'));
          arrived = (await tale.row('ann')).live.map(({ state }) => state);
          return frequencySlots.read(userId);
        },
      },
    };
    await dispatchWave(leaving(tale), services);
    expect(arrived).toEqual(['claimed', 'standby']);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'withheld capped', 'enrolled']);
    await tale.until('13:00');
    expect(tale.sent('reminder')).toEqual(['ann 12:00']);
  });

  test('a capped user stays eligible, and an exception that comes after it finds no message (R36, R40, R45)', async () => {
    const tale = await capped([DAILY], reminder(), withoutDelay('other'));
    await tale.does('10:00', does('other', 'ann'));
    await tale.does('10:10', receives('ann'));
    await tale.until('11:30');
    await tale.does('11:30', opens('ann'));
    await tale.receives('11:05', opens('ann'));
    expect(await tale.decided('ann')).toEqual(['enrolled', 'withheld capped']);
    await tale.does('day 2 10:00', receives('ann'));
    await tale.until('day 2 11:00');
    expect(tale.sent('reminder')).toEqual(['ann day 2 11:00']);
  });

  test('a message that is unsendable is not capped and takes no slot: the next one leaves (R45, R95)', async () => {
    const broken = { channel: 'push', body: '{% if trigger.userId %}{% abort_message %}{% endif %}Hello' };
    const huge = { channel: 'push', body: '{{ trigger.properties.text }}' };
    const tale = await capped(
      [DAILY],
      withoutDelay('broken', { messages: [broken] }),
      withoutDelay('huge', { messages: [huge, huge] }),
      withoutDelay('good'),
    );
    const large = behaves('custom_event.performed', 'ann', { name: 'huge', properties: { text: 'x'.repeat(100_000) } });
    await tale.does('10:00', does('broken', 'ann'), large);
    expect(await ended(tale, 'ann', 'broken')).toEqual(['withheld aborted']);
    expect(await ended(tale, 'ann', 'huge')).toEqual(['withheld too-large']);
    expect(await slotsOf(tale, 'ann')).toEqual([]);
    await tale.does('10:01', does('good', 'ann'));
    expect(tale.sent()).toEqual(['ann 10:01']);
    // Also when the cap is reached, the first check that fails is the reason.
    await tale.does('10:02', { ...large, detail: { ...large.detail, id: 'again' } });
    expect(await ended(tale, 'ann', 'huge')).toEqual(['withheld too-large', 'withheld too-large']);
  });

  test('a slot is taken back before the enrollment is closed if the bus does not take the message (R45)', async () => {
    const tale = await capped([DAILY], withoutDelay('one'), withoutDelay('two'));
    tale.clockOnly('10:00');
    const seen: unknown[] = [];
    const { rows } = tale.services;
    const services: Services = {
      ...tale.services,
      outbox: { send: async () => 'too-large' },
      rows: {
        ...rows,
        async write(key, row) {
          if (row.live.length === 0) seen.push((await slotsOf(tale, 'ann')).length);
          return rows.write(key, row);
        },
      },
    };
    await applyTriggers(tale.event('10:00', does('one', 'ann')), services);
    expect(await ended(tale, 'ann', 'one')).toEqual(['withheld too-large']);
    expect(seen).toEqual([0]);
    await tale.does('10:00:01', does('two', 'ann'));
    expect(tale.sent()).toEqual(['ann 10:00:01']);
  });
});

describe('a message that takes a slot', () => {
  test('a crash after the slot leaves it, and the repeat finds it and asks nothing again, also if the cap is lower now (R45, R71)', async () => {
    const tale = await capped([{ atMost: 2, in: '1 day' }], reminder({ exceptions: [], messages: [PUSH, EMAIL] }));
    await tale.does('10:00', receives('ann'));
    tale.clockOnly('11:00');
    const call = leaving(tale);
    await dispatchWave(call, slippingBefore(tale.services, 'send', fails));
    expect(tale.sent()).toEqual([]);
    expect(await slotsOf(tale, 'ann')).toMatchObject([{ at: at('11:00'), channels: ['push', 'email'] }]);
    await cap(tale, { atMost: 1, in: '1 day' }, { atMost: 1, in: '1 day', channel: 'email' });
    tale.clockOnly('11:00:30');
    await dispatchWave(call, tale.services);
    expect(tale.messages()).toMatchObject([{ messages: [{ channel: 'push' }, { channel: 'email' }] }]);
    expect(await slotsOf(tale, 'ann')).toHaveLength(1);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched']);
  });

  test('a repeat leaves on the channels of its slot, also if more would be allowed by now (R45, R71)', async () => {
    const email: FrequencyCap = { atMost: 1, in: '30 minutes', channel: 'email' };
    const messages = [EMAIL, IN_APP];
    const tale = await capped(
      [email],
      reminder({ exceptions: [], messages }),
      withoutDelay('mail', { messages: [EMAIL] }),
    );
    await tale.does('10:00', receives('ann'));
    await tale.does('10:40', does('mail', 'ann'));
    tale.clockOnly('11:00');
    const call = leaving(tale);
    const { outbox } = tale.services;
    const sends: unknown[] = [];
    const losing: Services = {
      ...tale.services,
      outbox: {
        async send(message) {
          sends.push(message);
          await outbox.send(message);
          throw new Error('the answer was lost');
        },
      },
    };
    await dispatchWave(call, losing);
    tale.clockOnly('11:30');
    await dispatchWave(call, {
      ...tale.services,
      outbox: {
        send(message) {
          sends.push(message);
          return outbox.send(message);
        },
      },
    });
    expect(sends).toHaveLength(2);
    expect(sends[1]).toEqual(sends[0]);
    expect(sends[0]).toMatchObject({ messages: [{ channel: 'in_app_message' }] });
    expect((await slotsOf(tale, 'ann')).map(({ channels }) => channels)).toEqual([['email'], []]);
  });

  test('messages whose slots are taken out of order never exceed the cap in any span (R45)', async () => {
    const tale = await capped([{ atMost: 2, in: '1 hour' }], ...['one', 'two', 'three'].map((id) => withoutDelay(id)));
    await tale.does('10:00', does('one', 'ann'));
    await tale.does('10:40', does('two', 'ann'));
    // A machine whose clock is behind.
    const services: Services = { ...tale.services, clock: { now: () => at('10:20') } };
    await applyTriggers(tale.event('10:20', does('three', 'ann')), services);
    expect(await ended(tale, 'ann', 'three')).toEqual(['withheld capped']);
  });

  test('channels over their own cap are left out and named, and the others leave, those of the inbox always (R45)', async () => {
    const email: FrequencyCap = { atMost: 1, in: '1 day', channel: 'email' };
    const tale = await capped(
      [email, { atMost: 3, in: '1 day' }],
      withoutDelay('mail', { messages: [EMAIL] }),
      withoutDelay('all', { messages: [EMAIL, PUSH, IN_APP] }),
    );
    await tale.does('10:00', does('mail', 'ann'));
    await tale.does('11:00', does('all', 'ann'));
    await tale.does('12:00', does('all', 'ann'));
    await tale.does('13:00', does('all', 'ann'));
    const channels = tale.messages().map(({ messages }) => messages.map(({ channel }) => channel));
    expect(channels).toEqual([['email'], ['push', 'in_app_message'], ['push', 'in_app_message'], ['in_app_message']]);
    const leftOut = (...left: string[]) => left.map((channel) => ({ channel, reason: 'capped' }));
    expect(await ends(tale, 'ann', 'all')).toMatchObject([
      { decision: 'dispatched', leftOut: leftOut('email') },
      { decision: 'dispatched', leftOut: leftOut('email') },
      { decision: 'dispatched', leftOut: leftOut('email', 'push') },
    ]);
    await tale.does('14:00', does('mail', 'ann'));
    expect(await ended(tale, 'ann', 'mail')).toEqual(['dispatched', 'withheld capped']);
  });

  test('calendar days are those of the profile, else of the company; a user who moves has had the messages of the day there (R45)', async () => {
    const tale = await capped([{ ...DAILY, calendarDays: true }], withoutDelay('one'));
    await changeSettings({ companyZone: 'Asia/Tokyo' }, { by: 'olga', services: tale.services });
    await tale.does('09:10', isKnown('ann', {}, { timeZone: 'Europe/Berlin' }));
    await tale.does('14:00', does('one', 'ann'), does('one', 'bob'));
    // Midnight in Tokyo.
    await tale.does('15:00', does('one', 'ann'), does('one', 'bob'));
    await tale.does('22:59:59', does('one', 'ann'));
    expect(tale.sent()).toEqual(['ann 14:00', 'bob 14:00', 'bob 15:00']);
    await tale.does('23:00', does('one', 'ann'));
    expect(tale.sent()).toContain('ann 23:00');
    // In London it is still the day before for an hour.
    await tale.does('23:10', isKnown('ann', {}, { timeZone: 'Europe/London' }));
    await tale.does('23:30', does('one', 'ann'));
    await tale.does('day 2 00:00', does('one', 'ann'));
    expect(tale.sent().filter((each) => each.startsWith('ann'))).toEqual(['ann 14:00', 'ann 23:00', 'ann day 2 00:00']);
  });

  test('a user at the cap can be checked without taking or changing a slot, as for a control group (R45)', async () => {
    const tale = await capped([DAILY], withoutDelay('one'));
    const { definition } = (await tale.followUp('one')).published;
    const request = { definition, dispatchId: 'e', channels: new Set(['push'] as const), profile: undefined };
    const ask = (userId: string) => checkCaps({ ...request, userId, now: at('10:30') }, tale.services);
    expect(await ask('ann')).toEqual({ channels: ['push'] });
    await tale.does('10:00', does('one', 'ann'));
    const before = await tale.services.frequencySlots.read('ann');
    expect(await ask('ann')).toEqual({ cappedBy: DAILY });
    expect(await tale.services.frequencySlots.read('ann')).toEqual(before);
    expect(await slotsOf(tale, 'bob')).toEqual([]);
  });
});

describe('a campaign that ignores frequency caps', () => {
  test('its messages leave, and count only where the campaign says so; transactional ones leave, and do not count (R45)', async () => {
    const tale = await capped(
      [DAILY],
      withoutDelay('plain'),
      withoutDelay('ignoring', { frequencyCaps: 'ignore' }),
      withoutDelay('counting', { frequencyCaps: { ignore: true, count: true } }),
      withoutDelay('receipt', { purpose: 'transactional' }),
    );
    await tale.does('10:00', does('ignoring', 'ann'), does('receipt', 'ann'));
    expect(await slotsOf(tale, 'ann')).toEqual([]);
    await tale.does('10:01', does('plain', 'ann'));
    await tale.does('10:02', does('ignoring', 'ann'), does('receipt', 'ann'), does('counting', 'ann'));
    expect(tale.messages()).toHaveLength(6);
    await tale.does('10:03', does('counting', 'bob'));
    await tale.does('10:04', does('plain', 'bob'));
    expect(await ended(tale, 'bob', 'plain')).toEqual(['withheld capped']);
    expect([(await slotsOf(tale, 'ann')).length, (await slotsOf(tale, 'bob')).length]).toEqual([2, 1]);
  });

  test('an edit that ignores caps applies to users who wait already (R52)', async () => {
    const waits = (frequencyCaps?: FollowUpDefinition['frequencyCaps']) =>
      reminder({ exceptions: [], ...(frequencyCaps && { frequencyCaps }) });
    const tale = await capped([DAILY], waits(), withoutDelay('other'));
    await tale.does('10:00', does('other', 'ann'));
    await tale.does('10:10', receives('ann'));
    await tale.publishes(waits('ignore'));
    await tale.until('12:00');
    expect(tale.sent('reminder')).toEqual(['ann 11:10']);
  });
});

describe('an installation without frequency caps', () => {
  test('no slot is read or written without caps, for messages of the inbox alone, or for campaigns that ignore them (R45)', async () => {
    const calls: string[] = [];
    const tale = await story(
      withoutDelay('one'),
      withoutDelay('inbox', { messages: [IN_APP] }),
      withoutDelay('ignoring', { frequencyCaps: 'ignore' }),
    );
    const { frequencySlots } = tale.services;
    const services: Services = {
      ...tale.services,
      frequencySlots: {
        ...frequencySlots,
        read(userId) {
          calls.push('read');
          return frequencySlots.read(userId);
        },
        write(userId, slots) {
          calls.push('write');
          return frequencySlots.write(userId, slots);
        },
      },
    };
    const happens = (id: string) => applyTriggers(tale.event('10:00', does(id, 'ann')), services);
    tale.clockOnly('10:00');
    for (const id of ['one', 'inbox', 'ignoring']) await happens(id);
    await cap(tale, DAILY);
    for (const id of ['inbox', 'ignoring']) await happens(id);
    expect(calls).toEqual([]);
    await happens('one');
    expect(calls).toEqual(['read', 'write']);
    await happens('one');
    expect(calls).toEqual(['read', 'write', 'read']);
    await cap(tale);
    await happens('one');
    expect(calls).toHaveLength(3);
    expect(tale.sent('one')).toHaveLength(3);
  });
});
