import { setTimeout as pause } from 'node:timers/promises';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { SECOND } from '../../core/contracts/time-span.ts';
import { openDeploymentTest } from './deployment-test.ts';
import { MARKETER_ARN } from './people.ts';
import { slowness } from './slowness.ts';
import { act } from './writes.ts';

const here = openDeploymentTest();

/** Returns a delay in seconds in which a user can be seen waiting, and an act can follow, however slow the machine is. */
const longDelay = () => Math.ceil(20 * slowness());

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
    const { status, body: stopped } = await act(here.call, { id, does: 'stop' });
    // A slow machine may answer that it failed: then the history shows the stop, but not the number of cancelled waits.
    expect([status, v.parse(v.looseObject({ cancelled: v.optional(v.number(), 1) }), stopped).cancelled]).toEqual([
      200, 1,
    ]);
    await here.eventually('stopped', ['enrolled', 'cancelled campaign-stopped']);
    const { body } = await here.call('GET', `/campaigns/${id}`);
    expect(body).toMatchObject({ status: 'stopped', history: [{}, {}, { did: 'stopped', by: MARKETER_ARN }] });
    await pause((1.1 * seconds + 2) * SECOND);
    expect(here.messagesTo('stopped')).toEqual([]);
  });
});
