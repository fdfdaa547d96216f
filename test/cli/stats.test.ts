import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { command, useInstallation } from '../harness/cli/installation.ts';

const CAMPAIGN = `
id: reminder
name: Reminder
triggers: [{ interaction: email.received, campaign: welcome }]
delay: 1 hour
controlGroup: 20
variants:
  - { name: short, share: 40, messages: [{ channel: push, body: Hello }] }
  - { name: long, share: 40, messages: [{ channel: push, body: "Hello, hello" }] }
conversions: { A: { behavior: purchase.made, within: 3 days } }
`;
const USERS = 200;

const installation = useInstallation();
const connector = (...words: string[]) => installation.connector(words);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stats-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function publishes(text: string): Promise<void> {
  const file = join(folder, 'campaign.yaml');
  writeFileSync(file, text);
  await connector('save', file);
  await connector('publish', 'reminder');
}

async function puts(detailsOf: (userId: string) => object, count = USERS): Promise<void> {
  const lines = Array.from({ length: count }, (_, each) => {
    const detail = detailsOf(`user-${each}`);
    const DetailType = 'behavior' in detail ? 'User Behavior' : 'Campaign Interaction';
    return JSON.stringify({ Source: 'test', DetailType, Detail: detail });
  });
  await command(['put-events', '-', '--endpoint', installation.endpoint], { stdin: lines.join('\n') });
}

/** Sends the reminder to two hundred users, of whom a hundred buy. */
async function measured(): Promise<void> {
  await publishes(CAMPAIGN);
  await puts((userId) => ({ userId, interaction: 'email.received', campaignId: 'welcome' }));
  await installation.advanceTo('2026-12-01T12:00:00Z');
  await puts((userId) => ({ userId, behavior: 'purchase.made' }), USERS / 2);
}

describe('the command stats', () => {
  test('stats prints the groups with rates and lift, each with its interval, and how old the figures are (R48)', async () => {
    await measured();
    const { code, out, err } = await connector('stats', 'reminder');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = out.split('\n');
    expect(lines[0]).toBe(
      'reminder: all days (UTC), live as of 2026-12-01T12:00:00Z, recounted up to 2026-12-01T12:00:00Z',
    );
    expect(lines[2]).toBe('epoch 0, since 2026-12-01T09:00:00Z (version 1): control 20 %, short 40 %, long 40 %');
    expect(lines[3]).toBe('  enrolled  200');
    expect(lines[5]).toMatch(/^ {2}GROUP {4}SENT +EVENT {2}CONVERTED {2}RATE \(95 %\) +LIFT OVER CONTROL \(95 %\)/);
    expect(lines[6]).toMatch(/^ {2}control {2}\d+ not sent {2}A {6}\d+ +\d+\.\d\d % \(\d+\.\d\d to \d+\.\d\d\)$/);
    expect(lines[7]).toMatch(/^ {2}short +\d+ +A +\d+ .* [+-]?\d+\.\d % \([+-]\d+\.\d to [+-]\d+\.\d\)/);
    expect(lines[8]).toMatch(/^ {2}long +\d+ +A +\d+ /);
    expect(lines.at(-1)).toMatch(/^note: Messages of the last days can still be converted/);
  });

  test('stats --by-day lists the days, and stats --json prints the answer (R48)', async () => {
    await measured();
    const { out } = await connector('stats', 'reminder', '--by-day', '--from', '2026-12-01', '--to', '2026-12-02');
    expect(out).toMatch(/^reminder: 2026-12-01 to 2026-12-02 \(UTC\)/);
    expect(out).toMatch(
      /\nDAY {9}EPOCH {2}ENROLLED {2}GROUP +SENT {2}CONVERTED\n2026-12-01 {2}0 +200 +control +\d+ +A \d+\n/,
    );
    const json = JSON.parse((await connector('stats', 'reminder', '--json')).out);
    expect(json).toMatchObject({ campaignId: 'reminder', isOn: true, epochs: [{ enrolled: 200 }] });
  });

  test('stats --recount counts again first (R48)', async () => {
    await measured();
    const before = (await connector('stats', 'reminder')).out;
    const { code, out, err } = await connector('stats', 'reminder', '--recount');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(before);
  });

  test('stats says that a group is too small for a lift, and that statistics are off (R48)', async () => {
    await publishes(CAMPAIGN);
    expect((await connector('stats', 'reminder')).out).toContain('none yet: a group is empty');
    await connector('save', 'examples/campaigns/resend-welcome.yaml');
    await connector('publish', 'resend-welcome');
    expect((await connector('stats', 'resend-welcome')).out).toMatch(
      /\nStatistics are off: the published version of the campaign asks for none\.$/,
    );
  });

  test('stats --recount of a campaign without statistics is refused with the reason', async () => {
    await connector('save', 'examples/campaigns/resend-welcome.yaml');
    await connector('publish', 'resend-welcome');
    const { code, err } = await connector('stats', 'resend-welcome', '--recount');
    expect(code).toBe(1);
    expect(err).toContain('no published version of resend-welcome asked for statistics');
  });

  test('stats of a day that is none is refused with its place', async () => {
    await publishes(CAMPAIGN);
    const { code, err } = await connector('stats', 'reminder', '--from', '2026-02-30');
    expect(code).toBe(1);
    expect(err).toContain('from: expected a day');
  });
});
