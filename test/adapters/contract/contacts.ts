import { describe, expect, test } from 'vitest';
import type { Contact } from '../../../core/contact.ts';
import { applyContactUpdate, markContact, optOutContact } from '../../../core/contact-changes.ts';
import { fresh, NOON } from '../../harness/adapters/sample.ts';
import type { OpenPorts } from './open-ports.ts';

const statement = { at: NOON, source: 'crm', evidence: 'form „12“' };
const given = (address: string) => (contact: Contact | undefined) =>
  applyContactUpdate(contact, { statement, address, consent: 'optedIn', isTrackingDenied: true });

/** Tests the contacts of an adapter. */
export function testContacts(ports: OpenPorts): void {
  describe('contacts', () => {
    test('a user of whom nothing is known has no contact on any channel', async () => {
      expect(await ports.services.contacts.get(fresh('user'), 'email')).toBeUndefined();
    });

    test('a change of a contact sees the contact before it, and everything in it is read immediately (R82)', async () => {
      const { contacts } = ports.services;
      const userId = fresh('user');
      const seen: (Contact | undefined)[] = [];
      const mark = { address: 'ann@example.com', at: NOON, reason: 'x'.repeat(2_000) };
      for (const change of [
        given('ann@example.com'),
        (contact: Contact | undefined) => optOutContact(contact, statement),
        (contact: Contact | undefined) => markContact(contact, mark),
      ]) {
        await contacts.update(userId, 'email', (contact) => {
          seen.push(contact);
          return change(contact);
        });
      }
      expect(seen.map((contact) => contact?.rev)).toEqual([undefined, 1, 2]);
      expect(await contacts.get(userId, 'email')).toEqual({
        rev: 3,
        address: { value: 'ann@example.com', at: NOON },
        declared: { ...statement, consent: 'optedIn' },
        optIn: statement,
        optOut: statement,
        marks: [mark],
        tracking: { ...statement, isDenied: true },
      });
    });

    test('the contacts of a user on two channels, and those of two users, are separate', async () => {
      const { contacts } = ports.services;
      const [ann, ben] = [fresh('user'), fresh('user')];
      await contacts.update(ann, 'email', given('ann@example.com'));
      await contacts.update(ann, 'sms', given('+4915112345678'));
      const addresses = async (userId: string) => {
        const all = await Promise.all((['email', 'sms', 'push'] as const).map((each) => contacts.get(userId, each)));
        return all.map((contact) => contact?.address?.value);
      };
      expect(await addresses(ann)).toEqual(['ann@example.com', '+4915112345678', undefined]);
      expect(await addresses(ben)).toEqual([undefined, undefined, undefined]);
    });

    test('a change that answers nothing leaves the contact as it is', async () => {
      const { contacts } = ports.services;
      const [userId, unknown] = [fresh('user'), fresh('user')];
      await contacts.update(userId, 'email', given('ann@example.com'));
      const before = await contacts.get(userId, 'email');
      for (const each of [userId, unknown]) await contacts.update(each, 'email', () => undefined);
      expect([await contacts.get(userId, 'email'), await contacts.get(unknown, 'email')]).toEqual([before, undefined]);
    });

    test('no change of a contact is lost when many are made at the same time', async () => {
      const { contacts } = ports.services;
      const userId = fresh('user');
      const instants = Array.from({ length: 8 }, (_, index) => NOON + index);
      await Promise.all(
        instants.map((at) =>
          contacts.update(userId, 'sms', (contact) =>
            applyContactUpdate(contact, { statement: { at, source: 'crm' }, address: `+4915112345${at - NOON}` }),
          ),
        ),
      );
      const contact = await contacts.get(userId, 'sms');
      expect([contact?.address?.at, contact?.otherAddress?.at]).toEqual([NOON + 7, NOON + 6]);
    });
  });
}
