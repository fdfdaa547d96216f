import { describe, expect, test } from 'vitest';
import { createMemoryServices } from '../../adapters/memory/services.ts';
import { checkDefinition } from '../../core/check-definition.ts';
import type { Decision } from '../../core/contracts/decision.ts';
import type { UserEvent } from '../../core/contracts/event.ts';
import { DAY, HOUR, MINUTE } from '../../core/contracts/time-span.ts';
import type { Services } from '../../core/ports.ts';
import { callWave } from '../../engine/call-wave.ts';
import { handleEventDirectly } from '../../engine/handle-event-directly.ts';
import { readUserDecisions } from '../../engine/read-decisions.ts';
import { readStatistics } from '../../engine/read-statistics.ts';
import { requestRecount, stepRecount } from '../../engine/recount-statistics.ts';
import { publishAll } from '../../rehearse/publish-all.ts';
import { breakingAt } from '../harness/scenarios/story.ts';
import { Random } from '../simulation/random.ts';

const START = Date.UTC(2026, 11, 1, 9);
const USERS = ['ann', 'ben', 'cleo', 'dan', 'eve', 'fay'];
const RUNS = 1_000;
const log = { warn: () => undefined, logDecisions: () => undefined };

function defineCampaign() {
  const check = checkDefinition({
    id: 'reminder',
    name: 'Reminder',
    triggers: [{ interaction: 'email.received', campaign: 'welcome' }],
    delay: '1 hour',
    exceptions: [{ interaction: 'email.opened', campaign: 'welcome' }],
    reeligibility: 'immediately',
    controlGroup: 30,
    variants: [
      { name: 'short', share: 40, messages: [{ channel: 'push', body: 'Hello' }] },
      { name: 'long', share: 30, messages: [{ channel: 'push', body: 'Hello, hello' }] },
    ],
    conversions: { A: { behavior: 'purchase.made', within: '2 days' } },
  });
  if ('faults' in check) throw new Error(JSON.stringify(check.faults));
  return check.definition;
}

/** Draws what users do in three days: they receive the email, open it, and buy. */
function drawEvents(random: Random): UserEvent[] {
  return Array.from({ length: random.between(5, 25) }, (_, each): UserEvent => {
    const fields = {
      id: `e${each}`,
      userId: random.pick(USERS),
      at: START + random.upTo(3 * DAY),
      source: 'test',
      detail: {},
    };
    const kind = random.pick(['received', 'received', 'opened', 'bought', 'bought'] as const);
    if (kind === 'bought') return { ...fields, kind: 'behavior', behavior: 'purchase.made' };
    return { ...fields, kind: 'interaction', interaction: `email.${kind}`, campaignId: 'welcome' };
  });
}

/** Counts decisions by hand: the figure of each, as the product names it. */
async function countByHand(services: Services): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const userId of USERS) {
    const decisions = await readUserDecisions(userId, 'reminder', services);
    const sentBy = (id: string) =>
      decisions.find(({ enrollmentId, decision }) => enrollmentId === id && /^(dispatched|control)$/.test(decision));
    const add = ({ at }: Pick<Decision, 'at'>, what: string) => {
      const key = `0|${new Date(at).toISOString().slice(0, 10)}|${what}`;
      counts[key] = (counts[key] ?? 0) + 1;
    };
    for (const each of decisions) {
      const group = (of: Decision | undefined) => (of?.decision === 'control' ? 'control' : `variant:${of?.variant}`);
      const sent = sentBy(each.enrollmentId);
      if (each.decision === 'enrolled') add(each, 'enrolled|');
      else if (each.decision === 'withheld' || each.decision === 'cancelled')
        add(each, `${each.decision}:${each.reason}|`);
      else if (each.decision === 'dispatched' || each.decision === 'control')
        add(each, `${each.decision}|${group(each)}`);
      else if (each.decision === 'converted' && sent) add(sent, `converted:${each.conversionEvent}|${group(sent)}`);
    }
  }
  return counts;
}

/** Plays events in any order, each up to three times, and ends the work at any write, which is then repeated; recounts begin in between. */
async function play(seed: number) {
  const random = new Random(seed);
  let now = START;
  const services = createMemoryServices({ clock: { now: () => now }, log });
  await publishAll([defineCampaign()], services);
  const attempt = async (work: (services: Services) => Promise<unknown>): Promise<void> => {
    for (let tries = 0; tries < 20; tries += 1) {
      const isBroken = tries < 19 && random.chance(0.25);
      const container = isBroken ? breakingAt(services, random.between(1, 8)).services : services;
      if (
        await work(container).then(
          () => true,
          () => false,
        )
      )
        return;
    }
  };
  const deliveries = drawEvents(random)
    .flatMap((event) =>
      Array.from({ length: random.between(1, 3) }, () => ({ event, at: event.at + random.upTo(6 * HOUR) })),
    )
    .sort((one, other) => one.at - other.at);
  const limits = { settleTime: 0, hasTimeLeft: () => false };
  const advanceTo = async (instant: number) => {
    for (
      let call = services.waves.takeDueCall(instant);
      call !== undefined;
      call = services.waves.takeDueCall(instant)
    ) {
      const due = call;
      now = Math.max(now, due.at);
      await attempt((container) => callWave(due, { ...services, ...container, waves: services.waves }));
    }
    now = Math.max(now, instant);
  };
  for (const { event, at } of deliveries) {
    await advanceTo(at);
    await attempt((container) => handleEventDirectly(event, container));
    if (random.chance(0.1)) await requestRecount(services);
    if (random.chance(0.3)) await stepRecount(services, limits);
  }
  await advanceTo(now + 4 * HOUR + MINUTE);
  return services;
}

describe('the statistics of a campaign whose work ends between any two writes', () => {
  test('a thousand times: live figures are never above a recount, and a recount is what a count by hand finds (R48)', async () => {
    let lost = 0;
    for (let seed = 0; seed < RUNS; seed += 1) {
      const services = await play(seed);
      const shown = (await readStatistics('reminder', services)).figures;
      const expected = await countByHand(services);
      for (const [key, count] of Object.entries(shown))
        expect(count, `seed ${seed}: ${key}`).toBeLessThanOrEqual(expected[key] ?? 0);
      if (Object.entries(expected).some(([key, count]) => (shown[key] ?? 0) < count)) lost += 1;
      const limits = { settleTime: 0, hasTimeLeft: () => true };
      while ((await stepRecount(services, limits)) === 'unfinished');
      await requestRecount(services);
      while ((await stepRecount(services, limits)) === 'unfinished');
      expect((await readStatistics('reminder', services)).figures, `seed ${seed}`).toEqual(expected);
    }
    // Crashes did take something: else nothing was tried.
    expect(lost).toBeGreaterThan(RUNS / 20);
  });
});
