import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { formatFault, toFaults } from '../../core/contracts/fault.ts';
import { type SettingsChange, settingsChangeSchema } from '../../core/contracts/settings.ts';
import { FIRST_SETTINGS, getNeededConsents, planSettings, type SettingsState } from '../../core/settings.ts';

const first = FIRST_SETTINGS;
const NOON = Date.parse('2026-12-01T12:00:00Z');

function change(before: SettingsState, fields: SettingsChange, by = 'olga'): SettingsState {
  const plan = planSettings(before, fields, { now: NOON, by });
  if (!('state' in plan)) throw new Error('settings: expected a change');
  return plan.state;
}

describe('a change of the settings', () => {
  const cap = { atMost: 3, in: '7 days' };

  test('a change keeps the settings that it does not name (R21)', () => {
    const both = change(change(first, { companyZone: 'Europe/Berlin' }), { frequencyCaps: [cap] });
    expect(both).toMatchObject({ rev: 2, settings: { companyZone: 'Europe/Berlin', frequencyCaps: [cap] } });
  });

  test('null removes a setting (R21)', () => {
    const set = change(first, { companyZone: 'Europe/Berlin' });
    expect(change(set, { companyZone: null }).settings).toEqual({});
  });

  test('the history of the settings says who changed which fields, and when (R74)', () => {
    const changed = change(
      change(first, { companyZone: 'Europe/Berlin' }),
      { companyZone: null, frequencyCaps: [cap] },
      'ada',
    );
    expect(changed.history).toEqual([
      { at: NOON, by: 'olga', changed: ['companyZone'] },
      { at: NOON, by: 'ada', changed: ['companyZone', 'frequencyCaps'] },
    ]);
  });

  test('the history of the settings keeps the last hundred changes (R74)', () => {
    let state = first;
    for (let each = 0; each < 101; each++)
      state = change(state, { companyZone: each % 2 === 0 ? 'Asia/Tokyo' : 'UTC' }, `user ${each}`);
    expect(state).toMatchObject({ rev: 101 });
    expect(state.history).toHaveLength(100);
    expect(state.history[0]?.by).toBe('user 1');
  });

  test('settings that are so already make no new revision (R97)', () => {
    const set = change(first, { frequencyCaps: [cap] });
    const again = { frequencyCaps: [{ in: '7 days', atMost: 3 }], companyZone: null };
    expect(planSettings(set, again, { now: NOON, by: 'ada' })).toEqual({ already: set });
    expect(planSettings(set, {}, { now: NOON, by: 'ada' })).toEqual({ already: set });
  });

  test('a change of another revision than the newest is refused, naming who made that one (R97)', () => {
    const set = change(first, { companyZone: 'Asia/Tokyo' });
    const plan = planSettings(set, { companyZone: null }, { now: NOON, by: 'ada', expectedRevision: 0 });
    expect(plan).toEqual({
      code: 'changed-meanwhile',
      expectedRevision: 0,
      newestRevision: 1,
      changed: { at: NOON, by: 'olga' },
    });
    expect(planSettings(set, { companyZone: null }, { now: NOON, by: 'ada', expectedRevision: 1 })).toHaveProperty(
      'state',
    );
  });
});

describe('the consent that a channel needs', () => {
  test('SMS needs an opt-in until the settings change that, and the other channels do not (R82)', () => {
    expect(getNeededConsents({})).toEqual({ email: 'subscribed', sms: 'optedIn', push: 'subscribed' });
    expect(getNeededConsents({ consent: { sms: 'subscribed' } })).toMatchObject({
      email: 'subscribed',
      sms: 'subscribed',
    });
    expect(getNeededConsents({ consent: { email: 'optedIn' } })).toMatchObject({ email: 'optedIn', sms: 'optedIn' });
  });
});

describe('the form of settings', () => {
  const faultsOf = (input: unknown) => {
    const { success, issues } = v.safeParse(settingsChangeSchema, input);
    return success ? [] : toFaults(issues).map(formatFault);
  };

  test.each([
    [{ companyZone: 'Europe/Berlin' }],
    [{ companyZone: 'Asia/Kolkata', frequencyCaps: [] }],
    [{ companyZone: null, consent: null, frequencyCaps: null }],
    [{ consent: {} }],
    [{ tracking: {} }],
    [{ tracking: { opens: true, clicks: false } }],
    [{ consent: { email: 'optedIn', sms: 'subscribed', push: 'optedIn' } }],
    [
      {
        frequencyCaps: [
          { atMost: 1, in: '1 minute' },
          { atMost: 100, in: '30 days', calendarDays: true, channel: 'sms' },
        ],
      },
    ],
    [{ frequencyCaps: [{ atMost: 1, in: '4 weeks' }] }],
    [{}],
  ])('the settings %j are accepted (R21)', (input) => {
    expect(faultsOf(input)).toEqual([]);
  });

  test.each([
    [
      { companyZone: 'Europe/Berln' },
      'companyZone: expected the name of a time zone, such as "Europe/Berlin", found "Europe/Berln"',
    ],
    [{ companyZone: '+02:00' }, 'companyZone: expected the name of a time zone'],
    [{ companyZone: '' }, 'companyZone: expected the name of a time zone'],
    [{ companyzone: 'UTC' }, 'companyzone: expected one of the known fields'],
    [{ consent: { sms: 'unsubscribed' } }, 'consent.sms: expected one of subscribed, optedIn, found "unsubscribed"'],
    [{ consent: { webhook: 'optedIn' } }, 'consent.webhook: expected one of the known fields email, sms, push'],
    [{ consent: [] }, 'consent: expected an object of the channels email, sms, push'],
    [{ consent: 'optedIn' }, 'consent: expected an object of the channels email, sms, push'],
    [{ tracking: true }, 'tracking: expected an object with the fields opens, clicks, found true'],
    [{ tracking: { opens: 'yes' } }, 'tracking.opens: expected true or false, found "yes"'],
    [{ tracking: { links: true } }, 'tracking.links: expected one of the known fields opens, clicks'],
    [{ frequencyCaps: [{ atMost: 0, in: '1 day' }] }, 'frequencyCaps.0.atMost: expected a whole number from 1 to 100'],
    [
      { frequencyCaps: [{ atMost: 101, in: '1 day' }] },
      'frequencyCaps.0.atMost: expected a whole number from 1 to 100',
    ],
    [
      { frequencyCaps: [{ atMost: 1, in: '31 days' }] },
      'frequencyCaps.0.in: expected a whole number of minutes, hours, days or weeks',
    ],
    [{ frequencyCaps: [{ atMost: 1, in: '60 seconds' }] }, 'frequencyCaps.0.in: expected a whole number of minutes'],
    [{ frequencyCaps: [{ atMost: 1, in: '0 days' }] }, 'frequencyCaps.0.in: expected a whole number of minutes'],
    [
      { frequencyCaps: [{ atMost: 1, in: '24 hours', calendarDays: true }] },
      'frequencyCaps.0.in: expected days or weeks with calendarDays',
    ],
    [{ frequencyCaps: [{ atMost: 1, in: '1 day', channel: 'fax' }] }, 'frequencyCaps.0.channel: expected one of email'],
    [
      { frequencyCaps: [{ atMost: 1, in: '1 day', channel: 'in_app_message' }] },
      'frequencyCaps.0.channel: expected one of email, sms, push, webhook',
    ],
    [
      { frequencyCaps: Array.from({ length: 11 }, () => ({ atMost: 1, in: '1 day' })) },
      'frequencyCaps: expected a list of at most 10 caps',
    ],
    [[], 'the whole: expected'],
  ])('the settings %j are refused, and the field is named (R21)', (input, message) => {
    expect(faultsOf(input).join('\n')).toContain(message);
  });
});
