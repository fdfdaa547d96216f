import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { StatisticsPlace } from '../../core/contracts/dispatch.ts';
import { CHANNEL_WORK, type ChannelWork, dollarsOfUse, playChannel } from './channels.ts';
import { PRICES } from './prices.ts';

beforeAll(() => void vi.stubEnv('SENDING', 'live'));
afterAll(() => void vi.unstubAllEnvs());

const play = (work: ChannelWork, batch = 10, statistics?: StatisticsPlace) =>
  playChannel(work, { count: 100, batch, statistics });

test.each([
  ['emails', { write: 2, read: 2 }],
  ['webhooks', { write: 2, read: 1 }],
  // The card in the inbox, too.
  ['content cards', { write: 3, read: 1 }],
  // An open reads whether its user denied tracking, and changes the delivery.
  ['reports of SES', { write: 1, read: 2 }],
] as const)(
  'each of the %s costs as many writes and reads as the page on cost counts, in a batch of ten',
  async (work, { write, read }) => {
    const { each } = await play(work);
    expect(each.write).toBe(write);
    // Pauses, settings and halts are read once for many messages.
    expect(each.read).toBeGreaterThanOrEqual(read);
    expect(each.read).toBeLessThan(read + 0.2);
    expect(each.sqs).toBeLessThanOrEqual(work === 'content cards' ? 1.2 : 2.2);
    expect(each.lambdaRequest).toBe(0.1);
  },
);

test.each(CHANNEL_WORK)(
  'with statistics, each of the %s costs a fifth of a write more in a batch of ten, and two writes more alone',
  async (work) => {
    const statistics = { day: '2026-12-01', epoch: 0 };
    for (const [batch, more] of [
      [10, 0.2],
      [1, 2],
    ] as const) {
      const [counted, uncounted] = [await play(work, batch, statistics), await play(work, batch)];
      expect((counted.each.write ?? 0) - (uncounted.each.write ?? 0)).toBeCloseTo(more);
      expect(counted.each.read).toBe(uncounted.each.read);
    }
  },
);

test('an email costs less in AWS around SES than SES itself takes, also where each comes alone', async () => {
  const [inTens, alone] = [await play('emails'), await play('emails', 1)];
  expect(dollarsOfUse(inTens)).toBeLessThan(dollarsOfUse(alone));
  expect(dollarsOfUse(alone)).toBeLessThan(0.1 * 1_000_000 * PRICES.email.dollars);
});
