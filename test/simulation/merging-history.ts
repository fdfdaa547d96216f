import { getPrecision } from '../../core/contracts/definition.ts';
import type { UserEvent } from '../../core/contracts/event.ts';
import type { Selector } from '../../core/contracts/selector.ts';
import { HOUR, MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import { computeDeparture, computeWindows } from '../../core/waves.ts';
import { type Done, type History, MAX_FAULTS, type Plan, type UserMergePlan } from './history.ts';
import type { Choice } from './kinds.ts';
import type { Random } from './random.ts';

/** The time by which everything is put off where the merges come first. */
const AFTERWARDS = 2 * HOUR;

/**
 * Returns a history in which users are merged, one or two times, sometimes both ways at once: before everything else, or at any moment,
 * often just when a message is due. Receipts of pushes take the place of opened emails, because different users may have the same.
 */
export function mergingHistory(history: History, random: Random): History {
  const { users: drawn, start } = history;
  const [first] = drawn;
  const users = drawn.length > 1 ? drawn : [...drawn, { isVip: true, ...first, id: 'u1' }];
  const isFirst = random.chance(0.3);
  const shared = shareEvents({ ...history, users }, random);
  const events = shared.events.map(({ event }) => event);
  const merges = Array.from({ length: random.chance(0.4) ? 2 : 1 }, (): UserMergePlan => {
    const [one, other] = random.chance(0.5) ? [0, 1] : [random.upTo(users.length), random.upTo(users.length)];
    const [userId, intoUserId] = [
      users[one]?.id ?? 'u0',
      users[other === one ? (one + 1) % users.length : other]?.id ?? 'u1',
    ];
    const plan = random.pick(history.plans);
    const due = random.pick(events).at + plan.delay;
    const windows = computeWindows({ ...plan.definition, precision: getPrecision(plan.definition) }, 1);
    const near = random.chance(0.7) ? computeDeparture(due, windows, due) : due;
    const any = near + random.pick([-SECOND, 0, 0, 0, 0, 0, 200, SECOND, random.upTo(MINUTE), -random.upTo(MINUTE)]);
    // Often at the moment at which the first event of the merged user comes, so that its writer does not see the merge.
    const arrivals = shared.deliveries.filter(({ event }) => event.userId === userId).map(({ at }) => at);
    const arrival = random.chance(0.4) && arrivals.length > 0 ? Math.min(...arrivals) : any;
    const first = isFirst ? start + random.upTo(10 * SECOND) : Math.max(start, arrival);
    const repeats = random.chance(0.4) ? [first + random.upTo(random.pick([SECOND, 40 * MINUTE]))] : [];
    return { userId, intoUserId, at: first, deliveries: [first, ...repeats] };
  });
  const reversed = random.chance(0.2)
    ? merges
        .slice(0, 1)
        .map(({ userId, intoUserId, ...merge }) => ({ ...merge, userId: intoUserId, intoUserId: userId }))
    : [];
  const later = isFirst ? putOff(shared) : shared;
  const { disturbances } = history;
  const faults = random.pick([disturbances.faults, MAX_FAULTS, MAX_FAULTS]);
  const share = random.pick([0.02, 0.1, 0.3]);
  // Some of what was done before is delivered once more afterwards, under the old name.
  const isRepeated = random.chance(0.5);
  const [mergedAt = start] = merges.map(({ at }) => at);
  const repeated = later.deliveries
    .filter(() => isRepeated && random.chance(0.3))
    .map((each) => ({ ...each, at: Math.max(each.at, mergedAt + random.upTo(40 * MINUTE)) }));
  return {
    ...later,
    deliveries: [...later.deliveries, ...repeated],
    disturbances: { ...disturbances, faults, share },
    merges: [...merges, ...reversed],
  };
}

/** Returns a history in which all that users and owners do comes later. */
function putOff(history: History): History {
  const moved = new Map(history.events.map(({ event }) => [event, { ...event, at: event.at + AFTERWARDS }]));
  const of = (event: UserEvent) => moved.get(event) ?? event;
  return {
    ...history,
    events: history.events.map((done) => ({ ...done, event: of(done.event) })),
    deliveries: history.deliveries.map((each) => ({ ...each, at: each.at + AFTERWARDS, event: of(each.event) })),
    acts: history.acts.map((act) => ({ ...act, at: act.at + AFTERWARDS })),
  };
}

/** Gives some events to other users, and receipts of pushes the place of opened emails: the first of each user has the same dispatch, and so on. */
function shareEvents(history: History, random: Random): History {
  const counts = new Map<string, number>();
  const changed = new Map<UserEvent, UserEvent>();
  const events = history.events.map((done): Done => {
    const userId = random.chance(0.5) ? done.event.userId : random.pick(history.users).id;
    const count = counts.get(userId) ?? 0;
    if (done.kind === 'opened') counts.set(userId, count + 1);
    const event: UserEvent =
      done.event.kind === 'interaction' && done.kind === 'opened'
        ? {
            ...done.event,
            userId,
            interaction: 'push.received',
            detail: { ...done.event.detail, dispatchId: `push ${count}` },
          }
        : { ...done.event, userId };
    changed.set(done.event, event);
    return { ...done, event };
  });
  const deliveries = history.deliveries.map((each) => ({ ...each, event: changed.get(each.event) ?? each.event }));
  const acts = history.acts.map((act) => (act.plan === undefined ? act : { ...act, plan: withPushes(act.plan) }));
  return { ...history, events, deliveries, acts, plans: history.plans.map(withPushes) };
}

function withPushes(plan: Plan): Plan {
  const { triggers, exceptions } = plan.definition;
  return {
    ...plan,
    triggers: plan.triggers.map(toPushChoice),
    exceptions: plan.exceptions.map(toPushChoice),
    definition: { ...plan.definition, triggers: triggers.map(toPush), exceptions: exceptions.map(toPush) },
  };
}

/** Returns a choice of events as a history with merges has it: receipts of pushes in place of opened emails. */
export function toPushChoice(choice: Choice): Choice {
  const selector = toPush(choice.selector);
  return selector === choice.selector ? choice : { ...choice, selector };
}

function toPush<Any extends Selector>(selector: Any): Any {
  return 'interaction' in selector && selector.interaction === 'email.opened'
    ? { ...selector, interaction: 'push.received' }
    : selector;
}
