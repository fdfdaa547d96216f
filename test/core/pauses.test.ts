import { describe, expect, test } from 'vitest';
import {
  createFirstPauseState,
  findLastResume,
  findPause,
  listPauses,
  MAX_PAUSED_CAMPAIGNS,
  type PauseState,
  planPause,
  planResume,
} from '../../core/pauses.ts';

const act = { now: 1_000, by: 'olga' };

function paused(state: PauseState, campaignId?: string): PauseState {
  const plan = planPause(state, { ...act, campaignId });
  if (!('state' in plan)) throw new Error('pause: expected a new state');
  return plan.state;
}

function resumed(state: PauseState, campaignId?: string, now = 2_000): PauseState {
  const plan = planResume(state, { by: 'olga', now, campaignId });
  if (!('state' in plan)) throw new Error('resume: expected a new state');
  return plan.state;
}

describe('pauses', () => {
  const first = createFirstPauseState(false);

  test('a pause of all campaigns holds back every campaign, and that of one campaign only this one (R92)', () => {
    expect(findPause(paused(first), 'any')).toEqual({ by: 'olga', at: 1_000 });
    const one = paused(first, 'reminder');
    expect(findPause(one, 'reminder')).toEqual({ by: 'olga', at: 1_000 });
    expect(findPause(one, 'other')).toBeUndefined();
  });

  test('the pauses that hold a campaign back together are that of all and its own (R92)', () => {
    const both = planPause(paused(first, 'reminder'), { now: 5_000, by: 'ben' });
    const state = 'state' in both ? both.state : first;
    expect(listPauses(state, 'reminder').map(({ at }) => at)).toEqual([5_000, 1_000]);
    expect(listPauses(state, 'other').map(({ at }) => at)).toEqual([5_000]);
    expect(listPauses(first, 'reminder')).toEqual([]);
  });

  test('pauses are independent: who resumes all leaves a campaign paused that was paused by itself (R92)', () => {
    const both = paused(paused(first), 'reminder');
    expect(findPause(resumed(both), 'reminder')).toBeDefined();
    expect(findPause(resumed(resumed(both), 'reminder'), 'reminder')).toBeUndefined();
  });

  test('pauses keep who paused and resumed what, and when (R74, R92)', () => {
    expect(resumed(paused(first, 'reminder'), 'reminder').history).toEqual([
      { at: 1_000, by: 'olga', did: 'paused', campaignId: 'reminder' },
      { at: 2_000, by: 'olga', did: 'resumed', campaignId: 'reminder' },
    ]);
  });

  test('pauses show when a campaign was resumed last, by itself or with all (R92)', () => {
    const once = resumed(paused(first, 'reminder'), 'reminder', 2_000);
    const twice = resumed(paused(once), undefined, 3_000);
    expect(findLastResume(once, 'reminder')).toBe(2_000);
    expect(findLastResume(once, 'other')).toBeUndefined();
    expect(findLastResume(twice, 'other')).toBe(3_000);
  });

  test('pauses of single campaigns are limited: who needs more pauses all (R92)', () => {
    let state = first;
    for (let index = 0; index < MAX_PAUSED_CAMPAIGNS; index += 1) state = paused(state, `campaign-${index}`);
    expect(planPause(state, { ...act, campaignId: 'one-more' })).toEqual({
      code: 'too-many-paused',
      max: MAX_PAUSED_CAMPAIGNS,
    });
    expect(planPause(state, act)).toHaveProperty('state');
    expect(state.history).toHaveLength(100);
  });

  test('a pause that comes with the deployment holds back everything until someone resumes all, and never comes back (R92)', () => {
    const deployed = createFirstPauseState(true);
    expect(findPause(deployed, 'any')).toEqual({ by: 'deployment' });
    expect(planPause(deployed, act)).toEqual({ already: { by: 'deployment' } });
    expect(findPause(resumed(deployed), 'any')).toBeUndefined();
  });
});
