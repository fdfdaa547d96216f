import { setTimeout as pause } from 'node:timers/promises';
import * as v from 'valibot';
import { SECOND, type TimeSpan } from '../../../core/contracts/time-span.ts';
import type { Call } from '../interface.ts';
import type { Producer } from '../producer.ts';
import { WaitLimit } from '../slowness.ts';
import { act } from '../writes.ts';

/** A marker event that passes every queue, to show that the events before it have been processed. */
export interface Sentinel {
  passes(): Promise<void>;
  /** The longest of its last durations. */
  readonly latency: TimeSpan;
}

/** The time within which callers share one marker event. */
const SHARED_FOR: TimeSpan = 200;
/** The minimum time for events in other batches that are still being processed beside the marker; otherwise half its duration. */
const BESIDE: TimeSpan = 500;
const MAX_WAIT: TimeSpan = 120 * SECOND;
const MAX_MEASUREMENTS = 20;

let passed = 0;

const decisions = v.object({ decisions: v.array(v.object({ campaignId: v.string(), decision: v.string() })) });

/**
 * Publishes two campaigns for the marker: a cancelled enrollment of the one has passed both matchers, an enrollment
 * of the other the profiles, too.
 */
export async function postSentinel(prefix: string, call: Call, producer: Producer): Promise<Sentinel> {
  const target = `${prefix}-post`;
  const [guard, gate] = [`${prefix}-guard`, `${prefix}-gate`];
  const trigger = { interaction: 'webhook.received', campaign: target };
  const exception = { interaction: 'control_group.entered', campaign: target };
  const messages = [{ channel: 'sms', body: 'Passed' }];
  const definitions = [
    { id: guard, name: 'Guard', triggers: [trigger], delay: '7 days', exceptions: [exception], messages },
    { id: gate, name: 'Gate', triggers: [trigger], audience: { passed: true }, messages },
  ];
  for (const definition of definitions) {
    await act(call, { id: definition.id, does: 'save', body: definition });
    await act(call, { id: definition.id, does: 'publish' });
  }

  const does = (userId: string, interaction: string, occurredAt: number) => ({
    ...{ Source: prefix, DetailType: 'Campaign Interaction' },
    Detail: { userId, interaction, campaignId: target, occurredAt: new Date(occurredAt).toISOString() },
  });
  const decided = async (userId: string, campaignId: string, decision: string) => {
    const { body } = await call('GET', `/users/${userId}/decisions?campaignId=${campaignId}`);
    return v.parse(decisions, body).decisions.some((each) => each.decision === decision);
  };

  async function pass(): Promise<void> {
    const [begun, userId] = [Date.now(), `${prefix}-sentinel-${++passed}`];
    const known = {
      Source: prefix,
      DetailType: 'User Profile Updated',
      Detail: { userId, attributes: { passed: true } },
    };
    await producer.put([
      known,
      does(userId, exception.interaction, begun + 1),
      does(userId, trigger.interaction, begun),
    ]);
    const maxWait = new WaitLimit(MAX_WAIT);
    for (let attempt = 1; ; attempt++) {
      await pause(SHARED_FOR);
      const [isThrough, isKnown] = [await decided(userId, guard, 'cancelled'), await decided(userId, gate, 'enrolled')];
      if (isThrough && isKnown) return through(begun);
      if (maxWait.isOver()) throw maxWait.ended('sentinel: expected to pass');
      // A trigger that was processed before the profile is withheld; the next one is not.
      if (!isKnown && attempt % 5 === 0) await producer.put([does(userId, trigger.interaction, begun + attempt)]);
    }
  }

  const took: TimeSpan[] = [];
  async function through(begun: number): Promise<void> {
    const span = Date.now() - begun;
    took.push(span);
    await pause(Math.max(BESIDE, span / 2));
  }

  let next: Promise<void> | undefined;
  return {
    get latency() {
      return Math.max(0, ...took.slice(-MAX_MEASUREMENTS));
    },
    passes() {
      next ??= pause(SHARED_FOR).then(() => {
        next = undefined;
        return pass();
      });
      return next;
    },
  };
}
