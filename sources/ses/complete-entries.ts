import { formatInstant } from '../../core/contracts/instant.ts';
import type { ParsedSesEvent } from './ses-event.ts';

/** The Source of the entries that are made from events of SES. EventBridge accepts none that begins with `aws.` from anyone but AWS. */
export const SES_SOURCE = 'ses';

/** An entry for our bus, made from an event of SES. */
export interface SesEntry {
  readonly Source: typeof SES_SOURCE;
  readonly DetailType: 'Campaign Interaction';
  readonly Detail: Readonly<Record<string, unknown>>;
  readonly Time: string;
}

/** Returns the entries of an event, a click and its alias with one id, for the user that its email was sent to. */
export function completeEntries({ id, at, interactions }: ParsedSesEvent, userId: string): SesEntry[] {
  const occurredAt = formatInstant(at);
  return interactions.map((fields) => ({
    Source: SES_SOURCE,
    DetailType: 'Campaign Interaction',
    Detail: { id, userId, occurredAt, ...fields },
    Time: occurredAt,
  }));
}
