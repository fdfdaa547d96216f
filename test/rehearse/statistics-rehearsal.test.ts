import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { formatRehearsal } from '../../cli/format-rehearsal.ts';
import { checkDefinition } from '../../core/check-definition.ts';
import type { Definition } from '../../core/contracts/definition.ts';
import { DAY, HOUR, MINUTE } from '../../core/contracts/time-span.ts';
import type { Rehearsal } from '../../rehearse/rehearsal.ts';
import { rehearse } from '../../rehearse/rehearse.ts';
import { Random } from '../simulation/random.ts';

const USERS = 100_000;
const START = Date.UTC(2026, 11, 1, 9);
const SEED = 48;
/** The share of users who buy without a message, and with one. */
const [WITHOUT, WITH] = [0.04, 0.05];

/** Returns a campaign with a control group of 10 %: an hour after the welcome email, unless it was opened; a purchase within 3 days converts. */
function defineCampaign(): Definition {
  const check = checkDefinition({
    id: 'reminder',
    name: 'Reminder',
    triggers: [{ interaction: 'email.received', campaign: 'welcome' }],
    delay: '1 hour',
    exceptions: [{ interaction: 'email.opened', campaign: 'welcome' }],
    controlGroup: 10,
    conversions: { A: { behavior: 'purchase.made', within: '3 days' } },
    messages: [{ channel: 'push', body: 'Did you see this?' }],
  });
  if ('faults' in check) throw new Error(JSON.stringify(check.faults));
  return check.definition;
}

/** The events of a user of the recording. */
interface Recorded {
  readonly userId: string;
  readonly receivedAt: number;
  readonly openedAt?: number;
  readonly boughtAt?: number;
}

/** Returns whether a user is in the control group, computed by hand from the rule (R46): the last tenth of 10,000 parts. */
function isControl(userId: string): boolean {
  const hash = createHash('sha256')
    .update(JSON.stringify(['reminder', userId]))
    .digest();
  return hash.readUInt32BE(0) % 10_000 >= 9_000;
}

/** Draws a recording: one in ten opens the email within the hour, and users buy more often if they are sent the message. */
function drawRecording(): Recorded[] {
  const random = new Random(SEED);
  return Array.from({ length: USERS }, (_, each) => {
    const userId = `user-${each}`;
    const receivedAt = START + Math.floor(each / 20) * 1_000;
    const openedAt = random.chance(0.1) ? receivedAt + random.between(1, 59) * MINUTE : undefined;
    const buys = random.chance(isControl(userId) || openedAt !== undefined ? WITHOUT : WITH);
    const boughtAt = buys ? receivedAt + 2 * HOUR + random.upTo(4 * DAY) : undefined;
    return { userId, receivedAt, ...(openedAt && { openedAt }), ...(boughtAt && { boughtAt }) };
  });
}

function toLines(recorded: readonly Recorded[]): string {
  const entries = recorded.flatMap(({ userId, receivedAt, openedAt, boughtAt }) => [
    {
      at: receivedAt,
      type: 'Campaign Interaction',
      detail: { userId, interaction: 'email.received', campaignId: 'welcome' },
    },
    ...(openedAt === undefined
      ? []
      : [
          {
            at: openedAt,
            type: 'Campaign Interaction',
            detail: { userId, interaction: 'email.opened', campaignId: 'welcome' },
          },
        ]),
    ...(boughtAt === undefined
      ? []
      : [{ at: boughtAt, type: 'User Behavior', detail: { userId, behavior: 'purchase.made', price: 10 } }]),
  ]);
  entries.sort((one, other) => one.at - other.at);
  return entries
    .map(({ at, type, detail }) =>
      JSON.stringify({
        Source: 'shop',
        DetailType: type,
        Detail: { ...detail, occurredAt: new Date(at).toISOString() },
      }),
    )
    .join('\n');
}

describe('a rehearsal of 100,000 recorded users with a control group of 10 % (R46, R47, R48)', () => {
  const recorded = drawRecording();
  let rehearsal: Rehearsal;
  beforeAll(async () => {
    const bytes = new TextEncoder().encode(toLines(recorded));
    rehearsal = await rehearse({
      campaigns: [defineCampaign()],
      events: async function* () {
        for (let first = 0; first < bytes.length; first += 1 << 18) yield bytes.slice(first, first + (1 << 18));
      },
      log: { warn: (code) => expect(code).toBe(''), logDecisions: () => undefined },
    });
  }, 300_000);

  /** Counts what has to come out by hand: who stays, in which group, and who buys within three days after the message. */
  function countByHand() {
    const groups = { control: { sent: 0, converted: 0 }, messages: { sent: 0, converted: 0 } };
    // The message leaves at the end of its window, at most a minute after it is due. Purchases near the deadline are judged below.
    let nearDeadline = 0;
    for (const { userId, receivedAt, openedAt, boughtAt } of recorded) {
      if (openedAt !== undefined) continue;
      const group = isControl(userId) ? groups.control : groups.messages;
      group.sent += 1;
      if (boughtAt === undefined) continue;
      const due = receivedAt + HOUR;
      if (boughtAt <= due + 3 * DAY) group.converted += 1;
      else if (boughtAt <= due + 3 * DAY + 6 * MINUTE) nearDeadline += 1;
    }
    return { ...groups, nearDeadline };
  }

  test('a rehearsal prints the groups, the lift and its interval', () => {
    const lines = formatRehearsal(rehearsal);
    const header = lines.findIndex((line) => line.includes('LIFT OVER CONTROL (95 %)'));
    expect(lines[header + 1]).toMatch(/^ {2}control +[\d,]+ not sent +A +\d+ +\d\.\d\d % \(\d\.\d\d to \d\.\d\d\)$/);
    expect(lines[header + 2]).toMatch(
      /^ {2}messages +[\d,]+ +A +[\d,]+ +\d\.\d\d % \(\d\.\d\d to \d\.\d\d\) +\+\d+\.\d % \([+-]\d+\.\d to \+\d+\.\d\) +\+0\.\d\d \([+-]\d\.\d\d to \+\d\.\d\d\)$/,
    );
  });

  test('a rehearsal agrees with a count by hand and with the formulas of the lift, computed by hand', () => {
    const { control, messages, nearDeadline } = countByHand();
    const [outcome] = rehearsal.campaigns;
    const groups = outcome?.statistics?.epochs[0]?.groups ?? [];
    const found = (name: string) => groups.find(({ group }) => group === name);
    expect(found('control')?.sent).toBe(control.sent);
    expect(found('messages')?.sent).toBe(messages.sent);
    const converted = (name: string) => found(name)?.conversions['A'];
    const [inControl, inMessages] = [converted('control')?.count ?? 0, converted('messages')?.count ?? 0];
    // A window moves the deadline by minutes: only purchases in these minutes may count in addition.
    expect(inControl).toBeGreaterThanOrEqual(control.converted);
    expect(inMessages).toBeGreaterThanOrEqual(messages.converted);
    expect(inControl + inMessages).toBeLessThanOrEqual(control.converted + messages.converted + nearDeadline);
    expect(inMessages).toBeGreaterThan(2_000);
    const [one, other] = [inMessages / messages.sent, inControl / control.sent];
    const z = 1.959963984540054;
    const spread = z * Math.sqrt(1 / inMessages - 1 / messages.sent + 1 / inControl - 1 / control.sent);
    const { lift } = converted('messages') ?? {};
    expect(lift?.value).toBeCloseTo(one / other - 1, 12);
    expect(lift?.low).toBeCloseTo(Math.exp(Math.log(one / other) - spread) - 1, 12);
    expect(lift?.high).toBeCloseTo(Math.exp(Math.log(one / other) + spread) - 1, 12);
    // The recording was drawn with a lift of 25 %, of purchases within four days: the interval is right about that.
    expect(lift?.low).toBeLessThan(WITH / WITHOUT - 1);
    expect(lift?.high).toBeGreaterThan(WITH / WITHOUT - 1);
  });
});
