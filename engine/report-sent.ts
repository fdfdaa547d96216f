import type { Channel } from '../core/contracts/definition.ts';
import { CONNECTOR_SOURCE } from '../core/contracts/dispatch.ts';
import { formatInstant } from '../core/contracts/instant.ts';
import type { SentDelivery } from '../core/delivery.ts';
import type { Bus } from '../core/ports.ts';
import { reportEntries } from './report-entries.ts';

/** The interactions of a message that was sent, by channel (R86). What lies in an inbox is received when it is viewed. */
const SENT_INTERACTIONS: Readonly<Record<Channel, object | undefined>> = {
  email: { interaction: 'email.received', receipt: 'sent' },
  sms: { interaction: 'sms.received', receipt: 'sent' },
  push: { interaction: 'push.received' },
  webhook: { interaction: 'webhook.received' },
  in_app_message: undefined,
  content_card: undefined,
};

/** Puts the interaction of a message that was sent on the bus, so that follow-ups can chain (R86). A repeat has the same id. */
export async function reportSent(delivery: SentDelivery, bus: Bus): Promise<void> {
  const { dispatchId, channel, part, userId, campaignId, variant, at } = delivery;
  const interaction = SENT_INTERACTIONS[channel];
  if (interaction === undefined) return;
  const id = `sent.${dispatchId}.${channel}.${part}`;
  const of = { campaignId, dispatchId, ...(variant !== undefined && { messageVariationId: variant }) };
  const Detail = { ...interaction, id, userId, ...of, occurredAt: formatInstant(at) };
  await reportEntries([{ Source: CONNECTOR_SOURCE, DetailType: 'Campaign Interaction', Detail }], bus);
}
