import { describe, expect, test } from 'vitest';
import { formatInstant } from '../../core/contracts/instant.ts';
import { MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import { NEW_ROW } from '../../core/row.ts';
import { eraseUser } from '../../engine/erase-user.ts';
import { createHandler as matchException } from '../../functions/match-exception.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import { createHandler as updateProfile } from '../../functions/update-profile.ts';
import { RESOURCE_NAMES } from '../doubles/aws.ts';
import { followUpOfTarget, NOON } from '../harness/adapters/sample.ts';
import { handed, Installed, onTheBus, record } from '../harness/functions/in-container.ts';

const at = (second: number) => formatInstant(NOON + second * SECOND);
const gets = (userId: string, second: number) =>
  record(
    onTheBus({
      userId,
      interaction: 'email.received',
      campaignId: 'welcome',
      id: `mail ${second}`,
      occurredAt: at(second),
    }),
  );
const isDeleted = (userId: string, second: number) =>
  record({ ...onTheBus({ userId, id: 'gone', occurredAt: at(second) }), 'detail-type': 'User Deleted' });
const reminder = followUpOfTarget('reminder', 'welcome', { exceptions: [{ behavior: 'purchase.made' }] });

/** Continues the erasure of ann, as the handler of its queue does. */
const erase = (installed: Installed) =>
  eraseUser('ann', { services: installed.lambda().services, hasTimeLeft: () => true });
const erasures = ({ standIns }: Installed) => standIns.sqs.in(RESOURCE_NAMES.erasureQueueUrl);
/** Returns the tables that mention ann, but for that of profiles. */
const left = ({ standIns }: Installed) =>
  [...standIns.dynamodb.content()]
    .filter(([table, items]) => table !== 'profiles' && JSON.stringify(items).includes('user#ann'))
    .map(([table]) => table);

describe('the deletion of a user on AWS', () => {
  test('the tombstone and the erasure are written, and a message in the queue of erasures begins it (R65)', async () => {
    const installed = new Installed();
    expect(await handed(updateProfile(installed.lambda()), [isDeleted('ann', 0)])).toEqual([]);
    expect(erasures(installed)).toMatchObject([{ body: '{"userId":"ann"}', delaySeconds: 0 }]);
    expect(await installed.services.profiles.get('ann')).toEqual({ fields: {}, deletedUntil: NOON + 5 * MINUTE });
    expect(installed.metrics).toMatchObject({ 'EventsReceived deletion': 1 });
  });

  test('the erasure sweeps, waits for a quarter of an hour, sweeps again and says that it is done (R65)', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    await handed(matchTrigger(installed.lambda()), [gets('ann', 1), gets('bob', 1)]);
    await handed(updateProfile(installed.lambda()), [isDeleted('ann', 2)]);
    erasures(installed).splice(0);
    expect(await erase(installed)).toBe(false);
    expect(erasures(installed)).toMatchObject([{ delaySeconds: 15 * 60 }]);
    expect(await installed.services.rows.read({ userId: 'ann', campaignId: 'reminder' })).toEqual(NEW_ROW);
    installed.now = NOON + 15 * MINUTE;
    expect(await erase(installed)).toBe(true);
    expect(left(installed)).toEqual([]);
    const told = installed.standIns.eventBridge.entries.filter(({ DetailType }) => DetailType === 'User Erased');
    expect(told.map(({ Source, Detail }) => [Source, JSON.parse(Detail ?? '')])).toEqual([
      [
        'campaign-connector',
        { userId: 'ann', deletedAt: formatInstant(NOON + 2 * SECOND), erasedAt: formatInstant(NOON + 15 * MINUTE) },
      ],
    ]);
    expect((await installed.services.rows.read({ userId: 'bob', campaignId: 'reminder' })).live).toHaveLength(1);
  });

  test('a message of an erasure that comes early waits for the rest of the time, and one that comes again says so again (R65)', async () => {
    const installed = new Installed();
    await handed(updateProfile(installed.lambda()), [isDeleted('ann', 0)]);
    await erase(installed);
    erasures(installed).splice(0);
    installed.now = NOON + 14 * MINUTE;
    expect(await erase(installed)).toBe(false);
    expect(erasures(installed)).toMatchObject([{ delaySeconds: 60 }]);
    installed.now = NOON + 15 * MINUTE;
    await erase(installed);
    expect(await erase(installed)).toBe(true);
    const told = installed.standIns.eventBridge.entries.filter(({ DetailType }) => DetailType === 'User Erased');
    expect(told).toHaveLength(2);
    expect(new Set(told.map(({ Detail }) => Detail)).size).toBe(1);
  });

  test('a deletion that is repeated sends a message again, because the first may be lost, and changes nothing (R65)', async () => {
    const installed = new Installed();
    for (let times = 0; times < 2; times += 1) await handed(updateProfile(installed.lambda()), [isDeleted('ann', 0)]);
    expect(erasures(installed)).toHaveLength(2);
    expect((await installed.services.erasures.get('ann'))?.rev).toBe(1);
  });

  test('an event from before the deletion is refused without its Detail, whichever function it comes to (R61, R65)', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    await handed(updateProfile(installed.lambda()), [isDeleted('ann', 10)]);
    await handed(matchTrigger(installed.lambda()), [gets('ann', 1)]);
    const bought = record(onTheBus({ userId: 'ann', behavior: 'purchase.made', id: 'buy', occurredAt: at(2) }));
    await handed(matchException(installed.lambda()), [bought]);
    const changed = onTheBus({ userId: 'ann', attributes: { city: 'Bern' }, id: 'move', occurredAt: at(3) });
    await handed(updateProfile(installed.lambda()), [record({ ...changed, 'detail-type': 'User Profile Updated' })]);
    const { items } = await installed.services.refusals.list();
    expect(items.map(({ code, entry }) => [code, entry])).toEqual(
      expect.arrayContaining(
        [
          ['Campaign Interaction', 'mail 1'],
          ['User Behavior', 'buy'],
          ['User Profile Updated', 'move'],
        ].map(([DetailType, id]) => ['UserDeleted', { Source: 'shop', DetailType, Detail: { id } }]),
      ),
    );
    expect(items).toHaveLength(3);
    expect(installed.warned).toEqual(['USER_DELETED', 'USER_DELETED', 'USER_DELETED']);
    expect(left(installed)).toEqual([]);
  });
});
