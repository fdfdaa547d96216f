import { createWaveDefinition } from '../../lib/wave-definition.ts';
import type { Around } from '../doubles/tally.ts';
import { followUpOfTarget } from '../harness/adapters/sample.ts';
import { breaks, inItsTime } from '../harness/functions/in-container.ts';
import { Cloud, type FrozenCloud } from './cloud.ts';
import { enveloped, receives } from './events.ts';
import { type Machine, runFrom, type Step } from './states.ts';

/** More users than one call of dispatch takes, and more seats than one call of end-waits. */
const USERS = 600;
/** The number of users that stay in the fixture of those whom the first page of a pass reaches, and of the others. */
const KEPT = 4;
const NOON = Date.parse('2026-12-01T12:00:00Z');

/** The result of an execution that continues from a step: the users that receive a message, and the last answer of dispatch. */
interface Outcome {
  readonly sends: readonly string[];
  readonly answer: { readonly state?: string; readonly broken?: number };
}

/** A step of an execution, with the result from there. */
interface FrozenStep extends Step, Outcome {}

/** A running wave: the definition and the steps of its executions, and its enrollments. */
export interface FrozenWave {
  readonly machine: Machine;
  readonly cloud: FrozenCloud;
  readonly steps: readonly FrozenStep[];
  /** Messages of the queue that cancels its waits. */
  readonly endings: readonly string[];
}

/** Runs a wave that is shared by parts, one that fails, one that leaves in one call, and one that is stopped, and keeps a few of its users. */
export async function waveStory(): Promise<FrozenWave> {
  const machine = machineNow();
  const waiting = await waves();
  const [execution] = waiting.executions;
  const start = { state: machine.StartAt, input: JSON.parse(execution?.input ?? '') };

  const steps: Step[] = [];
  const whole = await Cloud.over(waiting);
  const reached = await reachedFirst(waiting, start.input);
  await goOn(whole, machine, start, { around: slowly(whole), enters: (step) => steps.push(step) });
  const broken = await Cloud.over(waiting);
  const [one = ''] = reached;
  await goOn(broken, machine, start, {
    around: breaks(`Put enrollments user#${one} `, 2),
    enters: (step) => steps.push(step),
  });

  const kept = new Set([
    ...reached.slice(0, KEPT),
    ...names()
      .filter((each) => !reached.includes(each))
      .slice(0, KEPT),
  ]);
  const isKept = ({ pk, userId }: Readonly<Record<string, unknown>>) => {
    const user = userId ?? /^user#(.*)$/.exec(String(pk))?.[1];
    return user === undefined || kept.has(String(user));
  };
  const cloud = (await Cloud.over(waiting)).frozen(isKept);
  // So few users leave in one call.
  await goOn(await Cloud.over(cloud), machine, start, { enters: (step) => steps.push(step) });
  const frozen: FrozenStep[] = [];
  for (const step of unique(steps, JSON.stringify))
    frozen.push({ ...step, ...(await outcomeFrom(cloud, machine, step)) });
  return { machine, cloud, steps: unique(frozen, kindOf), endings: await cancelRequests(waiting) };
}

/** Returns the definition of the wave machine, by which its executions run to their end whatever is deployed meanwhile. */
export function machineNow(): Machine {
  return createWaveDefinition({
    invokeResource: 'arn:aws:states:::lambda:invoke',
    functionArn: 'dispatch',
    timeoutSeconds: 130,
  });
}

/** Continues an execution from a step to its end, and returns the result. */
export async function outcomeFrom(frozen: FrozenCloud, machine: Machine, step: Step): Promise<Outcome> {
  const cloud = await Cloud.over(frozen);
  const { end, output } = await goOn(cloud, machine, step, {});
  if (end !== 'Succeed') throw new Error(`${step.state}: expected the execution to succeed, found ${end}`);
  const { state, broken }: Outcome['answer'] = Object(output);
  const answer = { ...(state === undefined ? {} : { state }), ...(broken === undefined ? {} : { broken }) };
  const sends = cloud.messages().map(({ userId }) => userId);
  return { sends: sends.toSorted(), answer };
}

const names = () => Array.from({ length: USERS }, (_, index) => `u${index}`);

async function waves(): Promise<FrozenCloud> {
  const cloud = new Cloud(NOON);
  await cloud.installed.publishes(followUpOfTarget('crowd', 'welcome'));
  for (let first = 0; first < USERS; first += 100) {
    const events = names()
      .slice(first, first + 100)
      .map((each) => enveloped(receives(each, 'welcome'), NOON));
    await cloud.deliver('triggers', events);
  }
  return cloud.frozen();
}

interface Going {
  readonly around?: Around;
  readonly enters?: (step: Step) => void;
}

async function goOn(cloud: Cloud, machine: Machine, step: Step, { around, enters }: Going) {
  return runFrom(machine, step, {
    // What a Lambda is asked and what it answers passes as JSON.
    invoke: async (payload) =>
      JSON.parse(JSON.stringify(await cloud.dispatch(JSON.parse(JSON.stringify(payload)), around))),
    waitUntil: (timestamp) => {
      cloud.installed.now = Math.max(cloud.installed.now, Date.parse(timestamp));
    },
    ...(enters && { enters }),
  });
}

/** Makes a pass take so long that it is shared by parts. */
function slowly(cloud: Cloud): Around {
  return (request, perform) => {
    if (request.startsWith('Query enrollments')) cloud.installed.now += 2_000;
    return inItsTime(request, perform);
  };
}

/** Returns the users of the first page of a pass. */
async function reachedFirst(
  waiting: FrozenCloud,
  { call }: { call: Parameters<Cloud['dispatch']>[0] },
): Promise<string[]> {
  const cloud = await Cloud.over(waiting);
  await cloud.dispatch(call, slowly(cloud));
  return cloud.messages().map(({ userId }) => userId);
}

function unique<Each extends Step>(steps: readonly Each[], nameOf: (step: Each) => string): Each[] {
  return [...new Map(steps.toReversed().map((step) => [nameOf(step), step])).values()].reverse();
}

/** Returns a key that steps share which have the same state and fields and send to the same users: one of them is frozen. */
function kindOf({ state, input, sends }: FrozenStep): string {
  const { call = {} }: { call?: { isLastCall?: boolean } } = Object(input);
  return JSON.stringify([state, Object.keys(Object(input)), Object.keys(call), call.isLastCall, sends]);
}

/** Stops the publication without time to cancel its waits; returns the messages for the rest, and for the rest of that. */
async function cancelRequests(waiting: FrozenCloud): Promise<string[]> {
  const cloud = await Cloud.over(waiting);
  await cloud.http('POST', '/campaigns/crowd/stop', undefined, { remaining: () => 0 });
  const [first] = cloud.queued('endings');
  let left = 40_000;
  const remaining = () => {
    left -= 10_000;
    return left + 5_000;
  };
  await cloud.deliver('endings', [first?.body], { remaining });
  const [rest] = cloud.queued('endings');
  return [first, rest].flatMap((message) => message?.body ?? []);
}
