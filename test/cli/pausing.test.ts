import { beforeEach, describe, expect, test } from 'vitest';
import { command, useInstallation } from '../harness/cli/installation.ts';

const installation = useInstallation();
beforeEach(async () => {
  await connector('save', 'examples/campaigns/resend-welcome.yaml');
  await connector('publish', 'resend-welcome');
});

const connector = (...words: string[]) => installation.connector(words);

describe('the commands pause and resume', () => {
  test('the command pause pauses a campaign, which list and show say, and the command resume resumes it (R92)', async () => {
    const paused = await connector('pause', 'resend-welcome');
    expect(paused).toMatchObject({ code: 0, err: '' });
    expect(paused.out).toMatch(/^resend-welcome: paused since 2026-12-01T09:00:00Z by /);
    expect((await connector('list')).out).toMatch(/resend-welcome {2}published, paused {2}/);
    expect((await connector('show', 'resend-welcome')).out).toMatch(/\npaused since 2026-12-01T09:00:00Z by /);
    expect((await connector('pause', 'resend-welcome')).out).toMatch(/^resend-welcome: was paused already, since /);
    expect((await connector('resume', 'resend-welcome')).out).toBe('resend-welcome: resumed at 2026-12-01T09:00:00Z');
    expect((await connector('resume', 'resend-welcome')).out).toBe('resend-welcome: was not paused');
    expect((await connector('list')).out).not.toContain('paused');
  });

  test('the command explain names a pause, where a user waits (R92)', async () => {
    const detail = { id: 'm', userId: 'ada', interaction: 'email.received', campaignId: 'welcome-email' };
    const entry = { Source: 'test', DetailType: 'Campaign Interaction', Detail: detail };
    await command(['put-events', '-', '--endpoint', installation.endpoint], { stdin: JSON.stringify(entry) });
    expect((await connector('explain', 'ada')).out).not.toContain('paused');
    await connector('pause', 'resend-welcome');
    expect((await connector('explain', 'ada')).out).toMatch(
      /\nresend-welcome: paused since 2026-12-01T09:00:00Z by .+\. Nothing leaves until it is resumed\.$/,
    );
    await connector('resume', 'resend-welcome');
    await connector('pause');
    expect((await connector('explain', 'ada')).out).toContain('resend-welcome: paused since');
  });

  test('the commands pause and resume without a campaign pause and resume all campaigns (R92)', async () => {
    expect((await connector('pause')).out).toMatch(/^all campaigns: paused since 2026-12-01T09:00:00Z by /);
    expect((await connector('show', 'resend-welcome')).out).toContain('paused with all campaigns since');
    expect((await connector('resume')).out).toBe('all campaigns: resumed at 2026-12-01T09:00:00Z');
  });

  test('the command pause ends with exit code 1 for a campaign that does not exist (R92)', async () => {
    const paused = await connector('pause', 'missing');
    expect(paused.code).toBe(1);
    expect(paused.err).toContain('no campaign has the id "missing"');
  });
});
