import type { FollowUpDefinition } from '../../core/contracts/definition.ts';
import type { Detail } from '../../core/contracts/event.ts';
import { MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import type { Delivery, Done, History, Plan } from './history.ts';
import { type Choice, COMPARED, eventOf, type Kind } from './kinds.ts';
import type { Random } from './random.ts';

/** Fields of events: several with equal values, and some with values that equal nothing or look alike. */
const FIELDS: readonly Detail[] = [
  ...['a', 'a', 'a', 'b', 'b', 1, 1, '1', true, 'true', '', null, ['a'], { a: 1 }].map((value) => ({
    [COMPARED]: value,
  })),
  {},
];

/** Turns a history into one in which most exceptions are compared with the trigger (R39). */
export function toComparingHistory(history: History, random: Random): History {
  const events = history.events.map(({ kind, event }): Done => {
    return { kind, event: { ...event, detail: { ...event.detail, ...random.pick(FIELDS) } } };
  });
  const byId = new Map(events.map(({ event }) => [event.id, event]));
  const toComparing = (plan: Plan) => toComparingPlan(plan, random);
  return {
    ...history,
    plans: history.plans.map(toComparing),
    events,
    deliveries: history.deliveries.map((each) => ({ ...each, event: byId.get(each.event.id) ?? each.event })),
    acts: history.acts.map((act) => (act.plan === undefined ? act : { ...act, plan: toComparing(act.plan) })),
  };
}

function toComparingPlan(plan: Plan, random: Random): Plan {
  const exceptions = plan.exceptions.map((choice) => (random.chance(0.8) ? toComparingChoice(choice) : choice));
  return {
    ...plan,
    exceptions,
    definition: { ...plan.definition, exceptions: exceptions.map(({ selector }) => selector) },
  };
}

function toComparingChoice({ selector, matches }: Choice): Choice {
  return { selector: { ...selector, sameAsTrigger: [COMPARED] }, matches, isCompared: true };
}

/**
 * Draws a history of a user whose exceptions have more values than a row keeps marks of, most of which arrive before the triggers that
 * they cancel. In half of the histories each event is trigger and exception both.
 */
export function manyValuesHistory(history: History, random: Random): History {
  const restarts = random.chance(0.5);
  const plan = planOfMany(restarts);
  const values = Array.from({ length: random.between(55, 70) }, (_, index) => `value ${index}`);
  const draw = (kind: Kind, value: string, id: string): Done => {
    const at = history.start + random.upTo(120) * SECOND;
    const event = eventOf(kind, { id, userId: 'u0', at });
    return { kind, event: { ...event, detail: { ...event.detail, [COMPARED]: value } } };
  };
  const bought = values.map((value, index) => draw('bought-1', value, `x${index}`));
  const others = Array.from({ length: random.between(20, 35) }, (_, index) =>
    draw(restarts ? 'bought-1' : 'opened', random.pick(values.slice(0, 30)), `t${index}`),
  );
  const deliver = (done: Done, from: number): Delivery[] =>
    (['match-trigger', 'match-exception'] as const).map((stage) => ({
      at: Math.max(done.event.at, history.start + from * MINUTE) + random.upTo(10 * SECOND),
      event: done.event,
      stage,
    }));
  return {
    ...history,
    users: [{ id: 'u0', isVip: true }],
    plans: [plan],
    events: [...bought, ...others],
    deliveries: [
      ...bought.flatMap((done) => deliver(done, random.between(2, 6))),
      ...others.flatMap((done) => deliver(done, random.between(2, 14))),
    ],
    acts: [],
    disturbances: {
      faults: random.pick([0, 20, 60]),
      share: 0.05,
      maxStall: 10 * SECOND,
      maxRetry: 10 * SECOND,
      maxBacklog: 10 * SECOND,
    },
  };
}

function planOfMany(restarts: boolean): Plan {
  const purchase: Choice = { selector: { behavior: 'purchase.made' }, matches: ['bought-1', 'bought-2'] };
  const opened: Choice = { selector: { interaction: 'email.opened', campaign: 'original' }, matches: ['opened'] };
  const [triggers, exceptions] = [[restarts ? purchase : opened], [toComparingChoice(purchase)]];
  const definition: FollowUpDefinition = {
    id: 'follow-up-0',
    name: 'follow-up-0',
    triggers: triggers.map(({ selector }) => selector),
    delay: '1 hour',
    exceptions: exceptions.map(({ selector }) => selector),
    audience: 'everyone',
    recheckAudience: false,
    reeligibility: 'immediately',
    staleAfter: '72 hours',
    messages: [{ channel: 'push', body: 'Hello' }],
  };
  return { definition, delay: 60 * MINUTE, window: 0, triggers, exceptions, vipOnly: false };
}
