import { describe, expect, test } from 'vitest';
import { DAY, MINUTE } from '../../core/contracts/time-span.ts';
import { readStatistics } from '../../engine/read-statistics.ts';
import { requestRecount } from '../../engine/recount-statistics.ts';
import { createHandler as checkWaves } from '../../functions/check-waves.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import { followUpOfTarget } from '../harness/adapters/sample.ts';
import { handed, Installed, lasting, onTheBus, record } from '../harness/functions/in-container.ts';

const gets = (userId: string) => onTheBus({ userId, interaction: 'email.received', campaignId: 'welcome' });
const USERS = ['ann', 'bob', 'cid'];

/** Installs a follow-up with statistics, which three users were enrolled in. */
async function counted() {
  const installed = new Installed();
  await installed.publishes({ ...followUpOfTarget('reminder', 'welcome'), statistics: true });
  await handed(
    matchTrigger(installed.lambda()),
    USERS.map((user) => record(gets(user))),
  );
  return {
    installed,
    checks: (timeout = 4 * MINUTE) => checkWaves(installed.lambda())({}, lasting(timeout)),
    figures: async () => (await readStatistics('reminder', installed.services)).figures,
  };
}

const enrolled = async (figures: () => Promise<Readonly<Record<string, number>>>): Promise<number> =>
  Object.entries(await figures()).reduce((sum, [key, count]) => (key.includes('|enrolled|') ? sum + count : sum), 0);

describe('the statistics of Lambda functions (R48)', () => {
  test('the statistics of an invocation are written once at the end of an invocation, in one transaction with a token', async () => {
    const { installed, figures } = await counted();
    expect(await enrolled(figures)).toBe(3);
    const live = [...installed.standIns.dynamodb.content().values()]
      .flat()
      .filter(({ sk }) => String(sk).startsWith('live#'));
    expect(live).toHaveLength(1);
  });

  test('statistics are recounted by check-waves two minutes after the begin at the earliest, and every day', async () => {
    const { installed, checks, figures } = await counted();
    await checks();
    const { recounts } = installed.services;
    expect(await recounts.read()).toMatchObject({ number: 1 });
    expect((await recounts.read()).doneAt).toBeUndefined();
    installed.now += 5 * MINUTE;
    await checks();
    expect(await recounts.read()).toMatchObject({ number: 1, doneAt: installed.now });
    expect(await enrolled(figures)).toBe(3);
    installed.now += DAY;
    await checks();
    installed.now += 5 * MINUTE;
    await checks();
    expect(await recounts.read()).toMatchObject({ number: 2, doneAt: installed.now });
    expect(await enrolled(figures)).toBe(3);
  });

  test('figures that a lost invocation did not write are found by the recount', async () => {
    const { installed, checks, figures } = await counted();
    await installed.services.statistics.writeRecounted('reminder', { number: 1, at: 0, figures: {} });
    expect(await enrolled(figures)).toBe(0);
    await requestRecount(installed.services);
    await checks();
    installed.now += DAY;
    await requestRecount(installed.services);
    installed.now += 5 * MINUTE;
    await checks();
    installed.now += DAY;
    await checks();
    installed.now += 5 * MINUTE;
    await checks();
    expect(await enrolled(figures)).toBe(3);
  });
});
