import { describe, expect, test } from 'vitest';
import type { ConversionDefinitions } from '../../core/contracts/conversion.ts';
import type { FollowUpDefinition } from '../../core/contracts/definition.ts';
import { formatInstant, type Instant } from '../../core/contracts/instant.ts';
import { HOUR, MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import { createFirstCall, createWave } from '../../core/contracts/wave.ts';
import { createDropUnmatched } from '../../engine/drop-unmatched.ts';
import { createHandler as dispatch } from '../../functions/dispatch.ts';
import { createHandler as matchException } from '../../functions/match-exception.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import { followUpOfTarget, NOON } from '../harness/adapters/sample.ts';
import { breaks, handed, Installed, lasting, onTheBus, record } from '../harness/functions/in-container.ts';
import { LambdaQueue } from '../harness/functions/lambda-queue.ts';

const CONVERSIONS: ConversionDefinitions = { A: { behavior: 'purchase.made', within: '1 day' } };
const selling = (more: Partial<FollowUpDefinition> = {}) =>
  followUpOfTarget('reminder', 'welcome', { delay: 'none', conversions: CONVERSIONS, ...more });

const gets = (userId: string) =>
  onTheBus({ userId, id: `mail for ${userId}`, interaction: 'email.received', campaignId: 'welcome' });
const buys = (userId: string, at: Instant) =>
  onTheBus({ userId, id: `purchase of ${userId}`, behavior: 'purchase.made', occurredAt: formatInstant(at) });

/** Returns the interactions that the connector reported on the bus. */
const reportsOf = ({ standIns }: Installed): Record<string, unknown>[] =>
  standIns.eventBridge.entries
    .filter(({ DetailType }) => DetailType === 'Campaign Interaction')
    .map(({ Detail = '{}' }) => JSON.parse(Detail));

/** Opens an installation whose follow-up has sent a message to a user at noon. */
async function sentAtNoon(definition = selling()): Promise<Installed> {
  const installed = new Installed();
  await installed.publishes(definition);
  await handed(matchTrigger(installed.lambda()), [record(gets('ann'))]);
  expect(installed.sent()).toEqual(['ann']);
  installed.now = NOON + HOUR;
  installed.requests.length = 0;
  return installed;
}

describe('conversions on AWS', () => {
  test('a purchase after a message is put on the bus as conversion.performed, with a fixed id (R47)', async () => {
    const installed = await sentAtNoon();
    const purchase = record(buys('ann', NOON + MINUTE));
    expect(await handed(matchException(installed.lambda()), [purchase])).toEqual([]);
    expect(await handed(matchException(installed.lambda()), [purchase])).toEqual([]);
    const [report, repeat, ...others] = reportsOf(installed);
    expect(report).toEqual({
      interaction: 'conversion.performed',
      id: expect.stringMatching(/^conversion\.[\w-]{22}\.A$/),
      userId: 'ann',
      campaignId: 'reminder',
      conversionEvent: 'A',
      dispatchId: expect.stringMatching(/^[\w-]{22}$/),
      occurredAt: formatInstant(NOON + MINUTE),
    });
    expect([repeat, others]).toEqual([report, []]);
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled', 'dispatched', 'converted']);
  });

  test('a conversion whose report fails is reported when its event comes again (R47)', async () => {
    const installed = await sentAtNoon();
    const purchase = record(buys('ann', NOON + MINUTE));
    const failing = matchException(installed.lambda(breaks('PutEvents')));
    expect(await handed(failing, [purchase])).toEqual([purchase.body]);
    expect(reportsOf(installed)).toEqual([]);
    expect(await installed.decided('ann', 'reminder')).toContain('converted');
    expect(await handed(matchException(installed.lambda()), [purchase])).toEqual([]);
    expect(reportsOf(installed)).toHaveLength(1);
  });

  test.each([
    ['one read, of the row, where no user was merged', false],
    ['one read of the row and one of the profile where users were merged', true],
  ])('a purchase of a user who was sent nothing costs %s, and nothing else (R47, R65)', async (_, isMerged) => {
    const installed = await sentAtNoon();
    if (isMerged) await installed.services.mergeHistory.write({ rev: 2, hasMerged: true });
    const buyers = Array.from({ length: 50 }, (_, index) => record(buys(`user-${index}`, NOON + MINUTE)));
    const lambda = installed.lambda();
    await handed(matchException(lambda), [record(buys('somebody', NOON + MINUTE))]);
    installed.requests.length = 0;
    await handed(matchException(lambda), buyers);
    const aboutUsers = installed.requests.filter((request) => !request.startsWith('Query connectors'));
    for (const [index] of buyers.entries())
      expect(aboutUsers.filter((request) => request.includes(` user#user-${index} `))).toEqual([
        expect.stringMatching(/^Get enrollments/),
        ...(isMerged ? [expect.stringMatching(/^Get profiles/)] : []),
      ]);
    expect(aboutUsers).toHaveLength((isMerged ? 2 : 1) * buyers.length);
    expect(installed.requests.length - aboutUsers.length).toBe(1);
  });

  test('a purchase during an open claim comes again within seconds, converts the message once it has left, and is no dead letter (R47)', async () => {
    const installed = new Installed();
    const owner = await installed.publishes(selling({ delay: '2 minutes' }));
    await handed(matchTrigger(installed.lambda()), [record(gets('ann'))]);
    const [wave] = (await installed.services.waves.listByCampaign('reminder')).items;
    if (wave === undefined) throw new Error('wave: expected');
    installed.now = wave.departure;
    const call = createFirstCall(createWave('reminder', 1, wave.departure));
    await dispatch(installed.lambda(breaks('PutEvents')))(call, lasting(2 * MINUTE)).catch(() => undefined);
    expect(owner.campaign.status).toBe('published');
    const queue = new LambdaQueue({ visibilityTimeout: 6 * MINUTE, batchSize: 100 });
    const body = JSON.stringify(buys('ann', installed.now + SECOND));
    queue.send({ body, attributes: {} }, installed.now + 2 * SECOND);
    const handler = matchException(installed.lambda());
    for (let deliveries = 0; deliveries < 4; deliveries++) {
      installed.now = queue.nextVisibleAt ?? installed.now;
      const records = queue.receive(installed.now);
      const response = await handler({ Records: records }, lasting(MINUTE));
      for (const change of installed.standIns.sqs.visibilityChanges.splice(0))
        queue.changeVisibility(change, installed.now);
      queue.finish(records, response);
      if (deliveries === 1) await dispatch(installed.lambda())(call, lasting(2 * MINUTE));
    }
    expect(queue.deadLetters).toEqual([]);
    expect(queue.nextVisibleAt).toBeUndefined();
    expect(installed.now - wave.departure).toBeLessThan(2 * MINUTE);
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled', 'dispatched', 'converted']);
    expect(reportsOf(installed)).toHaveLength(1);
  });

  test('an event of a stopped follow-up is not dropped over HTTP until the last deadline of its conversions (R47)', async () => {
    const installed = new Installed();
    const owner = await installed.publishes(selling());
    await owner.stops();
    const { services } = installed;
    const drop = createDropUnmatched(services);
    const behaves = (at: Instant) =>
      ({
        kind: 'behavior',
        behavior: 'purchase.made',
        id: String(at),
        source: 'shop',
        userId: 'ann',
        at,
        detail: {},
      }) as const;
    const [inTime, late] = [behaves(NOON + HOUR), behaves(NOON + 26 * HOUR)];
    installed.now = NOON + 27 * HOUR;
    expect(await drop([inTime, late])).toEqual(new Set([late]));
  });
});
