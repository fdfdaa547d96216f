import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readCampaignFile } from '../../core/campaign-file.ts';
import { readInstant } from '../../core/contracts/instant.ts';
import { type RehearsalSettings, rehearse } from '../../local/rehearse.ts';

const FILE = `
id: resend
name: Resend
triggers: [{ interaction: email.received, campaign: mail }]
delay: 7 days
exceptions: [{ interaction: email.opened, campaign: mail }]
messages: [{ channel: email, subject: Again, body: Hello }]
`;

function campaigns(text = FILE) {
  const reading = readCampaignFile(text);
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
    listsUsers: true,
    log: { warn: (code, facts) => expect.unreachable(`${code} ${JSON.stringify(facts)}`), decided: () => undefined },
    ...settings,
  });
}

const outcomeOf = async (rehearsal: ReturnType<typeof play>) => (await rehearsal).campaigns[0];
const instant = (text: string) => readInstant(text) ?? expect.unreachable(text);

describe('a rehearsal plays recorded events in their own time', () => {
  it('who does not open it is sent it again after a week, who does is not', async () => {
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
    expect(sent).toMatchObject({ eventId: 'ada-email.received', at: instant('2026-12-08T09:00:00Z') });
    expect(until).toBeGreaterThanOrEqual(instant('2026-12-08T09:00:00Z'));
  });

  it('events that are not in order come to the same', async () => {
    expect(await play([...STORY].reverse())).toMatchObject({ campaigns: (await play(STORY)).campaigns });
  });

  it('an open a day after the message left comes too late', async () => {
    const late = did('ben', 'email.opened', '2026-12-09T09:00:00Z');
    expect(await outcomeOf(play([STORY[0], STORY[1], late]))).toMatchObject({ sent: 2 });
  });

  it('the campaigns are published at the first event (R3), or later where asked: what was before does not count (R1)', async () => {
    expect(await outcomeOf(play(STORY, { from: instant('2026-12-02T00:00:00Z') }))).toMatchObject({ enrolled: 0 });
    expect(await outcomeOf(play(STORY, { from: instant('2026-11-01T00:00:00Z') }))).toMatchObject({ enrolled: 2 });
  });

  it('ends where it is told to: who waits then still waits, and later events are left out', async () => {
    const rehearsal = await play(STORY, { until: instant('2026-12-01T12:00:00Z') });
    expect(rehearsal).toMatchObject({ events: 2, leftOut: 1, until: instant('2026-12-01T12:00:00Z') });
    expect(rehearsal.campaigns[0]).toMatchObject({ waiting: 2 });
  });

  it('refused lines are listed with their number, and stop nobody', async () => {
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

  it('an entry without its own time goes by its Time, also with its Detail as text', async () => {
    const detail = JSON.stringify({ id: 'e1', userId: 'ada', interaction: 'email.received', campaignId: 'mail' });
    const entry = { Source: 'test', DetailType: 'Campaign Interaction', Detail: detail, Time: '2026-12-01T09:00:00Z' };
    const { users = [] } = await play([entry]);
    expect(users[0]?.decisions.at(-1)).toMatchObject({ decision: 'dispatched', at: instant('2026-12-08T09:00:00Z') });
  });

  it('Braze Currents events are played as they were recorded', async () => {
    const record = {
      id: 'c1',
      event_type: 'users.messages.email.Send',
      time: instant('2026-12-01T09:00:00Z') / 1000,
      user: { external_user_id: 'ada' },
      properties: { campaign_id: 'mail' },
    };
    expect(await outcomeOf(play([record]))).toMatchObject({ enrolled: 1, sent: 1 });
  });

  it('an event about something else is not played, but one that cannot be understood is refused', async () => {
    const other = { ...STORY[0], Detail: { ...STORY[0]?.Detail, id: 'o1', campaignId: 'other' } };
    const typing = { ...STORY[0], Detail: { ...STORY[0]?.Detail, id: 'o2', interaction: 'email.recieved' } };
    const { events, refused } = await play([STORY[0], other, typing]);
    expect({ events, lines: refused.first.map(({ line }) => line) }).toEqual({ events: 3, lines: [3] });
  });

  it('an empty recording is no event', async () => {
    expect(await play([])).toMatchObject({ events: 0, users: [] });
  });
});
