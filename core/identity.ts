import { INTERACTIONS, type InteractionKind } from './contracts/catalogue.ts';
import type { UserEvent } from './contracts/event.ts';
import { sha256 } from './sha256.ts';

/** A short name for a list of parts, the same for the same parts: 22 characters of their SHA-256. */
export function digest(...parts: readonly string[]): string {
  return sha256(JSON.stringify(parts)).slice(0, 22);
}

/**
 * What tells an event from every other of its user: its source and id (R60). Receipts that a sender logs once per device,
 * or once per transport, are told by their dispatch instead.
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

/** An enrollment's id, which is its dispatch id too: a function of follow-up, user and trigger event (R71). */
export function createEnrollmentId(campaignId: string, userId: string, trigger: string): string {
  return digest(campaignId, userId, trigger);
}
