import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { applyContactUpdate } from '../../core/contact-changes.ts';
import { formatInstant } from '../../core/contracts/instant.ts';
import { MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import { followUpOfTarget, NOON } from '../harness/adapters/sample.ts';
import { breaks, record } from '../harness/functions/in-container.ts';
import { ACCEPTED_AT, emailEvent, installedWithEmail, REPORTED_AT, tagsOf } from '../harness/functions/ses.ts';
import { onBus, onTopic, type SesType } from '../sources/ses/recorded-events.ts';

beforeAll(() => void vi.stubEnv('SENDING', 'live'));
afterAll(() => void vi.unstubAllEnvs());

/** The ways by which an event of SES reaches the queue. */
const ROUTES = [
  ['SNS', (_: SesType, event: object) => onTopic(JSON.stringify(event))],
  ['SNS with raw delivery', (_: SesType, event: object) => event],
  ['EventBridge', (type: SesType, event: object) => onBus(type, event)],
] as const;

/** Sends an email to a user; the delivery then is sent. */
async function emailed(userId = 'ann') {
  const installed = await installedWithEmail(userId);
  const dispatchId = await installed.dispatches(userId);
  installed.now = NOON + 5 * MINUTE;
  await installed.sends();
  await installed.processes();
  return { installed, dispatchId };
}

describe.each(ROUTES)('an event of SES that comes by %s', (_, route) => {
  test.each([
    ['Send', {}, []],
    ['Delivery', { deliveredAt: REPORTED_AT }, ['email.received delivered']],
    ['Open', { openedAt: REPORTED_AT }, ['email.opened']],
    ['Click', { clickedAt: REPORTED_AT }, ['email.clicked', 'email.alias_clicked']],
    ['Bounce', { bouncedAt: REPORTED_AT }, []],
    ['Complaint', {}, []],
    ['Subscription', {}, []],
    ['Reject', { state: 'refused', at: ACCEPTED_AT, reason: 'Bad content' }, []],
    ['Rendering Failure', { state: 'refused', at: ACCEPTED_AT, reason: 'Rendering Failure' }, []],
  ] as const)(
    'the event %s changes the delivery of our email, and its interactions name campaign, dispatch and user (R86)',
    async (type, changed, interactions) => {
      const { installed, dispatchId } = await emailed();
      const before = await installed.delivery(dispatchId);
      const body = route(type, emailEvent(type, { tags: tagsOf(dispatchId) }));
      for (let times = 0; times < 2; times++) expect(await installed.reports([body])).toEqual([]);
      const isSame = Object.keys(changed).length === 0;
      const after = await installed.delivery(dispatchId);
      if (isSame) expect(after).toEqual(before);
      else expect(after).toMatchObject({ ...changed, rev: (before?.rev ?? 0) + 1 });
      const details = await installed.processes();
      expect(details.map(({ interaction, receipt = '' }) => `${interaction} ${receipt}`.trim())).toEqual([
        ...interactions,
        ...interactions,
      ]);
      const occurredAt = formatInstant(REPORTED_AT);
      for (const each of details)
        expect(each).toMatchObject({ userId: 'ann', campaignId: 'immediate', dispatchId, occurredAt });
    },
  );

  test('an event that SES writes otherwise is kept as refused once, with its reason, and does not come again (R61)', async () => {
    const { installed, dispatchId } = await emailed();
    const { mail: _mail, ...mailless } = { mail: 0, ...emailEvent('Open', { tags: tagsOf(dispatchId) }) };
    const body = route('Open', mailless);
    expect(await installed.reports([body], breaks('Put refused', 1))).toHaveLength(1);
    for (let times = 0; times < 2; times++) expect(await installed.reports([body])).toEqual([]);
    expect((await installed.services.refusals.list()).items).toMatchObject([
      { code: 'MalformedEntry', message: expect.stringContaining('mail'), entry: JSON.parse(record(body).body) },
    ]);
  });
});

describe('the interactions of an email of ours', () => {
  const afterOpen = followUpOfTarget('after-open', 'immediate', {
    triggers: [{ interaction: 'email.opened', campaign: 'immediate' }],
    reeligibility: 'immediately',
  });

  test('an open triggers a follow-up of our follow-up once, also where SES reports it by two routes and repeats it (R86)', async () => {
    const { installed, dispatchId } = await emailed();
    await installed.publishes(afterOpen);
    const event = emailEvent('Open', { tags: tagsOf(dispatchId) });
    for (let times = 0; times < 2; times++) {
      for (const [, route] of ROUTES) await installed.reports([route('Open', event)]);
      await installed.processes();
    }
    expect(await installed.decided('ann', 'after-open')).toEqual(['enrolled']);
    const later = emailEvent('Open', { tags: tagsOf(dispatchId), at: REPORTED_AT + SECOND });
    await installed.reports([later]);
    await installed.processes();
    expect(await installed.decided('ann', 'after-open')).toEqual(['enrolled', 'enrolled']);
  });

  test('an open and a click of a user who denied tracking since leave only that the email was sent (R94)', async () => {
    const { installed, dispatchId } = await emailed();
    await installed.publishes(afterOpen);
    const event = (type: SesType) => emailEvent(type, { tags: tagsOf(dispatchId) });
    const statement = { at: installed.now, source: 'app' };
    await installed.services.contacts.update('ann', 'email', (contact) =>
      applyContactUpdate(contact, { statement, isTrackingDenied: true }),
    );
    expect(await installed.reports([event('Open'), event('Click'), event('Delivery')])).toEqual([]);
    expect(await installed.processes()).not.toContainEqual(expect.objectContaining({ interaction: 'email.opened' }));
    expect(await installed.decided('ann', 'after-open')).toEqual([]);
    const delivery = await installed.delivery(dispatchId);
    expect(delivery).toMatchObject({ state: 'sent', deliveredAt: REPORTED_AT });
    for (const field of ['openedAt', 'clickedAt']) expect(delivery).not.toHaveProperty(field);
  });

  test('events about one email that come at the same time are all recorded', async () => {
    const { installed, dispatchId } = await emailed();
    const types = ['Click', 'Open', 'Delivery', 'Send', 'Bounce'] as const;
    const events = types.map((type) => emailEvent(type, { tags: tagsOf(dispatchId) }));
    expect(await installed.reports(events)).toEqual([]);
    const [deliveredAt, openedAt, clickedAt, bouncedAt] = Array(4).fill(REPORTED_AT);
    expect(await installed.delivery(dispatchId)).toMatchObject({ deliveredAt, openedAt, clickedAt, bouncedAt });
  });

  test('the user is the one of the tag if there is one, also after the delivery was deleted; without both the event is skipped and counted', async () => {
    const { installed } = await emailed();
    const cc_user = [Buffer.from('bob').toString('base64url')];
    await installed.reports([
      emailEvent('Open', { tags: tagsOf('gone', { cc_user }) }),
      emailEvent('Open', { tags: tagsOf('gone') }),
      emailEvent('Complaint', { tags: tagsOf('gone') }),
    ]);
    expect(await installed.processes()).toMatchObject([{ userId: 'bob', dispatchId: 'gone' }]);
    expect(installed.metrics['ProviderEventsSkipped unknown-user']).toBe(2);
    expect(await installed.delivery('gone')).toBeUndefined();
  });
});

describe('an email whose outcome is unknown', () => {
  test.each(['Send', 'Delivery', 'Open', 'Click', 'Bounce', 'Complaint'] as const)(
    'the event %s settles the email as sent: it is not sent again, and the user counts as having received it (R80)',
    async (type) => {
      const installed = await installedWithEmail('ann');
      installed.sender.answers({ kind: 'unknown', reason: 'timeout' });
      const dispatchId = await installed.dispatches('ann');
      expect(await installed.sends()).toBe(1);
      expect(await installed.delivery(dispatchId)).toMatchObject({ state: 'pending', unknownAttempts: 1 });
      await installed.publishes(
        followUpOfTarget('second', 'immediate', {
          triggers: [{ interaction: 'email.received', campaign: 'immediate' }],
        }),
      );
      installed.now = NOON + 30 * MINUTE;
      await installed.reports([emailEvent(type, { tags: tagsOf(dispatchId) })]);
      expect(await installed.delivery(dispatchId)).toMatchObject({ state: 'sent', at: ACCEPTED_AT, providerId: 'p1' });
      expect(installed.metrics['Deliveries sent']).toBe(1);
      const [sent] = (await installed.processes()).filter(({ receipt }) => receipt === 'sent');
      const occurredAt = formatInstant(ACCEPTED_AT);
      expect(sent).toMatchObject({ interaction: 'email.received', userId: 'ann', dispatchId, occurredAt });
      expect(await installed.sends()).toBe(0);
      expect(installed.sender.requests).toHaveLength(1);
      await installed.processes();
      expect(await installed.decided('ann', 'second')).toEqual(['enrolled']);
    },
  );

  test('an email that was given up with an unknown outcome counts as sent as soon as SES reports about it (R80, R86)', async () => {
    const { installed, dispatchId } = await emailed();
    const delivery = await installed.delivery(dispatchId);
    if (delivery === undefined) throw new Error('delivery: expected to be written');
    const unknown = { ...delivery, rev: delivery.rev + 1, state: 'unknown', at: NOON, reason: 'timeout' } as const;
    expect(await installed.services.deliveries.write(unknown)).toBe(true);
    const event = emailEvent('Open', { tags: tagsOf(dispatchId) });
    for (let times = 0; times < 2; times++) await installed.reports([event]);
    expect(await installed.delivery(dispatchId)).toMatchObject({ state: 'sent', openedAt: REPORTED_AT });
    const details = await installed.processes();
    expect(details.map(({ interaction }) => interaction)).toEqual(['email.received', 'email.opened', 'email.opened']);
    expect(installed.warned).toEqual([]);
  });

  test('an email that SES rejects after an attempt without an answer is refused and not sent again (R80)', async () => {
    const installed = await installedWithEmail('ann');
    installed.sender.answers({ kind: 'unknown', reason: 'timeout' });
    const dispatchId = await installed.dispatches('ann');
    await installed.sends();
    installed.now = NOON + 30 * MINUTE;
    for (const type of ['Reject', 'Send'] as const)
      await installed.reports([emailEvent(type, { tags: tagsOf(dispatchId) })]);
    expect(await installed.delivery(dispatchId)).toMatchObject({ state: 'refused', reason: 'Bad content' });
    expect(await installed.sends()).toBe(0);
    expect(installed.sender.requests).toHaveLength(1);
    expect(await installed.processes()).toEqual([]);
    expect(installed.warned).toEqual(['MESSAGE_REJECTED']);
  });

  test('an event that comes while the attempt still waits for its answer settles the email, and the answer changes nothing (R80)', async () => {
    const installed = await installedWithEmail('ann');
    const dispatchId = await installed.dispatches('ann');
    installed.now = NOON + 30 * MINUTE;
    installed.sender.answers(async () => {
      await installed.reports([emailEvent('Delivery', { tags: tagsOf(dispatchId) })]);
      return { kind: 'unknown', reason: 'timeout' };
    });
    expect(await installed.sends()).toBe(0);
    const settled = { state: 'sent', at: ACCEPTED_AT, deliveredAt: REPORTED_AT, unknownAttempts: 0 };
    expect(await installed.delivery(dispatchId)).toMatchObject(settled);
    expect(await installed.sends()).toBe(0);
    expect(installed.sender.requests).toHaveLength(1);
  });

  test('a report about an email that was held back is logged, and its delivery stays as it is', async () => {
    const { installed, dispatchId } = await emailed();
    const sent = await installed.delivery(dispatchId);
    if (sent === undefined) throw new Error('delivery: expected to be written');
    const held = { ...sent, rev: sent.rev + 1, state: 'held-back', at: NOON, reason: 'sending-off' } as const;
    expect(await installed.services.deliveries.write(held)).toBe(true);
    const before = await installed.delivery(dispatchId);
    await installed.reports([emailEvent('Open', { tags: tagsOf(dispatchId) })]);
    expect(await installed.delivery(dispatchId)).toEqual(before);
    expect(installed.warned).toEqual(['REPORT_UNEXPECTED']);
    expect(await installed.processes()).toMatchObject([{ interaction: 'email.opened' }]);
  });

  test.each(['SendMessageBatch events-queue', 'Put deliveries', 'Put contacts'])(
    'an event whose processing breaks at %s is processed again, with the same end (R80, R84)',
    async (step) => {
      const run = async (times: number) => {
        const installed = await installedWithEmail('ann');
        installed.sender.answers({ kind: 'unknown', reason: 'timeout' });
        const dispatchId = await installed.dispatches('ann');
        await installed.sends();
        installed.now = NOON + 30 * MINUTE;
        let failures = 0;
        for (const type of ['Bounce', 'Click'] as const) {
          const event = emailEvent(type, { tags: tagsOf(dispatchId) });
          if (times > 0) failures += (await installed.reports([event], breaks(step, times))).length;
          expect(await installed.reports([event])).toEqual([]);
        }
        expect(failures > 0).toBe(times > 0);
        const { rev: _, ...delivery } = (await installed.delivery(dispatchId)) ?? { rev: 0 };
        const contact = await installed.services.contacts.get('ann', 'email');
        const ids = (await installed.processes()).map(({ id, interaction }) => `${id} ${interaction}`);
        return { delivery, contact, ids: [...new Set(ids)].toSorted() };
      };
      expect(await run(1)).toEqual(await run(0));
    },
  );
});
