import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { parseCampaignFile } from '../../core/campaign-file.ts';
import { parseInstant } from '../../core/contracts/instant.ts';
import { MINUTE } from '../../core/contracts/time-span.ts';
import { computeDeparture, computeWindowOffset } from '../../core/waves.ts';
import { type RehearsalSettings, rehearse } from '../../rehearse/rehearse.ts';
import { openRuntime } from '../../server/local-runtime.ts';
import { silent } from '../harness/api/open-api.ts';
import { sharePartOf } from '../harness/core/share-part.ts';
import { RESEND_FILE } from '../harness/rehearse/recording.ts';

function campaigns(text = RESEND_FILE) {
  const reading = parseCampaignFile(text);
  if ('faults' in reading) throw new Error('expected a campaign without faults');
  return [reading.definition];
}

function did(userId: string, interaction: string, occurredAt: string, id = `${userId}-${interaction}`) {
  return {
    Source: 'test',
    DetailType: 'Campaign Interaction',
    Detail: { id, userId, interaction, campaignId: 'mail', occurredAt },
  };
}

const STORY = [
  did('ada', 'email.received', '2026-12-01T09:00:00Z'),
  did('ben', 'email.received', '2026-12-01T09:00:00Z'),
  did('ben', 'email.opened', '2026-12-02T09:00:00Z'),
];

function play(events: readonly unknown[], settings: Partial<RehearsalSettings> = {}) {
  const text = events.map((event) => (typeof event === 'string' ? event : JSON.stringify(event))).join('\n');
  return rehearse({
    campaigns: campaigns(),
    events: () => Readable.from([Buffer.from(text)]),
    needsUsers: true,
    log: {
      warn: (code, facts) => expect.unreachable(`${code} ${JSON.stringify(facts)}`),
      logDecisions: () => undefined,
    },
    ...settings,
  });
}

const outcomeOf = async (rehearsal: ReturnType<typeof play>) => (await rehearsal).campaigns[0];
const instant = (text: string) => parseInstant(text) ?? expect.unreachable(text);
/** Returns the departure of the wave for a message of the rehearsed campaign, which has a delay of seven days. */
const departs = (due: string) => {
  const windows = { width: 10 * MINUTE, offset: computeWindowOffset('resend', 1, 10 * MINUTE) };
  return computeDeparture(instant(due), windows, instant(due));
};

describe('a rehearsal of recorded events', () => {
  test('a rehearsal plays the deletion of a user: nothing is sent to that user, and the others are served (R65)', async () => {
    const deleted = {
      Source: 'test',
      DetailType: 'User Deleted',
      Detail: { userId: 'ada', occurredAt: '2026-12-03T09:00:00Z' },
    };
    const events = [...STORY.slice(0, 2), deleted];
    const {
      campaigns: [outcome],
      users = [],
      refused,
    } = await play(events);
    expect(outcome).toMatchObject({ sent: 1, waiting: 0 });
    expect(refused.count).toBe(0);
    expect(users.map(({ userId, decisions }) => [userId, decisions.length])).toEqual([
      ['ada', 0],
      ['ben', 2],
    ]);
  });

  test('a rehearsal sends the message after a week to a user who did not open the first one, and not to a user who did', async () => {
    const {
      campaigns: [outcome],
      users = [],
      until,
    } = await play(STORY);
    expect(outcome).toMatchObject({
      enrolled: 2,
      sent: 1,
      cancelled: { exception: 1 },
      waiting: 0,
    });
    const sent = users.flatMap(({ decisions }) => decisions).find(({ decision }) => decision === 'dispatched');
    expect(sent).toMatchObject({ eventId: 'ada-email.received', at: departs('2026-12-08T09:00:00Z') });
    expect(until).toBeGreaterThanOrEqual(instant('2026-12-08T09:00:00Z'));
  });

  test('a rehearsal computes calendar delays in the zone of the user, or in that of the company which it is given (R21)', async () => {
    const calendar = campaigns(RESEND_FILE.replace('7 days', '{ in: 1 day, at: "09:00" }'));
    const events = [
      did('ada', 'email.received', '2026-12-01T09:30:00Z'),
      { ...did('ben', 'email.received', '2026-12-01T09:30:00Z') },
    ];
    Object.assign(events[1]?.Detail ?? {}, { timeZone: 'Asia/Tokyo' });
    const dueOf = async (settings: Partial<RehearsalSettings>) =>
      ((await play(events, { campaigns: calendar, ...settings })).users ?? []).map(({ userId, decisions }) => {
        const [{ dueAt } = {}] = decisions;
        return `${userId} ${new Date(dueAt ?? Number.NaN).toISOString()}`;
      });
    expect(await dueOf({})).toEqual(['ada 2026-12-02T09:00:00.000Z', 'ben 2026-12-02T00:00:00.000Z']);
    expect(await dueOf({ companyZone: 'America/New_York' })).toEqual([
      'ada 2026-12-02T14:00:00.000Z',
      'ben 2026-12-02T00:00:00.000Z',
    ]);
  });

  test('a rehearsal plays with the settings of the installation that a folder names (R21, R26)', async () => {
    const quietHours = { from: '00:00', to: '23:00', then: 'withhold' } as const;
    const play7 = (installationSettings: RehearsalSettings['installationSettings']) =>
      play(STORY, { installationSettings });
    expect((await play7({ quietHours })).campaigns).toMatchObject([{ sent: 0, withheld: { 'quiet-hours': 1 } }]);
    // In Tokyo it is 18:00 when the message is due at 09:00 UTC.
    const evening = { from: '17:00', to: '19:00', then: 'withhold' } as const;
    expect((await play7({ quietHours: evening })).campaigns).toMatchObject([{ sent: 1 }]);
    const tokyo = { quietHours: evening, companyZone: 'Asia/Tokyo' };
    expect((await play7(tokyo)).campaigns).toMatchObject([{ sent: 0 }]);
    const asked = await play(STORY, { installationSettings: tokyo, companyZone: 'UTC' });
    expect(asked.campaigns).toMatchObject([{ sent: 1 }]);
  });

  test('a rehearsal applies the frequency caps of the installation over all campaigns, and counts what is capped (R45)', async () => {
    const both = [...campaigns(), ...campaigns(RESEND_FILE.replace('id: resend', 'id: other'))];
    const frequencyCaps = [{ atMost: 1, in: '1 day' }];
    const { campaigns: outcomes, users = [] } = await play(STORY, {
      campaigns: both,
      installationSettings: { frequencyCaps },
    });
    expect(outcomes.map(({ sent, withheld }) => ({ sent, withheld }))).toContainEqual({
      sent: 0,
      withheld: { capped: 1 },
    });
    expect(outcomes.map(({ sent }) => sent).toSorted()).toEqual([0, 1]);
    const capped = users.flatMap(({ decisions }) => decisions).filter(({ reason }) => reason === 'capped');
    expect(capped).toMatchObject([{ decision: 'withheld', detail: 'at most 1 message in 1 day' }]);
    const roomier = { frequencyCaps: [{ atMost: 2, in: '1 day' }] };
    const all = await play(STORY, { campaigns: both, installationSettings: roomier });
    expect(all.campaigns.map(({ sent, withheld }) => [sent, withheld])).toEqual([
      [1, {}],
      [1, {}],
    ]);
  });

  test('a rehearsal has the same outcome if the events are not in order', async () => {
    const { campaigns, users } = await play(STORY);
    expect(users).toMatchObject([{ decisions: [{}, {}] }, { decisions: [{}, {}] }]);
    expect(await play([...STORY.slice(2), ...STORY.slice(0, 2)])).toMatchObject({ campaigns, users });
  });

  test('a rehearsal counts an open a day after the dispatch as too late', async () => {
    const late = did('ben', 'email.opened', '2026-12-09T09:00:00Z');
    expect(await outcomeOf(play([STORY[0], STORY[1], late]))).toMatchObject({ sent: 2 });
  });

  test('a rehearsal publishes the campaigns at the first event (R3), or later if asked, and earlier events do not count (R1)', async () => {
    expect(await outcomeOf(play(STORY, { from: instant('2026-12-02T00:00:00Z') }))).toMatchObject({ enrolled: 0 });
    expect(await outcomeOf(play(STORY, { from: instant('2026-11-01T00:00:00Z') }))).toMatchObject({ enrolled: 2 });
  });

  test('a rehearsal ends at the given instant with the users who wait then, and leaves out later events', async () => {
    const rehearsal = await play(STORY, { until: instant('2026-12-01T12:00:00Z') });
    expect(rehearsal).toMatchObject({ events: 2, leftOut: 1, until: instant('2026-12-01T12:00:00Z') });
    expect(rehearsal.campaigns[0]).toMatchObject({ waiting: 2 });
  });

  test('a rehearsal lists refused lines with their number, and plays the others', async () => {
    const untimed = {
      Source: 'test',
      DetailType: 'User Behavior',
      Detail: { userId: 'ada', behavior: 'session.started' },
    };
    const unknown = { ...STORY[0], DetailType: 'Gossip' };
    const {
      refused,
      campaigns: [outcome],
    } = await play(['no json', STORY[0], untimed, unknown]);
    expect(refused.first.map(({ line }) => line).sort()).toEqual([1, 3, 4]);
    expect(refused.count).toBe(3);
    expect(outcome).toMatchObject({ sent: 1 });
  });

  test('a rehearsal uses the Time of an entry without occurredAt, also if its Detail is text', async () => {
    const detail = JSON.stringify({ id: 'e1', userId: 'ada', interaction: 'email.received', campaignId: 'mail' });
    const entry = { Source: 'test', DetailType: 'Campaign Interaction', Detail: detail, Time: '2026-12-01T09:00:00Z' };
    const { users = [] } = await play([entry]);
    expect(users[0]?.decisions.at(-1)).toMatchObject({ decision: 'dispatched', at: departs('2026-12-08T09:00:00Z') });
  });

  test('a rehearsal plays records of Braze Currents as they were recorded', async () => {
    const record = {
      id: 'c1',
      event_type: 'users.messages.email.Send',
      time: instant('2026-12-01T09:00:00Z') / 1000,
      user: { external_user_id: 'ada' },
      properties: { campaign_id: 'mail' },
    };
    expect(await outcomeOf(play([record]))).toMatchObject({ enrolled: 1, sent: 1 });
  });

  test('a rehearsal does not play an event that matches no campaign, and refuses one that cannot be parsed', async () => {
    const other = { ...STORY[0], Detail: { ...STORY[0]?.Detail, id: 'o1', campaignId: 'other' } };
    const typing = { ...STORY[0], Detail: { ...STORY[0]?.Detail, id: 'o2', interaction: 'email.recieved' } };
    const { events, refused } = await play([STORY[0], other, typing]);
    expect({ events, lines: refused.first.map(({ line }) => line) }).toEqual({ events: 3, lines: [3] });
  });

  test.each([
    ['a Time in milliseconds', { Time: 1_796_115_600_000 }],
    ['an occurredAt that is a number', { Detail: { ...STORY[0]?.Detail, occurredAt: 1_796_115_600_000 } }],
    ['an occurredAt that is not an instant', { Detail: { ...STORY[0]?.Detail, occurredAt: 'tomorrow' } }],
    ['no user, in the year 9000', { Detail: { occurredAt: '9000-01-01T00:00:00Z' } }],
    [
      'no known interaction, in the year 1971',
      { Detail: { ...STORY[0]?.Detail, interaction: 'x', occurredAt: '1971-01-01T00:00:00Z' } },
    ],
  ])('a rehearsal moves neither its clock nor its end for a refused event: %s (R61, R66)', async (_, wrong) => {
    const refused = { ...STORY[0], ...wrong };
    const plain = await play(STORY);
    for (const events of [
      [refused, ...STORY],
      [STORY[0], refused, STORY[1], STORY[2]],
      [...STORY, refused],
    ]) {
      const rehearsal = await play(events);
      expect(rehearsal.refused).toMatchObject({ count: 1, first: [{ line: events.indexOf(refused) + 1 }] });
      const { from, until, accepted, campaigns, users } = rehearsal;
      expect({ from, until, accepted, campaigns, users }).toEqual({
        ...{ from: plain.from, until: plain.until, accepted: 3 },
        ...{ campaigns: plain.campaigns, users: plain.users },
      });
    }
  });

  test('a rehearsal refuses what the server refuses, and for the same reason (R61)', async () => {
    const [good] = STORY;
    const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    const text = (properties: string) => JSON.stringify(good?.Detail).replace(/}$/, `,"properties":${properties}}`);
    const entries: unknown[] = [
      { ...good, Source: '' },
      { ...good, Source: 'x'.repeat(257) },
      { ...good, DetailType: 'Gossip' },
      { ...good, EventBusName: 'another' },
      { ...good, Detail: 'no json' },
      { ...good, Detail: [] },
      { ...good, Detail: { ...good?.Detail, userId: '' } },
      { ...good, Detail: { ...good?.Detail, id: 'x'.repeat(257) } },
      { ...good, Detail: { ...good?.Detail, id: '\ud800' } },
      { ...good, Detail: text(nested(60)) },
      { ...good, Detail: text(nested(100)) },
      { ...good, Detail: text('{"price":1e400}') },
      { ...good, Detail: text(JSON.stringify({ a: 'x'.repeat(300_000) })) },
      { ...good, Detail: JSON.parse(text(JSON.stringify({ a: 'x'.repeat(300_000) }))) },
      { ...good, Time: 'now' },
      { 'detail-type': 'User Behavior', detail: {} },
    ];
    const machine = openRuntime({ directory: ':memory:', clockStart: instant('2026-12-01T09:00:00Z'), log: silent });
    const results = await machine.bus.put(entries);
    await machine.close();
    const reasons = results.flatMap((result, index) =>
      'errorMessage' in result ? [{ line: index + 1, reason: result.errorMessage }] : [],
    );
    expect(reasons.length).toBeGreaterThan(9);
    expect((await play(entries)).refused.first).toEqual(reasons);
  });

  test('a rehearsal plays an entry with a further field of 200 levels, and refuses one of 201 with its name (R61)', async () => {
    const entryWith = (levels: number) =>
      JSON.stringify(STORY[0]).replace(/}$/, `,"Extra":${'['.repeat(levels)}${']'.repeat(levels)}}`);
    expect(await play([entryWith(200)])).toMatchObject({ accepted: 1, refused: { count: 0 } });
    const { accepted, refused } = await play([entryWith(201)]);
    expect({ accepted, refused }).toEqual({
      accepted: 0,
      refused: { count: 1, first: [{ line: 1, reason: 'Extra: expected at most 200 levels, found more' }] },
    });
  });

  test('a rehearsal refuses an array as a whole, in one line', async () => {
    const { refused, accepted } = await play([JSON.stringify(STORY, undefined, 2)]);
    expect({ refused, accepted }).toEqual({
      refused: { count: 1, first: [{ line: 1, reason: expect.stringContaining('found a JSON array') }] },
      accepted: 0,
    });
  });

  test('a rehearsal compares exceptions with the trigger, whatever arrives first and however many values there are (R32, R39)', async () => {
    const comparing = RESEND_FILE.replace(
      '{ interaction: email.opened, campaign: mail }',
      '{ interaction: email.opened, campaign: mail, sameAsTrigger: [properties.topic] }',
    ).replace('messages:', 'reeligibility: immediately\nmessages:');
    const about = (topic: string, interaction: string, occurredAt: string) => {
      const event = did('ada', interaction, occurredAt, `${interaction} ${topic}`);
      return { ...event, Detail: { ...event.Detail, properties: { topic } } };
    };
    const topics = Array.from({ length: 60 }, (_, index) => `topic ${index}`);
    const events = [
      ...topics.map((topic) => about(topic, 'email.opened', '2026-12-01T10:00:00Z')),
      ...topics.map((topic) => about(topic, 'email.received', '2026-12-01T09:00:00Z')),
      about('another', 'email.received', '2026-12-01T09:00:00Z'),
    ];
    const rehearsal = await play(events, { campaigns: campaigns(comparing) });
    expect(rehearsal.campaigns[0]).toMatchObject({ enrolled: 61, sent: 1, cancelled: { exception: 60 } });
  });

  test('a rehearsal plays no event of an empty recording', async () => {
    expect(await play([])).toMatchObject({ events: 0, users: [] });
  });
});

describe('a rehearsal of conversions', () => {
  const SELLING = RESEND_FILE.replace(
    'messages:',
    'conversions:\n  A: { behavior: purchase.made, within: 3 days }\nmessages:',
  );
  const buys = (userId: string, occurredAt: string) => ({
    Source: 'test',
    DetailType: 'User Behavior',
    Detail: { id: `${userId}-buys`, userId, behavior: 'purchase.made', occurredAt },
  });

  test('a rehearsal counts the messages that are converted, by letter (R47)', async () => {
    const outcome = await outcomeOf(
      play([...STORY, buys('ada', '2026-12-09T09:00:00Z'), buys('ben', '2026-12-09T09:00:00Z')], {
        campaigns: campaigns(SELLING),
      }),
    );
    expect(outcome).toMatchObject({ sent: 1, conversions: { A: { sent: 1 } } });
  });

  test('a follow-up that a conversion triggers is rehearsed too (R47)', async () => {
    const thanks = campaigns(`
id: thanks
name: Thanks
triggers: [{ interaction: conversion.performed, campaign: resend }]
delay: 1 hour
messages: [{ channel: email, subject: Thanks, body: Hello }]
`);
    const rehearsal = await play([...STORY, buys('ada', '2026-12-09T09:00:00Z')], {
      campaigns: [...campaigns(SELLING), ...thanks],
    });
    expect(rehearsal.campaigns.map(({ campaignId, sent }) => [campaignId, sent])).toEqual([
      ['resend', 1],
      ['thanks', 1],
    ]);
  });
});

describe('a rehearsal of variants and a control group', () => {
  const users = Array.from({ length: 200 }, (_, index) => `user-${index}`);
  const events = users.map((user) => did(user, 'email.received', '2026-12-01T09:00:00Z'));
  const groups = RESEND_FILE.slice(0, RESEND_FILE.indexOf('messages:')).concat(`controlGroup: 20
variants:
  - { name: short, share: 30, messages: [{ channel: push, body: short }] }
  - { name: long, share: 50, messages: [{ channel: push, body: long }] }
`);
  const after = `id: after
name: After
triggers: [{ interaction: control_group.entered, campaign: resend }]
messages: [{ channel: push, body: After }]
`;
  const isWithin = (from: number, to: number) => (user: string) =>
    sharePartOf('resend', user) >= from && sharePartOf('resend', user) < to;
  const count = (from: number, to: number) => users.filter(isWithin(from, to)).length;

  test('a rehearsal counts the messages of each variant and the users of the control group (R46)', async () => {
    expect(await outcomeOf(play(events, { campaigns: campaigns(groups) }))).toMatchObject({
      enrolled: 200,
      sent: count(0, 8_000),
      variants: { short: count(0, 3_000), long: count(3_000, 8_000) },
      control: count(8_000, 10_000),
      waiting: 0,
    });
  });

  test('a campaign without variants and a control group has no counts of them (R46)', async () => {
    const outcome = await outcomeOf(play(events));
    expect(outcome).not.toHaveProperty('variants');
    expect(outcome).not.toHaveProperty('control');
  });

  test('a rehearsal plays that users enter the control group, so that another campaign follows it (R46)', async () => {
    const { campaigns: outcomes, users: decided = [] } = await play(events, {
      campaigns: [...campaigns(groups), ...campaigns(after)],
    });
    expect(outcomes[1]).toMatchObject({ campaignId: 'after', sent: count(8_000, 10_000) });
    const sent = decided.filter(({ decisions }) => decisions.some(({ campaignId }) => campaignId === 'after'));
    expect(sent.map(({ userId }) => userId).toSorted()).toEqual(users.filter(isWithin(8_000, 10_000)).toSorted());
  });
});
