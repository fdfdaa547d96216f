import { describe, expect, test } from 'vitest';
import type { MessageDispatched } from '../../core/contracts/dispatch.ts';
import type { Services } from '../../core/ports.ts';
import type { ReportedEntry } from '../../core/reported-entry.ts';
import { readUserDecisions } from '../../engine/read-decisions.ts';
import { reported } from '../harness/adapters/aws-services.ts';
import { CAPPED, CLOSED_CONVERTED, CONVERTED, HALF_CAPPED, LONG_WAIT, SPLIT } from './campaigns.ts';
import { Cloud } from './cloud.ts';
import { performs, type SentEvent, updatesProfile } from './events.ts';
import { readFixture, versions } from './fixtures.ts';
import { type FrozenPeople, type FrozenPeopleStore, figuresOf, takesOnAws } from './people-installations.ts';
import { CLAIMED_USERS, DELETED_USERS, PEOPLE_CHANNELS, REFUSED_ADDRESSES } from './people-story.ts';
import { startedOn } from './started-on.ts';

/** The versions whose story tells of people: those since v5. */
const PEOPLE = versions().slice(4);
const at = (time: string): number => Date.parse(`2026-12-01T${time}Z`);
const readPeople = (version: string) => readFixture<FrozenPeople>(version, 'people.json');

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every kind.
type Http = (method: string, path: string, body?: unknown) => Promise<any>;

/** An installation of a version, restored at the instant at which its story ended. */
interface Restored {
  readonly services: Services;
  readonly http: Http;
  /** The figures that were read when the story ended. */
  readonly figures: FrozenPeople['figures'];
  /** Takes events; returns what the connector reports because of them. */
  takes(...events: readonly SentEvent[]): Promise<readonly ReportedEntry[]>;
  /** Calls the wave of the claimed messages again; returns what the connector reports because of it. */
  callsAgain(): Promise<readonly ReportedEntry[]>;
  /** Takes an erasure to its end. */
  erases(userId: string): Promise<void>;
  /** Begins a recount if none is running, and takes it to its end. */
  recounts(): Promise<void>;
  messages(): Promise<readonly MessageDispatched[]>;
}

async function onAws(version: string): Promise<Restored> {
  const frozen = readPeople(version);
  const cloud = await Cloud.over(frozen.cloud);
  const { installed } = cloud;
  installed.senderChannels = PEOPLE_CHANNELS;
  const told = async (work: () => Promise<unknown>) => {
    const before = reported(cloud.entries()).length;
    await work();
    return reported(cloud.entries()).slice(before);
  };
  const isOfSplit = ({ name }: { readonly name: string }) => name.startsWith(`${SPLIT.id}.`);
  const callOfSplit = JSON.parse(frozen.cloud.executions.find(isOfSplit)?.input ?? '{}').call;
  return {
    services: installed.services,
    http: (method, path, body) => cloud.http(method, path, body),
    figures: frozen.figures,
    takes: (...events) => told(() => takesOnAws(cloud, events)),
    callsAgain: () =>
      told(() => {
        installed.now = at('10:26:00');
        return cloud.dispatch({ ...callOfSplit, at: installed.now });
      }),
    async erases(userId) {
      const { queue, body } = frozen.queued['an erasure'];
      const request = JSON.stringify({ ...JSON.parse(body), userId });
      for (const instant of [at('10:26:00'), at('10:40:00')]) {
        installed.now = instant;
        expect(await cloud.deliver(queue, [request], { remaining: () => 300_000 })).toBe(0);
      }
    },
    async recounts() {
      installed.now = at('10:35:00');
      await cloud.check();
    },
    messages: async () => cloud.messages(),
  };
}

async function onOneMachine(version: string): Promise<Restored> {
  const machine = await startedOn(version, PEOPLE_CHANNELS, 'people.sql');
  const { figures } = readFixture<Pick<FrozenPeopleStore, 'figures'>>(version, 'people-store.json');
  return {
    services: machine.services,
    http: (method, path, body) => machine.http(method, path, body),
    figures,
    takes: (...events) => machine.reportsOf(...events),
    async callsAgain() {
      const { services, manualClock } = machine.machine;
      await services.transaction(async () => manualClock?.moveTo(at('10:26:00')));
      return machine.reportsOf();
    },
    async erases() {
      await machine.moveTo(at('10:40:00'));
    },
    async recounts() {
      await machine.moveTo(at('10:35:00'));
    },
    messages: async () => machine.machine.services.outbox.list().items,
  };
}

const RESTORE = { 'on AWS': onAws, 'on one machine': onOneMachine };
const installations = PEOPLE.flatMap((version) =>
  Object.entries(RESTORE).map(([platform, restore]) => ({ version, platform, restore })),
);

describe.each(installations)('$platform, the people of $version', ({ version, restore }) => {
  // On one machine an HTTP call starts the server, which goes on with the recount.
  const decisionsOf = ({ services }: Restored, userId: string, campaignId: string) =>
    readUserDecisions(userId, campaignId, services);
  const idsOf = (entries: readonly ReportedEntry[]) => entries.map(({ Detail }) => Detail['id']).toSorted();
  const reportsAbout = (userId: string, interaction: string) =>
    readPeople(version).reported.filter(
      ({ Detail }) => Detail['userId'] === userId && Detail['interaction'] === interaction,
    );

  test.each(['amy', 'bob', 'noa'])(
    'a repeat of the frozen event that converted messages to %s converts nothing twice, and reports the same ids (R47)',
    async (userId) => {
      const restored = await restore(version);
      const before = await decisionsOf(restored, userId, CONVERTED.id);
      const repeat = performs(userId, 'ticket.bought', {
        occurredAt: reportsAbout(userId, 'conversion.performed')[0]?.Detail['occurredAt'],
      });
      const entries = await restored.takes(repeat);
      expect(idsOf(entries)).toEqual(idsOf(reportsAbout(userId, 'conversion.performed')));
      expect(entries.length).toBeGreaterThan(0);
      expect(await decisionsOf(restored, userId, CONVERTED.id)).toEqual(before);
      expect(await figuresOf(restored.services)).toEqual(restored.figures);
    },
  );

  test('a frozen message of before an edit is still converted by the event that the edit removed, and one of after it is not (R47)', async () => {
    const restored = await restore(version);
    const entries = await restored.takes(performs('leo', 'club.joined'), performs('ray', 'club.joined'));
    expect(entries.map(({ Detail }) => Detail)).toMatchObject([
      { userId: 'leo', campaignId: CONVERTED.id, conversionEvent: 'B', messageVariationId: 'long' },
    ]);
  });

  test('a frozen follow-up that was stopped still listens for conversions, and for nothing else (R47)', async () => {
    const restored = await restore(version);
    const entries = await restored.takes(
      performs('bea', 'ticket.bought'),
      performs('zoe', 'ticket.bought', { kind: 'group' }),
    );
    const ofClosed = entries.map(({ Detail }) => Detail).filter(({ campaignId }) => campaignId === CLOSED_CONVERTED.id);
    expect(ofClosed).toMatchObject([{ userId: 'bea', conversionEvent: 'A' }]);
    expect(await decisionsOf(restored, 'zoe', CLOSED_CONVERTED.id)).toEqual([]);
  });

  test.each([DELETED_USERS.done, DELETED_USERS.paused])(
    'a trigger of %s, whose deletion is frozen, is refused if it was done before that (R65)',
    async (userId) => {
      const restored = await restore(version);
      const before = await decisionsOf(restored, userId, LONG_WAIT.id);
      await restored.takes(performs(userId, 'tour.booked', { id: 'late', occurredAt: '2026-12-01T09:31:00Z' }));
      expect(await decisionsOf(restored, userId, LONG_WAIT.id)).toEqual(before);
      const { live } = await restored.services.rows.read({ userId, campaignId: LONG_WAIT.id });
      expect(live.map(({ eventId }) => eventId)).not.toContain('late');
    },
  );

  test('the frozen row of a user who came back after the deletion still has its cut (R65)', async () => {
    const restored = await restore(version);
    const row = await restored.services.rows.read({ userId: DELETED_USERS.done, campaignId: LONG_WAIT.id });
    expect(row).toMatchObject({ deletedUntil: at('09:37:00'), live: [{ state: 'waiting' }] });
  });

  test('a frozen alias leads to the user into whom it was merged: a repeat enrolls no one, and a new event counts for the other user (R65)', async () => {
    const restored = await restore(version);
    expect(await restored.http('GET', '/profile?userId=mo')).toMatchObject({ mergedInto: 'mel' });
    const rowOf = (userId: string) => restored.services.rows.read({ userId, campaignId: LONG_WAIT.id });
    const before = await rowOf('mel');
    expect(await rowOf('mo')).toMatchObject({ mergedInto: 'mel', live: [] });
    expect(before.live.map(({ state }) => state).toSorted()).toEqual(['waiting', 'waiting']);
    await restored.takes(performs('mo', 'tour.booked'));
    expect((await rowOf('mel')).live).toEqual(before.live);
    await restored.takes(performs('mo', 'tour.booked', { id: 'once more' }));
    expect((await rowOf('mel')).live).toHaveLength(before.live.length + 1);
    expect(await rowOf('mo')).toMatchObject({ live: [] });
  });

  test.each([DELETED_USERS.begun, DELETED_USERS.paused])(
    'the erasure of %s that was frozen on its way goes on to its end (R65)',
    async (userId) => {
      const restored = await restore(version);
      expect((await restored.http('GET', `/erasures?userId=${userId}`)).erasure).toMatchObject({
        state: 'running',
        sweep: userId === DELETED_USERS.begun ? 1 : 2,
      });
      expect((await restored.services.erasures.listEnrollments(userId)).items).not.toEqual([]);
      const waits = async () => (await restored.services.seats.listByWave('long-wait.1.20261201T110517Z', 100)).items;
      expect((await waits()).some((seat) => seat.userId === userId)).toBe(userId === DELETED_USERS.begun);
      await restored.erases(userId);
      const { erasure, stored } = await restored.http('GET', `/erasures?userId=${userId}`);
      expect(erasure).toMatchObject({ state: 'done' });
      expect(stored.filter(({ count }: { readonly count: number }) => count > 0)).toEqual([]);
      expect((await restored.services.erasures.listEnrollments(userId)).items).toEqual([]);
      expect((await waits()).map((seat) => seat.userId)).not.toContain(userId);
      expect((await restored.messages()).filter((each) => each.userId === userId)).toEqual([]);
    },
  );

  test('a frozen erasure that is done shows when it was done (R65)', async () => {
    const { http } = await restore(version);
    const { erasure } = await http('GET', `/erasures?userId=${DELETED_USERS.done}`);
    expect(erasure).toMatchObject({ state: 'done', erasedAt: expect.stringMatching(/^2026-12-01T09:4[78]:00/) });
  });

  test('a frozen slot still counts for the caps, and frozen decisions say what they held back (R45)', async () => {
    const restored = await restore(version);
    expect(await decisionsOf(restored, 'cara', HALF_CAPPED.id)).toMatchObject([
      { decision: 'enrolled' },
      { decision: 'dispatched' },
      { decision: 'enrolled' },
      { decision: 'dispatched', leftOut: [{ channel: 'email', reason: 'capped' }] },
    ]);
    await restored.takes(performs('cara', 'fair.closed', { id: 'fair closes again' }));
    await restored.takes(performs('zoe', 'fair.closed'));
    expect(await decisionsOf(restored, 'cara', CAPPED.id)).toMatchObject([
      { decision: 'enrolled' },
      { decision: 'withheld', reason: 'capped', detail: 'at most 1 email message in 7 days' },
      { decision: 'enrolled' },
      { decision: 'withheld', reason: 'capped' },
    ]);
    expect(await decisionsOf(restored, 'zoe', CAPPED.id)).toMatchObject([
      { decision: 'enrolled' },
      { decision: 'dispatched' },
    ]);
  });

  test('frozen claims leave as they were claimed, although the shares were edited since: with their variant, and with the event of their control user (R46)', async () => {
    const restored = await restore(version);
    const { control, short, long } = CLAIMED_USERS;
    const row = await restored.services.rows.read({ userId: control, campaignId: SPLIT.id });
    expect(row.live).toMatchObject([{ state: 'claimed', claim: { isControl: true, epoch: 1 } }]);
    const entries = await restored.callsAgain();
    expect(entries.map(({ Detail }) => Detail)).toEqual([
      {
        interaction: 'control_group.entered',
        id: `control.${row.live[0]?.enrollmentId}`,
        userId: control,
        campaignId: SPLIT.id,
        occurredAt: '2026-12-01T10:25:00.000Z',
      },
    ]);
    expect(await decisionsOf(restored, control, SPLIT.id)).toMatchObject([
      { decision: 'enrolled' },
      { decision: 'control' },
    ]);
    const sent = (await restored.messages()).filter(({ campaignId }) => campaignId === SPLIT.id);
    const inOrder = sent.toSorted((one, other) => one.userId.localeCompare(other.userId));
    expect(inOrder).toMatchObject([
      { userId: long, version: 2, variant: 'long', messages: [{ text: 'Hello, and more' }] },
      { userId: short, version: 2, variant: 'short', messages: [{ text: 'Hello' }] },
    ]);
  });

  test.each([
    [REFUSED_ADDRESSES.optedOut, 'unsubscribed'],
    [REFUSED_ADDRESSES.undeliverable, 'undeliverable'],
  ])('another user with the frozen address %s is still refused: it is %s (R84)', async (email, reason) => {
    const restored = await restore(version);
    await restored.takes(updatesProfile('heir', { plan: 'gold' }, { email: email.toUpperCase() }));
    await restored.takes(performs('heir', 'fair.closed'));
    expect(await decisionsOf(restored, 'heir', CAPPED.id)).toMatchObject([{ decision: 'withheld', reason }]);
  });

  test('frozen figures are read as they were, and the frozen recount goes on to its end (R48)', async () => {
    const restored = await restore(version);
    expect(await figuresOf(restored.services)).toEqual(restored.figures);
    const { walk, number } = await restored.services.recounts.read();
    expect({ number, parts: walk?.parts.length }).toEqual({ number: 2, parts: 1 });
    await restored.recounts();
    const state = await restored.services.recounts.read();
    expect(state).toMatchObject({ number: 2, begunAt: at('10:25:00') });
    expect(state).not.toHaveProperty('walk');
    const after = (await restored.services.statistics.readRecounted(CONVERTED.id))?.figures ?? {};
    expect(after).toMatchObject({ '0|2026-12-01|control|control': 2, '1|2026-12-01|control|control': 2 });
    expect(after['1|2026-12-01|converted:A|variant:long']).toBe(1);
    expect((await figuresOf(restored.services))[CONVERTED.id]?.figures).toEqual(after);
  });

  test('frozen settings show their frequency caps, and that nothing is recounted by itself (R45, R48)', async () => {
    const { http } = await restore(version);
    expect(await http('GET', '/settings')).toMatchObject({
      dailyRecount: false,
      frequencyCaps: [
        { atMost: 1, channel: 'email' },
        { atMost: 20, calendarDays: true },
      ],
    });
  });
});

describe.each(PEOPLE)('what %s had in queues of people', (version) => {
  test('a frozen deletion in its queue deletes the user, and a frozen erasure goes on by its message (R65)', async () => {
    const { cloud: frozen, queued } = readPeople(version);
    const cloud = await Cloud.over(frozen);
    cloud.installed.senderChannels = PEOPLE_CHANNELS;
    for (const { queue, body, attributes } of [queued['a deletion'], queued['an erasure']])
      expect(await cloud.deliver(queue, [body], { attributes, remaining: () => 300_000 })).toBe(0);
    expect((await cloud.http('GET', `/erasures?userId=${DELETED_USERS.queued}`)).erasure.state).toBe('running');
    expect((await cloud.http('GET', `/erasures?userId=${DELETED_USERS.begun}`)).erasure).toMatchObject({ sweep: 2 });
  });
});
