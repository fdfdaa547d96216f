import { describe, expect, test } from 'vitest';
import { audit } from './audit.ts';
import type { Call } from './call.ts';
import { fuzzRound } from './fuzz/fuzz.ts';
import { killRound } from './kill.ts';
import { PLANTED } from './plant.ts';
import { storeRound } from './store.ts';
import { type Story, storyOf } from './story.ts';

// A few seconds of what `npm run torture` does for minutes.

test('users whose events were answered get their message once, although the server was killed again and again (R60, R72)', {
  timeout: 120_000,
}, async () => {
  const { broke, tried } = await killRound(3, { users: 8, days: 1, crowd: 20 });
  expect(broke).toEqual([]);
  expect(tried['kills']).toBeGreaterThan(1);
});

test('users whose events were answered get their message once, although writes failed and the store was opened again (R60, R72)', {
  timeout: 120_000,
}, async () => {
  let failures = 0;
  for (const seed of [1, 2, 3, 4]) {
    const { broke, tried } = await storeRound(seed, { users: 10, days: 2, crowd: 20 });
    expect(broke, `seed ${seed}`).toEqual([]);
    failures += tried['failures'] ?? 0;
  }
  expect(failures).toBeGreaterThan(0);
});

test('a good event beside nonsense leads to its message, and whoever sent the nonsense is told what is wrong (R61)', {
  timeout: 120_000,
}, async () => {
  const { broke, tried } = await fuzzRound(1, 400);
  expect(broke).toEqual([]);
  expect(tried['inputs']).toBe(400);
});

describe('the audit', () => {
  const trigger = { campaignId: 'once', userId: 'ada', eventId: 'e1' };
  const sent = {
    dispatchId: 'd1',
    campaignId: 'once',
    userId: 'ada',
    messages: [{ body: 'plan: ' }],
    trigger: { id: 'e1' },
  };
  const story = (expected: 'dispatched' | 'cancelled'): Story => ({
    days: [],
    plans: new Map(),
    triggers: [{ ...trigger, expected, ...(expected === 'cancelled' ? { cancelledBy: 'e2' } : {}) }],
  });

  test('finds nothing where the user got the one message', async () => {
    expect(await audit(story('dispatched'), answering({ dispatches: [sent] }))).toEqual([]);
  });

  test.each([
    ['got no message', 'dispatched', { dispatches: [] }, 'found 0 messages'],
    ['got two messages', 'dispatched', { dispatches: [sent, { ...sent, dispatchId: 'd2' }] }, 'found 2 messages'],
    [
      'got a message of a trigger nobody sent',
      'dispatched',
      { dispatches: [sent, { ...sent, dispatchId: 'd2', trigger: { id: 'e9' } }] },
      'of no trigger',
    ],
    ['got the same dispatch listed twice', 'dispatched', { dispatches: [sent, sent] }, 'listed twice'],
    ['got a message although it was cancelled', 'cancelled', { dispatches: [sent] }, 'expected cancelled'],
    ['got none, and nobody says what cancelled it', 'cancelled', { dispatches: [] }, 'is not told'],
    [
      "got a message of somebody else's plan",
      'dispatched',
      { dispatches: [{ ...sent, messages: [{ body: 'plan: gold' }] }] },
      'found "plan: gold"',
    ],
    [
      'still waits',
      'dispatched',
      { dispatches: [sent], enrollments: [{ enrollmentId: 'd1', userId: 'ada' }] },
      'still waiting',
    ],
    [
      'was enrolled again by a repeat',
      'dispatched',
      { dispatches: [sent], decisions: Array(2).fill({ decision: 'enrolled', eventId: 'e1' }) },
      'enrolled 2 times',
    ],
    [
      'sent an event that was refused',
      'dispatched',
      { dispatches: [sent], refused: [{ message: 'Detail: …' }] },
      'was refused',
    ],
  ] as const)('finds that a user %s', async (_, expected, lists, complaint) => {
    const complaints = await audit(story(expected), answering(lists));
    expect(complaints.join('\n')).toContain(complaint);
  });
});

test('the same seed is the same story, and another seed another one', () => {
  const size = { users: 10, days: 2, crowd: 5 };
  expect(storyOf(7, size)).toEqual(storyOf(7, size));
  expect(storyOf(7, size)).not.toEqual(storyOf(8, size));
});

test('every part of the torture has a fault planted that it must find', () => {
  expect(PLANTED.map(({ part }) => part).toSorted()).toEqual(['fuzz', 'kill', 'store']);
});

/** An installation that answers these lists, and is well. */
function answering(lists: Readonly<Record<string, readonly unknown[]>>): Call {
  const body = { dispatches: [], enrollments: [], decisions: [], refused: [], ...lists };
  return async () => ({ status: 200, body });
}
