import { CONNECTOR_SOURCE, type MessageDispatched } from './contracts/dispatch.ts';
import { formatInstant } from './contracts/instant.ts';
import type { Claim } from './live-enrollment.ts';
import type { ReportedEntry } from './reported-entry.ts';

/** Creates the interaction of a user of the control group, which takes the place of the message (R46). A repeat has the same id and instant. */
export function createControlEntry(
  { dispatchId, userId, campaignId }: Pick<MessageDispatched, 'dispatchId' | 'userId' | 'campaignId'>,
  { at }: Pick<Claim, 'at'>,
): ReportedEntry {
  const id = `control.${dispatchId}`;
  const Detail = { interaction: 'control_group.entered', id, userId, campaignId, occurredAt: formatInstant(at) };
  return { Source: CONNECTOR_SOURCE, DetailType: 'Campaign Interaction', Detail };
}
