import { describe, expect, test } from 'vitest';
import { type Contact, getConsent, getMark, judgeContact } from '../../core/contact.ts';

const at = (instant: number) => ({ at: instant, source: 'crm' });
const contact = (fields: Partial<Contact>): Contact => ({ rev: 1, ...fields });
const ANN = 'ann@example.com';
const reachable: Partial<Contact> = { address: { value: ANN, at: 1 } };
const mark = (instant: number) => ({ marks: [{ address: ANN, at: instant, reason: 'bounced' }] });

describe('the consent of a user', () => {
  test('a user has the consent that was declared last, and none before the first (R82)', () => {
    expect(getConsent(contact({}))).toBeUndefined();
    expect(getConsent(contact({ declared: { ...at(5), consent: 'subscribed' } }))).toBe('subscribed');
  });

  test('a user who opted out stays unsubscribed when a producer says subscribed later (R82)', () => {
    const optedOut = contact({ optOut: at(5), declared: { ...at(9), consent: 'subscribed' } });
    expect(getConsent(optedOut)).toBe('unsubscribed');
  });

  test.each([
    [4, 'unsubscribed'],
    [5, 'unsubscribed'],
    [6, 'optedIn'],
  ])('an opt-in at %i makes a user who opted out at 5 %s (R82)', (instant, consent) => {
    const declared = { ...at(instant), consent: 'optedIn' as const };
    expect(getConsent(contact({ optOut: at(5), optIn: at(instant), declared }))).toBe(consent);
  });
});

describe('the mark of an address', () => {
  test('a mark belongs to its address alone (R84)', () => {
    expect(getMark(contact({ ...reachable, ...mark(5) }))?.reason).toBe('bounced');
    expect(getMark(contact({ address: { value: 'ann@example.org', at: 1 }, ...mark(5) }))).toBeUndefined();
    expect(getMark(contact(mark(5)))).toBeUndefined();
  });

  test.each([
    ['Ann@Example.COM', 'Ann@example.com'],
    ['ann@bücher.example', 'ann@xn--bcher-kva.example'],
    ['ann@example.com', 'ANN@EXAMPLE.COM'],
  ])('the address %s has the mark that its provider reported of %s (R84)', (address, reported) => {
    const marks = [{ address: reported, at: 5, reason: 'bounced' }];
    expect(getMark(contact({ address: { value: address, at: 1 }, marks }))?.reason).toBe('bounced');
  });

  test.each([
    [4, true],
    [5, true],
    [6, false],
  ])('an address that was marked at 5 counts as marked after an opt-in at %i: %s (R84)', (instant, isMarked) => {
    const optIn = { optIn: at(instant), declared: { ...at(instant), consent: 'optedIn' as const } };
    expect(getMark(contact({ ...reachable, ...mark(5), ...optIn })) !== undefined).toBe(isMarked);
  });

  test.each([
    [4, true],
    [5, true],
    [6, false],
  ])(
    'an address that was marked at 5 and given once more counts as marked after another address at %i: %s (R84)',
    (instant, isMarked) => {
      const changed = { address: { value: ANN, at: 8 }, otherAddress: { value: 'ann@example.org', at: instant } };
      expect(getMark(contact({ ...changed, ...mark(5) })) !== undefined).toBe(isMarked);
    },
  );

  test('a producer that says subscribed after a bounce does not clear the mark (R84)', () => {
    const declared = { ...at(9), consent: 'subscribed' as const };
    expect(getMark(contact({ ...reachable, ...mark(5), declared }))).toBeDefined();
  });
});

describe('the judgement of a channel', () => {
  const declared = (consent: 'optedIn' | 'subscribed' | 'unsubscribed') =>
    contact({ ...reachable, declared: { ...at(5), consent } });

  test('a channel that needs an opt-in refuses a user who is only subscribed (R82)', () => {
    expect(judgeContact(declared('subscribed'), 'optedIn')).toEqual({ reason: 'unsubscribed' });
    expect(judgeContact(contact(reachable), 'optedIn')).toEqual({ reason: 'unsubscribed' });
    expect(judgeContact(undefined, 'optedIn')).toEqual({ reason: 'unsubscribed' });
    expect(judgeContact(declared('optedIn'), 'optedIn')).toEqual({ address: ANN });
  });

  test('a channel for which being subscribed is enough accepts a user who never declared a consent (R82)', () => {
    expect(judgeContact(contact(reachable), 'subscribed')).toEqual({ address: ANN });
    expect(judgeContact(declared('optedIn'), 'subscribed')).toEqual({ address: ANN });
    expect(judgeContact(declared('unsubscribed'), 'subscribed')).toEqual({ reason: 'unsubscribed' });
  });

  test('a transactional message needs no consent, but an address without a mark (R82)', () => {
    expect(judgeContact(declared('unsubscribed'), 'none')).toEqual({ address: ANN });
    expect(judgeContact(contact({ ...reachable, ...mark(5) }), 'none')).toEqual({ reason: 'undeliverable' });
  });

  test('a user without an address, or whose address was removed, is unreachable (R83)', () => {
    expect(judgeContact(undefined, 'subscribed')).toEqual({ reason: 'unreachable' });
    expect(judgeContact(contact({}), 'subscribed')).toEqual({ reason: 'unreachable' });
    expect(judgeContact(contact({ address: { value: null, at: 2 } }), 'subscribed')).toEqual({ reason: 'unreachable' });
  });

  test('an opt-out is named before a missing address, and a missing consent before a mark (R83)', () => {
    expect(judgeContact(contact({ optOut: at(5) }), 'subscribed')).toEqual({ reason: 'unsubscribed' });
    const marked = contact({ ...reachable, ...mark(5), optOut: at(6) });
    expect(judgeContact(marked, 'subscribed')).toEqual({ reason: 'unsubscribed' });
  });
});
