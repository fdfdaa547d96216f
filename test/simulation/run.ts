import { getPrecision } from '../../core/contracts/definition.ts';
import { MIN_BOARDING_LEAD } from '../../core/contracts/wave.ts';
import { computeWindows } from '../../core/waves.ts';
import { historyOf } from './draw-history.ts';
import { isImmediate } from './due.ts';
import { type Found, foundOf, processedAt } from './found.ts';
import { type History, isActOn, type Plan, type User } from './history.ts';
import { broken } from './invariants.ts';
import { localPlatform } from './local-platform.ts';
import { type Expected, expect } from './model.ts';
import type { CreatePlatform } from './platform.ts';
import { type Ran, runSimulation } from './run-simulation.ts';

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

function judge(history: History, ran: Ran): Figures {
  const complaints: Complaint[] = [];
  if (ran.stuck !== undefined) complaints.push({ about: 'the whole', faults: [ran.stuck] });
  if (ran.wavesLeft.length > 0)
    complaints.push({ about: 'the waves', faults: ran.wavesLeft.map((name) => `${name} is never done`) });
  for (const fault of ran.brokenDeliveries) complaints.push({ about: 'the deliveries', faults: [fault] });
  for (const letter of ran.deadLetters) complaints.push({ about: 'the queues', faults: [`a dead letter: ${letter}`] });
  const counts = { exact: 0, open: 0, messages: 0, cancelled: 0 };
  for (const plan of history.plans) {
    for (const user of history.users) {
      const found = foundOf(plan, user, { history, ran });
      const expected = expectedOf(plan, user, { history, ran });
      const isExact = expected !== undefined && expected.open === undefined;
      counts[isExact ? 'exact' : 'open'] += 1;
      counts.messages += found.sent.size;
      counts.cancelled += found.cancelled.size;
      const faults = [...broken({ plan, user, history, ran, found }), ...(isExact ? differences(expected, found) : [])];
      const about = `user ${user.id}, ${plan.definition.id}`;
      if (faults.length > 0) complaints.push({ about, faults, found, ...(expected ? { expected } : {}) });
    }
  }
  return complaints.length === 0 ? counts : { ...counts, failure: { history, ran, complaints } };
}

/** Returns the outcome that the model demands; undefined where the owner stopped or edited the follow-up, because that is judged at arrival (R60). */
function expectedOf(plan: Plan, user: User, { history, ran }: { history: History; ran: Ran }): Expected | undefined {
  const { id } = plan.definition;
  if (history.acts.some((each) => isActOn(each, id) || each.act === 'leave')) return undefined;
  const takeOver =
    computeWindows({ ...plan.definition, precision: getPrecision(plan.definition) }, 1).width +
    MIN_BOARDING_LEAD +
    ran.maxPass;
  return expect({
    plan,
    user,
    publishedAt: history.start,
    events: history.events.filter(({ event }) => event.userId === user.id),
    processedAt: (done) => processedAt(done, ran),
    slack: isImmediate(plan) ? 0 : takeOver,
    takeOver,
  });
}

function differences({ dispatched, cancelled }: Expected, found: Found): string[] {
  const sent = new Set(found.sent.keys());
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
