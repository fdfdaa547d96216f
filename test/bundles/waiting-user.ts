import { formatInstant } from '../../core/contracts/instant.ts';
import { MINUTE } from '../../core/contracts/time-span.ts';
import type { Wave } from '../../core/contracts/wave.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import { followUpOfTarget, Owner } from '../harness/adapters/sample.ts';
import { handed, Installed, onTheBus, record } from '../harness/functions/in-container.ts';

/** An installation with a published follow-up, for whose message the user ada waits. The message is overdue. */
export interface WaitingUser {
  readonly installed: Installed;
  readonly owner: Owner;
  readonly wave: Wave;
  /** Creates a message of a queue with an event of the bus that occurs at this moment. */
  happens(detail: Readonly<Record<string, unknown>>, detailType?: string): object;
}

const reminder = followUpOfTarget('resend-welcome', 'welcome-email', {
  exceptions: [{ behavior: 'purchase.made', where: { price: { $gte: 20 } } }],
  audience: { vip: { $ne: true } },
  messages: [
    { channel: 'email', subject: 'Did you see this?', body: "Hello {{ user.first_name | default: 'there' }}" },
  ],
});

/** Creates a new installation with a waiting user, so that no first call finds what another one changed. */
export async function createWaitingUser(): Promise<WaitingUser> {
  const installed = new Installed();
  const began = Date.now() - 80 * MINUTE;
  const owner = new Owner(installed.services, began - MINUTE);
  await owner.publishes(reminder);
  const happens: WaitingUser['happens'] = (detail, detailType) => {
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

/** The interaction that triggers the follow-up. */
export const MAIL = { interaction: 'email.received', campaignId: 'welcome-email' } as const;
