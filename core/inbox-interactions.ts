import type { InteractionName } from './contracts/catalogue.ts';
import { CONNECTOR_SOURCE } from './contracts/dispatch.ts';
import { formatInstant, type Instant } from './contracts/instant.ts';
import { digest } from './identity.ts';
import type { InboxAnswer, InboxMessage } from './inbox.ts';
import type { ReportedEntry } from './reported-entry.ts';

/** Creates the entries that report an answer of the user as interactions of the campaign (R86). A repeat has the same ids. */
export function createInboxEntries(message: InboxMessage, answer: InboxAnswer, at: Instant): ReportedEntry[] {
  const buttonId = answer.did === 'pressed' ? answer.buttonId : undefined;
  const id = digest('inbox', message.id, answer.did, buttonId ?? '');
  return listInteractions(message, answer).map((interaction) => ({
    Source: CONNECTOR_SOURCE,
    DetailType: 'Campaign Interaction',
    Detail: {
      id,
      userId: message.userId,
      interaction,
      campaignId: message.campaignId,
      dispatchId: message.dispatchId,
      ...(message.variant !== undefined && { messageVariationId: message.variant }),
      occurredAt: formatInstant(at),
      ...(buttonId === undefined ? {} : { buttonId }),
    },
  }));
}

/** Returns the interactions of an answer. A press of a button is a click too, of one id: together they begin at most one wait of a follow-up. */
function listInteractions({ channel }: InboxMessage, { did }: InboxAnswer): readonly InteractionName[] {
  if (channel === 'content_card') return did === 'pressed' ? [] : [`content_card.${did}`];
  if (did === 'pressed') return ['in_app_message.clicked', 'in_app_message.button_clicked'];
  return did === 'dismissed' ? [] : [`in_app_message.${did}`];
}
