import { expect, it } from 'vitest';
import { LONGEST_DELAY, LONGEST_STALENESS, LONGEST_WINDOW } from '../../core/contracts/definition.ts';
import { LIFETIME, QUEUE_RETENTION, WAVE_LIFETIME } from '../../core/contracts/lifetime.ts';
import { LAST_CALL_AFTER } from '../../core/contracts/wave.ts';

it('what is known of a user outlives the longest wait, however late its trigger comes and its message leaves (R24, R27)', () => {
  expect(LIFETIME).toBe(LONGEST_DELAY + LONGEST_STALENESS + QUEUE_RETENTION);
});

it('what is known of a user outlives every window of re-eligibility, however late the next trigger comes (R41)', () => {
  expect(LIFETIME).toBeGreaterThanOrEqual(LONGEST_WINDOW + QUEUE_RETENTION);
});

it('a seat outlives the last call of its wave, and any redriving of it within fourteen days', () => {
  expect(WAVE_LIFETIME).toBeGreaterThan(LAST_CALL_AFTER + QUEUE_RETENTION);
});
