import type { InteractionName } from './contracts/catalogue.ts';
import { type Definition, isFollowUp } from './contracts/definition.ts';

/** A draft follow-up whose triggers name a campaign. What happens to the campaign before the draft is published does not count (R5). */
export interface ListeningDraft {
  readonly campaignId: string;
  readonly draft: string;
  /** The interactions that it listens to and that happen when the campaign is sent, once for each user. */
  readonly atSending: readonly InteractionName[];
}

const AT_SENDING: readonly InteractionName[] = ['control_group.entered', 'email.received', 'push.received'];

/** Returns how a draft listens to a campaign; undefined if none of its triggers does. */
export function findListening(draft: Definition, campaignId: string): ListeningDraft | undefined {
  if (!isFollowUp(draft)) return undefined;
  const names = draft.triggers.flatMap((trigger) =>
    'interaction' in trigger && trigger.campaign === campaignId ? [trigger.interaction] : [],
  );
  if (names.length === 0) return undefined;
  return { campaignId, draft: draft.id, atSending: AT_SENDING.filter((name) => names.includes(name)) };
}
