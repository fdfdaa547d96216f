import { isEqualJson } from '../../core/is-equal-json.ts';
import { MAX_PAUSE_AGE } from '../../core/pauses.ts';
import { brokenConversions } from './broken-conversions.ts';
import { dueOf } from './due.ts';
import { type Case, claimedAt, type Found, mayBeDecidedTwice, processedAt } from './found.ts';
import { brokenGroups, listTurns } from './groups.ts';
import { cutOf, type Done, type History, isActOn, type User } from './history.ts';
import { LIVES } from './lives.ts';
import { isAny, undoes } from './model.ts';
import { isOutside, isQuietAt, leavingOf } from './quiet.ts';
import type { Ran } from './run-simulation.ts';

/** Returns what is wrong by the rules that hold in every history, for any order of arrival and any action of the owner. */
export function broken(about: Case): string[] {
  return [
    ...brokenPublication(about),
    ...brokenMessages(about),
    ...brokenDecisions(about),
    ...brokenWindows(about),
    ...brokenGroups(about),
    ...vanished(about),
    ...brokenConversions(about),
  ];
}

/** Returns what is wrong with the publication itself: an edit keeps it, whichever way it came (R6, R55). */
function brokenPublication({ plan, ran }: Case): string[] {
  const { id } = plan.definition;
  const missed = ran.missedConflicts.includes(id) ? ['an apply of another revision was accepted (R55)'] : [];
  const { wanted, found } = ran.publications.get(id) ?? {};
  if (wanted === undefined || found === undefined) return missed;
  return [
    ...missed,
    ...(wanted.number === found.number ? [] : [`publication ${found.number}, not ${wanted.number} (R6)`]),
    ...(isEqualJson(wanted.definition, found.definition) ? [] : ['another definition is published (R52)']),
  ];
}

function brokenMessages({ plan, user, history, ran, found, merged: { until } }: Case): string[] {
  const faults: string[] = [];
  const { id } = plan.definition;
  const acts = history.acts.filter((each) => isActOn(each, id));
  const versions = [plan, ...acts.flatMap((act) => (act.plan === undefined ? [] : [act.plan]))];
  const minDelay = Math.min(...versions.map(({ delay }) => delay));
  for (const [trigger, sent] of found.sent) {
    const [first, ...repeats] = sent;
    const done = history.events.find(({ event }) => event.id === trigger && event.userId === user.id);
    if (first === undefined || done === undefined) {
      faults.push(`a message without a trigger: ${trigger}`);
      continue;
    }
    const claimed = claimedAt(first);
    const text = JSON.stringify(first.message);
    if (repeats.some(({ message }) => JSON.stringify(message) !== text))
      faults.push(`${trigger}: a repeat that differs (R71)`);
    if (!versions.some(({ triggers }) => isAny(triggers, done))) faults.push(`${trigger}: not a trigger`);
    if (plan.vipOnly && !user.isVip && history.acts.every(({ act }) => act !== 'leave'))
      faults.push(`${trigger}: not in the audience (R43)`);
    if (done.event.at < history.start) faults.push(`${trigger}: done before publication (R1)`);
    if (claimed < Date.parse(first.message.dueAt) || claimed < done.event.at + minDelay)
      faults.push(`${trigger}: left before it was due (R72)`);
    if (acts.every(({ plan: edited }) => edited === undefined)) {
      const due = dueOf(plan, done, user);
      if (Date.parse(first.message.dueAt) !== due)
        faults.push(`${trigger}: due at ${first.message.dueAt}, not at ${new Date(due).toISOString()} (R20, R22)`);
    }
    if (isQuietAt(plan, { done, user, at: claimed })) faults.push(`${trigger}: claimed in quiet hours (R26)`);
    if (isOutside(plan, done, dueOf(plan, done, user))) faults.push(`${trigger}: outside the duration (R25)`);
    if (isPausedAt(claimed, id, ran)) faults.push(`${trigger}: claimed during a pause (R92)`);
    if (acts.some(({ act }) => act !== 'pause' && act !== 'resume')) continue;
    const arrived = Math.max(
      // It may stand by for a trigger done before it that is due later, in another zone.
      ...relevant(history, user)
        .filter((each) => isAny(plan.triggers, each) && each.event.at <= done.event.at)
        .map((each) => leavingOf(plan, { done: each, user, due: dueOf(plan, each, user) }).at),
      ...relevant(history, user).map((each) => processedAt(each, ran)),
    );
    const held = leavingOf(plan, { done, user, due: arrived }).at;
    if (acts.length === 0 && until === undefined && claimed > held + ran.maxLate)
      faults.push(`${trigger}: left ${claimed - dueOf(plan, done, user)} ms after it was due (R72)`);
    for (const exception of relevant(history, user)) {
      if (exception.event.at < history.start || !undoes(exception, done, plan)) continue;
      // Until every writer knows of a merge, an exception of one user may be overlooked for the other.
      if (until !== undefined && claimed <= until) continue;
      if (processedAt(exception, ran) < claimed)
        faults.push(`${trigger}: left although ${exception.event.id} was processed before the claim (R32)`);
    }
  }
  return [...faults, ...sentAfterStop(found, acts.length > 0 ? { id, ran } : undefined)];
}

/**
 * Returns the messages that were claimed too late after a stop (R50, R51): a claim that began before the stop may
 * still write for as long as an invocation lives.
 */
function sentAfterStop(found: Found, stopped: { id: string; ran: Ran } | undefined): string[] {
  const campaign = stopped?.ran.campaigns.find(({ id }) => id === stopped.id);
  const stops = campaign?.history.filter(({ did }) => did === 'stopped') ?? [];
  return [...found.sent].flatMap(([trigger, [first]]) => {
    const wave = found.decided.get(trigger)?.findLast(({ wave }) => wave !== undefined)?.wave;
    const stop = wave === undefined ? undefined : stops[Number(wave.split('.')[1]) - 1];
    if (first === undefined || stop === undefined || claimedAt(first) <= stop.at + LIVES.dispatch) return [];
    return [`${trigger}: claimed after its publication was stopped (R50)`];
  });
}

/** Returns whether a campaign, or all, were paused more than ten seconds before an instant, and not resumed until then (R92). */
function isPausedAt(instant: number, id: string, { pauses }: Ran): boolean {
  return [id, undefined].some((campaignId) => {
    const last = pauses.findLast((act) => act.campaignId === campaignId && act.at < instant);
    return last?.did === 'paused' && last.at + MAX_PAUSE_AGE < instant;
  });
}

function brokenDecisions({ plan, user, history, found, merged }: Case): string[] {
  const faults: string[] = [];
  const isReceived = found.row.decisions.some(({ decision }) => decision === 'dispatched' || decision === 'control');
  // Of a deleted user the receipt may be gone that a later trigger met (R65).
  const isDeleted = cutOf(history, user.id) !== undefined;
  if (!isReceived && !isDeleted && found.row.decisions.some(({ reason }) => reason === 'already-received'))
    faults.push('withheld as already received although nothing was sent (R40, R95)');
  for (const entry of found.row.live) {
    faults.push(`${entry.eventId}: still ${entry.state} after everything (R72)`);
  }
  for (const [trigger, decided] of found.decided) {
    const ends = decided.filter(
      ({ decision, reason }) =>
        decision === 'dispatched' ||
        decision === 'control' ||
        decision === 'withheld' ||
        (decision === 'cancelled' && reason !== 'superseded' && reason !== 'user-merged'),
    );
    // Of two deliveries at the moment of a merge both send one dispatch.
    const begun = decided.filter(({ decision }) => decision === 'enrolled' || decision === 'withheld');
    const isDouble = begun.length >= ends.length && mayBeDecidedTwice(decided, merged);
    if (ends.length > 1 && !isDouble)
      faults.push(
        `${trigger}: ended ${ends.length} times: ${ends.map(({ decision, reason }) => `${decision} ${reason ?? ''}`).join(', ')} (R35)`,
      );
    if (ends.length === 0 && found.row.live.every(({ eventId }) => eventId !== trigger))
      faults.push(`${trigger}: began, and never ended (R72)`);
    const isDispatched = ends.some(({ decision }) => decision === 'dispatched');
    if (isDispatched !== found.sent.has(trigger))
      faults.push(`${trigger}: ${isDispatched ? 'dispatched' : 'not dispatched'} says the row, not the outbox`);
  }
  for (const [trigger, sent] of found.sent) {
    const ids = new Set(sent.map(({ message }) => message.dispatchId));
    if (ids.size > 1) faults.push(`${trigger}: ${ids.size} dispatch ids (R72)`);
    if (!found.decided.has(trigger)) faults.push(`${trigger}: sent, and nothing decided of ${plan.definition.id}`);
  }
  return faults;
}

/** Returns the triggers without a decision (R49): each trigger is decided and recorded, however many others came. */
function vanished({ plan, user, history, ran, found }: Case): string[] {
  if (history.acts.some((each) => isActOn(each, plan.definition.id))) return [];
  const triggers = relevant(history, user).filter((done) => isAny(plan.triggers, done));
  const isProcessed = (done: Done) => Number.isFinite(processedAt(done, ran));
  return triggers
    .filter((done) => isProcessed(done) && !found.decided.has(done.event.id))
    .map(({ event }) => `${event.id}: triggered, and nothing was decided of it (R49)`);
}

/** Returns the messages that a user received within the re-eligibility of another one (R40, R41). */
function brokenWindows({ plan, found, merged: { until = Number.NEGATIVE_INFINITY } }: Case): string[] {
  if (plan.window === 0) return [];
  const claims = listTurns(found).sort((one, other) => one.at - other.at);
  return claims.flatMap(({ trigger, at }, index) => {
    const before = claims[index - 1];
    // Two messages that are claimed when users are merged both leave.
    return before !== undefined && at > until && at < before.at + plan.window
      ? [`${trigger}: received within the window of ${before.trigger} (R40, R41)`]
      : [];
  });
}

const relevant = ({ events }: History, { id }: User): Done[] => events.filter(({ event }) => event.userId === id);
