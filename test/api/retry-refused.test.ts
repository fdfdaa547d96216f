import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../core/contracts/time-span.ts';
import type { RefusedEvent } from '../../core/ports.ts';
import { openApi, received, resend, START } from '../harness/api/open-api.ts';

type Opened = ReturnType<typeof openApi>;

/** Keeps an entry as refused, and returns its id. */
async function refuse({ machine, call }: Opened, entry: unknown, more: Partial<RefusedEvent> = {}): Promise<string> {
  await machine.services.refusals.add({ code: 'MalformedDetail', message: 'no', at: START, entry, ...more });
  return (await call('GET', '/refused')).body.refused.at(-1).id;
}

const retry = ({ call }: Opened, ...ids: string[]) => call('POST', '/refused/retry', { ids });
const decided = async ({ call }: Opened, userId: string) =>
  (await call('GET', `/decisions?userId=${userId}`)).body.decisions;

describe('POST /refused/retry', () => {
  test('POST /refused/retry puts a refused event like a new one, with its id and the instant at which it was done', async () => {
    const opened = openApi();
    await opened.publish(resend);
    const occurredAt = new Date(START + MINUTE).toISOString();
    const id = await refuse(opened, received('ada', { occurredAt }));
    opened.machine.manualClock?.moveTo(START + HOUR);
    expect((await retry(opened, id)).body).toEqual({ results: [{ id, eventId: 'r-ada' }] });
    expect(await decided(opened, 'ada')).toMatchObject([
      { decision: 'enrolled', eventId: 'r-ada', triggeredAt: occurredAt },
    ]);
  });

  test('POST /refused/retry gives an event without an instant that of its refusal, not that of the retry', async () => {
    const opened = openApi();
    await opened.publish(resend);
    const id = await refuse(opened, { ...received('ada'), Time: null });
    opened.machine.manualClock?.moveTo(START + HOUR);
    await retry(opened, id);
    expect(await decided(opened, 'ada')).toMatchObject([{ triggeredAt: new Date(START).toISOString() }]);
  });

  test('POST /refused/retry enrolls no second time when it is repeated, also where the event has no id of its own (R49)', async () => {
    const opened = openApi();
    await opened.publish({ ...resend, reeligibility: 'immediately' });
    const id = await refuse(opened, received('ada', { id: undefined }));
    const first = await retry(opened, id);
    const second = await retry(opened, id);
    expect(second.body).toEqual(first.body);
    expect(await decided(opened, 'ada')).toHaveLength(1);
  });

  test('POST /refused/retry keeps the event in the list, with the instant at which it was put again', async () => {
    const opened = openApi();
    await opened.publish(resend);
    const id = await refuse(opened, received('ada'));
    await retry(opened, id);
    expect((await opened.call('GET', '/refused')).body.refused).toMatchObject([
      { id, retriedAt: new Date(START).toISOString() },
    ]);
  });

  test('POST /refused/retry answers why an event is refused again, and keeps it once', async () => {
    const opened = openApi();
    const id = await refuse(opened, received('ada', { interaction: 'email.opend' }));
    const { body } = await retry(opened, id);
    expect(body.results).toEqual([
      {
        id,
        errorCode: 'MalformedDetail',
        errorMessage: expect.stringContaining('Detail.interaction: expected one of'),
      },
    ]);
    const { refused } = (await opened.call('GET', '/refused')).body;
    expect(refused).toHaveLength(1);
    expect(refused[0]).not.toHaveProperty('retriedAt');
  });

  test('POST /refused/retry puts an event that was refused because it lay in the future, once it does not', async () => {
    const opened = openApi();
    await opened.publish(resend);
    const entry = received('ada', { occurredAt: new Date(START + HOUR).toISOString() });
    expect((await opened.put(entry)).body.entries).toMatchObject([{ errorCode: 'InTheFuture' }]);
    const { refused } = (await opened.call('GET', '/refused')).body;
    opened.machine.manualClock?.moveTo(START + HOUR);
    expect((await retry(opened, refused[0].id)).body.results).toEqual([{ id: refused[0].id, eventId: 'r-ada' }]);
  });

  test('POST /refused/retry puts what a record of Braze Currents stands for', async () => {
    const opened = openApi();
    await opened.publish(resend);
    const record = {
      id: 'c-1',
      event_type: 'users.messages.email.Send',
      time: START / 1_000,
      user: { user_id: 'ada' },
      properties: { campaign_id: 'welcome-email' },
    };
    const id = await refuse(opened, record);
    expect((await retry(opened, id)).body.results).toMatchObject([{ id, eventId: expect.any(String) }]);
    const bad = await refuse(opened, { ...record, time: 'noon' });
    expect((await retry(opened, bad)).body.results).toMatchObject([{ id: bad, errorCode: 'MalformedEntry' }]);
  });

  test('POST /refused/retry answers for each id, in order: one that was put, one of which only the beginning is kept, and an unknown one', async () => {
    const opened = openApi();
    await opened.publish(resend);
    const id = await refuse(opened, received('ada'));
    const long = await refuse(opened, { ...received('ben'), extra: 'x'.repeat(70_000) });
    expect((await retry(opened, id, long, 'none')).body.results).toMatchObject([
      { id, eventId: 'r-ada' },
      { id: long, errorCode: 'EntryCut' },
      { id: 'none', errorCode: 'UnknownId' },
    ]);
  });

  test('POST /refused/retry is refused whole without 1 to 100 ids', async () => {
    const opened = openApi();
    for (const body of [{}, { ids: [] }, { ids: 'a' }, { ids: [1] }, { ids: Array.from({ length: 101 }, String) }])
      expect(await opened.call('POST', '/refused/retry', body)).toMatchObject({
        status: 400,
        body: { error: { code: 'invalid-ids' } },
      });
  });
});
