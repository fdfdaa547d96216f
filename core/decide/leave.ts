import type { LiveTrigger } from '../row.ts';
import { cancel, type Draft, record, retire, withhold } from './draft.ts';
import { recordLateExceptions } from './except.ts';
import type { Input } from './input.ts';
import { alreadyReceived, receive, settle, take } from './settle.ts';

/**
 * A passenger's turn: asks for *this enrollment in this wave, waiting*, of the publication that is live (R35, R51).
 * A repeated claim finds it claimed already, and changes nothing. Anything else is an empty seat.
 */
export function claim(draft: Draft, { enrollmentId, wave, publication, inAudience }: Input & { kind: 'claim' }): void {
  const entry = draft.live.find((each) => each.enrollmentId === enrollmentId);
  if (entry?.state !== 'waiting' || entry.wave?.name !== wave) return;
  if (publication !== entry.publication) cancel(draft, entry, 'campaign-stopped');
  else if (!inAudience) withhold(draft, entry, 'not-in-audience');
  else if (alreadyReceived(draft, entry.dueAt)) withhold(draft, entry, 'already-received');
  else return take(draft, entry);
  settle(draft);
}

/** A claimed message was sent, and is a receipt from here on; or it could not be sent, which leaves none (R95). */
export function close(draft: Draft, input: Input & { kind: 'sent' | 'unsendable' }): void {
  const entry = draft.live.find((each) => each.enrollmentId === input.enrollmentId);
  if (entry?.claim === undefined) return;
  if (input.kind === 'sent') {
    retire(draft, entry);
    record(draft, entry, { decision: 'dispatched', at: entry.claim.at, version: entry.claim.version });
    recordLateExceptions(draft, entry, entry.claim);
    receive(draft, entry, entry.claim);
  } else {
    if (draft.receipt?.enrollmentId === entry.enrollmentId) draft.receipt = entry.claim.receiptBefore;
    retire(draft, entry);
    const { reason, detail } = input;
    record(draft, entry, { decision: 'withheld', reason, ...(detail === undefined ? {} : { detail }) });
  }
  settle(draft);
}

/** Waits of a publication, or those of it in one wave, end for good (R50). What is claimed goes on (R51). */
export function end(draft: Draft, { reason, publication, wave }: Input & { kind: 'ended' }): void {
  const isConcerned = (entry: LiveTrigger) =>
    entry.publication === publication &&
    (wave === undefined ? entry.state !== 'claimed' : entry.state === 'waiting' && entry.wave?.name === wave);
  for (const entry of draft.live.filter(isConcerned)) cancel(draft, entry, reason);
  if (wave !== undefined) settle(draft);
}
