import type { SQSRecord } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { formatInstant } from '../../core/contracts/instant.ts';
import { ROW_LIFETIME } from '../../core/contracts/lifetime.ts';
import { HOUR, MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import { createFirstCall } from '../../core/contracts/wave.ts';
import { MAX_MARKED_VALUES } from '../../core/row.ts';
import { createHandler as dispatch } from '../../functions/dispatch.ts';
import { createHandler as matchException } from '../../functions/match-exception.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import { followUpOfTarget, NOON } from '../harness/adapters/sample.ts';
import { handed, Installed, lasting, onTheBus, record } from '../harness/functions/in-container.ts';

const SAME_PRODUCT = { behavior: 'purchase.made', sameAsTrigger: ['productId'] } as const;
/** Defines a follow-up of each product whose mail a user received, unless they buy it. */
const reminder = (more: object = {}) =>
  followUpOfTarget('reminder', 'welcome', { exceptions: [SAME_PRODUCT], reeligibility: 'immediately', ...more });

const did = (detail: Readonly<Record<string, unknown>>, second: number) =>
  record(
    onTheBus({
      userId: 'ann',
      id: JSON.stringify([detail, second]),
      occurredAt: formatInstant(NOON + second * SECOND),
      ...detail,
    }),
  );
const gets = (productId: string, second: number) =>
  did({ interaction: 'email.received', campaignId: 'welcome', productId }, second);
const buys = (productId: string, second: number) => did({ behavior: 'purchase.made', productId }, second);
const product = (index: number) => `product ${index}`;

/** Installs the follow-up, an hour after noon. */
async function installedWith(definition = reminder()) {
  const installed = new Installed();
  await installed.publishes(definition);
  installed.now = NOON + 30 * MINUTE;
  const exceptions = matchException(installed.lambda());
  const triggers = matchTrigger(installed.lambda());
  const live = async () => {
    const row = await installed.services.rows.read({ userId: 'ann', campaignId: 'reminder' });
    return row.live.length;
  };
  return {
    installed,
    live,
    bought: (...all: readonly SQSRecord[]) => handed(exceptions, all),
    received: (...all: readonly SQSRecord[]) => handed(triggers, all),
  };
}

describe('an exception that is compared with the trigger, on AWS', () => {
  test('a purchase cancels the wait of its product, and the message of another product leaves (R39)', async () => {
    const { installed, bought, received } = await installedWith();
    await received(gets('hat', 1), gets('tie', 2));
    await bought(buys('hat', 3), buys('sock', 4));
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled', 'enrolled', 'cancelled exception']);
    const { items: waves } = await installed.services.waves.listByCampaign('reminder');
    installed.now = NOON + 2 * HOUR;
    for (const wave of waves) await dispatch(installed.lambda())(createFirstCall(wave), lasting(2 * MINUTE));
    expect(
      installed.standIns.eventBridge.entries.map(({ Detail = '' }) => JSON.parse(Detail).trigger.productId),
    ).toEqual(['tie']);
    await bought(buys('tie', 5));
    expect((await installed.decided('ann', 'reminder')).slice(-2)).toEqual(['dispatched', 'late-exception exception']);
  });

  test('a purchase cancels a trigger that comes after purchases of more products than a row holds: its mark is an item that lives as long as a row (R32, R39)', async () => {
    const { installed, bought, received, live } = await installedWith();
    for (let index = 0; index < MAX_MARKED_VALUES + 5; index++) await bought(buys(product(index), 100 + index));
    const items = installed.standIns.dynamodb.content().get('enrollments') ?? [];
    const marks = items.filter(({ sk }) => String(sk).startsWith('mark#'));
    expect(marks).toHaveLength(4);
    for (const { pk, sk, order, expiresAt } of marks) {
      expect([pk, sk]).toEqual(['user#ann', expect.stringMatching(/^mark#reminder#[\w-]{22}$/)]);
      expect([typeof order, expiresAt]).toEqual(['string', Math.ceil((installed.now + ROW_LIFETIME) / SECOND)]);
    }
    await received(
      gets(product(0), 50),
      gets(product(MAX_MARKED_VALUES), 50),
      gets('never bought', 50),
      gets(product(0), 200),
    );
    expect(await live()).toBe(2);
    expect((await installed.decided('ann', 'reminder')).filter((each) => each.startsWith('cancelled'))).toHaveLength(2);
  });

  test('a trigger reads the marks of its own values, and only of a user whose row says that marks are archived (R39)', async () => {
    const { installed, bought, received } = await installedWith();
    const readsOf = async (trigger: SQSRecord) => {
      const from = installed.requests.length;
      await received(trigger);
      return installed.requests.slice(from).filter((each) => each.startsWith('Get enrollments user#')).length;
    };
    await bought(buys(product(0), 100));
    expect(await readsOf(gets('hat', 200))).toBe(1);
    for (let index = 1; index < MAX_MARKED_VALUES + 5; index++) await bought(buys(product(index), 100 + index));
    expect(await readsOf(gets('hat', 201))).toBe(3);
  });

  test('a campaign without such an exception makes the same requests as ever, also for an event that has the field (R39)', async () => {
    const { installed, bought, received } = await installedWith(
      reminder({ exceptions: [{ behavior: 'purchase.made' }] }),
    );
    const from = installed.requests.length;
    await received(gets('hat', 1));
    await bought(buys('hat', 2));
    const requests = installed.requests.slice(from).filter((each) => /enrollments (user|seat)#/.test(each));
    expect(requests.map((each) => each.split('#')[0])).toEqual([
      'Get enrollments user',
      'Put enrollments seat',
      'Put enrollments user',
      'Get enrollments user',
      'Put enrollments user',
    ]);
  });

  test('a wait from before an edit that adds the exception is compared by the trigger event in its seat, which is read once (R39, R52)', async () => {
    const installed = new Installed();
    const owner = await installed.publishes(reminder({ exceptions: [] }));
    installed.now = NOON + 30 * MINUTE;
    await handed(matchTrigger(installed.lambda()), [gets('hat', 1), gets('tie', 2)]);
    await owner.publishes(reminder());
    const from = installed.requests.length;
    for (const productId of ['sock', 'hat']) await handed(matchException(installed.lambda()), [buys(productId, 3)]);
    expect((await installed.decided('ann', 'reminder')).at(-1)).toBe('cancelled exception');
    const seats = installed.requests.slice(from).filter((each) => each.startsWith('Get enrollments seat#'));
    expect(seats).toHaveLength(2);
  });
});
