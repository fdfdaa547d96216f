import type { FollowUpDefinition } from '../../core/contracts/definition.ts';
import type { UserEvent } from '../../core/contracts/event.ts';
import type { Instant } from '../../core/contracts/instant.ts';
import { DAY, HOUR, MINUTE, parseTimeSpan, SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import { toCalendarHistory } from './calendar-history.ts';
import { toCappedHistory } from './capped-history.ts';
import { manyValuesHistory, toComparingHistory } from './comparing-history.ts';
import { toConvertingHistory } from './converting-history.ts';
import { deletingHistory } from './deleting-history.ts';
import { type Delivery, type Done, type History, type OwnerAction, type Plan, STAGES, type User } from './history.ts';
import { CHOICES, eventOf, KINDS } from './kinds.ts';
import { mergingHistory } from './merging-history.ts';
import { Random } from './random.ts';
import { toVariantHistory } from './variant-history.ts';

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

/** The number of histories among which one has a single user with more triggers than a row keeps. */
const CROWDED = 200;
/** The number of histories among which one has campaigns with calendar delays. */
const CALENDAR = 8;
/** The number of histories among which two are of an installation with frequency caps. */
const CAPPED = 8;
/** The number of histories among which one has exceptions that are compared with the trigger. */
const COMPARING = 8;
/** The number of histories among which one has more compared values than a row keeps marks of. */
const MANY_VALUES = 40;
/** The number of histories among which one has variants and control groups. */
const VARIANTS = 4;
/** The number of histories among which one has a sender, whose provider answers as the seed draws it. */
const SENDING = 3;

/** The number of histories among which one has campaigns with conversion events. */
const CONVERTING = 6;

/** The number of histories among which one has users who are deleted. */
const DELETING = 5;

/** The number of histories among which one has campaigns with statistics, besides those with conversions. */
const COUNTED = 3;

/** The number of histories among which one has users who are merged. */
const MERGING = 5;
/** The number of histories with merges among which one has users who are deleted, too. */
const DELETING_MERGED = 3;

/** The number of histories among which one has Lambdas that stall for nearly as long as they live. */
const SLOW = 50;

export function historyOf(seed: number): History {
  const history = groupedHistoryOf(seed);
  if (seed % CONVERTING === 2) return withStatistics(toConvertingHistory(history, new Random(seed ^ 0xc0de)));
  const isCompared = history.plans.some(({ definition }) => definition.controlGroup !== undefined);
  return isCompared || seed % COUNTED === 1 || seed % VARIANTS === 2 ? withStatistics(history) : history;
}

/** Returns a history whose campaigns have statistics (R48); those with conversions, variants or a control group have them in any case. */
function withStatistics(history: History): History {
  const ask = (plan: Plan): Plan => ({ ...plan, definition: { ...plan.definition, statistics: true } });
  const acts = history.acts.map((act) => (act.plan === undefined ? act : { ...act, plan: ask(act.plan) }));
  return { ...history, hasStatistics: true, plans: history.plans.map(ask), acts };
}

function groupedHistoryOf(seed: number): History {
  const history = shapeHistory(seed);
  // Campaigns under caps have control groups of their own, and no variants.
  const isGrouped = seed % VARIANTS === 2 && history.caps === undefined;
  return isGrouped ? toVariantHistory(history, new Random(seed ^ 0x7a61)) : history;
}

function shapeHistory(seed: number): History {
  const history = { ...drawHistory(seed), hasSender: seed % SENDING === 1 };
  const isOnCalendar = seed % CALENDAR === 3 && seed % SLOW !== 0;
  if (isOnCalendar) return withMerges(inOneZone(toCalendarHistory(history, new Random(seed ^ 0xca1e))));
  const isCapped = [1, 6].includes(seed % CAPPED) && seed % SLOW !== 0;
  if (isCapped) return withMerges(toCappedHistory(history, new Random(seed ^ 0xca95)));
  const compares = seed % COMPARING === 5 ? compared(history) : history;
  return withDeletions(withMerges(compares));
}

/** Returns a history in whose merges the users have one zone in their profiles: which of two would count depends on the order of arrival. */
function inOneZone(history: History): History {
  if (history.seed % MERGING !== 4) return history;
  const zone = history.users[0]?.zone;
  return { ...history, users: history.users.map((user) => ({ ...user, zone })) };
}

function compared(history: History): History {
  const random = new Random(history.seed ^ 0x5a3e);
  return history.seed % MANY_VALUES === 5 ? manyValuesHistory(history, random) : toComparingHistory(history, random);
}

/** Returns a history in which users are merged, if it is one of those; drawn from numbers of their own, so that the others stay as they are. */
function withMerges(history: History): History {
  return history.seed % MERGING === 4 ? mergingHistory(history, new Random(history.seed ^ 0x3e6e)) : history;
}

/** Returns a history in which users are deleted, if it is one of those; drawn from numbers of their own, so that the others stay as they are. */
function withDeletions(history: History): History {
  const { seed, merges } = history;
  const isDeleting = merges === undefined ? seed % DELETING === 2 : Math.trunc(seed / MERGING) % DELETING_MERGED === 0;
  return isDeleting ? deletingHistory(history, new Random(seed ^ 0xde1e)) : history;
}

function drawHistory(seed: number): History {
  const random = new Random(seed);
  if (seed % CROWDED === 0) return crowdedHistory(seed, random);
  if (seed % SLOW === 0) return slowHistory(seed, random);
  const start = START + random.upTo(DAY / SECOND) * SECOND;
  const users = Array.from({ length: random.between(1, 3) }, (_, index) => ({
    id: `u${index}`,
    isVip: random.chance(0.6),
  }));
  const plans = Array.from({ length: random.between(1, 3) }, (_, index) => planOf(`follow-up-${index}`, random));
  const scale = Math.min(...plans.map(({ delay }) => delay).filter((delay) => delay > 0), DAY);
  const isLate = random.chance(0.15);
  const events = eventsOf({ users, plans, start, scale, unsendable: 0.05 }, random);
  const lateness = isLate ? 3 * scale : scale / 8;
  const deliveries = events.flatMap(({ event }) =>
    deliveriesOf(event, { lateness, due: isLate ? scale : undefined }, random),
  );
  const maxWait = Math.min(MINUTE, isLate ? MINUTE : scale / 8);
  const disturbances = {
    faults: random.pick([0, 2, 4, 8]),
    share: random.pick([0.02, 0.1, 0.3]),
    maxStall: maxWait,
    maxRetry: maxWait,
    maxBacklog: lateness,
  };
  const last = Math.max(start, ...deliveries.map(({ at }) => at));
  const acts = random.chance(0.15) ? actsOf(plans, { from: start, to: last, events }, random) : [];
  // Drawn from numbers of their own, so that the other histories stay as they are.
  acts.push(...pausesOf(plans, { from: start, to: last, events }, new Random(seed ^ 0x9a05e)));
  return { seed, start, users, plans, events, deliveries, acts, disturbances };
}

/**
 * Draws a history of a user with more triggers of one follow-up than a row keeps (R49): shuffled, many at the same
 * instant, repeated long after. Never more than a hundred wait at a time.
 */
function crowdedHistory(seed: number, random: Random): History {
  const start = START + random.upTo(DAY / SECOND) * SECOND;
  const plan = planOf('follow-up-0', random, {
    alone: {
      delay: random.pick(['none', 'none', '10 seconds']),
      window: random.pick(['immediately', 'never']),
    },
  });
  const [users, plans] = [[{ id: 'u0', isVip: true }], [plan]];
  const kinds = plan.triggers.flatMap(({ matches }) => matches);
  const count = random.between(120, 220);
  const isSimultaneous = plan.delay === 0;
  const instants = Math.ceil(count / random.pick(isSimultaneous ? [1, 3, 10] : [1, 3]));
  const step = isSimultaneous ? random.pick([1, 200, SECOND]) : 2 * SECOND;
  const events = Array.from({ length: count }, (_, index) => {
    const at = start + random.upTo(instants) * step;
    const kind = random.pick(kinds);
    return { kind, event: eventOf(kind, { id: `e${index}`, userId: 'u0', at }, random.chance(0.02)) };
  });
  const last = start + instants * step;
  const deliveries = events.flatMap(({ event }) =>
    STAGES.flatMap((stage) =>
      Array.from({ length: stage === 'match-trigger' && random.chance(0.4) ? 2 : 1 }, (_, index) => {
        const late = index === 0 ? random.upTo(random.pick([0, 5 * SECOND])) : random.upTo(last + MINUTE - event.at);
        return { at: event.at + late, event, stage };
      }),
    ),
  );
  const maxWait = 10 * SECOND;
  const disturbances = {
    faults: random.pick([0, 20, 60]),
    share: 0.03,
    maxStall: maxWait,
    maxRetry: maxWait,
    maxBacklog: maxWait,
  };
  return { seed, start, users, plans, events, deliveries, acts: [], disturbances };
}

/**
 * Draws a history of a user whose messages often cannot be sent, so that standbys take over while a wave leaves.
 * Dispatch lives two minutes: here it stalls for as long, past the last call of the wave that a standby boards (R72).
 */
function slowHistory(seed: number, random: Random): History {
  const start = START + random.upTo(DAY / SECOND) * SECOND;
  const plan = planOf('follow-up-0', random, {
    alone: { delay: random.pick(['10 seconds', '1 minute']), window: 'never' },
  });
  const kinds = plan.triggers.flatMap(({ matches }) => matches);
  const events = Array.from({ length: random.between(2, 6) }, (_, index) => {
    const fields = { id: `e${index}`, userId: 'u0', at: start + random.upTo(10) * SECOND };
    const kind = random.pick(kinds);
    return { kind, event: eventOf(kind, fields, random.chance(0.6)) };
  });
  const deliveries = events.flatMap(({ event }) => STAGES.map((stage) => ({ at: event.at, event, stage })));
  const [maxStall, soon] = [5 * MINUTE, 10 * SECOND];
  const disturbances = {
    faults: 12,
    share: 0.15,
    maxStall,
    maxRetry: soon,
    maxBacklog: soon,
    isSlow: true,
  } as const;
  return { seed, start, users: [{ id: 'u0', isVip: true }], plans: [plan], events, deliveries, acts: [], disturbances };
}

/** The parts of a plan that are not drawn: an edit keeps some of the plan, and a history of one user has no exceptions. */
interface Given {
  readonly kept?: Plan;
  readonly alone?: { readonly delay: string; readonly window: string };
}

function planOf(id: string, random: Random, { kept, alone }: Given = {}): Plan {
  const delay = alone?.delay ?? random.pick(DELAYS);
  const triggers = random.some(CHOICES, 1, 2);
  const exceptions = delay === 'none' || alone ? [] : random.some(CHOICES, random.chance(0.8) ? 1 : 0, 2);
  const vipOnly = alone === undefined && (kept?.vipOnly ?? random.chance(0.25));
  const reeligibility = alone?.window ?? kept?.definition.reeligibility ?? random.pick(WINDOWS);
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
  const window = reeligibility === 'never' ? Number.POSITIVE_INFINITY : (parseTimeSpan(reeligibility) ?? 0);
  return { definition, delay: parseTimeSpan(delay) ?? 0, window, triggers, exceptions, vipOnly };
}

interface Setting {
  readonly users: readonly User[];
  readonly plans: readonly Plan[];
  readonly start: Instant;
  readonly scale: TimeSpan;
  /** The share of messages that cannot be sent. */
  readonly unsendable: number;
}

/** Draws events, most of which match a follow-up. Their instants lie on a coarse grid, so that they are often equal. */
function eventsOf({ users, plans, start, scale, unsendable }: Setting, random: Random): Done[] {
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
    const isUnsendable = random.chance(unsendable);
    return { kind, event: eventOf(kind, { id, userId: random.pick(users).id, at }, isUnsendable) };
  });
}

/** Draws one to three deliveries of an event to each stage, at its instant or later; in some histories just before its message is due. */
function deliveriesOf(
  event: UserEvent,
  { lateness, due }: { lateness: TimeSpan; due: TimeSpan | undefined },
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

/** Draws actions of owners at any instant, and often just when a message is due. */
function actsOf(plans: readonly Plan[], { from, to, events }: Chances, random: Random): OwnerAction[] {
  const acts = Array.from({ length: random.between(1, 4) }, (): OwnerAction => {
    const plan = random.pick(plans);
    const campaignId = plan.definition.id;
    const act = random.pick(['stop', 'stop', 'publish', 'edit', 'edit', 'abort', 'leave'] as const);
    const due = random.pick(events).event.at + plan.delay + random.pick([-1, 0, 0, 1]) * SECOND;
    const at = random.chance(0.5) ? Math.max(from, due) : from + random.upTo(to - from);
    return act === 'edit'
      ? { at, campaignId, act, plan: planOf(campaignId, random, { kept: plan }) }
      : { at, campaignId, act };
  });
  return acts.flatMap((act) => {
    if (act.act !== 'stop' || random.chance(0.3)) return [act];
    const gap = random.upTo(random.pick([2 * SECOND, MINUTE, Math.max(0, to - act.at)]));
    return [act, { at: act.at + gap, campaignId: act.campaignId, act: 'publish' as const }];
  });
}

/** Draws pauses in one of seven histories, often just before or after a message is due, each with its resumption: of one campaign or of all, for moments or for hours. */
function pausesOf(plans: readonly Plan[], { from, to, events }: Chances, random: Random): OwnerAction[] {
  if (!random.chance(1 / 7)) return [];
  return Array.from({ length: random.between(1, 3) }, () => {
    const plan = random.pick(plans);
    const pause = { campaignId: plan.definition.id, isOfAll: random.chance(0.3) };
    const due = random.pick(events).event.at + plan.delay + random.pick([-10, -1, 0, 1, 30]) * SECOND;
    const at = random.chance(0.7) ? Math.max(from, due) : from + random.upTo(to - from);
    const span = random.upTo(random.pick([20 * SECOND, 3 * MINUTE, 20 * MINUTE, 3 * HOUR]));
    return [
      { ...pause, at, act: 'pause' as const },
      { ...pause, at: at + span, act: 'resume' as const },
    ];
  }).flat();
}
