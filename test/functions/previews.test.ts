import { expect, test, vi } from 'vitest';
import { createHandler as updateProfile } from '../../functions/update-profile.ts';
import { followUpOfTarget } from '../harness/adapters/sample.ts';
import { handed, Installed, onTheBus, record } from '../harness/functions/in-container.ts';
import { opened } from '../harness/functions/opened.ts';

test('the HTTP interface on Lambda renders the messages of a campaign for a user of its tables, and shows its channels', async () => {
  vi.stubEnv('SENDING', 'allow-list');
  vi.stubEnv('SENDER_CHANNELS', 'email');
  const installed = new Installed();
  const messages = [{ channel: 'email', subject: 'Hello {{ user.name }}', body: 'Hi' } as const];
  await installed.publishes(followUpOfTarget('reminder', 'welcome', { messages }));
  const detail = { userId: 'ada', attributes: { name: 'Ada' }, email: 'ada@example.com' };
  await handed(updateProfile(installed.lambda()), [
    record(onTheBus(detail, { 'detail-type': 'User Profile Updated' })),
  ]);
  const call = opened(installed);
  vi.unstubAllEnvs();
  const { status, body } = await call('GET', '/campaigns/reminder/messages?userId=ada');
  expect([status, body.messages]).toMatchObject([200, [{ channel: 'email', content: { subject: 'Hello Ada' } }]]);
  expect((await call('GET', '/channels')).body).toMatchObject({
    mode: 'allow-list',
    channels: [{ channel: 'email', provider: 'ses', campaigns: 1 }, {}, {}, {}, {}, {}],
    findings: [{ code: 'allow-list-empty' }],
  });
  expect((await call('GET', '/health')).body.sending).toEqual({ mode: 'allow-list', allow: 0, channels: ['email'] });
});
