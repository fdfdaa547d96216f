import { describe, expect, test } from 'vitest';
import { formatInstant } from '../../core/contracts/instant.ts';
import { HOUR, MINUTE } from '../../core/contracts/time-span.ts';
import { recordFirstCampaign } from '../../engine/merge-history.ts';
import { createHandler as matchException } from '../../functions/match-exception.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import { createHandler as updateProfile } from '../../functions/update-profile.ts';
import { followUpOfTarget, NOON, Owner } from '../harness/adapters/sample.ts';
import { handed, Installed, onTheBus, record } from '../harness/functions/in-container.ts';
import { buys, gets } from '../harness/functions/welcome.ts';

const selling = followUpOfTarget('reminder', 'welcome', {
  delay: 'none',
  conversions: { A: { behavior: 'purchase.made', within: '1 day' } },
});
const merges = (fromUserId: string, intoUserId: string) =>
  record(
    onTheBus(
      { fromUserId, intoUserId, id: `merge of ${fromUserId}`, occurredAt: formatInstant(NOON) },
      { 'detail-type': 'Users Merged' },
    ),
  );
const profileOf = (installed: Installed, userId: string) => installed.services.profiles.get(userId);

describe('the first merge of an installation on AWS', () => {
  test('the first merge comes again until two minutes have passed, and later ones are done at once (R65)', async () => {
    const installed = new Installed();
    await installed.publishes(selling);
    const handler = updateProfile(installed.lambda());
    const first = merges('ann', 'bob');
    expect(await handed(handler, [first])).toEqual([first.body]);
    installed.now = NOON + 2 * MINUTE - 1;
    expect(await handed(handler, [first])).toEqual([first.body]);
    expect(await profileOf(installed, 'ann')).toBeUndefined();
    installed.now = NOON + 2 * MINUTE;
    expect(await handed(handler, [first])).toEqual([]);
    expect(await profileOf(installed, 'ann')).toMatchObject({ mergedInto: 'bob' });
    expect(await handed(handler, [merges('cleo', 'dora')])).toEqual([]);
    expect(await profileOf(installed, 'cleo')).toMatchObject({ mergedInto: 'dora' });
  });

  test('a function that read that no user was merged knows of a merge by the time it is done, so that no conversion is missed (R47, R65)', async () => {
    const installed = new Installed();
    await installed.publishes(selling);
    await handed(matchTrigger(installed.lambda()), [record(gets('bob'))]);
    installed.now = NOON + MINUTE;
    const exceptions = matchException(installed.lambda());
    // The function reads the history for a user who was sent nothing, just before the merge comes.
    await handed(exceptions, [record(buys('zoe'))]);
    const profiles = updateProfile(installed.lambda());
    await handed(profiles, [merges('ann', 'bob')]);
    installed.now += 2 * MINUTE;
    expect(await handed(profiles, [merges('ann', 'bob')])).toEqual([]);
    const occurredAt = formatInstant(installed.now);
    await handed(exceptions, [record(onTheBus({ userId: 'ann', id: 'p', behavior: 'purchase.made', occurredAt }))]);
    expect(await installed.decided('bob', 'reminder')).toEqual(['enrolled', 'dispatched', 'converted']);
  });

  test('a merge waits for nothing in an installation that is older than histories of merges (R65)', async () => {
    const installed = new Installed();
    await new Owner(installed.services, NOON - HOUR).publishes(selling);
    expect(await handed(updateProfile(installed.lambda()), [merges('ann', 'bob')])).toEqual([]);
    expect(await profileOf(installed, 'ann')).toMatchObject({ mergedInto: 'bob' });
    await recordFirstCampaign(installed.services);
    expect(await installed.services.mergeHistory.read()).toEqual({ rev: 1, hasMerged: true });
  });

  test('the first campaign says that no user was merged, and one that comes after campaigns or merges says nothing (R65)', async () => {
    const [first, older] = [new Installed(), new Installed()];
    await recordFirstCampaign(first.services);
    expect(await first.services.mergeHistory.read()).toEqual({ rev: 1, hasMerged: false });
    await new Owner(older.services, NOON - HOUR).saves(selling);
    await recordFirstCampaign(older.services);
    expect(await older.services.mergeHistory.read()).toEqual({ rev: 0, hasMerged: true });
  });

  test('a refused merge, or a repeat of one that is done, is recorded as none (R65)', async () => {
    const installed = new Installed();
    await installed.publishes(selling);
    expect(await handed(updateProfile(installed.lambda()), [merges('ann', 'ann')])).toEqual([]);
    expect(await installed.services.mergeHistory.read()).toMatchObject({ hasMerged: false });
  });
});
