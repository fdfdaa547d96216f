import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parseInstant } from '../../core/contracts/instant.ts';
import { openRuntime } from '../../server/local-runtime.ts';
import { startServer } from '../../server/server.ts';
import { command } from '../harness/cli/installation.ts';

const CAMPAIGN = readFileSync('examples/campaigns/resend-welcome.yaml', 'utf8').replace(
  /^messages:/m,
  'conversions:\n  A: { behavior: session.started, within: 3 days }\nmessages:',
);
const entry = (DetailType: string, Detail: object) => JSON.stringify({ Source: 'test', DetailType, Detail });

test('the command explain shows the conversions of a message on lines under it, and GET /campaigns counts them (R47)', async () => {
  const log = { warn: () => undefined, logDecisions: () => undefined };
  const machine = openRuntime({ directory: ':memory:', clockStart: parseInstant('2026-12-01T09:00:00Z') ?? 0, log });
  const { url, stop } = await startServer(machine, { port: 0, currentsToken: undefined, log });
  onTestFinished(() => stop());
  const connector = (words: readonly string[], stdin = '') => command([...words, '--endpoint', url], { stdin });
  const folder = mkdtempSync(join(tmpdir(), 'conversions-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'resend-welcome.yaml');
  writeFileSync(file, CAMPAIGN);
  await connector(['save', file]);
  await connector(['publish', 'resend-welcome']);
  const mail = { id: 'mail-ada', userId: 'ada', interaction: 'email.received', campaignId: 'welcome-email' };
  await connector(['put-events', '-'], entry('Campaign Interaction', mail));
  await machine.advanceTo(parseInstant('2026-12-09T00:00:00Z') ?? 0);
  await connector(
    ['put-events', '-'],
    entry('User Behavior', { id: 'visit-ada', userId: 'ada', behavior: 'session.started' }),
  );
  const { out } = await connector(['explain', 'ada']);
  expect(out.split('\n')).toEqual([
    expect.stringContaining('enrolled'),
    expect.stringContaining('message sent (event mail-ada)'),
    '    conversion A: 2026-12-09T00:00:00Z (event visit-ada)',
    '',
    'resend-welcome: received the message at 2026-12-08T09:08:42Z.',
  ]);
  const campaign = await (await fetch(`${url}/campaigns/resend-welcome`)).json();
  expect(campaign).toMatchObject({ counts: { converted: 1 }, reasons: { 'converted:A': 1 } });
});
