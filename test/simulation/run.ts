import { getPrecision } from '../../core/contracts/definition.ts';
import { MATCHER_TIMEOUT, MIN_BOARDING_LEAD } from '../../core/contracts/wave.ts';
import { computeWindows } from '../../core/waves.ts';
import { findBrokenStatistics } from './broken-statistics.ts';
import { findBrokenCaps } from './cap-invariants.ts';
import { expectUnderCaps } from './cap-model.ts';
import { historyOf } from './draw-history.ts';
import { isImmediate } from './due.ts';
import { type Case, claimedAt, type Found, foundOf, processedAt } from './found.ts';
import { listTurns } from './groups.ts';
import { cutOf, type Done, type History, isActOn, type Plan, type User } from './history.ts';
import { broken } from './invariants.ts';
import { LIVES } from './lives.ts';
import { localPlatform } from './local-platform.ts';
import { type Expected, expect, isReachable, type Pair } from './model.ts';
import type { CreatePlatform } from './platform.ts';
import { type Ran, runSimulation } from './run-simulation.ts';
import { brokenMerges, findMerged, isOpenByMerge, unite } from './united.ts';

/** A broken expectation about one user and one follow-up. */
export interface Complaint {
  readonly about: string;
  readonly faults: readonly string[];
  readonly expected?: Expected;
  readonly found?: Found;
}

/** A history with a broken expectation. */
export interface Failure {
  readonly history: History;
  readonly ran: Ran;
  readonly complaints: readonly Complaint[];
}

/** Counts of users and follow-ups that were compared with the model, and of those that were compared with the invariants alone. */
export interface Figures {
  readonly exact: number;
  readonly open: number;
  readonly messages: number;
  readonly cancelled: number;
  readonly failure?: Failure;
}

/** Runs one history and returns its failure, if there is one, with a trace. */
export async function runHistory(
  seed: number,
  createPlatform: CreatePlatform = localPlatform(),
): Promise<Failure | undefined> {
  return (await runFor(seed, createPlatform)).failure;
}

export async function runFor(seed: number, createPlatform: CreatePlatform): Promise<Figures> {
  const history = historyOf(seed);
  const ran = await runSimulation(history, false, createPlatform);
  const figures = judge(history, ran);
  return figures.failure === undefined ? figures : judge(history, await runSimulation(history, true, createPlatform));
}

function judge(drawn: History, actual: Ran): Figures {
  const complaints: Complaint[] = [];
  const { history: whole, ran } = unite(drawn, actual);
  for (const fault of brokenMerges(drawn, actual)) complaints.push({ about: 'the merges', faults: [fault] });
  const isKept = ({ event }: Done) => event.at > (cutOf(whole, event.userId) ?? Number.NEGATIVE_INFINITY);
  const history: History = { ...whole, events: whole.events.filter(isKept) };
  if (ran.stuck !== undefined) complaints.push({ about: 'the whole', faults: [ran.stuck] });
  if (ran.wavesLeft.length > 0)
    complaints.push({ about: 'the waves', faults: ran.wavesLeft.map((name) => `${name} is never done`) });
  for (const fault of ran.brokenDeliveries) complaints.push({ about: 'the deliveries', faults: [fault] });
  const mergedOf = (user: User) => findMerged(drawn, actual, user);
  for (const fault of findBrokenCaps(history, ran, mergedOf)) complaints.push({ about: 'the caps', faults: [fault] });
  for (const fault of ran.leftOfDeleted) complaints.push({ about: 'the deletions', faults: [fault] });
  for (const letter of ran.deadLetters) complaints.push({ about: 'the queues', faults: [`a dead letter: ${letter}`] });
  for (const { definition } of history.plans) {
    const faults = findBrokenStatistics(definition.id, { history, ran });
    if (faults.length > 0) complaints.push({ about: `the statistics of ${definition.id}`, faults });
  }
  const counts = { exact: 0, open: 0, messages: 0, cancelled: 0 };
  for (const plan of history.plans) {
    for (const user of history.users) {
      const all = foundOf(plan, user, { history: whole, ran });
      const found = withoutForgotten(all, { whole, history, user });
      const merged = mergedOf(user);
      const isOpen = isOpenByMerge(plan, listClaims(found, { plan, user, history, ran }), merged);
      const expected = isOpen ? undefined : expectedOf(plan, user, { history, ran });
      const isExact = expected !== undefined && expected.open === undefined;
      counts[isExact ? 'exact' : 'open'] += 1;
      counts.messages += found.sent.size;
      counts.cancelled += found.cancelled.size;
      const faults = [
        ...broken({ plan, user, history, ran, found, merged }),
        ...claimedAfterDeletion(all, { plan, found, user, history, ran }),
        ...(isExact ? differences(expected, found) : []),
      ];
      const about = `user ${user.id}, ${plan.definition.id}`;
      if (faults.length > 0) complaints.push({ about, faults, found, ...(expected ? { expected } : {}) });
    }
  }
  return complaints.length === 0 ? counts : { ...counts, failure: { history: drawn, ran: actual, complaints } };
}

/** Returns the instants at which messages of a follow-up were claimed; of all follow-ups of the user where caps put them together. */
function listClaims(found: Found, { plan, user, history, ran }: Omit<Case, 'found' | 'merged'>): number[] {
  const all =
    history.caps === undefined
      ? [found]
      : history.plans.map((each) => (each === plan ? found : foundOf(each, user, { history, ran })));
  return all.flatMap(({ sent, decided }) => {
    // What is withheld at its departure was judged like a claim, and a turn in the control group is one.
    const unsent = [...decided.values()]
      .flat()
      .filter(
        ({ decision, reason = '' }) =>
          decision === 'control' || ['too-large', 'capped', 'unreachable'].includes(reason),
      );
    return [...[...sent.values()].flatMap((each) => each.map(claimedAt)), ...unsent.map(({ at }) => at)];
  });
}

/** Returns the outcome that the model demands under the caps of the installation, if it has any. They put all campaigns of a user together. */
function expectedOf(plan: Plan, user: User, about: { history: History; ran: Ran }): Expected | undefined {
  const { history } = about;
  if (history.caps === undefined) {
    const pair = pairOf(plan, user, about);
    return pair && expect(pair);
  }
  const pairs = history.plans.flatMap((each) => pairOf(each, user, about) ?? []);
  if (pairs.length < history.plans.length) return undefined;
  return expectUnderCaps(pairs, { user, history }).get(plan.definition.id);
}

/** Returns what the model needs to know; undefined where the owner stopped or edited the follow-up, because that is judged at arrival (R60). */
function pairOf(plan: Plan, user: User, { history, ran }: { history: History; ran: Ran }): Pair | undefined {
  const { id } = plan.definition;
  if (isOpenByDeletion(plan, user, { history, ran })) return undefined;
  if (history.acts.some((each) => isActOn(each, id) || each.act === 'leave')) return undefined;
  const takeOver =
    computeWindows({ ...plan.definition, precision: getPrecision(plan.definition) }, 1).width +
    MIN_BOARDING_LEAD +
    ran.maxPass;
  return {
    plan,
    user,
    publishedAt: history.start,
    isReachable: isReachable(user, history),
    events: history.events.filter(({ event }) => event.userId === user.id),
    processedAt: (done) => processedAt(done, ran),
    slack: isImmediate(plan) ? 0 : takeOver,
    takeOver,
  };
}

/** Returns what was found, without what came before the deletion of its user. */
function withoutForgotten(
  found: Found,
  { whole, history, user }: { readonly whole: History; readonly history: History; readonly user: User },
): Found {
  if (cutOf(whole, user.id) === undefined) return found;
  const isKept = ([id]: readonly [string, unknown]) =>
    history.events.some(({ event }) => event.id === id && event.userId === user.id);
  return {
    ...found,
    sent: new Map([...found.sent].filter(isKept)),
    decided: new Map([...found.decided].filter(isKept)),
  };
}

/**
 * Returns the messages of what came before the deletion of its user that were claimed after the tombstone (R65). Who reads the profile before
 * the claim may have read it before the tombstone.
 */
function claimedAfterDeletion(
  all: Found,
  { plan, found, user, history, ran }: Pick<Case, 'plan' | 'found' | 'user' | 'history' | 'ran'>,
): string[] {
  // Of merged users it depends on the order of arrival whether the deletion of one concerns the events of another.
  if (history.merges !== undefined) return [];
  const readsBefore = isImmediate(plan) || plan.vipOnly || history.caps !== undefined;
  const tombstone = ran.tombstones.get(user.id) ?? Number.POSITIVE_INFINITY;
  const until = tombstone + MATCHER_TIMEOUT + (readsBefore ? LIVES.cancelWaits : 0);
  return [...all.sent].flatMap(([trigger, sent]) =>
    !found.sent.has(trigger) && sent.some((each) => claimedAt(each) > until)
      ? [`${trigger}: claimed after its user was deleted (R65)`]
      : [],
  );
}

/**
 * Returns whether a deletion leaves the outcome of what came since open: it came before the first sweep, so that it met what was to be
 * forgotten; or the user lost an address or an attribute that the message needs.
 */
function isOpenByDeletion(plan: Plan, user: User, { history, ran }: { history: History; ran: Ran }): boolean {
  const cut = cutOf(history, user.id);
  if (cut === undefined) return false;
  if (plan.vipOnly || history.hasSender || history.merges !== undefined) return true;
  const swept = ran.swept.get(user.id) ?? Number.POSITIVE_INFINITY;
  const isOwn = ({ event }: { event: { readonly userId: string; readonly at: number } }) => event.userId === user.id;
  const isEarly = history.deliveries.some((each) => isOwn(each) && each.event.at > cut && each.at <= swept);
  const isForgottenSent = ran.sent.some(
    ({ at, message }) => message.userId === user.id && at > swept && isBefore(message.trigger, cut),
  );
  return isEarly || isForgottenSent || (history.deletions?.length ?? 0) > 1;
}

function isBefore({ occurredAt }: Readonly<Record<string, unknown>>, cut: number): boolean {
  return typeof occurredAt === 'string' && Date.parse(occurredAt) <= cut;
}

function differences({ dispatched, cancelled }: Expected, found: Found): string[] {
  const sent = new Set(listTurns(found).map(({ trigger }) => trigger));
  return [
    ...[...dispatched].filter((id) => !sent.has(id)).map((id) => `${id}: expected a message, found none`),
    ...[...sent].filter((id) => !dispatched.has(id)).map((id) => `${id}: expected no message, found one`),
    ...[...cancelled]
      .filter((id) => !found.cancelled.has(id))
      .map((id) => `${id}: expected to be cancelled by an exception`),
    ...[...found.cancelled]
      .filter((id) => !cancelled.has(id))
      .map((id) => `${id}: expected not to be cancelled by an exception`),
  ];
}
