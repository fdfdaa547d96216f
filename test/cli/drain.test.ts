import { expect, test } from 'vitest';
import { useInstallation } from '../harness/cli/installation.ts';

const CAMPAIGN = 'examples/campaigns/resend-welcome.yaml';

const installation = useInstallation();
const { connector } = installation;

async function waiting(...users: string[]): Promise<void> {
  await connector(['save', CAMPAIGN]);
  await connector(['publish', 'resend-welcome']);
  const received = (userId: string) => ({
    Source: 'test',
    DetailType: 'Campaign Interaction',
    Detail: JSON.stringify({ userId, interaction: 'email.received', campaignId: 'welcome-email' }),
  });
  const lines = users.map((userId) => JSON.stringify(received(userId)));
  await connector(['put-events', '-'], { stdin: lines.join('\n') });
}

const listWaves = async () => (await fetch(`${installation.endpoint}/waves`)).json();

test('drain is refused while a campaign is published, lists it, and ends nothing', async () => {
  await waiting('ada');
  const { code, out, err } = await connector(['drain', '--yes']);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toBe('drain: 1 campaign published, whose events would start waves again. Stop first:\n  resend-welcome');
  expect(await listWaves()).toMatchObject({ waves: [{ campaignId: 'resend-welcome' }] });
});

test('drain says what it ends, and asks; only yes ends it (R54)', async () => {
  await waiting('ada', 'ben');
  await connector(['stop', 'resend-welcome', '--yes']);
  const consequence = 'drain: 1 wave of 1 campaign will be ended, 0 waits will be cancelled permanently';
  expect(await connector(['drain'])).toMatchObject({
    code: 1,
    err: `${consequence}. No terminal to ask on: --yes answers.`,
  });
  const { code, questions, err } = await connector(['drain'], { answers: false });
  expect({ code, questions, err }).toEqual({
    code: 1,
    questions: [`${consequence}. Go on?`],
    err: 'Nothing was done.',
  });
  expect(await listWaves()).toMatchObject({ waves: [{}] });
  expect(await connector(['drain'], { answers: true })).toMatchObject({
    code: 0,
    out: '1 wave ended, nothing is due any more.',
  });
  expect(await listWaves()).toEqual({ waves: [] });
});

test('drain can be run again, and prints with --json how many waves it ended and how many users still count as waiting', async () => {
  await waiting('ada');
  await connector(['stop', 'resend-welcome', '--yes']);
  expect(JSON.parse((await connector(['drain', '--yes', '--json'])).out)).toEqual({ ended: 1, waiting: 0 });
  expect(JSON.parse((await connector(['drain', '--yes', '--json'])).out)).toEqual({ ended: 0, waiting: 0 });
});

test('what was drained on one machine stays ended: no message leaves when its time comes', async () => {
  await waiting('ada');
  await connector(['stop', 'resend-welcome', '--yes']);
  await connector(['drain', '--yes']);
  await installation.advanceTo('2026-12-20T00:00:00Z');
  expect((await connector(['explain', 'ada'])).out).toContain('wait cancelled: the campaign was stopped');
  expect(await (await fetch(`${installation.endpoint}/dispatches`)).json()).toMatchObject({ dispatches: [] });
});
