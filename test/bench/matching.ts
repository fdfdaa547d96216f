import { createSqliteServices } from '../../adapters/sqlite/services.ts';
import { SqliteStore } from '../../adapters/sqlite/store.ts';
import { planPublish, planSave } from '../../core/campaign.ts';
import type { FollowUpDefinition } from '../../core/contracts/definition.ts';
import type { UserEvent } from '../../core/contracts/event.ts';
import type { Selector } from '../../core/contracts/selector.ts';
import type { Services } from '../../core/ports.ts';
import { matchFollowUps } from '../../engine/match.ts';
import { type Figure, judged, type Part } from './figure.ts';

const PUBLISHED = [100, 1_000, 10_000] as const;
const AT = Date.UTC(2026, 11, 1);
/** The approximate milliseconds of each measurement. */
const FOR = 1_000;

const target = (index: number) => `target-${index}`;
const received = (userId: string, campaignId: string): UserEvent => ({
  kind: 'interaction',
  interaction: 'email.received',
  campaignId,
  id: userId,
  source: 'bench',
  userId,
  at: AT + 1,
  detail: { userId, campaignId, interaction: 'email.received' },
});
const bought = (userId: string, productId: string): UserEvent => ({
  kind: 'behavior',
  behavior: 'purchase.made',
  id: userId,
  source: 'bench',
  userId,
  at: AT + 1,
  detail: { userId, behavior: 'purchase.made', productId, price: 10 },
});

/** Measures the microseconds that it takes to find the follow-ups of an event, by the number of published follow-ups. */
export const matching: Part = async () => {
  const figures: Figure[] = [];
  for (const count of PUBLISHED) {
    const campaign = (index: number): Selector[] => [{ interaction: 'email.received', campaign: target(index) }];
    const own = await publishedServices(count, campaign);
    const one = await microseconds(own, (turn) => received(`u${turn}`, target((turn * 7_919) % count)), 1);
    const none = await microseconds(own, (turn) => received(`u${turn}`, `nobody-${turn % 50_000}`), 0);
    const product = (index: number): Selector[] => [{ behavior: 'purchase.made', productId: `p${index}` }];
    const shared = await publishedServices(count, product);
    const narrowed = await microseconds(shared, (turn) => bought(`u${turn}`, `p${(turn * 7_919) % count}`), 1);
    const goal = { max: 50, unit: 'us' };
    figures.push(
      judged(`matching, ${count} published: an event that expected one`, one, goal),
      judged(`matching, ${count} published: an event that expected none`, none, goal),
      judged(`matching, ${count} published on one key: a purchase whose productId expected one`, narrowed, goal),
    );
  }
  return figures;
};

async function publishedServices(count: number, triggersOf: (index: number) => Selector[]): Promise<Services> {
  const log = { warn: () => undefined, logDecisions: () => undefined };
  const services = createSqliteServices(new SqliteStore(':memory:'), { clock: { now: () => AT }, log });
  await services.transaction(async () => {
    for (let index = 0; index < count; index++) await publishOne(`follow-up-${index}`, triggersOf(index), services);
  });
  return services;
}

async function publishOne(id: string, triggers: Selector[], services: Services): Promise<void> {
  const definition: FollowUpDefinition = {
    id,
    name: id,
    triggers,
    delay: '1 hour',
    exceptions: [{ interaction: 'email.opened', campaign: id }],
    audience: 'everyone',
    recheckAudience: false,
    reeligibility: 'never',
    staleAfter: '72 hours',
    messages: [{ channel: 'email', subject: 'Hello', body: 'Hello' }],
  };
  const acting = { now: AT, by: 'bench' };
  const saved = planSave(undefined, definition, acting);
  if (!('campaign' in saved)) throw new Error(saved.code);
  const published = planPublish(
    { campaign: saved.campaign, definition, published: undefined, archivedTargets: [] },
    acting,
  );
  if (!('campaign' in published)) throw new Error(published.code);
  await services.campaigns.write(saved);
  await services.campaigns.write(published);
}

async function microseconds(services: Services, event: (turn: number) => UserEvent, expected: number): Promise<number> {
  let turn = 0;
  const rounds = async (span: number) => {
    const [first, from] = [performance.now(), turn];
    while (performance.now() - first < span) {
      const found = await matchFollowUps(event(turn++), services);
      if (found.length !== expected) throw new Error(`matching: expected ${expected}, found ${found.length}`);
    }
    return ((performance.now() - first) * 1_000) / (turn - from);
  };
  await rounds(FOR / 2);
  return rounds(FOR);
}
