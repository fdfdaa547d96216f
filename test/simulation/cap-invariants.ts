import { MINUTE } from '../../core/contracts/time-span.ts';
import { capsOnPushes, createCounts, hasInbox, modeOf } from './cap-clock.ts';
import { claimedAt } from './found.ts';
import type { History, Plan, User } from './history.ts';
import { UNSENDABLE } from './kinds.ts';
import type { Ran, Sent } from './run-simulation.ts';
import type { Merged } from './united.ts';

/** The maximum time from the judgment that a message is capped until it is recorded: as long as an invocation lives. */
const MAX_RECORDING = 5 * MINUTE;

/** A user with the first of each message, by dispatch id. */
interface Messages {
  readonly user: User;
  readonly history: History;
  readonly ran: Ran;
  readonly first: ReadonlyMap<string, Sent>;
  /** The instant from which on every writer knows that the user is one with others; -Infinity for a user who was not merged. */
  readonly knownAt: number;
}

/**
 * Returns what is wrong with the slots of users and the messages that they are for, in whatever order things happened (R45). `mergedOf`
 * returns what is known of the merge of a user.
 */
export function findBrokenCaps(history: History, ran: Ran, mergedOf: (user: User) => Merged): string[] {
  return history.users.flatMap((user) => {
    const { until: knownAt = Number.NEGATIVE_INFINITY } = mergedOf(user);
    const first = new Map<string, Sent>();
    for (const each of ran.sent) {
      const { userId, dispatchId } = each.message;
      if (userId === user.id && !first.has(dispatchId)) first.set(dispatchId, each);
    }
    const about = { user, history, ran, first, knownAt };
    return [...findBrokenSlots(about), ...findExceededCaps(about), ...findGroundlessCaps(about)];
  });
}

const planOf = ({ plans }: History, campaignId: string): Plan | undefined =>
  plans.find(({ definition }) => definition.id === campaignId);

/** Returns the slots that are of no message, have other channels, or were not taken between claim and departure, and the messages without their slot. */
function findBrokenSlots({ user, history, ran, first }: Messages): string[] {
  const slots = ran.slots.get(user.id) ?? [];
  const faults: string[] = [];
  const ids = slots.map(({ id }) => id);
  if (new Set(ids).size < ids.length) faults.push(`${user.id}: two slots of one message`);
  for (const { id, at, channels } of slots) {
    const sent = first.get(id);
    if (sent === undefined) {
      faults.push(`${user.id}: the slot ${id} is of no message (R45)`);
      continue;
    }
    const left = sent.message.messages.map(({ channel }) => channel).filter((channel) => channel !== 'in_app_message');
    if (left.join() !== channels.join()) faults.push(`${id}: left by ${left.join()}, its slot says ${channels.join()}`);
    if (at < claimedAt(sent) || at > sent.at)
      faults.push(`${id}: its slot was not taken between claim and departure (R45)`);
  }
  for (const [id, { message }] of first) {
    const plan = planOf(history, message.campaignId);
    const needsSlot = history.caps !== undefined && plan !== undefined && modeOf(plan) !== 'ignore';
    if (needsSlot !== ids.includes(id)) faults.push(`${id}: a message ${needsSlot ? 'without' : 'with'} a slot (R45)`);
  }
  return faults;
}

/** Returns the messages that left although as many as the cap allows had left before them, in the span that ends with them. */
function findExceededCaps({ user, history, ran, first, knownAt }: Messages): string[] {
  const slots = (ran.slots.get(user.id) ?? []).filter(({ channels }) => channels.length > 0);
  const isCapped = (id: string) => {
    const plan = planOf(history, first.get(id)?.message.campaignId ?? '');
    return plan !== undefined && modeOf(plan) === 'apply';
  };
  return capsOnPushes(history).flatMap((cap) => {
    const counts = createCounts(cap, user, history);
    return slots.flatMap(({ id, at }) => {
      // Until every writer knows of a merge, the messages of each user are counted alone.
      if (!isCapped(id) || at <= knownAt) return [];
      const before = slots.filter(
        (other) =>
          other.id !== id && counts(other.at, at) && (other.at < at || (other.at === at && isCapped(other.id))),
      );
      if (before.length < cap.atMost) return [];
      return [`${id}: message ${before.length + 1} of at most ${cap.atMost} in ${cap.in} (R45)`];
    });
  });
}

/** Returns the messages that were capped although fewer messages than the cap allows did leave. */
function findGroundlessCaps({ user, history, ran }: Messages): string[] {
  const slots = (ran.slots.get(user.id) ?? []).filter(({ channels }) => channels.length > 0);
  // A slot that was taken back may have capped another message meanwhile.
  const isUnsure =
    history.isTakenBack === true && history.events.some(({ event }) => event.detail[UNSENDABLE] === true);
  const faults: string[] = [];
  for (const { userId, campaignId, row } of ran.rows) {
    const plan = planOf(history, campaignId);
    if (userId !== user.id || plan === undefined) continue;
    for (const { at, decision, reason, eventId } of row.decisions) {
      if (decision !== 'withheld' || reason !== 'capped') continue;
      if (modeOf(plan) !== 'apply' || hasInbox(plan))
        faults.push(`${eventId}: capped although ${campaignId} never is (R45)`);
      const isFull = capsOnPushes(history).some((cap) => {
        const counts = createCounts(cap, user, history);
        return slots.filter((slot) => slot.at <= at && counts(slot.at, at - MAX_RECORDING)).length >= cap.atMost;
      });
      if (!isFull && !isUnsure) faults.push(`${eventId}: capped by messages that did not leave (R45)`);
    }
  }
  return faults;
}
