import { setTimeout as pause } from 'node:timers/promises';
import * as v from 'valibot';
import { describe, expect, test, vi } from 'vitest';
import { SECOND } from '../../core/contracts/time-span.ts';
import { MAX_WAIT, openDeploymentTest } from './deployment-test.ts';
import { skipPause } from './erasures.ts';
import { subscribe } from './inbox.ts';
import { slowness } from './slowness.ts';

const here = openDeploymentTest();

const reportSchema = v.object({
  erasure: v.looseObject({ state: v.string(), sweep: v.optional(v.number()) }),
  stored: v.array(v.looseObject({ kind: v.string(), count: v.number() })),
});

/** Returns the state of the erasure of a user, and how many things of which kinds are stored. */
async function readReport(userId: string) {
  const { body } = await here.call('GET', `/erasures?userId=${encodeURIComponent(userId)}`);
  const { erasure, stored } = v.parse(reportSchema, body);
  const counts = stored.filter(({ count }) => count > 0).map(({ kind, count }) => [kind, count]);
  const { state, sweep } = erasure;
  return { state, ...(sweep !== undefined && { sweep }), stored: Object.fromEntries(counts) };
}

describe('a deleted user', () => {
  test('a user who waits is deleted: nothing is sent, the data go, a late trigger is refused, and the bus tells when all is done (R65)', async () => {
    const seconds = Math.ceil(30 * slowness());
    const userId = here.own('leaver');
    const pattern = { 'detail-type': ['User Erased'], detail: { userId: [userId] } };
    const erased = await subscribe<{ readonly userId: string }>(`erased-${userId}`, pattern, here.installation.outputs);
    try {
      await here.published('forgets', { delay: `${seconds} seconds` });
      const isKnown = {
        Source: 'deployment-test',
        DetailType: 'User Profile Updated',
        Detail: { userId, attributes: { plan: 'gold' }, email: 'leaver@example.com' },
      };
      const trigger = here.interaction('leaver', 'forgets');
      const lateTrigger = here.interaction('leaver', 'forgets');
      await here.producer.put([isKnown, trigger]);
      await here.eventually('leaver', ['enrolled']);
      await vi.waitFor(async () => {
        const { state, stored } = await readReport(userId);
        expect(state).toBe('none');
        expect(stored).toMatchObject({ rows: 1, waits: 1, seats: 1, profileFields: 2, contacts: 1 });
      }, MAX_WAIT);

      expect(await here.call('POST', '/erasures', { userId })).toMatchObject({ status: 202, body: { userId } });
      // The first sweep is over, which reads all refused events: the erasure waits for the second one.
      const isPaused = { state: 'running', sweep: 2, stored: {} };
      await vi.waitFor(async () => expect(await readReport(userId)).toEqual(isPaused), MAX_WAIT);
      expect(await here.decided('leaver')).toEqual([]);

      await here.producer.put([lateTrigger]);
      const listed = v.object({ refused: v.array(v.looseObject({ code: v.string(), entry: v.unknown() })) });
      await vi.waitFor(async () => {
        const { refused } = v.parse(listed, (await here.call('GET', '/refused')).body);
        const late = refused.filter(({ entry }) => JSON.stringify(entry).includes(lateTrigger.Detail.id));
        expect(late.map(({ code }) => code)).toEqual(['UserDeleted']);
      }, MAX_WAIT);

      await skipPause(userId);
      await vi.waitFor(async () => expect((await readReport(userId)).state).toBe('done'), MAX_WAIT);
      await vi.waitFor(() => expect(erased.details).toContainEqual(expect.objectContaining({ userId })), MAX_WAIT);
      await pause((1.1 * seconds + 2) * SECOND);
      expect(here.messagesTo('leaver')).toEqual([]);
      expect(await here.decided('leaver')).toEqual([]);
    } finally {
      await erased.close();
    }
  });
});
