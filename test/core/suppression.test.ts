import { describe, expect, test } from 'vitest';
import { type Contact, getMark, judgeContact } from '../../core/contact.ts';
import { applyContactUpdate, markContact, optOutContact } from '../../core/contact-changes.ts';
import { KEPT_MARK_LIFETIME } from '../../core/contracts/lifetime.ts';
import {
  applySuppression,
  createSuppressionText,
  findNewAddress,
  getSuppressionEnd,
  listSuppressions,
  type Suppression,
} from '../../core/suppression.ts';

const [ADDRESS, OTHER] = ['ann@example.com', 'ann@example.org'];
const statement = (at: number) => ({ at, source: 'crm' });

/** Returns a contact that was given an address. */
function given(address: string, at = 1, before?: Contact): Contact {
  const contact = applyContactUpdate(before, { statement: statement(at), address });
  if (contact === undefined) throw new Error('contact: expected a change');
  return contact;
}

const optedOut = (contact: Contact, at: number): Contact => optOutContact(contact, statement(at)) ?? contact;
const optedIn = (contact: Contact, at: number): Contact =>
  applyContactUpdate(contact, { statement: statement(at), consent: 'optedIn' }) ?? contact;
const bounced = (contact: Contact, at: number, address = ADDRESS): Contact =>
  markContact(contact, { address, at, reason: 'Permanent/General' }) ?? contact;

/** The end of a test: everything was refused before it. */
const ALL = { refusedUntil: 1_000 };

describe('what outlives a deleted user', () => {
  test('an opt-out outlives a user for each address that is known, and a mark for the present one (R84)', () => {
    const contact = optedOut(bounced(given(ADDRESS, 3, given(OTHER, 1)), 4), 5);
    expect(listSuppressions(contact, ALL)).toEqual([
      [ADDRESS, { optedOutAt: 5, mark: { at: 4, reason: 'Permanent/General' } }],
      [OTHER, { optedOutAt: 5 }],
    ]);
  });

  test('nothing outlives a user who refused nothing, who opted in again, or of whom a producer said that no mail is wanted (R84)', () => {
    expect(listSuppressions(given(ADDRESS), ALL)).toEqual([]);
    expect(listSuppressions(optedIn(optedOut(bounced(given(ADDRESS), 4), 5), 6), ALL)).toEqual([]);
    const declared = applyContactUpdate(given(ADDRESS), { statement: statement(2), consent: 'unsubscribed' });
    expect(declared && listSuppressions(declared, ALL)).toEqual([]);
  });

  test('what a user refused after the deletion does not outlive the user, nor is it kept for an address that was given since (R65, R84)', () => {
    const contact = optedOut(bounced(given(ADDRESS, 3, given(OTHER, 1)), 4), 5);
    expect(listSuppressions(contact, { refusedUntil: 3 })).toEqual([]);
    expect(listSuppressions(contact, { refusedUntil: 4 })).toEqual([
      [ADDRESS, { mark: { at: 4, reason: 'Permanent/General' } }],
    ]);
    expect(listSuppressions(contact, { refusedUntil: 9, givenUntil: 2 })).toEqual([[OTHER, { optedOutAt: 5 }]]);
  });

  test('nothing outlives a user whose address was never known, or was removed without another one (R84)', () => {
    const removed = applyContactUpdate(undefined, { statement: statement(1), address: null });
    for (const contact of [removed ?? { rev: 1 }, { rev: 1 }])
      expect(listSuppressions(optedOut(contact, 2), ALL)).toEqual([]);
  });

  test('an address has one text in whatever form it is written, and another one on each channel', () => {
    expect(createSuppressionText('email', 'Ann@EXAMPLE.com')).toBe(createSuppressionText('email', ADDRESS));
    expect(createSuppressionText('sms', ADDRESS)).not.toBe(createSuppressionText('email', ADDRESS));
  });

  test('an opt-out is kept for ever, and a mark alone for a year from its bounce (R84)', () => {
    const mark = { at: 7, reason: 'Permanent/General' };
    expect(getSuppressionEnd({ mark })).toBe(7 + KEPT_MARK_LIFETIME);
    expect(getSuppressionEnd({ optedOutAt: 1, mark })).toBeUndefined();
  });
});

describe('an address that is given again', () => {
  const kept: Suppression = { optedOutAt: 5, mark: { at: 4, reason: 'Permanent/General' } };

  test('a user who gives the address of a deleted user who opted out is sent nothing there until a later opt-in (R82, R84)', () => {
    const contact = applySuppression(given(ADDRESS, 10), { optedOutAt: 5 }, 10);
    expect(judgeContact(contact, 'subscribed')).toEqual({ reason: 'unsubscribed' });
    const subscribed = applyContactUpdate(contact, { statement: statement(11), consent: 'subscribed' }) ?? contact;
    expect(judgeContact(subscribed, 'subscribed')).toEqual({ reason: 'unsubscribed' });
    expect(judgeContact(optedIn(contact, 11), 'subscribed')).toEqual({ address: ADDRESS });
    expect(judgeContact(optedIn(contact, 4), 'subscribed')).toEqual({ reason: 'unsubscribed' });
  });

  test('an opt-in that comes with the address lifts what the deleted user refused before (R82, R84)', () => {
    const contact = optedIn(given(ADDRESS, 10), 10);
    expect(judgeContact(applySuppression(contact, kept, 10), 'subscribed')).toEqual({ address: ADDRESS });
  });

  test('a kept mark counts whatever other address the user had meanwhile, and until an opt-in (R84)', () => {
    const contact = applySuppression(given(ADDRESS, 10, given(OTHER, 8)), { mark: { at: 4, reason: 'x' } }, 10);
    expect(getMark(contact)).toMatchObject({ address: ADDRESS, reason: 'x', isKept: true });
    expect(judgeContact(contact, 'none')).toEqual({ reason: 'undeliverable' });
    expect(judgeContact(optedIn(contact, 12), 'none')).toEqual({ address: ADDRESS });
  });

  test('a mark of a bounce that was a year ago no longer counts, and an opt-out does (R84)', () => {
    const now = 4 + KEPT_MARK_LIFETIME;
    expect(getMark(applySuppression(given(ADDRESS, now), kept, now - 1))).toBeDefined();
    const contact = applySuppression(given(ADDRESS, now), kept, now);
    expect(getMark(contact)).toBeUndefined();
    expect(judgeContact(contact, 'subscribed')).toEqual({ reason: 'unsubscribed' });
  });

  test('what is kept is part of the change that gave the address, and nothing changes if nothing is kept', () => {
    const contact = given(ADDRESS, 10);
    expect(applySuppression(contact, kept, 10).rev).toBe(contact.rev);
    expect(applySuppression(contact, undefined, 10)).toEqual(contact);
  });

  test('an address is new to a contact that had none, or another; not in another form, nor if it was removed', () => {
    const contact = given(ADDRESS, 10);
    expect(findNewAddress(undefined, contact)).toBe(ADDRESS);
    expect(findNewAddress(given(OTHER), contact)).toBe(ADDRESS);
    expect(findNewAddress(contact, given('ANN@example.com', 11, contact))).toBeUndefined();
    const removed = applyContactUpdate(contact, { statement: statement(12), address: null });
    expect(findNewAddress(contact, removed)).toBeUndefined();
    expect(findNewAddress(contact, undefined)).toBeUndefined();
  });
});
