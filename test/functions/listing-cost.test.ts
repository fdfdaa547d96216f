import { describe, expect, test } from 'vitest';
import { createWave } from '../../core/contracts/wave.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import { followUpOfTarget, Owner } from '../harness/adapters/sample.ts';
import { handed, Installed, onTheBus, record } from '../harness/functions/in-container.ts';
import { opened } from '../harness/functions/opened.ts';

const NOON = Date.parse('2026-12-01T12:00:00Z');
const MINUTE = 60_000;

/** Returns how often each request was made, by its name and its table. */
function tallied(requests: readonly string[]): Record<string, number> {
  const names = requests.map((request) => request.split(' ').slice(0, 2).join(' '));
  return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, same]) => [name, same.length]));
}

describe('what lists of the HTTP interface read on AWS', () => {
  test('a page of summaries reads the list once, and of each published campaign its counts and its next waves once', async () => {
    const installed = new Installed();
    for (const id of ['one', 'two']) await installed.publishes(followUpOfTarget(id, 'welcome'));
    await new Owner(installed.services).saves(followUpOfTarget('draft', 'welcome'));
    installed.requests.splice(0);
    const { status, body } = await opened(installed)('GET', '/campaigns?view=summary');
    expect([status, body.campaigns.length]).toEqual([200, 3]);
    const { 'Get publications': _, ...read } = tallied(installed.requests);
    expect(read).toEqual({ 'Query publications': 1, 'BatchGet enrollments': 3, 'Query enrollments': 2 });
  });

  test('the next departure of a campaign that was published again is found behind those of its former publication, with few queries', async () => {
    const installed = new Installed();
    const owner = await installed.publishes(followUpOfTarget('reminder', 'welcome'));
    await owner.stops();
    await owner.publishes();
    const { waves } = installed.services;
    for (let minute = 1; minute <= 200; minute += 1) {
      await waves.start(createWave('reminder', 1, NOON + minute * MINUTE));
      if (minute > 198) await waves.start(createWave('reminder', 2, NOON + minute * MINUTE));
    }
    const call = opened(installed);
    installed.requests.splice(0);
    const { body } = await call('GET', '/campaigns?view=summary');
    expect(body.campaigns).toMatchObject([{ nextDeparture: '2026-12-01T15:19:00.000Z' }]);
    expect(tallied(installed.requests)).toMatchObject({ 'Query enrollments': 2 });
    const { waves: listed, cursor } = (await call('GET', '/campaigns/reminder/waves')).body;
    expect([listed.length, cursor]).toEqual([2, undefined]);
  });

  test('a page of upcoming departures reads the sixteen shards of each wave, and one row for each user', async () => {
    const installed = new Installed();
    await installed.publishes(followUpOfTarget('reminder', 'welcome'));
    const gets = (userId: string, minute: number) => {
      const time = new Date(NOON + minute * MINUTE).toISOString();
      return record(onTheBus({ userId, interaction: 'email.received', campaignId: 'welcome' }, { time }));
    };
    expect(await handed(matchTrigger(installed.lambda()), [gets('ann', 1), gets('bob', 1), gets('cid', 4)])).toEqual(
      [],
    );
    installed.requests.splice(0);
    const { body } = await opened(installed)('GET', '/campaigns/reminder/waves');
    expect(body.waves.map(({ waiting }: { waiting: number }) => waiting)).toEqual([2, 1]);
    expect(tallied(installed.requests)).toEqual({
      'Get publications': 2,
      'Query enrollments': 1 + 2 * 16,
      'Get enrollments': 3,
    });
  });
});
