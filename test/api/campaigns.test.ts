import { expect, test } from 'vitest';
import { bought, openApi, received, resend } from '../harness/api/open-api.ts';

const T0 = '2026-12-01T09:00:00.000Z';

test('a saved campaign is a draft, and every save a new version', async () => {
  const { call } = openApi();
  expect(await call('PUT', '/campaigns/resend-welcome', resend)).toMatchObject({
    status: 200,
    body: { id: 'resend-welcome', version: 1, status: 'draft', warnings: [] },
  });
  const again = await call('PUT', '/campaigns/resend-welcome', { ...resend, name: 'Again' });
  expect(again.body).toEqual({ id: 'resend-welcome', version: 2, status: 'draft', warnings: [] });
});

test('a body that is no campaign is refused with every fault, each with its path', async () => {
  const { call } = openApi();
  const broken = { ...resend, triggers: [{ interaction: 'email.oponed', campaign: 'w' }], messages: [], colour: 'red' };
  const { status, body } = await call('PUT', '/campaigns/resend-welcome', broken);
  expect(status).toBe(422);
  expect(body.error.code).toBe('invalid-campaign');
  expect(body.error.details.map(({ path }: { path: string }) => path).sort()).toEqual([
    'colour',
    'messages',
    'triggers.0.interaction',
  ]);
  expect(body.error.details[0]).toEqual({
    path: expect.any(String),
    found: expect.any(String),
    expected: expect.any(String),
  });
});

test('a campaign is saved under its own id only', async () => {
  const { call } = openApi();
  const { status, body } = await call('PUT', '/campaigns/another', resend);
  expect(status).toBe(422);
  expect(body.error.details).toEqual([
    { path: 'id', found: '"resend-welcome"', expected: '"another", the id in the path' },
  ]);
  expect((await call('GET', '/campaigns/another')).status).toBe(404);
});

test('a campaign that was never saved is unknown to every call', async () => {
  const { call } = openApi();
  for (const path of ['', '/enrollments']) {
    const { status, body } = await call('GET', `/campaigns/nobody${path}`);
    expect([status, body.error.code]).toEqual([404, 'unknown-campaign']);
  }
  for (const verb of ['publish', 'stop', 'archive']) {
    const { status, body } = await call('POST', `/campaigns/nobody/${verb}`);
    expect([status, body.error.code]).toEqual([404, 'unknown-campaign']);
  }
});

test('a campaign shows its status, definition, counts and reasons, and its history with the users who acted (R74)', async () => {
  const { call, publish, put } = openApi();
  expect((await publish(resend)).body).toEqual({ publishedAt: T0, version: 1, warnings: [] });
  await put(received('ada'), received('bob'), received('old', { occurredAt: '2026-12-01T08:59:59Z' }), bought('ada'));
  const { status, body } = await call('GET', '/campaigns/resend-welcome');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    id: 'resend-welcome',
    status: 'published',
    version: 1,
    publishedVersion: 1,
    publishedAt: T0,
    definition: { ...resend, audience: 'everyone' },
    counts: { enrolled: 2, waiting: 1, dispatched: 0, cancelled: 1, withheld: 1, 'late-exception': 0 },
    reasons: { 'cancelled:exception': 1, 'withheld:before-publication': 1 },
    history: [
      { at: T0, by: 'grace', did: 'saved', version: 1 },
      { at: T0, by: 'grace', did: 'published', version: 1 },
    ],
  });
  expect(Object.keys(body)).not.toContain('stoppedAt');
});

test('an edit keeps the publication and its instant (R6)', async () => {
  const { call, machine, publish } = openApi();
  await publish(resend);
  await machine.advanceTo(machine.services.clock.now() + 60_000);
  expect((await publish({ ...resend, name: 'New name' })).body).toEqual({ publishedAt: T0, version: 2, warnings: [] });
  const { body } = await call('GET', '/campaigns/resend-welcome');
  expect(body).toMatchObject({ name: 'New name', publishedVersion: 2, publishedAt: T0 });
});

test('stopping cancels every wait and says how many; a repeat says that it is done already (R50, R97)', async () => {
  const { call, machine, publish, put } = openApi();
  await publish(resend);
  await put(received('ada'), received('bob', { occurredAt: '2026-12-01T09:00:01Z' }), received('cyd'), bought('cyd'));
  expect(await call('POST', '/campaigns/resend-welcome/stop')).toMatchObject({
    status: 200,
    body: { at: T0, cancelled: 2 },
  });
  await machine.advanceTo(machine.services.clock.now() + 60_000);
  const again = await call('POST', '/campaigns/resend-welcome/stop');
  expect(again).toMatchObject({ status: 200, body: { at: T0, cancelled: 0, already: true } });
  expect((await call('GET', '/campaigns/resend-welcome')).body).toMatchObject({ status: 'stopped', stoppedAt: T0 });
  await machine.advanceTo(Date.UTC(2027, 0, 1));
  expect(machine.services.outbox.list().items).toEqual([]);
});

test('a draft cannot be stopped', async () => {
  const { call } = openApi();
  await call('PUT', '/campaigns/resend-welcome', resend);
  const refused = await call('POST', '/campaigns/resend-welcome/stop');
  expect(refused).toMatchObject({ status: 409, body: { error: { code: 'not-published' } } });
  expect(refused.body.error.details).toHaveLength(1);
});

test('archiving stops a campaign first, and an archived campaign can no longer be changed', async () => {
  const { call, publish, put } = openApi();
  await publish(resend);
  await put(received('ada'));
  const archived = await call('POST', '/campaigns/resend-welcome/archive');
  expect(archived).toMatchObject({ status: 200, body: { at: T0, cancelled: 1, warnings: [] } });
  expect((await call('GET', '/campaigns/resend-welcome')).body).toMatchObject({ status: 'archived', archivedAt: T0 });
  expect((await call('PUT', '/campaigns/resend-welcome', resend)).body.error.code).toBe('archived');
  for (const verb of ['publish', 'archive']) {
    expect(await call('POST', `/campaigns/resend-welcome/${verb}`)).toMatchObject({
      status: 409,
      body: { error: { code: 'archived' } },
    });
  }
});

test('archiving a target names the published follow-ups that listen to it, and none of them can be published again (R7)', async () => {
  const { call, publish } = openApi();
  await publish({ id: 'welcome-email', name: 'Welcome', sentElsewhere: true });
  await publish(resend);
  const { body } = await call('POST', '/campaigns/welcome-email/archive');
  expect(body.warnings).toEqual([expect.stringContaining('resend-welcome')]);
  const refused = await publish({ ...resend, id: 'another' });
  expect(refused).toMatchObject({ status: 409, body: { error: { code: 'target-archived' } } });
  expect(refused.body.error.message).toContain('welcome-email');
});

test('a campaign of another tool is published, stopped and archived like any other', async () => {
  const { call, publish } = openApi();
  await publish({ id: 'welcome-email', name: 'Welcome', sentElsewhere: true });
  expect((await call('POST', '/campaigns/welcome-email/stop')).body).toEqual({ at: T0, cancelled: 0 });
  expect((await call('POST', '/campaigns/welcome-email/archive')).status).toBe(200);
});

test('a published follow-up does not become a campaign of another tool, nor the other way, until it is stopped', async () => {
  const { call, machine, publish, put } = openApi();
  const elsewhere = { id: 'resend-welcome', name: 'Sent elsewhere', sentElsewhere: true };
  for (const [one, other] of [
    [resend, elsewhere],
    [elsewhere, resend],
  ] as const) {
    await publish(one);
    expect(await publish(other)).toMatchObject({ status: 409, body: { error: { code: 'target-of-another-tool' } } });
    await call('POST', '/campaigns/resend-welcome/stop');
    expect((await publish(other)).status).toBe(200);
    await call('POST', '/campaigns/resend-welcome/stop');
  }
  await put(received('ada'));
  await machine.advanceTo(Date.UTC(2027, 0, 1));
  expect(machine.services.outbox.list().items).toEqual([]);
});

test('campaigns are listed a hundred at a time', async () => {
  const { call } = openApi();
  for (let each = 0; each < 101; each++) await call('PUT', `/campaigns/c-${each}`, { ...resend, id: `c-${each}` });
  const first = (await call('GET', '/campaigns')).body;
  const second = (await call('GET', `/campaigns?cursor=${first.cursor}`)).body;
  expect([first.campaigns.length, second.campaigns.length, 'cursor' in second]).toEqual([100, 1, false]);
});

test('campaigns so large that an answer cannot hold a hundred are listed each once, in answers that a Lambda can give', async () => {
  const { call } = openApi();
  const body = '"'.repeat(58_000);
  const ids = Array.from({ length: 45 }, (_, each) => `c-${10 + each}`);
  for (const id of ids)
    await call('PUT', `/campaigns/${id}`, { ...resend, id, messages: [{ channel: 'content_card', body }] });
  const listed: string[] = [];
  let cursor: string | undefined = '';
  while (cursor !== undefined) {
    const { body: answer }: Awaited<ReturnType<typeof call>> = await call('GET', `/campaigns?cursor=${cursor}`);
    // A Lambda answers with the text as a string in JSON.
    expect(Buffer.byteLength(JSON.stringify(JSON.stringify(answer)))).toBeLessThan(6_000_000);
    listed.push(...answer.campaigns.map(({ id }: { id: string }) => id));
    cursor = answer.cursor;
  }
  expect(listed).toEqual(ids);
});

test('a save is repeated if another caller writes the campaign first, and refused if that happens in every attempt', async () => {
  let losses = 9;
  const { call } = openApi({
    services: (services) => ({
      ...services,
      campaigns: { ...services.campaigns, write: async (write) => losses-- <= 0 && services.campaigns.write(write) },
    }),
  });
  expect((await call('PUT', '/campaigns/resend-welcome', resend)).status).toBe(200);
  losses = 10;
  const lost = await call('PUT', '/campaigns/resend-welcome', { ...resend, name: 'Another name' });
  expect(lost).toMatchObject({ status: 409, body: { error: { code: 'changed-meanwhile' } } });
});
