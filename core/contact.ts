import { toCanonicalAddress } from './canonical-address.ts';
import type { Consent } from './contracts/consent.ts';
import type { Instant } from './contracts/instant.ts';
import type { UnreachableReason } from './contracts/left-out-channel.ts';

/** A statement about the consent of a user: when it was made, by which producer or call, and what proves it. */
export interface ConsentStatement {
  readonly at: Instant;
  readonly source: string;
  readonly evidence?: string;
}

/** A mark of an address that a provider could not deliver to (R84). It belongs to this address alone. */
export interface AddressMark {
  readonly address: string;
  readonly at: Instant;
  readonly reason: string;
  /** True if it was made for a user who was deleted since. Another address of this user does not clear it: that one was not the deleted user's. */
  readonly isKept?: true;
}

/** An address that was given for a user, or null where it was removed, with the latest instant at which it was given. */
export interface GivenAddress {
  readonly value: string | null;
  readonly at: Instant;
}

/**
 * The address, the consent and the marks of a user on one channel. The latest statement of each kind is kept, so that statements may
 * arrive in any order. An address is stored as it came, without the blanks around it: it may be none that a sender can use.
 */
export interface Contact {
  readonly rev: number;
  /** The present address; absent if none was ever given. */
  readonly address?: GivenAddress;
  /** The latest address that was another one than the present. Marks that are older than it are cleared. */
  readonly otherAddress?: GivenAddress;
  /** The latest consent that was declared. */
  readonly declared?: ConsentStatement & { readonly consent: Consent };
  /** The latest opt-in. It alone lifts an opt-out of the user. */
  readonly optIn?: ConsentStatement;
  /** The latest opt-out by the user: an unsubscribe link, STOP, a complaint. */
  readonly optOut?: ConsentStatement;
  /** The latest marks, one for each address, the latest first. */
  readonly marks?: readonly AddressMark[];
  /** The latest statement whether opens and clicks may be tracked (R94). Only emails are tracked. */
  readonly tracking?: ConsentStatement & { readonly isDenied: boolean };
  /** The user into whom the user of this contact was merged: all that is stated goes to the contact of that user (R65). */
  readonly mergedInto?: string;
}

/** The consent that a message needs on a channel: none at all, that the user did not unsubscribe, or an opt-in (R82). */
export type NeededConsent = 'none' | 'subscribed' | 'optedIn';

/** A consent, with the statement that it rests on. */
export interface StatedConsent extends ConsentStatement {
  readonly consent: Consent;
  /** True if the user opted out, and a producer did not merely say so. */
  readonly isByUser?: true;
}

/** Returns the consent of a user and the statement that it rests on: what the user did counts until a later opt-in (R82). */
export function findConsent({ declared, optIn, optOut }: Contact): StatedConsent | undefined {
  if (optOut === undefined || (optIn !== undefined && optIn.at > optOut.at)) return declared;
  return { ...optOut, consent: 'unsubscribed', isByUser: true };
}

/** Returns the consent of a user; undefined if none was ever declared. */
export function getConsent(contact: Contact): Consent | undefined {
  return findConsent(contact)?.consent;
}

/**
 * Returns the mark of the present address. A later other address clears it, and a later opt-in; a later repeat of the same address does
 * not, nor does a declaration that the user is subscribed, because a nightly synchronization repeats both (R84).
 */
export function getMark({ address, otherAddress, optIn, marks = [] }: Contact): AddressMark | undefined {
  // Few addresses are marked: the others are not brought into their form, which takes longer than all else.
  if (typeof address?.value !== 'string' || marks.length === 0) return undefined;
  const canonical = toCanonicalAddress(address.value);
  const mark = marks.find((each) => toCanonicalAddress(each.address) === canonical);
  if (mark === undefined) return undefined;
  const clearing = mark.isKept ? [optIn] : [otherAddress, optIn];
  const isCleared = clearing.some((later) => later !== undefined && later.at > mark.at);
  return isCleared ? undefined : mark;
}

/** Returns whether opens and clicks of a user may be tracked: a user who said nothing did not deny it (R94). */
export function isTracked(contact: Contact | undefined): boolean {
  return contact?.tracking?.isDenied !== true;
}

/** Returns the address that a message of a channel can be sent to, or the reason why there is none (R82 to R84). */
export function judgeContact(
  contact: Contact | undefined,
  needed: NeededConsent,
): { readonly address: string } | { readonly reason: UnreachableReason } {
  const consent = contact === undefined ? undefined : getConsent(contact);
  const isAllowed = needed === 'none' || (needed === 'optedIn' ? consent === 'optedIn' : consent !== 'unsubscribed');
  if (!isAllowed) return { reason: 'unsubscribed' };
  const address = contact?.address?.value;
  if (contact === undefined || address === undefined || address === null) return { reason: 'unreachable' };
  return getMark(contact) === undefined ? { address } : { reason: 'undeliverable' };
}
