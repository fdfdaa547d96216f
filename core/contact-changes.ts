import { toCanonicalAddress } from './canonical-address.ts';
import type { AddressMark, ConsentStatement, Contact, GivenAddress } from './contact.ts';
import { CONSENTS, type Consent } from './contracts/consent.ts';
import type { Instant } from './contracts/instant.ts';
import { isEqualJson } from './is-equal-json.ts';

/** The statements of a profile update about one channel. Absent ones stay as they are. */
export interface ContactUpdate {
  /** The producer and the instant of the update, and the evidence of the consent that it declares. */
  readonly statement: ConsentStatement;
  /** The address, without blanks around it; null removes it. */
  readonly address?: string | null;
  readonly consent?: Consent;
  readonly isTrackingDenied?: boolean;
}

/**
 * The maximum number of marks of a contact. Marks of earlier addresses are kept, because a bounce may arrive late: it must not replace the
 * mark of the present address.
 */
const MAX_MARKS = 3;

/** Returns a contact after an update by a producer; undefined if nothing changes. */
export function applyContactUpdate(contact: Contact | undefined, update: ContactUpdate): Contact | undefined {
  const { statement, address, consent, isTrackingDenied } = update;
  const before = contact ?? NEW_CONTACT;
  return reviseContact(before, {
    ...(address === undefined ? {} : addAddress(before, { value: address, at: statement.at })),
    ...(consent === undefined ? {} : { declared: pickLatest(before.declared, { ...statement, consent }, rankConsent) }),
    ...(consent === 'optedIn' ? { optIn: pickLatest(before.optIn, statement, rankStatement) } : {}),
    ...(isTrackingDenied === undefined
      ? {}
      : { tracking: pickLatest(before.tracking, { ...statement, isDenied: isTrackingDenied }, rankTracking) }),
  });
}

/** Returns a contact after the user opted out: by an unsubscribe link, STOP or a complaint. Only a later opt-in lifts it (R82). Returns undefined if nothing changes. */
export function optOutContact(contact: Contact | undefined, statement: ConsentStatement): Contact | undefined {
  const before = contact ?? NEW_CONTACT;
  return reviseContact(before, { optOut: pickLatest(before.optOut, statement, rankStatement) });
}

/** Returns a contact after a provider reported that it can never deliver to an address (R84); undefined if nothing changes. */
export function markContact(contact: Contact | undefined, mark: AddressMark): Contact | undefined {
  const before = contact ?? NEW_CONTACT;
  return reviseContact(before, { marks: addMark(before, mark) });
}

/** The source of the opt-outs that a deleted user with the same address left (R84). */
const DELETED_USER_SOURCE = 'deleted-user';

/**
 * Returns a contact with what a deleted user with its present address refused (R84), as the same revision: it is part of the change that
 * gave the address. Only a later opt-in lifts either.
 */
export function applyKeptRefusals(
  contact: Contact,
  { optedOutAt, mark }: { readonly optedOutAt?: Instant | undefined; readonly mark?: KeptMark | undefined },
): Contact {
  const address = contact.address?.value;
  const optOut = optedOutAt === undefined ? undefined : { at: optedOutAt, source: DELETED_USER_SOURCE };
  const kept =
    mark === undefined || typeof address !== 'string' ? undefined : { address, ...mark, isKept: true as const };
  return {
    ...contact,
    ...(optOut && { optOut: pickLatest(contact.optOut, optOut, rankStatement) }),
    ...(kept && { marks: addMark(contact, kept) }),
  };
}

/** A mark of a deleted user, without its address, which is not kept. */
type KeptMark = Pick<AddressMark, 'at' | 'reason'>;

const NEW_CONTACT: Contact = { rev: 0 };

/** Returns the marks of a contact with one more, the latest first. */
function addMark({ marks = [] }: Contact, mark: AddressMark): readonly AddressMark[] {
  const canonical = toCanonicalAddress(mark.address);
  const isSame = ({ address }: AddressMark) => toCanonicalAddress(address) === canonical;
  const others = marks.filter((each) => !isSame(each));
  const latest = pickLatest(marks.find(isSame), mark, ({ reason }) => reason);
  const sorted = [...others, latest].toSorted((a, b) => b.at - a.at || (a.address < b.address ? 1 : -1));
  return sorted.slice(0, MAX_MARKS);
}

/** Returns a contact without what was stated up to the cut of a deletion (R65), as its next revision; undefined if nothing changes. */
export function eraseContact(contact: Contact, deletedUntil: Instant): Contact | undefined {
  const { rev, marks = [], mergedInto, ...stated } = contact;
  // Nothing is stated in it: it only says where that is.
  if (mergedInto !== undefined) return undefined;
  const later = Object.entries(stated).filter(([, { at }]) => at > deletedUntil);
  const laterMarks = marks.filter(({ at }) => at > deletedUntil);
  if (later.length === Object.keys(stated).length && laterMarks.length === marks.length) return undefined;
  return { rev: rev + 1, ...Object.fromEntries(later), ...(laterMarks.length > 0 && { marks: laterMarks }) };
}

/**
 * Returns a contact with all that is stated in the contact of a user who was merged into its user (R65): of each kind the latest statement, and of two of
 * one instant the more careful one. Returns undefined if nothing changes, so that it may be repeated.
 */
export function uniteContacts(contact: Contact | undefined, merged: Contact): Contact | undefined {
  const before = contact ?? NEW_CONTACT;
  const { address, otherAddress, declared, optIn, optOut, tracking, marks = [] } = merged;
  let addressed: Pick<Contact, 'address' | 'otherAddress'> = before;
  for (const given of [otherAddress, address])
    if (given !== undefined) addressed = { ...pickAddresses(addressed), ...addAddress(addressed, given) };
  const stated = reviseContact(before, {
    ...pickAddresses(addressed),
    ...(declared && { declared: pickLatest(before.declared, declared, rankConsent) }),
    ...(optIn && { optIn: pickLatest(before.optIn, optIn, rankStatement) }),
    ...(optOut && { optOut: pickLatest(before.optOut, optOut, rankStatement) }),
    ...(tracking && { tracking: pickLatest(before.tracking, tracking, rankTracking) }),
  });
  const marked = marks.reduce((next, mark) => markContact(next, mark) ?? next, stated ?? before);
  return marked === before ? undefined : { ...marked, rev: before.rev + 1 };
}

function pickAddresses({
  address,
  otherAddress,
}: Pick<Contact, 'address' | 'otherAddress'>): Pick<Contact, 'address' | 'otherAddress'> {
  return { ...(address && { address }), ...(otherAddress && { otherAddress }) };
}

/** Returns a contact with some fields changed, as its next revision; undefined if they were so already. */
function reviseContact(before: Contact, fields: Omit<Partial<Contact>, 'rev'>): Contact | undefined {
  const after = { ...before, ...fields };
  return isEqualJson(after, before) ? undefined : { ...after, rev: before.rev + 1 };
}

/** Returns the two latest addresses that differ, with one more. */
function addAddress(
  { address, otherAddress }: Pick<Contact, 'address' | 'otherAddress'>,
  given: GivenAddress,
): Pick<Contact, 'address' | 'otherAddress'> {
  if (address === undefined) return { address: given };
  if (given.value === address.value) return { address: pickLatest(address, given, rankAddress) };
  const other = otherAddress?.value === given.value ? pickLatest(otherAddress, given, rankAddress) : given;
  if (pickLatest(address, other, rankAddress) === other) return { address: other, otherAddress: address };
  return { otherAddress: otherAddress === undefined ? other : pickLatest(otherAddress, other, rankAddress) };
}

/**
 * Returns the later of two statements. Of two statements of one instant the one of the higher rank counts, so that the outcome does not
 * depend on the order in which they arrive.
 */
function pickLatest<Statement extends { readonly at: number }>(
  known: Statement | undefined,
  stated: Statement,
  rank: (statement: Statement) => string,
): Statement {
  if (known === undefined || stated.at !== known.at)
    return known === undefined || stated.at > known.at ? stated : known;
  return rank(stated) > rank(known) ? stated : known;
}

// What is more careful ranks higher: an address that was removed, a consent that was taken back, tracking that was denied.
const rankAddress = ({ value }: GivenAddress) => (value === null ? '1' : `0${value}`);
const rankStatement = ({ source, evidence }: ConsentStatement) => JSON.stringify([source, evidence ?? '']);
const rankConsent = (declared: ConsentStatement & { readonly consent: Consent }) =>
  `${CONSENTS.indexOf(declared.consent)}${rankStatement(declared)}`;
const rankTracking = (tracking: ConsentStatement & { readonly isDenied: boolean }) =>
  `${tracking.isDenied ? 1 : 0}${rankStatement(tracking)}`;
