import { setTimeout as pause } from 'node:timers/promises';
import type { Span } from '../../core/contracts/span.ts';
import type { Inbox } from './inbox.ts';
import type { Call } from './interface.ts';
import type { Producer } from './producer.ts';

/** Goes the way of all events, and tells when those before it must have come through. */
export interface Sentinel {
  passes(): Promise<void>;
  /** How long its way took of late. */
  readonly latency: Span;
}

/** What is still on its way beside the sentinel, in another queue or another batch, gets as long as this. */
const BESIDE = 500;

const REMEMBERED = 20;

let passed = 0;

/** Publishes a campaign that answers at once. */
export async function postSentinel(inbox: Inbox, call: Call, producer: Producer): Promise<Sentinel> {
  const [id, target] = [`${inbox.prefix}-sentinel`, `${inbox.prefix}-post`];
  const definition = {
    ...{ id, name: 'Sentinel', triggers: [{ interaction: 'webhook.received', campaign: target }] },
    messages: [{ channel: 'sms', body: 'Passed' }],
  };
  await call('PUT', `/campaigns/${id}`, definition);
  await call('POST', `/campaigns/${id}/publish`);
  const took: Span[] = [];
  return {
    get latency() {
      return Math.max(0, ...took.slice(-REMEMBERED));
    },
    async passes() {
      const begun = Date.now();
      const userId = `${inbox.prefix}-sentinel-${++passed}`;
      const Detail = { id: userId, userId, interaction: 'webhook.received', campaignId: target };
      const occurredAt = new Date().toISOString();
      await producer.put([
        { Source: 'sentinel', DetailType: 'Campaign Interaction', Detail: { ...Detail, occurredAt } },
      ]);
      await inbox.hears(userId);
      took.push(Date.now() - begun);
      await pause(BESIDE);
    },
  };
}
