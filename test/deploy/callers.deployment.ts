import { setTimeout as pause } from 'node:timers/promises';
import { GetSecretValueCommand, ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from 'vitest';
import { run } from '../harness/run-command.ts';
import { openDeploymentTest } from './deployment-test.ts';
import { calledBy } from './interface.ts';
import { environmentOf } from './people.ts';
import { REPOSITORY } from './tools.ts';

const here = openDeploymentTest();
const secrets = new SecretsManagerClient();

describe('a caller', () => {
  test('who does not sign, or has no permission, is refused', async () => {
    const paths = ['/campaigns', '/refused', `/users/${here.own('anyone')}/decisions`, '/health', '/openapi.json'];
    for (const path of paths)
      expect((await calledBy(undefined, here.installation)('GET', path)).status, path).toBe(403);
    const liar = { ...here.installation.people.marketer, secretAccessKey: 'wrong' };
    expect((await calledBy(liar, here.installation)('GET', '/campaigns')).status).toBe(403);
    expect((await calledBy(here.installation.people.producer, here.installation)('GET', '/campaigns')).status).toBe(
      403,
    );
    expect((await here.call('GET', '/health')).status).toBe(200);
  });

  test('that is Braze Currents is accepted with its token', async () => {
    await here.published('currents', {
      triggers: [{ interaction: 'email.clicked', campaign: here.own('braze') }],
      exceptions: [],
    });
    const record = {
      ...{ id: here.own('record'), event_type: 'users.messages.email.Click', time: Math.floor(Date.now() / 1_000) },
      user: { user_id: 'braze-1', external_user_id: here.own('brazen') },
      properties: { campaign_id: here.own('braze'), dispatch_id: 'd1', url: 'https://example.com' },
    };
    // Currents has whole seconds: an event in the second of the publication was done before it.
    await pause(1_100);
    record.time = Math.floor(Date.now() / 1_000);
    const bearing = (token: string) => calledBy(undefined, here.installation, { authorization: `Bearer ${token}` });
    expect(
      (await calledBy(undefined, here.installation)('POST', '/ingest/currents', { events: [record] })).status,
    ).toBe(401);
    expect((await bearing('wrong')('POST', '/ingest/currents', { events: [record] })).status).toBe(401);
    const { SecretList = [] } = await secrets.send(new ListSecretsCommand());
    const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId: SecretList[0]?.ARN }));
    const answer = await bearing(SecretString)('POST', '/ingest/currents', { events: [record] });
    expect(answer).toEqual({ status: 200, body: { accepted: 1, skipped: 0, rejected: [] } });
    await here.inbox.waitForMessage(here.own('brazen'));
  });

  test('at the command line signs with their credentials, and reads why a user received a message', async () => {
    const id = await here.published('asked');
    await here.producer.put([here.interaction('curious', 'asked')]);
    await here.inbox.waitForMessage(here.own('curious'));
    await here.eventually('curious', ['enrolled', 'dispatched']);
    const env = environmentOf(here.installation.people.marketer);
    const asked = [
      'bin/campaign-connector.ts',
      '--endpoint',
      here.installation.api,
      '--sign',
      'explain',
      here.own('curious'),
      '--campaign',
      id,
    ];
    const { signal } = new AbortController();
    const output = await run(process.execPath, asked, { cwd: REPOSITORY, env, signal });
    expect(output).toContain('received the message');
  });
});
