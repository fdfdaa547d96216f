import { setTimeout as pause } from 'node:timers/promises';
import { GetSecretValueCommand, ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from 'vitest';
import { run } from '../harness/run-command.ts';
import { CONNECTOR } from './deployment.ts';
import { openDeploymentTest } from './deployment-test.ts';
import { calledBy } from './interface.ts';
import { environmentOf } from './people.ts';
import { REPOSITORY } from './tools.ts';

const here = openDeploymentTest();
const secrets = new SecretsManagerClient();

describe('a caller', () => {
  test('a caller who does not sign, or has no permission, is refused', async () => {
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

  test('a call of Braze Currents is accepted with its token', async () => {
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
    const ingest = { ...here.installation, api: here.installation.ingest };
    const bearing = (token: string) => calledBy(undefined, ingest, { authorization: `Bearer ${token}` });
    expect((await calledBy(undefined, ingest)('POST', '/ingest/currents', { events: [record] })).status).toBe(401);
    expect((await bearing('wrong')('POST', '/ingest/currents', { events: [record] })).status).toBe(401);
    const { SecretList = [] } = await secrets.send(new ListSecretsCommand());
    const SecretId = SecretList.find(({ Name }) => Name?.startsWith(CONNECTOR))?.ARN;
    const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId }));
    const answer = await bearing(SecretString)('POST', '/ingest/currents', { events: [record] });
    expect(answer).toEqual({ status: 200, body: { accepted: 1, skipped: 0, rejected: [] } });
    await here.inbox.waitForMessage(here.own('brazen'));
    const signed = await here.call('POST', '/ingest/currents', { events: [record] });
    expect([signed.status, (await calledBy(undefined, ingest)('GET', '/campaigns')).status]).toEqual([404, 404]);
  });

  test('a caller with the example of a policy for viewers reads, and changes nothing', async () => {
    const call = calledBy(here.installation.people.viewer, here.installation);
    const id = await here.published('viewed', { delay: '1 hour' });
    for (const path of ['/health', '/campaigns', `/campaigns/${id}`, `/campaigns/${id}/enrollments`])
      expect((await call('GET', path)).status, path).toBe(200);
    expect((await call('GET', `/decisions?userId=${here.own('anyone')}`)).status).toBe(200);
    expect((await call('GET', '/refused')).status).toBe(403);
    for (const act of ['publish', 'stop', 'archive'])
      expect((await call('POST', `/campaigns/${id}/${act}`)).status, act).toBe(403);
    expect((await call('POST', '/events', { entries: [] })).status).toBe(403);
  });

  test('a caller with the example of a policy for publishers changes the campaigns of the team, and no other by any path', async () => {
    const call = calledBy(here.installation.people.publisher, here.installation);
    const [own, other] = [`team-a-${here.own('x')}`, `team-b-${here.own('y')}`];
    const definition = {
      name: 'Hello',
      triggers: [{ behavior: 'session.started' }],
      messages: [{ channel: 'push', body: 'Hello' }],
    };
    for (const id of [own, other]) await here.call('PUT', `/campaigns/${id}`, { ...definition, id });
    expect((await call('PUT', `/campaigns/${own}`, { ...definition, id: own, name: 'Mine' })).status).toBe(200);
    expect((await call('PUT', `/campaigns/${other}`, { ...definition, id: other, name: 'Mine' })).status).toBe(403);
    expect((await call('POST', `/campaigns/${other}/publish`)).status).toBe(403);
    for (const path of [`${own}%2F..%2F..%2Fcampaigns%2F${other}`, `${own}%2F..%2F${other}`, `${own}%5C..%5C${other}`])
      expect((await call('POST', `/campaigns/${path}/publish`)).status, path).toBeGreaterThanOrEqual(400);
    // A caller who may call everything does not reach another campaign by such a path, either.
    const status = (await here.call('POST', `/campaigns/${own}%2F..%2F..%2Fcampaigns%2F${other}/publish`)).status;
    expect([400, 404]).toContain(status);
    expect(await call('GET', `/campaigns/${other}`)).toMatchObject({ body: { name: 'Hello', status: 'draft' } });
    expect((await call('POST', `/campaigns/${own}/publish`, { version: 1 })).status).toBe(409);
    expect((await call('POST', `/campaigns/${own}/publish`, { version: 2 })).status).toBe(200);
    expect((await call('POST', `/campaigns/${own}/stop`, { version: 2 })).status).toBe(200);
    expect((await call('POST', `/campaigns/${own}/archive`)).status).toBe(403);
  });

  test('a caller at the command line signs with their credentials, and reads why a user received a message', async () => {
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
