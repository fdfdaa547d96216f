import type { FollowUpDefinition } from '../../core/contracts/definition.ts';
import { formatInstant } from '../../core/contracts/instant.ts';
import { sharePartOf } from '../harness/core/share-part.ts';
import { type Case, claimedAt, mayBeDecidedTwice } from './found.ts';
import { cutOf } from './history.ts';
import { isReachable } from './model.ts';

/** The group of a user in a version of a campaign, by the rule and without code of the product (R46). */
interface Group {
  readonly isControl: boolean;
  readonly variant?: string;
}

/** Returns the group of a user: the control group has the end of the range of parts, and variants the beginning, in their order. */
export function groupOf({ id, controlGroup = 0, variants = [] }: FollowUpDefinition, userId: string): Group {
  const part = sharePartOf(id, userId) / 100;
  if (part >= 100 - controlGroup - TOLERANCE) return { isControl: true };
  let end = 0;
  for (const { name, share } of variants) {
    end += share;
    if (part < end - TOLERANCE) return { isControl: false, variant: name };
  }
  return { isControl: false };
}

/** Less than a hundredth of a percent: shares are sums of decimals. */
const TOLERANCE = 0.001;

/** Returns what is wrong with the variants and the control group of a user and a follow-up (R46). */
export function brokenGroups(about: Case): string[] {
  return [...brokenVariants(about), ...brokenControl(about), ...brokenEntries(about)];
}

/** Returns the groups in which a turn at an instant may be: until every writer knows of a merge, those of each of the users (R65). */
function groupsIn({ plan, user, ran, merged }: Case, version: number, at: number): Group[] {
  const definition = ran.definitions.get(`${plan.definition.id} ${version}`);
  if (definition === undefined) return [];
  const users = merged.until !== undefined && at <= merged.until ? merged.members : [user];
  return users.map(({ id }) => groupOf(definition, id));
}

/** Returns the messages that left with another variant than that of the version that was claimed, or although their user is in the control group. */
function brokenVariants(about: Case): string[] {
  const faults: string[] = [];
  for (const [trigger, [first]] of about.found.sent) {
    if (first === undefined) continue;
    const { version, variant, messages } = first.message;
    const groups = groupsIn(about, version, claimedAt(first));
    const body = String(messages[0]?.['body']);
    const sendable = groups.filter(({ isControl }) => !isControl);
    const [group] = sendable;
    if (group === undefined) faults.push(`${trigger}: sent, though the user is in the control group (R46)`);
    else if (sendable.every((each) => each.variant !== variant))
      faults.push(`${trigger}: variant ${variant}, not ${group.variant} (R46)`);
    if (variant !== undefined && !body.startsWith(`${variant}:`)) faults.push(`${trigger}: "${body}" (R46)`);
    const decided = about.found.decided.get(trigger)?.find(({ decision }) => decision === 'dispatched');
    if (decided !== undefined && decided.variant !== variant)
      faults.push(`${trigger}: decided with the variant ${decided.variant}, sent with ${variant} (R46)`);
  }
  return faults;
}

/** Returns the turns in the control group of users who are not in it, who were sent the message too, or who would not have been sent it; and those without a receipt. */
function brokenControl(about: Case): string[] {
  const { plan, user, history, found, merged } = about;
  const faults: string[] = [];
  for (const [trigger, decided] of found.decided) {
    const control = decided.find(({ decision }) => decision === 'control');
    if (control === undefined) continue;
    if (groupsIn(about, control.version ?? 0, control.at).every(({ isControl }) => !isControl))
      faults.push(`${trigger}: control, though the user is in another group (R46)`);
    if (found.sent.has(trigger) && !mayBeDecidedTwice(decided, merged))
      faults.push(`${trigger}: control, and sent (R46)`);
    if (!isReachable(user, history)) faults.push(`${trigger}: control, though no channel reaches the user (R46)`);
    const receipt = found.row.receipt?.at ?? Number.NEGATIVE_INFINITY;
    if (plan.window > 0 && receipt < control.at) faults.push(`${trigger}: control, and no receipt (R46)`);
  }
  return faults;
}

/** Returns the interactions of the control group that are missing, that differ from the others of their turn, or that belong to no turn. */
function brokenEntries({ plan, user, history, ran, found, merged }: Case): string[] {
  const faults: string[] = [];
  const entered = ran.told.filter(
    ({ interaction, userId, campaignId }) =>
      interaction === 'control_group.entered' && userId === user.id && campaignId === plan.definition.id,
  );
  const expected = new Set<string>();
  for (const [trigger, decided] of found.decided) {
    const controls = decided.filter(({ decision }) => decision === 'control');
    const [control] = controls;
    if (control === undefined) continue;
    const id = `control.${control.enrollmentId}`;
    expected.add(id);
    const own = entered.filter((each) => each.id === id);
    if (own.length === 0) faults.push(`${trigger}: control, and not reported (R46)`);
    const instants = new Set<unknown>(controls.map(({ at }) => formatInstant(at)));
    if (own.some(({ occurredAt }) => !instants.has(occurredAt)))
      faults.push(`${trigger}: control, reported with another instant than that of the claim (R46)`);
  }
  // Two deliveries of a trigger may claim it under both names at the moment of a merge: one of the claims is decided.
  const isOfBothClaims = (id: string) =>
    [...found.decided.values()].some(
      (decided) =>
        decided.some(({ enrollmentId }) => id === `control.${enrollmentId}`) && mayBeDecidedTwice(decided, merged),
    );
  // Of a deleted user the event may be left, and not the decision (R65).
  if (cutOf(history, user.id) !== undefined) return faults;
  for (const id of new Set(entered.map((each) => String(each.id))))
    if (!expected.has(id) && !isOfBothClaims(id)) faults.push(`${id}: reported, and not decided (R46)`);
  return faults;
}

/** Returns the turns of a user, by message or in the control group, with the instants of their claims. */
export function listTurns({ sent, decided }: Case['found']): { readonly trigger: string; readonly at: number }[] {
  const messages = [...sent].flatMap(([trigger, [first]]) =>
    first === undefined ? [] : [{ trigger, at: claimedAt(first) }],
  );
  const control = [...decided].flatMap(([trigger, all]) =>
    all.flatMap(({ decision, at }) => (decision === 'control' ? [{ trigger, at }] : [])),
  );
  return [...messages, ...control];
}
