import type { FollowUpDefinition } from '../../core/contracts/definition.ts';
import { MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import { type History, MAX_FAULTS, type OwnerAction, type Plan } from './history.ts';
import { UNSENDABLE } from './kinds.ts';
import type { Random } from './random.ts';

/** Turns a history into one whose campaigns have variants and control groups, whose shares are edited in some, and some of whose users have no address. */
export function toVariantHistory(history: History, random: Random): History {
  const plans = history.plans.map((plan) => withShares(plan, random));
  const acts = history.acts.map((act) =>
    act.plan === undefined ? act : { ...act, plan: withShares(act.plan, random) },
  );
  const isEdited = random.chance(0.4);
  return {
    ...history,
    // An edit between a claim and its repeat takes an invocation that fails between the two.
    ...(isEdited && { disturbances: { ...history.disturbances, faults: MAX_FAULTS, share: 0.15 } }),
    users: history.users.map((user) => (random.chance(0.2) ? { ...user, hasAddress: false } : user)),
    plans,
    acts: isEdited ? [...acts, ...editsOf({ ...history, plans }, random)] : acts,
  };
}

/** Gives a campaign a control group, or variants, or both. A message that cannot be sent fails when it is rendered, in each group. */
function withShares(plan: Plan, random: Random): Plan {
  const { messages: _, ...definition } = plan.definition;
  return { ...plan, definition: { ...definition, ...sharesOf(random) } };
}

function sharesOf(random: Random): Pick<FollowUpDefinition, 'messages' | 'variants' | 'controlGroup'> {
  const controlGroup = random.pick([0, 10, 33.33, 50, 100]);
  const group = controlGroup === 0 ? {} : { controlGroup };
  if (random.chance(0.3)) return { ...group, messages: messagesOf('all') };
  const rest = 100 - controlGroup;
  const first = Math.round(rest * random.pick([0, 30, 50, 99.99])) / 100;
  const second = Math.round((rest - first) * 100) / 100;
  const shares = [
    { name: 'short', share: first },
    { name: 'long', share: second },
  ];
  return { ...group, variants: shares.map((share) => ({ ...share, messages: messagesOf(share.name) })) };
}

function messagesOf(name: string) {
  const body = `${name}:{% if trigger.${UNSENDABLE} %}{% abort_message "unsendable" %}{% endif %}`;
  return [{ channel: 'push' as const, body }];
}

/** Draws edits of the shares alone, mostly just when a message is due. */
function editsOf({ plans, events, start }: History, random: Random): OwnerAction[] {
  return Array.from({ length: random.between(2, 10) }, (_, index) => {
    const plan = withShares(random.pick(plans), random);
    // An edit that changes nothing is none.
    const definition = { ...plan.definition, name: `edit ${index}` };
    const late = random.upTo(random.pick([3 * SECOND, 20 * SECOND, 3 * MINUTE]));
    const at = Math.max(start, random.pick(events).event.at + plan.delay + late);
    return { at, campaignId: plan.definition.id, act: 'edit' as const, plan: { ...plan, definition } };
  });
}
