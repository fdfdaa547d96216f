import { describe, expect, test } from 'vitest';
import { afterTheStory } from './after-the-story.ts';
import type { FrozenCloud } from './cloud.ts';
import { buys, fills, type SentEvent } from './events.ts';
import { readFixture, versions } from './fixtures.ts';
import { startedOn } from './started-on.ts';

/** The versions whose story has exceptions that are compared with the trigger: those since v3. */
const COMPARING = versions().slice(2);
const before = { occurredAt: '2026-12-01T10:52:30Z' };
const since = { occurredAt: '2026-12-01T11:35:00Z' };

describe.each(COMPARING)('what is compared of triggers and exceptions, as %s wrote it', (version) => {
  const frozen = readFixture<FrozenCloud>(version, 'cloud.json');
  const decisionsAfter = async (userId: string, event: SentEvent) =>
    (await afterTheStory(frozen, event)).decisions('compared', userId);

  test('a frozen row holds the values of its waits: a purchase cancels the wait of the same thing (R39)', async () => {
    expect(await decisionsAfter('cora', buys('cora', 'scarf'))).toEqual([
      'enrolled',
      'enrolled',
      'cancelled exception',
    ]);
    expect(await decisionsAfter('cora', buys('cora', 'shoe'))).toEqual(['enrolled', 'enrolled']);
  });

  test.each([
    ['in the row', 'thing 52'],
    ['archived', 'thing 0'],
  ])(
    'a frozen mark that is %s cancels a trigger of its value that was done before it, and none done after it (R32, R39)',
    async (_, thing) => {
      expect((await decisionsAfter('cora', fills('cora', thing, before))).slice(2)).toEqual([
        'enrolled',
        'cancelled exception',
      ]);
      expect((await decisionsAfter('cora', fills('cora', thing, since))).slice(2)).toEqual(['enrolled']);
    },
  );

  test('a frozen decision holds the values of a message: an exception of the same value is late for it (R36, R39)', async () => {
    const late = { occurredAt: '2026-12-01T11:00:00Z' };
    expect(await decisionsAfter('dora', buys('dora', 'hat', late))).toEqual([
      'enrolled',
      'dispatched',
      'late-exception exception',
    ]);
    expect(await decisionsAfter('dora', buys('dora', 'tie', late))).toEqual(['enrolled', 'dispatched']);
  });

  test.each(['thing 52', 'thing 0'])(
    'a frozen store of one machine holds the mark of %s, in the row or beside it (R32, R39)',
    async (thing) => {
      const machine = await startedOn(version);
      await machine.takes(fills('cora', thing, before));
      const { decisions } = await machine.http('GET', '/decisions?userId=cora&campaignId=compared');
      expect(decisions.map(({ decision }: { readonly decision: string }) => decision)).toEqual([
        'enrolled',
        'cancelled',
      ]);
    },
  );
});
