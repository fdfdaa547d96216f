import { toCanonicalAddress } from './canonical-address.ts';
import { type Contact, findConsent, getMark } from './contact.ts';
import { applyKeptRefusals } from './contact-changes.ts';
import type { ContactChannel } from './contracts/consent.ts';
import type { Instant } from './contracts/instant.ts';
import { KEPT_MARK_LIFETIME } from './contracts/lifetime.ts';
import { isEqualJson } from './is-equal-json.ts';

/** The refusals that outlive a deleted user: that a user with an address opted out of its channel, and that it could not be delivered to (R84). */
export interface Suppression {
  /** The latest opt-out of a user with this address. */
  readonly optedOutAt?: Instant;
  /** The latest report that a provider can never deliver to this address. */
  readonly mark?: { readonly at: Instant; readonly reason: string };
}

/** The instants up to which refusals outlive a contact, and up to which the addresses were given for which they do; without one, all addresses. */
export interface SuppressionRange {
  readonly refusedUntil: Instant;
  readonly givenUntil?: Instant;
}

/** Returns what must outlive a contact, by address: an opt-out that still counts, for each address that is known, and the mark of the present one. */
export function listSuppressions(
  contact: Contact,
  { refusedUntil, givenUntil = Number.POSITIVE_INFINITY }: SuppressionRange,
): (readonly [address: string, Suppression])[] {
  const consent = findConsent(contact);
  const optedOutAt = consent?.isByUser && consent.at <= refusedUntil ? consent.at : undefined;
  const mark = getMark(contact);
  return [contact.address, contact.otherAddress].flatMap((given) => {
    if (typeof given?.value !== 'string' || given.at > givenUntil) return [];
    const isMarked = mark !== undefined && mark.at <= refusedUntil && given === contact.address;
    const suppression = {
      ...(optedOutAt === undefined ? {} : { optedOutAt }),
      ...(isMarked ? { mark: { at: mark.at, reason: mark.reason } } : {}),
    };
    return Object.keys(suppression).length === 0 ? [] : [[given.value, suppression] as const];
  });
}

/** Returns the text that stands for an address on a channel. Texts of one address that differ in their form have the same. */
export function createSuppressionText(channel: ContactChannel, address: string): string {
  return JSON.stringify([channel, toCanonicalAddress(address)]);
}

/** Returns a suppression with what another one says, the later of each kind; undefined if it says nothing new. */
export function uniteSuppressions(known: Suppression | undefined, added: Suppression): Suppression | undefined {
  const optedOutAt = pickLater(known?.optedOutAt, added.optedOutAt, (at) => at);
  const mark = pickLater(known?.mark, added.mark, ({ at }) => at);
  const united = { ...(optedOutAt === undefined ? {} : { optedOutAt }), ...(mark === undefined ? {} : { mark }) };
  return isEqualJson(united, known ?? {}) ? undefined : united;
}

/** Returns the instant at which a suppression need not be kept any longer; undefined for an opt-out, which counts for ever. */
export function getSuppressionEnd({ optedOutAt, mark }: Suppression): Instant | undefined {
  return optedOutAt !== undefined || mark === undefined ? undefined : mark.at + KEPT_MARK_LIFETIME;
}

/** Returns the address that a change gave a contact; undefined if it has the same as before, in whatever form, or none. */
export function findNewAddress(before: Contact | undefined, after: Contact | undefined): string | undefined {
  const address = after?.address?.value;
  if (typeof address !== 'string') return undefined;
  const known = before?.address?.value;
  const isSame = typeof known === 'string' && toCanonicalAddress(known) === toCanonicalAddress(address);
  return isSame ? undefined : address;
}

/** Returns a contact that has just been given an address after what is kept of this address was applied to it (R84). */
export function applySuppression(contact: Contact, suppression: Suppression | undefined, now: Instant): Contact {
  const { optedOutAt, mark } = suppression ?? {};
  const isMarked = mark !== undefined && mark.at + KEPT_MARK_LIFETIME > now;
  return applyKeptRefusals(contact, { optedOutAt, mark: isMarked ? mark : undefined });
}

function pickLater<Value>(
  known: Value | undefined,
  added: Value | undefined,
  getInstant: (value: Value) => Instant,
): Value | undefined {
  if (known === undefined || added === undefined) return known ?? added;
  return getInstant(added) > getInstant(known) ? added : known;
}
