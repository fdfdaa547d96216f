import type { FollowUpDefinition } from '../../core/contracts/definition.ts';
import type { UserEvent } from '../../core/contracts/event.ts';
import type { FrequencyCap } from '../../core/contracts/settings.ts';
import { ZONES } from './due.ts';
import type { History, Plan } from './history.ts';
import { UNSENDABLE } from './kinds.ts';
import { Random } from './random.ts';

const SPANS = ['1 minute', '5 minutes', '1 hour', '6 hours', '1 day', '2 days'];
/** The control groups of campaigns: most have none. */
const CONTROL_GROUPS = [0, 0, 0, 50, 100] as const;
const MODES = ['apply', 'apply', 'apply', 'apply', 'ignore', { ignore: true, count: true }] as const;

/** The body of a message that is not rendered if its trigger says so. */
const BODY = `Hello{% if trigger.${UNSENDABLE} %}{% abort_message %}{% endif %}`;

/**
 * Turns a history into one of an installation with frequency caps, and of one user, whom several follow-ups often want to send a message
 * at the same instant. Some follow-ups have a control group, whose turns take no slot. Messages that cannot be sent are not rendered; in
 * some histories the bus does not take them.
 */
export function toCappedHistory(history: History, random: Random): History {
  const [first] = history.users;
  const [model] = history.plans;
  if (first === undefined || model === undefined) throw new Error('history: expected a user and a plan');
  const moved = new Map(history.events.map(({ event }) => [event, { ...event, userId: first.id }]));
  // An event and its deliveries stay one object.
  const toFirst = (event: UserEvent): UserEvent => moved.get(event) ?? { ...event, userId: first.id };
  const leaves = history.acts.some(({ act }) => act === 'leave');
  const isTakenBack = random.chance(0.25);
  const companyZone = random.pick([...ZONES]);
  // Drawn from numbers of their own, so that the histories without a control group stay as they are.
  const groups = new Random(history.seed ^ 0x6709);
  const count = Math.max(2, history.plans.length);
  const plans = Array.from({ length: count }, (_, index) => {
    const own = history.plans[index] ?? { ...model, definition: { ...model.definition, id: `follow-up-${index}` } };
    const plan = random.chance(0.6) ? toSimultaneousPlan(own, model) : own;
    const part = { isTakenBack, mode: random.pick(MODES), hasInbox: random.chance(0.2) };
    return toCappedPlan(plan, { ...part, controlGroup: groups.pick(CONTROL_GROUPS) });
  });
  return {
    ...history,
    companyZone,
    caps: Array.from({ length: random.between(1, 2) }, () => drawCap(random)),
    ...(isTakenBack && { isTakenBack }),
    users: [{ ...first, zone: leaves || random.chance(0.5) ? undefined : random.pick([...ZONES]) }],
    plans,
    events: history.events.map((done) => ({ ...done, event: toFirst(done.event) })),
    deliveries: history.deliveries.map((delivery) => ({ ...delivery, event: toFirst(delivery.event) })),
    acts: history.acts.map((act) => {
      const published = plans.find(({ definition }) => definition.id === act.campaignId);
      if (act.plan === undefined || published === undefined) return act;
      const { messages, frequencyCaps, controlGroup } = published.definition;
      const caps = {
        ...(frequencyCaps !== undefined && { frequencyCaps }),
        ...(controlGroup !== undefined && { controlGroup }),
      };
      return { ...act, plan: { ...act.plan, definition: { ...act.plan.definition, messages, ...caps } } };
    }),
  };
}

function drawCap(random: Random): FrequencyCap {
  const isByDay = random.chance(0.3);
  const channel = random.pick(['all', 'all', 'all', 'push', 'email'] as const);
  return {
    atMost: random.pick([1, 1, 1, 2, 3]),
    in: isByDay ? random.pick(['1 day', '2 days']) : random.pick(SPANS),
    ...(isByDay && { calendarDays: true }),
    ...(channel !== 'all' && { channel }),
  };
}

/** Gives a plan the triggers and the delay of another, so that the messages of both are due at the same instants. */
function toSimultaneousPlan(plan: Plan, { triggers, delay, definition }: Plan): Plan {
  const hasDelay = delay > 0;
  const exceptions = hasDelay ? plan.exceptions : [];
  const { precision: _, ...own } = plan.definition;
  return {
    ...plan,
    triggers,
    exceptions,
    delay,
    definition: {
      ...own,
      triggers: definition.triggers,
      exceptions: exceptions.map(({ selector }) => selector),
      delay: definition.delay,
      ...(hasDelay && delay < 60 * 60_000 && { precision: '1 second' }),
    },
  };
}

interface Part {
  readonly isTakenBack: boolean;
  readonly mode: NonNullable<FollowUpDefinition['frequencyCaps']>;
  readonly hasInbox: boolean;
  /** The percentage of users who are sent nothing; 0 if there is no such group. */
  readonly controlGroup: number;
}

function toCappedPlan(plan: Plan, { isTakenBack, mode, hasInbox, controlGroup }: Part): Plan {
  const body = isTakenBack ? 'Hello' : BODY;
  const messages = [
    { channel: 'push' as const, body },
    ...(hasInbox ? [{ channel: 'in_app_message' as const, body }] : []),
  ];
  const capped = { messages, ...(mode !== 'apply' && { frequencyCaps: mode }) };
  return { ...plan, definition: { ...plan.definition, ...capped, ...(controlGroup > 0 && { controlGroup }) } };
}
