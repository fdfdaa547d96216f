import { expect, test } from 'vitest';
import type { Delivery } from '../../core/delivery.ts';
import { deliveriesInEveryState, pendingDelivery } from '../harness/adapters/sample-deliveries.ts';
import { openApi, received, resend } from '../harness/api/open-api.ts';

/** Opens an installation in which users have received the message of a campaign. */
async function afterDispatch(...users: readonly string[]) {
  const api = openApi();
  await api.publish(resend);
  await api.publish({ ...resend, id: 'another' });
  await api.put(...users.map((user) => received(user)));
  await api.machine.advanceTo(Date.UTC(2026, 11, 9));
  const { deliveries } = api.machine.services;
  const dispatchOf = async (user: string, campaignId = 'resend-welcome'): Promise<string> => {
    const { body } = await api.call('GET', `/decisions?userId=${user}&campaignId=${campaignId}`);
    return body.decisions.at(-1).enrollmentId;
  };
  const write = async (...all: readonly Delivery[]) => {
    for (const each of all) expect(await deliveries.write(each)).toBe(true);
  };
  return { ...api, dispatchOf, write };
}

test('a delivery shows its state with instant and reason in every state, and its target masked (R80)', async () => {
  const { call, write, dispatchOf } = await afterDispatch('ada');
  const dispatchId = await dispatchOf('ada');
  const common = { dispatchId, campaignId: 'reminder', userId: 'ann', channel: 'email', part: 0 };
  const tried = { ...common, target: 'a…@example.com', attempts: 2 };
  const [noon, at] = ['2026-12-01T12:00:00.000Z', '2026-12-01T12:01:00.000Z'];
  const views = [
    { ...common, state: 'pending', at: noon, attempts: 0 },
    { ...tried, state: 'sending', at, reason: 'busy' },
    { ...tried, state: 'pending', at, reason: 'busy' },
    { ...tried, state: 'sent', at },
    {
      ...{ ...tried, state: 'sent', at, delivered: '2026-12-01T12:01:00.001Z', opened: '2026-12-01T12:01:00.002Z' },
      ...{ clicked: '2026-12-01T12:01:00.003Z', bounced: '2026-12-01T12:01:00.004Z' },
    },
    { ...tried, state: 'refused', at, reason: 'no such mailbox' },
    { ...tried, state: 'expired', at, reason: 'quota' },
    { ...tried, state: 'unknown', at, reason: 'time-out' },
    { ...common, state: 'held-back', at, reason: 'sending-off', attempts: 0 },
    { ...common, state: 'held-back', at, reason: 'not-on-allow-list', attempts: 0 },
  ];
  for (const [index, delivery] of deliveriesInEveryState(dispatchId).entries()) {
    await write(delivery);
    expect((await call('GET', '/deliveries?userId=ada')).body).toEqual({ deliveries: [views[index]] });
  }
});

test('the deliveries of a user are those of all their dispatches, the newest first, or of one campaign (R80)', async () => {
  const { call, write, dispatchOf, put, machine } = await afterDispatch('ada', 'ben');
  await put(received('ada', { id: 'again', occurredAt: '2026-12-09T00:00:00Z' }));
  await machine.advanceTo(Date.UTC(2026, 11, 20));
  const newest = await dispatchOf('ada');
  const { body } = await call('GET', '/decisions?userId=ada');
  const ids: string[] = body.decisions
    .filter(({ decision }: Record<string, string>) => decision === 'dispatched')
    .map(({ enrollmentId }: Record<string, string>) => enrollmentId);
  expect(ids).toHaveLength(4);
  for (const id of ids) await write(pendingDelivery(id, { part: 1 }), pendingDelivery(id));
  await write(pendingDelivery(await dispatchOf('ben')));
  const list = async (query: string) => {
    const { deliveries } = (await call('GET', `/deliveries?${query}`)).body;
    return deliveries.map(({ dispatchId, part }: Record<string, string>) => `${dispatchId} ${part}`);
  };
  const all = await list('userId=ada');
  expect(all).toHaveLength(8);
  expect(new Set(all)).toEqual(new Set(ids.flatMap((id) => [`${id} 0`, `${id} 1`])));
  const ofOne = await list('userId=ada&campaignId=resend-welcome');
  expect(ofOne.slice(0, 2)).toEqual([`${newest} 0`, `${newest} 1`]);
  expect(ofOne).toHaveLength(4);
  expect(await list('userId=ada&campaignId=unknown')).toEqual([]);
  expect(await list('userId=unknown')).toEqual([]);
});

test('the deliveries of a campaign are those of the messages that left in its waves, and not those of another campaign (R80)', async () => {
  const { call, write, dispatchOf } = await afterDispatch('ada', 'ben', 'cleo');
  const [ada, ben] = [await dispatchOf('ada'), await dispatchOf('ben')];
  await write(pendingDelivery(ada, { userId: 'ada' }), pendingDelivery(ben, { userId: 'ben' }));
  await write(pendingDelivery(await dispatchOf('cleo', 'another')));
  const { body } = await call('GET', '/deliveries?campaignId=resend-welcome');
  expect(body.deliveries.map(({ userId }: Record<string, string>) => userId).toSorted()).toEqual(['ada', 'ben']);
});

test('the deliveries of one dispatch are found by its id alone, with their user and their campaign (R80)', async () => {
  const { call, write, dispatchOf } = await afterDispatch('ada', 'ben');
  const [ada, ben] = [await dispatchOf('ada'), await dispatchOf('ben')];
  const ofAda = { userId: 'ada', campaignId: 'resend-welcome' };
  await write(pendingDelivery(ada, { ...ofAda, part: 1 }), pendingDelivery(ada, ofAda), pendingDelivery(ben));
  const { deliveries } = (await call('GET', `/deliveries?dispatchId=${ada}`)).body;
  expect(deliveries).toMatchObject([
    { dispatchId: ada, ...ofAda, part: 0 },
    { dispatchId: ada, ...ofAda, part: 1 },
  ]);
  for (const unknown of ['unknown', '../x', 'x'.repeat(65)])
    expect((await call('GET', `/deliveries?dispatchId=${encodeURIComponent(unknown)}`)).body).toEqual({
      deliveries: [],
    });
});

test('a list of deliveries names a user, a campaign or a dispatch: without any, with a dispatch and others, or with an unknown campaign, it is refused', async () => {
  const { call } = openApi();
  const refusals = [
    ['', 400, 'missing-parameter'],
    ['?cursor=x', 400, 'missing-parameter'],
    ['?dispatchId=', 400, 'missing-parameter'],
    ['?dispatchId=x&cursor=y', 400, 'broken-cursor'],
    ['?dispatchId=x&userId=ada', 400, 'missing-parameter'],
    ['?dispatchId=x&campaignId=reminder', 400, 'missing-parameter'],
    ['?userId=', 400, 'invalid-user-id'],
    ['?userId=&campaignId=reminder', 400, 'invalid-user-id'],
    ['?campaignId=unknown', 404, 'unknown-campaign'],
  ] as const;
  for (const [query, status, code] of refusals)
    expect(await call('GET', `/deliveries${query}`)).toMatchObject({ status, body: { error: { code } } });
  expect((await call('GET', '/deliveries')).body.error).toMatchObject({
    message: 'query: expected userId, campaignId or both, or dispatchId alone, found none of them',
    details: [{ path: 'query' }],
  });
});

test('the deliveries of a user with many dispatches come in pages, none of them twice, also if a message leaves meanwhile', async () => {
  const { call, put, publish, machine, write } = await afterDispatch();
  await publish({ ...resend, exceptions: [] });
  await put(...Array.from({ length: 60 }, (_, each) => received('ada', { id: `r-${each}` })));
  await machine.advanceTo(Date.UTC(2026, 11, 19));
  const { body } = await call('GET', '/campaigns/resend-welcome/enrollments?userId=ada&state=dispatched');
  const before: string[] = body.enrollments.map(({ enrollmentId }: Record<string, string>) => enrollmentId);
  expect(before).toHaveLength(60);
  for (const id of before) await write(pendingDelivery(id));
  const path = '/deliveries?userId=ada&campaignId=resend-welcome';
  const first = (await call('GET', path)).body;
  await put(received('ada', { id: 'later', occurredAt: '2026-12-19T00:00:00Z' }));
  await machine.advanceTo(Date.UTC(2026, 11, 29));
  const second = (await call('GET', `${path}&cursor=${first.cursor}`)).body;
  expect([first.deliveries.length, second.deliveries.length, second.cursor]).toEqual([50, 10, undefined]);
  const ids = [...first.deliveries, ...second.deliveries].map(({ dispatchId }) => dispatchId);
  expect(new Set(ids)).toEqual(new Set(before));
});
