import { formatInstant } from '../../core/contracts/instant.ts';
import { MINUTE } from '../../core/contracts/time-span.ts';
import type { Wave } from '../../core/contracts/wave.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import { followUpOfTarget, Owner } from '../harness/adapters/sample.ts';
import { handed, Installed, onTheBus, record } from '../harness/functions/in-container.ts';

/** An installation in which a follow-up is published, and ada waits for its message: it is due, and more than that. */
export interface SomeoneWaits {
  readonly installed: Installed;
  readonly owner: Owner;
  readonly wave: Wave;
  /** The message of a queue that holds an event of the bus: something that a user did at this moment. */
  happens(detail: Readonly<Record<string, unknown>>, detailType?: string): object;
}

const reminder = followUpOfTarget('resend-welcome', 'welcome-email', {
  exceptions: [{ behavior: 'purchase.made', where: { price: { $gte: 20 } } }],
  audience: { vip: { $ne: true } },
  messages: [
    { channel: 'email', subject: 'Did you see this?', body: "Hello {{ user.first_name | default: 'there' }}" },
  ],
});

/** Makes it anew: what a first call did, the next must not find. */
export async function someoneWaits(): Promise<SomeoneWaits> {
  const installed = new Installed();
  const began = Date.now() - 80 * MINUTE;
  const owner = new Owner(installed.services, began - MINUTE);
  await owner.publishes(reminder);
  const happens: SomeoneWaits['happens'] = (detail, detailType) => {
    const [occurredAt, sentAt] = [formatInstant(installed.now), installed.now];
    const more = { time: occurredAt, ...(detailType && { 'detail-type': detailType }) };
    return record(onTheBus({ ...detail, occurredAt }, more), { sentAt });
  };
  installed.now = began;
  const mail = onTheBus({ ...MAIL, userId: 'ada', occurredAt: formatInstant(began) }, { time: formatInstant(began) });
  await handed(matchTrigger(installed.lambda()), [record(mail, { sentAt: began })]);
  const [wave] = (await installed.services.waves.listByCampaign(reminder.id)).items;
  if (wave === undefined) throw new Error('wave: expected ada to wait for one');
  installed.now = Date.now();
  return { installed, owner, wave, happens };
}

/** What triggers the follow-up. */
export const MAIL = { interaction: 'email.received', campaignId: 'welcome-email' } as const;
