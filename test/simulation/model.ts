import type { Instant } from '../../core/contracts/instant.ts';
import { HOUR, type TimeSpan } from '../../core/contracts/time-span.ts';
import { LAST_CALL_DELAY } from '../../core/contracts/wave.ts';
import { dueOf, isImmediate } from './due.ts';
import type { Done, History, Plan, User } from './history.ts';
import { type Choice, COMPARED, UNSENDABLE } from './kinds.ts';
import { isOutside, leavingOf } from './quiet.ts';

/** The outcome that the rules demand for one user and one follow-up, by event id. */
export interface Expected {
  /** Triggers whose messages leave, or whose user has a turn in the control group (R46). */
  readonly dispatched: ReadonlySet<string>;
  /** Triggers that an exception cancelled. */
  readonly cancelled: ReadonlySet<string>;
  /** The time in which each message leaves that is dispatched. */
  readonly leaves: ReadonlyMap<string, { readonly from: Instant; readonly to: Instant }>;
  /** The reason why the order of arrival decides, if it does: R60 promises the outcome up to what a claim has already decided. */
  readonly open?: string;
}

/** A pair of user and follow-up, with all that the model needs to know. */
export interface Pair {
  readonly plan: Plan;
  readonly user: User;
  readonly publishedAt: Instant;
  /** False where the installation sends messages itself and the user has no address. */
  readonly isReachable: boolean;
  /** The user's events without duplicates. */
  readonly events: readonly Done[];
  /** Returns the instant at which an event was processed completely. */
  readonly processedAt: (done: Done) => Instant;
  /** The maximum time between the due instant and the claim, where everything was processed in time. */
  readonly slack: TimeSpan;
  /** The triggers whose messages a frequency cap withholds; none if absent. */
  readonly capped?: ReadonlySet<string>;
  /** The maximum time from the end of one wait until the standby that takes over is claimed. */
  readonly takeOver: TimeSpan;
}

/** The staleness limit (R27) of every plan of a history. */
const STALE_AFTER = 72 * HOUR;

/** Returns whether an event comes before another: by the instant it was done, at equal instants by event id (R37). */
function isEarlier(one: Done, other: Done): boolean {
  return one.event.at < other.event.at || (one.event.at === other.event.at && one.event.id < other.event.id);
}

/** Returns whether a message may reach a user: where consumers send it, or the user has an address (R83). */
export function isReachable({ hasAddress = true }: User, { hasSender = false }: History): boolean {
  return hasAddress || !hasSender;
}

export function isAny(choices: readonly Choice[], { kind }: Done): boolean {
  return choices.some(({ matches }) => matches.includes(kind));
}

/** Returns whether an event cancels a wait that a trigger began (R31, R32, R37, R39). */
export function undoes(exception: Done, trigger: Done, plan: Plan): boolean {
  const exceptions = plan.exceptions.filter(({ isCompared }) => !isCompared || haveSameValue(exception, trigger));
  if (exception === trigger || !isAny(exceptions, exception)) return false;
  return isAny(plan.triggers, exception) ? isEarlier(trigger, exception) : trigger.event.at <= exception.event.at;
}

/** Returns whether two events have the same text, number or truth value in the compared field. */
function haveSameValue({ event: one }: Done, { event: other }: Done): boolean {
  const value = one.detail[COMPARED];
  return ['string', 'number', 'boolean'].includes(typeof value) && value === other.detail[COMPARED];
}

/** Applies the rules directly: every event once and in order, without rows and waves. */
export function expect(pair: Pair): Expected {
  const { plan, user, isReachable: hasReach, events, publishedAt, processedAt, slack, takeOver, capped } = pair;
  const counting = events
    .filter(({ event }) => event.at >= publishedAt)
    .sort((one, other) => (isEarlier(one, other) ? -1 : 1));
  const triggers = counting.filter((done) => isAny(plan.triggers, done));
  const leavesAt = (done: Done) => leavingOf(plan, { done, user, due: dueOf(plan, done, user) }).at;
  const dispatched = new Set<string>();
  const cancelled = new Set<string>();
  const leaves = new Map<string, { from: Instant; to: Instant }>();
  if (plan.vipOnly && !user.isVip) return { dispatched, cancelled, leaves };
  let open: string | undefined;
  let receipt: { from: Instant; to: Instant } | undefined;
  /** The latest instant at which a message may turn out to be unsendable: then a standby takes over. */
  let unsendable = Number.NEGATIVE_INFINITY;
  for (const trigger of triggers) {
    const { id, at } = trigger.event;
    if (receipt !== undefined && at < receipt.to + plan.window) {
      if (at >= receipt.from + plan.window) open = `${id} lies at the end of the window of a receipt`;
      // While it stands by, an exception of its own value may end it (R39, R42).
      const { from, to } = receipt;
      const undoing = counting.filter((done) => undoes(done, trigger, plan) && done.event.at <= to);
      const isEnded = undoing.some((done) => Math.max(processedAt(trigger), processedAt(done)) < from);
      if (isEnded) cancelled.add(id);
      else if (undoing.length > 0) open = `an exception of ${id}, which stands by, comes about when it is received`;
      continue;
    }
    const due = dueOf(plan, trigger, user);
    if (isOutside(plan, trigger, due)) continue;
    const leaving = leavingOf(plan, { done: trigger, user, due });
    const arrived = processedAt(trigger);
    const alone = arrived < due ? leaving.at + slack : arrived + slack + (isImmediate(plan) ? 0 : LAST_CALL_DELAY);
    const latest = plan.window > 0 ? Math.max(alone, unsendable + takeOver) : alone;
    if (leaving.open !== undefined) open = `${id}: ${leaving.open}`;
    if (plan.quiet !== undefined && (arrived >= due || latest > alone))
      open = `${id} comes, or takes over, at a moment that may be quiet`;
    if (arrived > due + STALE_AFTER) open = `${id} is stale`;
    const rival = triggers.find(
      (other) => isEarlier(trigger, other) && plan.window > 0 && arrived >= dueOf(plan, other, user),
    );
    const overtaken = triggers.find((other) => isEarlier(other, trigger) && plan.window > 0 && leavesAt(other) > due);
    if (overtaken !== undefined) open = `${id} is due before ${overtaken.event.id}, which was done before it`;
    if (rival !== undefined) open = `${id} comes when ${rival.event.id} is due already`;
    const undoing = counting.filter((done) => undoes(done, trigger, plan) && done.event.at <= latest);
    if (undoing.some((done) => processedAt(done) < leaving.at)) {
      cancelled.add(id);
      continue;
    }
    if (undoing.length > 0) open = `an exception of ${id} comes about when it is due`;
    const isUnsendable = trigger.event.detail[UNSENDABLE] === true || capped?.has(id) === true;
    if (leaving.isWithheld || isUnsendable || !hasReach) {
      unsendable = latest;
      continue;
    }
    dispatched.add(id);
    leaves.set(id, { from: leaving.at, to: latest });
    if (plan.window > 0) receipt = { from: leaving.at, to: latest };
  }
  return { dispatched, cancelled, leaves, ...(open === undefined ? {} : { open }) };
}
