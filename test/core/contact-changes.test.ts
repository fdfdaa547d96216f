import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Contact, findConsent, getConsent, getMark, judgeContact } from '../../core/contact.ts';
import { applyContactUpdate, type ContactUpdate, markContact, optOutContact } from '../../core/contact-changes.ts';
import { CONSENTS } from '../../core/contracts/consent.ts';

type Change = (contact: Contact | undefined) => Contact | undefined;

const statement = (at: number, source = 'crm') => ({ at, source });
const updated =
  (at: number, fields: Omit<ContactUpdate, 'statement'>): Change =>
  (contact) =>
    applyContactUpdate(contact, { statement: statement(at), ...fields });
const optedOut =
  (at: number): Change =>
  (contact) =>
    optOutContact(contact, statement(at, 'unsubscribe-link'));
const bounced =
  (at: number, address: string): Change =>
  (contact) =>
    markContact(contact, { address, at, reason: 'bounced' });

/** Returns the contact after changes, in their order. */
const replay = (...changes: readonly Change[]): Contact | undefined =>
  changes.reduce<Contact | undefined>((contact, change) => change(contact) ?? contact, undefined);
/** Returns a contact without the number of its changes. */
const fieldsOf = (contact: Contact | undefined) => ({ ...contact, rev: 0 });

const address = fc.constantFrom('a@example.com', 'b@example.com', 'c@example.com');
const instant = fc.integer({ min: 1, max: 6 });
const consent = fc.constantFrom(...CONSENTS);
const update = fc.record(
  { address: fc.option(address), consent, isTrackingDenied: fc.boolean() },
  { requiredKeys: [] },
);
const changeArbitrary: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(instant, update).map(([at, fields]) => updated(at, fields)),
  instant.map(optedOut),
  fc.tuple(instant, address).map(([at, value]) => bounced(at, value)),
);
const history = fc
  .array(changeArbitrary, { maxLength: 12 })
  .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length })));

describe('a contact', () => {
  test('a contact is the same in whatever order and however often its statements arrive, also those of one instant (R82)', () => {
    fc.assert(
      fc.property(history, ([all, shuffled]) => {
        expect(fieldsOf(replay(...shuffled))).toEqual(fieldsOf(replay(...all)));
      }),
      { numRuns: 1_000 },
    );
  });

  test('a statement that changes nothing is not written, and each other one is the next revision', () => {
    const first = updated(1, { address: 'a@example.com' })(undefined);
    expect(first?.rev).toBe(1);
    expect(updated(1, { address: 'a@example.com' })(first)).toBeUndefined();
    expect(updated(0, { address: 'b@example.com' })(first)?.rev).toBe(2);
    expect(updated(2, { address: 'a@example.com' })(first)?.rev).toBe(2);
  });

  test('the source and the evidence of a consent are kept with its instant (R82)', () => {
    const evidence = { at: 5, source: 'web-form', evidence: 'form 12' };
    const contact = applyContactUpdate(undefined, { statement: evidence, consent: 'optedIn' });
    expect(contact).toMatchObject({ declared: { ...evidence, consent: 'optedIn' }, optIn: evidence });
  });

  test('a nightly synchronization that repeats the address and subscribed neither lifts an opt-out nor clears a bounce (R82, R84)', () => {
    const sync = (at: number) => updated(at, { address: 'a@example.com', consent: 'subscribed' });
    expect(judgeContact(replay(sync(1), optedOut(2), sync(3)), 'subscribed')).toEqual({ reason: 'unsubscribed' });
    const marked = replay(sync(1), bounced(2, 'a@example.com'), sync(3));
    expect(judgeContact(marked, 'subscribed')).toEqual({ reason: 'undeliverable' });
  });

  test('no statement of a producer but an opt-in lifts an opt-out of the user (R82)', () => {
    const others = fc.array(changeArbitrary, { maxLength: 6 });
    const declared = fc.record({
      at: instant,
      address,
      consent: fc.constantFrom('subscribed' as const, 'unsubscribed' as const),
    });
    fc.assert(
      fc.property(others, instant, declared, (changes, at, { at: declaredAt, ...fields }) => {
        const before = replay(...changes, optedOut(at));
        // A later opt-in lifts the opt-out, also where the producer itself declares the user unsubscribed after it.
        const lifted = before && findConsent(before)?.isByUser !== true;
        const contact = replay(...changes, optedOut(at), updated(declaredAt, fields));
        expect(contact && (lifted === true || getConsent(contact) === 'unsubscribed')).toBe(true);
      }),
    );
  });

  test('a producer that declares a user unsubscribed after its opt-in may declare it subscribed again (R82)', () => {
    const declared = (...list: readonly (typeof CONSENTS)[number][]) =>
      replay(optedOut(1), ...list.map((each, index) => updated(index + 2, { consent: each })));
    const ofUser = declared('unsubscribed', 'subscribed');
    const ofProducer = declared('optedIn', 'unsubscribed', 'subscribed');
    expect([ofUser, ofProducer].map((each) => each && getConsent(each))).toEqual(['unsubscribed', 'subscribed']);
  });

  test('a later opt-in lifts the opt-out of a user and clears the mark of the address (R82, R84)', () => {
    const contact = replay(
      updated(1, { address: 'a@example.com' }),
      bounced(2, 'a@example.com'),
      optedOut(2),
      updated(3, { consent: 'optedIn' }),
    );
    expect(judgeContact(contact, 'optedIn')).toEqual({ address: 'a@example.com' });
  });

  test('an opt-in from before the opt-out that arrives after it lifts nothing (R82)', () => {
    const contact = replay(optedOut(5), updated(4, { consent: 'optedIn' }));
    expect(contact && getConsent(contact)).toBe('unsubscribed');
  });

  test('a later update with another address clears a mark, also when the first address comes back (R84)', () => {
    const given = (at: number, value: string) => updated(at, { address: value });
    const marked = [given(1, 'a@example.com'), bounced(2, 'a@example.com')];
    const changed = replay(...marked, given(3, 'b@example.com'));
    const back = replay(...marked, given(3, 'b@example.com'), given(4, 'a@example.com'));
    const repeated = replay(...marked, given(4, 'a@example.com'));
    expect([changed, back, repeated].map((each) => each && getMark(each)?.reason)).toEqual([
      undefined,
      undefined,
      'bounced',
    ]);
  });

  test('a late bounce of an earlier address leaves the mark of the present one (R84)', () => {
    const contact = replay(
      updated(1, { address: 'a@example.com' }),
      updated(2, { address: 'b@example.com' }),
      bounced(3, 'b@example.com'),
      bounced(4, 'a@example.com'),
    );
    expect(judgeContact(contact, 'subscribed')).toEqual({ reason: 'undeliverable' });
  });

  test('an address that was removed cannot be sent to, until it is given again later (R83)', () => {
    const removed = replay(updated(1, { address: 'a@example.com' }), updated(2, { address: null }));
    expect(judgeContact(removed, 'subscribed')).toEqual({ reason: 'unreachable' });
    const again = replay(() => removed, updated(3, { address: 'a@example.com' }));
    expect(judgeContact(again, 'subscribed')).toEqual({ address: 'a@example.com' });
  });

  test('a user may deny tracking and grant it again, and of one instant the denial counts (R94)', () => {
    const [denied, granted] = [updated(5, { isTrackingDenied: true }), updated(5, { isTrackingDenied: false })];
    expect(replay(denied, granted)?.tracking?.isDenied).toBe(true);
    expect(replay(denied, updated(6, { isTrackingDenied: false }))?.tracking?.isDenied).toBe(false);
  });
});
