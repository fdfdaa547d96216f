import { INTERACTIONS, type InteractionKind } from './contracts/catalogue.ts';
import type { UserEvent } from './contracts/event.ts';
import { sha256 } from './sha256.ts';

/** Computes a short name for a list of parts: 22 characters of their SHA-256. */
export function digest(...parts: readonly string[]): string {
  return sha256(JSON.stringify(parts)).slice(0, 22);
}

/**
 * Returns the identity of an event, which differs from that of every other event of the user: its source and id (R60). For receipts
 * that a sender logs once per device or transport, it is the dispatch instead.
 */
export function getEventIdentity(event: UserEvent): string {
  if (event.kind === 'interaction') {
    const kind: InteractionKind = INTERACTIONS[event.interaction];
    const { dispatchId, receipt } = event.detail;
    if (kind.oncePerDispatch && typeof dispatchId === 'string') {
      return digest(event.interaction, event.campaignId, dispatchId, receipt === 'delivered' ? 'delivered' : 'sent');
    }
  }
  return digest(event.source, event.id);
}

const MERGED_PREFIX = '~';

/**
 * Returns the identity of an event of a user who was merged into another, as the row of the other holds it (R65): two users may have
 * events of the same source and id. The ids of users who were never merged stay as they are. An id is tagged once, with the user who did
 * it, however often users are merged after that.
 */
export function tagMergedId(userId: string, id: string): string {
  return isTaggedId(id) ? id : `${MERGED_PREFIX}${digest(userId, id)}`;
}

/** Returns whether the identity of an event is that of a user who was merged into another. */
export function isTaggedId(id: string): boolean {
  return id.startsWith(MERGED_PREFIX);
}

/** Computes the id of an enrollment, which is its dispatch id too, from the follow-up, the user and the trigger event (R71). */
export function createEnrollmentId(campaignId: string, userId: string, trigger: string): string {
  return digest(campaignId, userId, trigger);
}
