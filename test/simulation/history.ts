import type { FollowUpDefinition } from '../../core/contracts/definition.ts';
import type { UserEvent } from '../../core/contracts/event.ts';
import type { Instant } from '../../core/contracts/instant.ts';
import { DAY, MINUTE, readSpan, SECOND, type Span } from '../../core/contracts/span.ts';
import { CHOICES, type Choice, eventOf, KINDS, type Kind } from './kinds.ts';
import { Random } from './random.ts';

/** A follow-up campaign of a history, in plain terms for the model and as its definition for the machine. */
export interface Plan {
  readonly definition: FollowUpDefinition;
  readonly delay: Span;
  /** Infinity: never again. */
  readonly window: Span;
  readonly triggers: readonly Choice[];
  readonly exceptions: readonly Choice[];
  /** Only users with `vip` are in the audience. */
  readonly vipOnly: boolean;
}

export interface User {
  readonly id: string;
  readonly isVip: boolean;
}

export interface Done {
  readonly kind: Kind;
  readonly event: UserEvent;
}

export const STAGES = ['match-trigger', 'match-exception'] as const;
export type StageName = (typeof STAGES)[number];

/** A queue hands an event to a stage; what breaks is handed over again. */
export interface Delivery {
  readonly at: Instant;
  readonly event: UserEvent;
  readonly stage: StageName;
}

/** What the owner of a campaign does. */
export interface OwnersAct {
  readonly at: Instant;
  readonly campaignId: string;
  /** `abort`: an operator ends one of its waves in the console. `leave`: a user leaves or joins the audience. */
  readonly act: 'stop' | 'publish' | 'edit' | 'abort' | 'leave';
  /** The edit. */
  readonly plan?: Plan;
}

/** How unkind the world is. */
export interface Weather {
  /** Faults there may be at most. */
  readonly faults: number;
  /** The share of port calls struck while there are faults left. */
  readonly share: number;
  /** The longest a port call stalls. */
  readonly longestStall: Span;
  /** The longest until a broken delivery comes again. */
  readonly longestRetry: Span;
  /** The longest until what is handed on from queue to queue comes. */
  readonly longestBacklog: Span;
}

/** Everything that happens to the machine, as a function of a seed. */
export interface History {
  readonly seed: number;
  readonly start: Instant;
  readonly users: readonly User[];
  readonly plans: readonly Plan[];
  readonly events: readonly Done[];
  readonly deliveries: readonly Delivery[];
  readonly acts: readonly OwnersAct[];
  readonly weather: Weather;
}

const START = Date.UTC(2026, 11, 1);
const DELAYS = ['none', '10 seconds', '1 minute', '1 minute', '1 day', '1 day'] as const;
const WINDOWS = [
  'never',
  'never',
  'never',
  'immediately',
  'immediately',
  '30 seconds',
  '10 minutes',
  '2 days',
] as const;

export function historyOf(seed: number): History {
  const random = new Random(seed);
  const start = START + random.upTo(DAY / SECOND) * SECOND;
  const users = Array.from({ length: random.between(1, 3) }, (_, index) => ({
    id: `u${index}`,
    isVip: random.chance(0.6),
  }));
  const plans = Array.from({ length: random.between(1, 3) }, (_, index) => planOf(`follow-up-${index}`, random));
  const scale = Math.min(...plans.map(({ delay }) => delay).filter((delay) => delay > 0), DAY);
  const isLate = random.chance(0.15);
  const events = eventsOf({ users, plans, start, scale }, random);
  const lateness = isLate ? 3 * scale : scale / 8;
  const deliveries = events.flatMap(({ event }) =>
    deliveriesOf(event, { lateness, due: isLate ? scale : undefined }, random),
  );
  const patience = Math.min(MINUTE, isLate ? MINUTE : scale / 8);
  const weather = {
    faults: random.pick([0, 2, 4, 8]),
    share: random.pick([0.02, 0.1, 0.3]),
    longestStall: patience,
    longestRetry: patience,
    longestBacklog: lateness,
  };
  const last = Math.max(start, ...deliveries.map(({ at }) => at));
  const acts = random.chance(0.15) ? actsOf(plans, { from: start, to: last, events }, random) : [];
  return { seed, start, users, plans, events, deliveries, acts, weather };
}

function planOf(id: string, random: Random, kept?: Plan): Plan {
  const delay = random.pick(DELAYS);
  const triggers = random.some(CHOICES, 1, 2);
  const exceptions = delay === 'none' ? [] : random.some(CHOICES, random.chance(0.8) ? 1 : 0, 2);
  const vipOnly = kept?.vipOnly ?? random.chance(0.25);
  const reeligibility = kept?.definition.reeligibility ?? random.pick(WINDOWS);
  const definition: FollowUpDefinition = {
    id,
    name: id,
    triggers: triggers.map(({ selector }) => selector),
    delay,
    exceptions: exceptions.map(({ selector }) => selector),
    audience: vipOnly ? { vip: true } : 'everyone',
    recheckAudience: vipOnly && random.chance(0.5),
    reeligibility,
    staleAfter: '72 hours',
    ...(random.chance(0.2) ? { precision: '1 second' } : {}),
    messages: [{ channel: 'push', body: 'Hello' }],
  };
  const window = reeligibility === 'never' ? Number.POSITIVE_INFINITY : (readSpan(reeligibility) ?? 0);
  return { definition, delay: readSpan(delay) ?? 0, window, triggers, exceptions, vipOnly };
}

interface Setting {
  readonly users: readonly User[];
  readonly plans: readonly Plan[];
  readonly start: Instant;
  readonly scale: Span;
}

/** Most events are of a kind that concerns a follow-up; they lie on a coarse grid, so that instants are often equal. */
function eventsOf({ users, plans, start, scale }: Setting, random: Random): Done[] {
  const concerning = plans.flatMap((plan) => [...plan.triggers, ...plan.exceptions]).flatMap(({ matches }) => matches);
  const step = scale / random.pick([2, 5, 10]);
  const span = random.pick([4, 10, 30]);
  const ids = new Set<string>();
  return Array.from({ length: random.between(2, 12) }, () => {
    let id = `e${random.upTo(999)}`;
    while (ids.has(id)) id = `e${random.upTo(999)}`;
    ids.add(id);
    const kind = random.chance(0.9) ? random.pick(concerning) : random.pick(KINDS);
    const at =
      start + random.between(random.chance(0.1) ? -2 : 0, span) * step + (random.chance(0.1) ? random.upTo(step) : 0);
    return { kind, event: eventOf(kind, { id, userId: random.pick(users).id, at }) };
  });
}

/** Each event comes to each stage one to three times, at the same instant or later; in some histories just before its message is due. */
function deliveriesOf(
  event: UserEvent,
  { lateness, due }: { lateness: Span; due: Span | undefined },
  random: Random,
): Delivery[] {
  return STAGES.flatMap((stage) => {
    const times = random.chance(0.6) ? 1 : random.between(2, 3);
    return Array.from({ length: times }, () => {
      const isLastMinute = due !== undefined && random.chance(0.4);
      const some = random.chance(0.4) ? 0 : random.upTo(random.chance(0.5) ? lateness / 20 : lateness);
      const late = isLastMinute ? due - random.upTo(4 * SECOND) : some;
      return { at: event.at + late, event, stage };
    });
  });
}

interface Chances {
  readonly from: Instant;
  readonly to: Instant;
  readonly events: readonly Done[];
}

/** Owners act at any time, and often just when something is due. */
function actsOf(plans: readonly Plan[], { from, to, events }: Chances, random: Random): OwnersAct[] {
  const acts = Array.from({ length: random.between(1, 4) }, (): OwnersAct => {
    const plan = random.pick(plans);
    const campaignId = plan.definition.id;
    const act = random.pick(['stop', 'stop', 'publish', 'edit', 'edit', 'abort', 'leave'] as const);
    const due = random.pick(events).event.at + plan.delay + random.pick([-1, 0, 0, 1]) * SECOND;
    const at = random.chance(0.5) ? Math.max(from, due) : from + random.upTo(to - from);
    return act === 'edit' ? { at, campaignId, act, plan: planOf(campaignId, random, plan) } : { at, campaignId, act };
  });
  return acts.flatMap((act) => {
    if (act.act !== 'stop' || random.chance(0.3)) return [act];
    const gap = random.upTo(random.pick([2 * SECOND, MINUTE, Math.max(0, to - act.at)]));
    return [act, { at: act.at + gap, campaignId: act.campaignId, act: 'publish' as const }];
  });
}
