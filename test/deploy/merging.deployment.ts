import { setTimeout as pause } from 'node:timers/promises';
import * as v from 'valibot';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import { MAX_WAIT, openDeploymentTest } from './deployment-test.ts';
import { slowness } from './slowness.ts';

const here = openDeploymentTest();

const mergedSchema = v.object({ mergedInto: v.optional(v.string()), decisions: v.array(v.looseObject({})) });

/** Returns into whom a user was merged. */
async function readMerged(userId: string): Promise<string | undefined> {
  const { body } = await here.call('GET', `/decisions?userId=${encodeURIComponent(userId)}`);
  return v.parse(mergedSchema, body).mergedInto;
}

/** Creates the entry that merges a user of this file into another. */
const mergeOf = (from: string, into: string) => ({
  Source: 'deployment-test',
  DetailType: 'Users Merged',
  Detail: { fromUserId: here.own(from), intoUserId: here.own(into) },
});

/** The time within which the first merge of an installation is done: it comes again after two minutes, at its fourth repeat. */
const FIRST_MERGE_WAIT = { timeout: 8 * MINUTE, interval: 2 * SECOND };

describe('two users who turn out to be one', () => {
  beforeAll(async () => {
    await here.producer.put([mergeOf('stranger', 'acquaintance')]);
    await vi.waitFor(
      async () => expect(await readMerged(here.own('stranger'))).toBe(here.own('acquaintance')),
      FIRST_MERGE_WAIT,
    );
  }, FIRST_MERGE_WAIT.timeout);

  test('two users wait and are merged: one message leaves, for the one user, and a later trigger of the other name is a repeat of it (R65)', async () => {
    const seconds = Math.ceil(30 * slowness());
    await here.published('unites', { delay: `${seconds} seconds` });
    await here.producer.put([here.interaction('visitor', 'unites')]);
    await here.eventually('visitor', ['enrolled']);
    await here.producer.put([here.interaction('known', 'unites')]);
    await here.eventually('known', ['enrolled']);
    await here.producer.put([mergeOf('visitor', 'known')]);
    await vi.waitFor(async () => expect(await readMerged(here.own('visitor'))).toBe(here.own('known')), MAX_WAIT);
    await vi.waitFor(() => expect(here.messagesTo('known')).toHaveLength(1), MAX_WAIT);
    await here.producer.put([here.interaction('visitor', 'unites')]);
    await pause((1.1 * seconds + 2) * SECOND);
    expect(here.messagesTo('known')).toHaveLength(1);
    expect(here.messagesTo('visitor')).toEqual([]);
    expect(await here.decided('visitor')).toEqual(await here.decided('known'));
  });
});
