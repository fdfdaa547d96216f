import { describe, expect, test } from 'vitest';
import { judgeContact } from '../../core/contact.ts';
import { markContact, optOutContact } from '../../core/contact-changes.ts';
import { at, isDeleted, isKnown, type Story, storyOverStore } from '../harness/scenarios/story.ts';

const EMAIL = 'ann@example.com';

const optsOut = (tale: Story, userId: string, time: string) =>
  tale.services.contacts.update(userId, 'email', (contact) =>
    optOutContact(contact, { at: at(time), source: 'unsubscribe-link', evidence: 'message d1' }),
  );
const bounces = (tale: Story, userId: string, time: string) =>
  tale.services.contacts.update(userId, 'email', (contact) =>
    markContact(contact, { address: EMAIL, at: at(time), reason: 'Permanent/General' }),
  );
const judged = async (tale: Story, userId: string, needed: 'none' | 'subscribed' = 'subscribed') =>
  judgeContact(await tale.services.contacts.get(userId, 'email'), needed);

describe('what a deleted user refused', () => {
  test('a user who is imported with the address of a deleted user who opted out is not written to until an opt-in (R82, R84)', async () => {
    const { tale } = await storyOverStore();
    await tale.does('09:00', isKnown('ann', {}, { email: EMAIL, consent: { email: 'optedIn' } }));
    await optsOut(tale, 'ann', '09:10');
    await tale.does('09:20', isDeleted('ann'));
    await tale.until('10:00');
    await tale.does('10:00', isKnown('bob', {}, { email: 'Ann@EXAMPLE.com', consent: { email: 'subscribed' } }));
    expect(await judged(tale, 'bob')).toEqual({ reason: 'unsubscribed' });
    await tale.does('11:00', isKnown('bob', {}, { consent: { email: 'optedIn' } }));
    expect(await judged(tale, 'bob')).toEqual({ address: 'Ann@EXAMPLE.com' });
  });

  test('an address of a deleted user that bounced is not written to for the next one who has it (R84)', async () => {
    const { tale } = await storyOverStore();
    await tale.does('09:00', isKnown('ann', {}, { email: EMAIL }));
    await bounces(tale, 'ann', '09:10');
    await tale.does('09:20', isDeleted('ann'));
    await tale.until('10:00');
    await tale.does('10:00', isKnown('bob', {}, { email: EMAIL }));
    expect(await judged(tale, 'bob', 'none')).toEqual({ reason: 'undeliverable' });
  });

  test('a user who comes back with the same address, also while the erasure still runs, stays unsubscribed (R65, R84)', async () => {
    for (const time of ['09:26', '09:50']) {
      const { tale } = await storyOverStore();
      await tale.does('09:00', isKnown('ann', {}, { email: EMAIL }));
      await optsOut(tale, 'ann', '09:10');
      await tale.does('09:20', isDeleted('ann'));
      await tale.does(time, isKnown('ann', { plan: 'new' }, { email: EMAIL }));
      await tale.until('11:00');
      expect(await judged(tale, 'ann'), time).toEqual({ reason: 'unsubscribed' });
      const contact = await tale.services.contacts.get('ann', 'email');
      expect(contact?.optOut, time).toEqual({ at: at('09:10'), source: 'deleted-user' });
    }
  });

  test('nothing of the address and of the user is kept in the store beside the tombstone and the hash (R65, R84)', async () => {
    const { tale, store } = await storyOverStore();
    await tale.does('09:00', isKnown('ann', { city: 'Bonn' }, { email: EMAIL }));
    await optsOut(tale, 'ann', '09:10');
    await tale.does('09:20', isDeleted('ann'));
    await tale.until('11:00');
    const tables = store.all("SELECT name FROM sqlite_schema WHERE type = 'table'").map(({ name }) => String(name));
    const content = JSON.stringify(tables.map((table) => store.all(`SELECT * FROM ${table}`)));
    expect(content).not.toMatch(/example\.com|Bonn|unsubscribe-link/);
    expect(store.all('SELECT body FROM suppressions')).toEqual([{ body: JSON.stringify({ optedOutAt: at('09:10') }) }]);
  });
});
