import { describe, expect, test } from 'vitest';
import { does, opens, receives } from './events.ts';
import { readFixture, versions } from './fixtures.ts';
import type { OneMachine } from './one-machine.ts';
import { startedOn } from './started-on.ts';
import { type FrozenStore, shownBy } from './store-story.ts';

const at = (time: string): number => Date.parse(`2026-12-01T${time}Z`);

interface Told {
  readonly decision: string;
  readonly reason?: string;
}

async function decisions(machine: OneMachine, campaignId: string, userId: string): Promise<string[]> {
  const answer = await machine.http('GET', `/decisions?userId=${userId}&campaignId=${campaignId}`);
  return answer.decisions.map(({ decision, reason }: Told) =>
    reason === undefined ? decision : `${decision} ${reason}`,
  );
}

describe.each(versions())('the store of one machine, as %s wrote it', (version) => {
  test('a frozen store lists what it holds, and continues every list from a cursor (R68)', async () => {
    const machine = await startedOn(version);
    for (const [name, list] of Object.entries(readFixture<FrozenStore['lists']>(version, 'store.json')))
      expect(await shownBy(machine, list), name).toEqual(list.shows);
    expect(await machine.http('GET', '/clock')).toEqual({ now: '2026-12-01T12:00:00.000Z' });
    expect(await machine.http('GET', '/campaigns/reminder')).toMatchObject({
      status: 'published',
      publishedVersion: 2,
      counts: { dispatched: 2 },
    });
    expect(await machine.http('GET', '/campaigns/retired')).toMatchObject({
      status: 'archived',
      definition: { sentElsewhere: true },
    });
    expect(await decisions(machine, 'reminder', 'lena')).toEqual([
      'enrolled',
      'dispatched',
      'late-exception exception',
    ]);
    expect(await decisions(machine, 'stopped', 'carol')).toEqual(['enrolled', 'cancelled campaign-stopped']);
    expect(await machine.http('GET', '/campaigns/again/enrollments?userId=rosa')).toMatchObject({
      enrollments: [{ state: 'cancelled', reason: 'restarted' }, { state: 'claimed' }],
    });
  });

  test('a frozen store sends the users who wait their message when it is due, once, whatever broke before (R72)', async () => {
    const machine = await startedOn(version);
    const before = (await machine.http('GET', '/dispatches')).next;
    await machine.moveTo(at('12:11:30'));
    const sent: string[] = await shownBy(machine, {
      path: `/dispatches?cursor=${before}`,
      list: 'dispatches',
      field: 'userId',
    });
    const rest = (await machine.http('GET', '/dispatches')).dispatches.slice(-4);
    expect(sent.filter((each) => /^n\d+$/.test(each))).toHaveLength(7);
    expect(sent.filter((each) => !/^n\d+$/.test(each)).toSorted()).toEqual(['rosa', 'stan', 'wanda']);
    expect(rest).toContainEqual(expect.objectContaining({ userId: 'wanda', version: 2, campaignId: 'reminder' }));
    expect(await decisions(machine, 'reminder', 'stan')).toEqual([
      'enrolled',
      'dispatched',
      'withheld already-received',
    ]);
  });

  test('a frozen store processes an event whose processing had failed', async () => {
    const machine = await startedOn(version);
    await machine.moveTo(at('12:05:00'));
    expect(await decisions(machine, 'each-news', 'ivan')).toEqual(['enrolled']);
  });

  test('a frozen store knows repeats, receipts and exceptions that came before (R32, R40, R60)', async () => {
    const machine = await startedOn(version);
    await machine.takes(does('vera', 'session.started', { id: 'session 0' }), receives('wanda', 'welcome'));
    expect((await machine.http('GET', '/campaigns/at-once')).counts).toMatchObject({ enrolled: 103 });
    expect(await decisions(machine, 'reminder', 'wanda')).toEqual(['enrolled']);
    await machine.takes(receives('rita', 'welcome', { id: 'another' }));
    expect(await decisions(machine, 'reminder', 'rita')).toEqual([
      'enrolled',
      'dispatched',
      'withheld already-received',
    ]);
    await machine.takes(
      receives('marta', 'welcome', { occurredAt: '2026-12-01T10:35:00Z' }),
      opens('wanda', 'welcome'),
    );
    for (const user of ['marta', 'wanda'])
      expect(await decisions(machine, 'reminder', user)).toEqual(['enrolled', 'cancelled exception']);
    await machine.takes(receives('ann', 'retired'));
    expect(await decisions(machine, 'orphaned', 'ann')).toEqual(['withheld target-archived']);
  });

  test('a frozen store lists a message once, in its place, although it is sent again after the migration (R71)', async () => {
    const machine = await startedOn(version);
    const { outbox } = machine.machine.services;
    const before = outbox.list();
    const [first, ...others] = before.items;
    if (first === undefined) throw new Error('dispatches: expected some');
    expect(await outbox.send(first)).toBe('sent');
    expect(outbox.list()).toEqual(before);
    await outbox.send({ ...first, dispatchId: 'another' });
    expect(outbox.list(before.next).items.map(({ dispatchId }) => dispatchId)).toEqual(['another']);
    expect(outbox.list().items.map(({ dispatchId }) => dispatchId)).toEqual([
      first.dispatchId,
      ...others.map(({ dispatchId }) => dispatchId),
      'another',
    ]);
  });

  test('a frozen store knows a record of Currents that was refused today: it is not listed twice (R61)', async () => {
    const machine = await startedOn(version);
    const record = {
      id: 'c 1',
      event_type: 'users.messages.email.Send',
      time: 'soon',
      user: { external_user_id: 'ann' },
    };
    const listed = async () => (await machine.http('GET', '/refused')).refused.length;
    const before = await listed();
    await machine.http('POST', '/ingest/currents', record, { authorization: 'Bearer secret' });
    expect(await listed()).toBe(before);
  });
});
