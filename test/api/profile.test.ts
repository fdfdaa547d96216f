import { describe, expect, test } from 'vitest';
import { markContact, optOutContact } from '../../core/contact-changes.ts';
import { machineInMemory, openApi } from '../harness/api/open-api.ts';

const AT = '2026-12-01T08:00:00.000Z';

function update(detail: object) {
  const Detail = { userId: 'ada', attributes: {}, occurredAt: AT, ...detail };
  return { Source: 'crm', DetailType: 'User Profile Updated', Detail };
}

/** Opens the interface with the contacts of its store. */
function open() {
  const machine = machineInMemory();
  const { call, put } = openApi({ machine });
  const profile = async (userId = 'ada') => (await call('GET', `/profile?userId=${encodeURIComponent(userId)}`)).body;
  return { call, put, profile, contacts: machine.services.contacts };
}

describe('the call that shows a profile', () => {
  test('GET /profile answers the attributes of a user, the addresses and the consents with what proves them (R82)', async () => {
    const { put, profile } = open();
    const consent = { email: 'optedIn', tracking: 'denied' };
    const more = { email: ' Ada@Shop.example', timeZone: 'Europe/Berlin', language: 'pt-BR' };
    await put(update({ attributes: { plan: 'pro', gone: null }, ...more, consent, consentEvidence: 'form 12' }));
    const statement = { at: AT, source: 'crm', evidence: 'form 12' };
    expect(await profile()).toEqual({
      userId: 'ada',
      attributes: { plan: 'pro' },
      timeZone: 'Europe/Berlin',
      language: 'pt-BR',
      contacts: {
        email: {
          address: 'Ada@Shop.example',
          addressAt: AT,
          consent: { consent: 'optedIn', ...statement },
          needs: 'subscribed',
          allowed: true,
          tracking: { consent: 'denied', ...statement },
        },
        sms: { needs: 'optedIn', allowed: false, reason: 'unsubscribed' },
        push: { needs: 'subscribed', allowed: false, reason: 'unreachable' },
      },
    });
  });

  test('GET /profile answers why a channel cannot be used, by the present settings (R82, R83)', async () => {
    const { call, put, profile } = open();
    await put(update({ email: 'ada@shop.example', phone: '+4915112345678', consent: { sms: 'subscribed' } }));
    expect((await profile()).contacts).toMatchObject({
      email: { allowed: true },
      sms: { consent: { consent: 'subscribed' }, needs: 'optedIn', allowed: false, reason: 'unsubscribed' },
    });
    await call('PUT', '/settings', { consent: { email: 'optedIn', sms: 'subscribed' } });
    expect((await profile()).contacts).toMatchObject({
      email: { needs: 'optedIn', allowed: false, reason: 'unsubscribed' },
      sms: { needs: 'subscribed', allowed: true },
    });
  });

  test('GET /profile answers an opt-out of the user and the mark of an address (R82, R84)', async () => {
    const { put, profile, contacts } = open();
    await put(update({ email: 'ada@shop.example', consent: { email: 'subscribed' } }));
    const at = Date.parse('2026-12-01T08:30:00Z');
    await contacts.update('ada', 'email', (contact) =>
      markContact(contact, { address: 'ada@shop.example', at, reason: 'bounced' }),
    );
    expect((await profile()).contacts.email).toMatchObject({
      allowed: false,
      reason: 'undeliverable',
      mark: { at: '2026-12-01T08:30:00.000Z', reason: 'bounced' },
    });
    await contacts.update('ada', 'email', (contact) => optOutContact(contact, { at, source: 'unsubscribe-link' }));
    expect((await profile()).contacts.email).toMatchObject({
      consent: { consent: 'unsubscribed', source: 'unsubscribe-link', isByUser: true },
      allowed: false,
      reason: 'unsubscribed',
    });
  });

  test('GET /profile answers a user of whom nothing is known, and an address that was removed, as unreachable (R83)', async () => {
    const { put, profile } = open();
    await put(update({ email: null }));
    for (const userId of ['ada', '..', 'a/b']) {
      expect(await profile(userId)).toMatchObject({
        userId,
        attributes: {},
        contacts: { email: { needs: 'subscribed', allowed: false, reason: 'unreachable' } },
      });
    }
  });

  test('GET /profile without a valid user id is refused with a description of ids', async () => {
    const { call } = open();
    for (const query of ['', '?userId=', `?userId=${'a'.repeat(257)}`]) {
      const { status, body } = await call('GET', `/profile${query}`);
      expect([status, body.error.code]).toEqual([400, 'invalid-user-id']);
    }
  });
});
