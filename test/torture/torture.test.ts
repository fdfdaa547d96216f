import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { audit } from './audit.ts';
import type { Call } from './call.ts';
import { fuzzRound } from './fuzz/fuzz.ts';
import { killRound } from './kill.ts';
import { PLANTED } from './plant.ts';
import { storeRound } from './store.ts';
import { type Story, storyOf } from './story.ts';

// These tests run for seconds what `npm run torture` runs for minutes.

test('users whose events were answered receive their message once, even where the server is killed again and again (R60, R72)', {
  timeout: 120_000,
}, async () => {
  const { broke, tried } = await killRound(3, { users: 8, days: 1, crowd: 20 });
  expect(broke).toEqual([]);
  expect(tried['kills']).toBeGreaterThan(1);
});

test('users whose events were answered receive their message once, even where writes fail and the store is opened again (R60, R72)', {
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

test('a valid event beside invalid ones leads to its message, and the invalid ones are refused with a clear reason (R61)', {
  timeout: 120_000,
}, async () => {
  const { broke, tried } = await fuzzRound(1, 400);
  expect(broke).toEqual([]);
  expect(tried['inputs']).toBe(400);
});

describe('the audit of the torture test', () => {
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

  test('the audit of the torture test finds nothing where the user received the one message', async () => {
    expect(await audit(story('dispatched'), answering({ dispatches: [sent] }))).toEqual([]);
  });

  test.each([
    ['received no message', 'dispatched', { dispatches: [] }, 'found 0 messages'],
    ['received two messages', 'dispatched', { dispatches: [sent, { ...sent, dispatchId: 'd2' }] }, 'found 2 messages'],
    [
      'received a message of a trigger that was not sent',
      'dispatched',
      { dispatches: [sent, { ...sent, dispatchId: 'd2', trigger: { id: 'e9' } }] },
      'of no trigger',
    ],
    ['has the same dispatch listed twice', 'dispatched', { dispatches: [sent, sent] }, 'listed twice'],
    ['received a message although it was cancelled', 'cancelled', { dispatches: [sent] }, 'expected cancelled'],
    ['received none, without a decision that says what cancelled it', 'cancelled', { dispatches: [] }, 'is not told'],
    [
      "received a message with another user's plan",
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
  ] as const)('the audit of the torture test finds that a user %s', async (_, expected, lists, complaint) => {
    const complaints = await audit(story(expected), answering(lists));
    expect(complaints.join('\n')).toContain(complaint);
  });
});

test('the torture test has the same story for the same seed, and another one for another seed', () => {
  const size = { users: 10, days: 2, crowd: 5 };
  expect(storyOf(7, size)).toEqual(storyOf(7, size));
  expect(storyOf(7, size)).not.toEqual(storyOf(8, size));
});

test('every part of the torture test has a planted fault that it must find', () => {
  expect(PLANTED.map(({ part }) => part).toSorted()).toEqual(['fuzz', 'kill', 'store']);
});

test.each(PLANTED)('the fault "$name" can be planted: $file has its passage once', ({ file, find }) => {
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
  expect(text.split(find)).toHaveLength(2);
});

/** Creates an installation that answers with these lists and is healthy. */
function answering(lists: Readonly<Record<string, readonly unknown[]>>): Call {
  const body = { dispatches: [], enrollments: [], decisions: [], refused: [], ...lists };
  return async () => ({ status: 200, body });
}
