import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { MINUTE } from '../../core/contracts/time-span.ts';
import { createHandler as matchException } from '../../functions/match-exception.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import type { Around } from '../doubles/tally.ts';
import { followUpOfTarget, NOON } from '../harness/adapters/sample.ts';
import { breaks, handed, Installed, onTheBus, record } from '../harness/functions/in-container.ts';
import { buys, gets, immediate, reminder } from '../harness/functions/welcome.ts';

describe('events from a queue', () => {
  test('events from a queue enroll their users, each with a seat in a wave that is started', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    const users = ['ann', 'bob', 'cid'];
    expect(
      await handed(
        matchTrigger(installed.lambda()),
        users.map((each) => record(gets(each))),
      ),
    ).toEqual([]);
    for (const each of users) expect(await installed.decided(each, 'reminder')).toEqual(['enrolled']);
    const [{ name } = { name: '' }] = installed.standIns.stepFunctions.executions;
    const { items } = await installed.services.seats.listByWave(name, 10);
    expect(items.map(({ userId }) => userId).toSorted()).toEqual(users);
    expect(await installed.services.counts.getByCampaign('reminder')).toEqual({ enrolled: 3, waiting: 3 });
    expect(installed.metrics).toMatchObject({ EventsMatched: 3, Enrolled: 3 });
  });

  test('an event that fails goes back to the queue without the others, and is logged', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    const handler = matchTrigger(installed.lambda(breaks('Put enrollments user#bob')));
    const back = await handed(
      handler,
      ['ann', 'bob', 'cid'].map((each) => record(gets(each))),
    );
    expect(back).toEqual([JSON.stringify(gets('bob'))]);
    expect(installed.warned).toEqual(['MESSAGE_FAILED']);
    expect(await installed.decided('cid', 'reminder')).toEqual(['enrolled']);
    expect(await handed(handler, [record(gets('bob'))])).toHaveLength(1);
    expect(await handed(matchTrigger(installed.lambda()), [record(gets('bob'), { times: 3 })])).toEqual([]);
    expect(await installed.decided('bob', 'reminder')).toEqual(['enrolled']);
  });

  test('an event for which a filter takes too many steps is kept for operators, and still reaches other campaigns (R61, R78)', async () => {
    const installed = new Installed();
    const where = { $and: Array.from({ length: 45 }, (_, index) => ({ tags: { $ne: `no ${index}` } })) };
    const buys = [{ behavior: 'purchase.made', where }] as const;
    await installed.publishes(followUpOfTarget('thorough', 'welcome', { exceptions: buys }));
    await installed.publishes(reminder);
    await handed(matchTrigger(installed.lambda()), [record(gets('ann'))]);
    const purchase = onTheBus({
      userId: 'ann',
      id: 'purchase',
      behavior: 'purchase.made',
      tags: Array.from({ length: 25_000 }, () => 1),
    });
    const handler = matchException(installed.lambda());
    expect(await handed(handler, [record(purchase)])).toEqual([]);
    expect(await handed(handler, [record(purchase, { times: 2 })])).toEqual([]);
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled', 'cancelled exception']);
    expect(await installed.decided('ann', 'thorough')).toEqual(['enrolled']);
    const { items } = await installed.services.refusals.list();
    expect(items).toMatchObject([
      { code: 'FilterTooCostly', message: expect.stringContaining('thorough: exceptions.0.where') },
    ]);
  });

  test('events that cannot be filtered after an edit of the filter are kept for operators, also after they were forwarded (R52, R61)', async () => {
    const installed = new Installed();
    const owner = await installed.publishes(immediate);
    expect(await handed(matchException(installed.lambda()), [record(gets('ann'))])).toEqual([]);
    const where = { word: { $regex: '(a)\\1' } };
    const triggers = [{ interaction: 'email.received', campaign: 'welcome', where }] as const;
    await owner.publishes({ ...immediate, triggers });
    const lambda = matchTrigger(installed.lambda());
    expect(await handed(lambda, [record(gets('ann'))])).toEqual([]);
    expect(await handed(lambda, [record(gets('ann'), { times: 2 })])).toEqual([]);
    expect(await installed.decided('ann', 'immediate')).toEqual([]);
    expect((await installed.services.refusals.list()).items).toMatchObject([{ code: 'FilterNotSupported' }]);
  });

  test('an event for which a filter of an earlier version cannot be evaluated is kept for operators, and still reaches other campaigns (R61)', async () => {
    const installed = new Installed();
    const triggers = [
      { interaction: 'email.received', campaign: 'welcome', where: { word: { $regex: '(a)\\1' } } },
    ] as const;
    await installed.publishes(followUpOfTarget('earlier', 'welcome', { triggers }));
    await installed.publishes(reminder);
    expect(await handed(matchException(installed.lambda()), [record(gets('ann'))])).toEqual([]);
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled']);
    expect(await installed.decided('ann', 'earlier')).toEqual([]);
    expect(installed.metrics).toMatchObject({ Refused: 1 });
    const { items } = await installed.services.refusals.list();
    expect(items).toMatchObject([
      { code: 'FilterNotSupported', message: expect.stringContaining('earlier: triggers.0.where.word.$regex') },
    ]);
  });

  test('all events of a batch go back to the queue if all fail, and the handler does not throw', async () => {
    const installed = new Installed();
    const handler = matchTrigger(installed.lambda(breaks('Query connectors')));
    expect(await handed(handler, [record(gets('ann')), record(gets('bob'))])).toHaveLength(2);
  });

  test('events of one user are processed one after the other, in order, however many there are in a batch', async () => {
    const installed = new Installed();
    await installed.publishes({ ...reminder, reeligibility: 'immediately' });
    const mails = Array.from({ length: 12 }, (_, index) => gets('ann', `mail ${index}`));
    const handler = matchTrigger(installed.lambda());
    expect(
      await handed(
        handler,
        mails.map((each) => record(each)),
      ),
    ).toEqual([]);
    const { decisions, rev } = await installed.services.rows.read({ userId: 'ann', campaignId: 'reminder' });
    expect(decisions.map(({ eventId }) => eventId)).toEqual(mails.map(({ detail }) => detail['id']));
    // Conflicting writes would show as more writes of the row than changes.
    const rows = installed.requests.filter((request) => request.includes('row#reminder'));
    expect([rev, rows.filter((request) => request.startsWith('Put')).length]).toEqual([12, 12]);
  });

  test('events of one user that many Lambdas process at the same time all succeed', async () => {
    const installed = new Installed();
    await installed.publishes({ ...reminder, reeligibility: 'immediately' });
    const slowly: Around = async (_, perform) => {
      await setTimeout(1);
      return perform();
    };
    const batches = Array.from({ length: 10 }, (_, batch) =>
      Array.from({ length: 8 }, (_, index) => record(gets('ann', `mail ${batch} ${index}`))),
    );
    const turns = batches.map((batch) => handed(matchTrigger(installed.lambda(slowly)), batch));
    expect((await Promise.all(turns)).flat()).toEqual([]);
    expect(installed.warned).toEqual([]);
    expect(await installed.services.counts.getByCampaign('reminder')).toEqual({ enrolled: 80, waiting: 80 });
  }, 30_000);

  test('events of one user are processed also after one that failed', async () => {
    const installed = new Installed();
    await installed.publishes({ ...reminder, reeligibility: 'immediately' });
    const handler = matchTrigger(installed.lambda(breaks('Put enrollments user#ann', 1)));
    const back = await handed(handler, [record(gets('ann', 'first')), record(gets('ann', 'second'))]);
    expect(back).toEqual([JSON.stringify(gets('ann', 'first'))]);
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled']);
  });

  test('events cause one query of connectors for each of their keys in a batch, and another in the next batch', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    const events = Array.from({ length: 50 }, (_, index) => [gets(`u${index}`), buys(`u${index}`)]).flat();
    const handler = matchTrigger(installed.lambda());
    installed.standIns.tally.clear();
    await handed(
      handler,
      events.map((each) => record(each)),
    );
    expect(installed.standIns.tally.of('DynamoDB Query connectors')).toBe(2);
    expect(installed.standIns.tally.of('DynamoDB GetItem publications')).toBe(1);
    await installed.publishes(followUpOfTarget('second', 'welcome'));
    await handed(handler, [record(gets('dee'))]);
    expect(await installed.decided('dee', 'second')).toEqual(['enrolled']);
  });

  test('events that match no follow-up cause no read but one query of connectors in a batch, and one write of their counts a minute (R4)', async () => {
    const installed = new Installed();
    const handlers = [matchTrigger(installed.lambda()), matchException(installed.lambda())];
    const events = Array.from({ length: 100 }, (_, index) => record(gets(`u${index}`)));
    for (const handler of handlers) await handed(handler, events);
    expect(installed.standIns.tally.all()).toEqual({
      'DynamoDB Query connectors': 2,
      'DynamoDB read units connectors': 2,
      'DynamoDB UpdateItem enrollments': 1,
      'DynamoDB write units enrollments': 1,
    });
  });

  test('interactions are counted in memory, and written once a minute or for a thousand of them (R4)', async () => {
    const installed = new Installed();
    const match = matchException(installed.lambda());
    const batch = () => Array.from({ length: 100 }, (_, index) => record(gets(`u${index}`)));
    const countOf = async () => (await installed.services.arrivals.getByKey('email.received#welcome'))?.count ?? 0;
    await handed(match, batch());
    expect(await countOf()).toBe(1);
    await handed(match, batch());
    installed.now += MINUTE;
    await handed(match, batch());
    expect(await countOf()).toBe(201);
    for (let batches = 0; batches < 10; batches++) await handed(match, batch());
    expect(await countOf()).toBe(1_201);
  });
});

describe('a trigger without a schedule delay', () => {
  test('a trigger without a schedule delay sends a message that is rendered from the profile on which its audience was checked, which is read once (R43, ADR 22)', async () => {
    const installed = new Installed();
    const fields = { 'attributes.plan': { value: 'gold', at: NOON } };
    await installed.services.profiles.update('ann', () => ({ fields }));
    const messages = [{ channel: 'push' as const, body: 'Hello {{ user.plan }}' }];
    await installed.publishes({ ...immediate, audience: { plan: 'gold' }, messages });
    installed.standIns.tally.clear();
    await handed(matchTrigger(installed.lambda()), [record(gets('ann'))]);
    expect(installed.standIns.eventBridge.entries[0]?.Detail).toContain('Hello gold');
    expect(installed.standIns.tally.of('DynamoDB read units profiles')).toBe(1);
  });
});

describe('the counts of an invocation', () => {
  test('the counts of an invocation are written once for each campaign, at its end', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    await handed(
      matchTrigger(installed.lambda()),
      ['ann', 'bob', 'cid'].map((each) => record(gets(each))),
    );
    expect(installed.requests.filter((request) => request.startsWith('Update enrollments counts#'))).toHaveLength(1);
  });

  test('the counts of an invocation are lost if they cannot be written, and no event is repeated for them', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    const handler = matchTrigger(installed.lambda(breaks('Update enrollments counts#')));
    expect(await handed(handler, [record(gets('ann'))])).toEqual([]);
    expect(installed.warned).toEqual(['COUNTS_LOST']);
    expect(await installed.services.counts.getByCampaign('reminder')).toEqual({});
  });
});
