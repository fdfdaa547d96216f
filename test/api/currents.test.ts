import { expect, test } from 'vitest';
import { createSqliteDeadLetterQueues } from '../../adapters/sqlite/dead-letter-queues.ts';
import { HOUR } from '../../core/contracts/time-span.ts';
import type { Refusals } from '../../core/ports.ts';
import { createCheckedApi } from '../harness/api/checked-app.ts';
import { API_DEPS, openApi, resend, START } from '../harness/api/open-api.ts';

const bearer = { authorization: 'Bearer a secret' };

function record(id: string, type: string, properties: object = {}) {
  const user = { user_id: 'ada', external_user_id: 'ada' };
  return {
    id,
    event_type: type,
    time: Date.UTC(2026, 11, 1, 9) / 1000,
    user,
    properties: { campaign_id: 'welcome-email', ...properties },
  };
}

test('records of Currents begin waits; unneeded ones are skipped, malformed ones are refused and stored', async () => {
  const { call, publish } = openApi();
  await publish(resend);
  const events = [
    record('one', 'users.messages.email.Send'),
    record('two', 'users.messages.email.Click', { link_alias: 'top' }),
    record('three', 'users.behaviors.app.FirstSession'),
    { ...record('four', 'users.messages.email.Open'), time: Date.now() },
    { ...record('five', 'users.messages.email.Open'), time: Date.UTC(2026, 11, 2) / 1000 },
  ];
  const { status, body } = await call('POST', '/ingest/currents', { events }, bearer);
  expect(status).toBe(200);
  expect(body).toEqual({
    accepted: 2,
    skipped: 1,
    rejected: [
      { id: 'four', reason: expect.stringContaining('milliseconds') },
      { id: 'five', reason: expect.stringContaining('5 minutes') },
    ],
  });
  expect((await call('GET', '/users/ada/decisions')).body.decisions).toHaveLength(1);
  const { refused } = (await call('GET', '/refused')).body;
  expect(refused.map(({ code }: { code: string }) => code)).toEqual(['MalformedEntry', 'InTheFuture']);
  expect(refused[0].entry).toEqual(events[3]);
});

test('a record whose click and alias are both refused is stored once, as it came (R61)', async () => {
  const { call } = openApi();
  const click = record('one', 'users.messages.email.Click', { link_alias: 'top' });
  const late = { ...click, time: Date.UTC(2026, 11, 2) / 1000 };
  const { body } = await call('POST', '/ingest/currents', late, bearer);
  expect(body).toEqual({
    accepted: 0,
    skipped: 0,
    rejected: [{ id: 'one', reason: expect.stringContaining('5 minutes') }],
  });
  expect((await call('GET', '/refused')).body.refused).toEqual([
    {
      id: '1',
      at: '2026-12-01T09:00:00.000Z',
      code: 'InTheFuture',
      message: body.rejected[0].reason,
      entry: late,
    },
  ]);
});

test('a repeated call stores its refused records once a day, and again on the next day (R61)', async () => {
  const { call, machine } = openApi();
  const [one, other] = [{ ...record('one', 'users.messages.email.Open'), time: 'noon' }, { id: 'other' }];
  await call('POST', '/ingest/currents', { events: [one, one, other] }, bearer);
  await machine.advanceTo(START + 14 * HOUR);
  const again = await call('POST', '/ingest/currents', { events: [one, one, other] }, bearer);
  expect(again.body.rejected).toHaveLength(3);
  const entries = async () => (await call('GET', '/refused')).body.refused.map(({ entry }: { entry: object }) => entry);
  expect(await entries()).toEqual([one, other]);
  await machine.advanceTo(START + 16 * HOUR);
  await call('POST', '/ingest/currents', one, bearer);
  expect(await entries()).toEqual([one, other, one]);
});

test('many refused records are stored at the same time, so that the call ends before Braze gives up on it', async () => {
  let [now, max] = [0, 0];
  const slowly: Refusals['add'] = async () => {
    now += 1;
    max = Math.max(max, now);
    await new Promise((resolve) => setTimeout(resolve, 10));
    now -= 1;
  };
  const { call } = openApi({
    services: (services) => ({ ...services, refusals: { ...services.refusals, add: slowly } }),
  });
  const events = Array.from({ length: 1_000 }, (_, index) => record(String(index), 'users.messages.email.Open'));
  const began = performance.now();
  const broken = events.map((each) => ({ ...each, time: 'noon' }));
  const { body } = await call('POST', '/ingest/currents', { events: broken }, bearer);
  expect(body.rejected.map(({ id }: { id: string }) => id)).toEqual(events.map(({ id }) => id));
  expect(max).toBe(50);
  expect(performance.now() - began).toBeLessThan(5_000);
});

test('a click and its alias count although link and alias are too long to be matched (R67)', async () => {
  const { call, publish } = openApi();
  await publish({ ...resend, triggers: [{ interaction: 'email.alias_clicked', campaign: 'welcome-email' }] });
  const click = record('one', 'users.messages.email.Click', { link_alias: 'a'.repeat(257), url: 'u'.repeat(2_100) });
  const { body } = await call('POST', '/ingest/currents', click, bearer);
  expect(body).toEqual({ accepted: 1, skipped: 0, rejected: [] });
  expect((await call('GET', '/users/ada/decisions')).body.decisions).toHaveLength(1);
});

test('a click counts although its alias is refused; the refusal is answered and stored', async () => {
  const { call, publish } = openApi();
  await publish({ ...resend, triggers: [{ interaction: 'email.clicked', campaign: 'welcome-email' }] });
  const click = record('one', 'users.messages.email.Click', { link_alias: 7 });
  const { body } = await call('POST', '/ingest/currents', click, bearer);
  expect(body).toEqual({
    accepted: 0,
    skipped: 0,
    rejected: [{ id: 'one', reason: expect.stringContaining('linkAlias') }],
  });
  expect((await call('GET', '/users/ada/decisions')).body.decisions).toHaveLength(1);
  expect((await call('GET', '/refused')).body.refused).toMatchObject([{ code: 'MalformedDetail', entry: click }]);
});

test('a record that cannot be read delays no other record, however often the call is repeated (R61)', async () => {
  const { call, publish } = openApi();
  await publish(resend);
  const open = (id: string, more: object) => record(id, 'users.messages.email.Open', more);
  const text = `{"events":[${[
    JSON.stringify(record('one', 'users.messages.email.Send')),
    JSON.stringify(open('two', { machine_open: { toString: 'x' } })),
    JSON.stringify(record('three', 'users.behaviors.CustomEvent')).replace(
      '"properties":{',
      `"properties":{"name":"n","custom_properties":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)},`,
    ),
    '7',
    JSON.stringify(record('five', 'users.messages.email.Open')),
  ].join()}]}`;
  for (let repeat = 0; repeat < 2; repeat++) {
    const { status, body } = await call('POST', '/ingest/currents', text, bearer);
    expect(status).toBe(200);
    expect(body).toEqual({
      accepted: 2,
      skipped: 0,
      rejected: [
        { id: 'two', reason: expect.stringContaining('properties.machine_open') },
        { id: 'three', reason: 'Detail: expected at most 64 levels, found more' },
        { id: '', reason: expect.stringContaining('an object') },
      ],
    });
  }
  expect((await call('GET', '/users/ada/decisions')).body.decisions).toHaveLength(1);
  const { refused } = (await call('GET', '/refused')).body;
  expect(refused.map(({ cut = false }) => cut)).toEqual([false, true, false]);
});

test('only the record with bytes that are not UTF-8 in a field that is read is rejected and stored (R61)', async () => {
  const { app, call } = openApi();
  const events = [
    record('one', 'users.messages.email.Send'),
    record('two', 'users.messages.email.Click', { url: 'ü' }),
  ];
  const body = Buffer.from(JSON.stringify({ events }), 'latin1');
  const response = await app.request('/ingest/currents', { method: 'POST', body, headers: bearer });
  expect(await response.json()).toEqual({
    accepted: 1,
    skipped: 0,
    rejected: [{ id: 'two', reason: expect.stringContaining('Detail.linkUrl: expected text in UTF-8') }],
  });
  expect((await call('GET', '/refused')).body.refused).toHaveLength(1);
});

test.each([
  ['user.user_id', { user: { user_id: 'josé' } }],
  ['user.external_user_id', { user: { external_user_id: 'josé' } }],
  ['event_type', { event_type: 'é' }],
  ['id', { id: 'é' }],
])(
  'a record in Latin-1 is rejected with the message that %s is not UTF-8, and the good record next to it counts (R61)',
  async (field, wrong) => {
    const { app } = openApi();
    const send = record('one', 'users.messages.email.Send');
    const body = Buffer.from(JSON.stringify({ events: [{ ...send, id: 'two', ...wrong }, send] }), 'latin1');
    const response = await app.request('/ingest/currents', { method: 'POST', body, headers: bearer });
    expect(await response.json()).toMatchObject({
      accepted: 1,
      rejected: [{ reason: `${field}: expected text in UTF-8, found bytes that are not UTF-8` }],
    });
  },
);

test('a call has at most 1,000 records; one more and all are refused, with the maximum in the message', async () => {
  const { call } = openApi();
  const events = Array.from({ length: 1_001 }, (_, each) => record(`r-${each}`, 'users.behaviors.app.SessionStart'));
  const refused = await call('POST', '/ingest/currents', { events }, bearer);
  expect(refused).toMatchObject({ status: 413, body: { error: { code: 'too-many-records' } } });
  expect(refused.body.error.message).toBe('events: expected at most 1,000 records in a call, found 1,001');
  const { body } = await call('POST', '/ingest/currents', { events: events.slice(1) }, bearer);
  expect(body).toEqual({ accepted: 1_000, skipped: 0, rejected: [] });
});

test('a body is one event, or a list of them', async () => {
  const { call } = openApi();
  const one = await call('POST', '/ingest/currents', record('one', 'users.messages.email.Send'), bearer);
  expect(one.body).toEqual({ accepted: 1, skipped: 0, rejected: [] });
  expect((await call('POST', '/ingest/currents', { events: [] }, bearer)).body).toEqual({
    accepted: 0,
    skipped: 0,
    rejected: [],
  });
  const neither = await call('POST', '/ingest/currents', { nothing: true }, bearer);
  expect(neither).toMatchObject({ status: 400, body: { error: { code: 'invalid-currents' } } });
});

test('a call without the token is refused; if no token is set, every call is refused', async () => {
  const { call, machine } = openApi();
  const body = record('one', 'users.messages.email.Send');
  for (const authorization of ['', 'Bearer', 'Bearer wrong', 'Basic a secret', 'a secret', 'Bearer a secret2']) {
    const refused = await call('POST', '/ingest/currents', body, { authorization });
    expect(refused).toMatchObject({ status: 401, body: { error: { code: 'unauthorized' } } });
  }
  const { message } = (await call('POST', '/ingest/currents', body)).body.error;
  expect(message).toBe(
    'authorization: expected "Bearer" and the token: on one machine that of CURRENTS_TOKEN, on AWS the secret of the data stack',
  );
  const { services, bus } = machine;
  const app = createCheckedApi({
    ...API_DEPS,
    services,
    bus,
    deadLetterQueues: createSqliteDeadLetterQueues(services),
  });
  for (const authorization of ['Bearer undefined', 'Bearer ', 'Bearer a secret']) {
    const headers = { authorization };
    const response = await app.request('/ingest/currents', { method: 'POST', body: JSON.stringify(body), headers });
    expect(response.status).toBe(401);
  }
});
