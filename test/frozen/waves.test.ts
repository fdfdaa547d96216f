import { describe, expect, test } from 'vitest';
import { formatInstant } from '../../core/contracts/instant.ts';
import type { WaveCall } from '../../core/contracts/wave.ts';
import { parseDeparture } from '../../core/contracts/wave.ts';
import { Cloud, type FrozenCloud } from './cloud.ts';
import { enveloped, receives } from './events.ts';
import { findExecution } from './find-execution.ts';
import { readFixture, versions } from './fixtures.ts';
import { type FrozenOutward, nextWave } from './outward-story.ts';
import { type FrozenWave, outcomeFrom } from './wave-story.ts';

/** A call with every field that one may have; another field needs a fixture that has it. */
const WHOLE_CALL: Required<WaveCall> = {
  wave: { name: '', campaignId: '', publication: 1, departure: 0 },
  ...{ at: 0, isLastCall: false, cursor: '', broken: 0, attempts: 0, fewestBroken: 0, isPart: true, isOver: true },
};

/** Returns the fields that a call may have besides those of every call, as the machine and dispatch combine them. */
function optionalFields(): Partial<WaveCall>[] {
  const cursor = '0..15|';
  const positions: Partial<WaveCall>[] = [{}, { cursor }, { cursor, isPart: true }, { cursor, isOver: true }];
  return positions.flatMap((position) => [position, { ...position, attempts: 1, fewestBroken: 1 }]);
}

const at = (time: string): number => Date.parse(`2026-12-01T${time}Z`);

describe.each(versions())('running waves, as %s started them', (version) => {
  const frozen = readFixture<FrozenCloud>(version, 'cloud.json');
  const outward = readFixture<FrozenOutward>(version, 'outward.json');
  const wave = readFixture<FrozenWave>(version, 'wave.json');

  test.each(wave.steps.map((step, index) => [index, step.state, step] as const))(
    'a frozen wave continues from step %i, "%s", to the end by its own definition, and sends each message once (R72)',
    async (_, __, step) => {
      const { sends, answer } = step;
      expect(await outcomeFrom(wave.cloud, wave.machine, step)).toEqual({ sends, answer });
    },
  );

  test('frozen waves were recorded in every state of their definition, and with every field that a call may have', () => {
    const { States } = wave.machine;
    const parts = Object.values(States).flatMap((state) => Object.keys(Object(state).ItemProcessor?.States ?? {}));
    const recorded = new Set(wave.steps.map(({ state }) => state));
    const states = new Set([...Object.keys(States), ...parts]);
    expect(states.difference(recorded)).toEqual(new Set(['The answer was not understood']));
    const fields = new Set(wave.steps.flatMap(({ input }) => Object.keys(Object(Object(input).call))));
    expect(fields).toEqual(new Set(Object.keys(WHOLE_CALL)));
  });

  test('a frozen wave continues a part that needs another call, and sends the same as the part from its beginning (R72)', async () => {
    const [part] = wave.steps.filter(({ state, sends }) => state === 'Dispatch a part' && sends.length > 0);
    if (part === undefined) throw new Error('steps: expected a part that sends');
    const step = { state: 'Is the part through?', input: { state: 'part', ...Object(part.input) } };
    const { sends, answer } = part;
    expect(await outcomeFrom(wave.cloud, wave.machine, step)).toEqual({ sends, answer });
  });

  test.each(optionalFields())(
    'a frozen wave is called with %j, at its departure and for the last time',
    async (fields) => {
      const [start] = wave.steps;
      for (const isLastCall of [false, true]) {
        const cloud = await Cloud.over(wave.cloud);
        const { at, broken, attempts, wave: of } = { ...WHOLE_CALL, ...Object(start?.input).call };
        const told = await cloud.dispatch({ wave: of, at, broken, attempts, isLastCall, ...fields });
        expect(['next', 'passed', 'done']).toContain(Object(told).state);
      }
    },
  );

  test('a frozen wave sends a message to each user who waits in it', async () => {
    const [start] = wave.steps;
    expect(start?.sends).toHaveLength(8);
  });

  test('a frozen wave sends what was promised: the message from the seat, the profile and the newest version (R71)', async () => {
    const sent = await nextWave(frozen);
    const promised = outward.entries.slice(-2);
    const read = ({ Detail = '', ...entry }: (typeof sent)[number]) => ({ ...entry, Detail: JSON.parse(Detail) });
    expect(sent.map(read)).toEqual(promised.map(read));
    expect(promised.map((each) => read(each).Detail.userId)).toEqual(['stan', 'wanda']);
  });

  test('a frozen wave that was restarted sends claimed messages, in the version that was claimed (R51, R71)', async () => {
    const cloud = await Cloud.over(frozen);
    const { call } = findExecution(frozen, 'reminder.1.20261201T1105');
    await cloud.dispatch(call);
    expect(cloud.messages()).toMatchObject([
      { userId: 'clara', version: 1, messages: [{ subject: 'Did you see ?' }, {}, {}, {}, {}, {}] },
    ]);
    expect(await cloud.enrollments('reminder', 'clara')).toEqual(['dispatched']);
  });

  test('a frozen wave is recognized by its name: an enrollment that boards it starts no other, and leaves with its other enrollments', async () => {
    const cloud = await Cloud.over(frozen);
    const { call } = findExecution(frozen, 'each-news.1.20261201T133005Z');
    cloud.installed.now = at('13:30:05');
    await cloud.dispatch(call);
    const others = cloud.messages().map(({ userId }) => userId);
    const boarded = await Cloud.over(frozen);
    boarded.installed.now = at('11:37:30');
    await boarded.deliver('triggers', [
      enveloped(receives('lois', 'news', { occurredAt: '2026-12-01T11:30:05Z' }), at('11:37:30')),
    ]);
    expect(boarded.installed.requests.filter((request) => request.startsWith('StartExecution'))).toEqual([]);
    expect(boarded.frozen().executions).toHaveLength(frozen.executions.length);
    boarded.installed.now = at('13:30:05');
    await boarded.dispatch(call);
    const users = boarded.messages().map(({ userId }) => userId);
    expect(users.toSorted()).toEqual([...others, 'lois'].toSorted());
    expect(others).not.toEqual([]);
  });

  test('a frozen wave departs when its name says, whatever the windows of today are', async () => {
    const cloud = await Cloud.over(frozen);
    const { name, input, call } = findExecution(frozen, 'reminder.1.20261201T1210');
    expect(input).toMatchObject({ at: formatInstant(call.wave.departure) });
    expect(parseDeparture(name)).toBe(call.wave.departure);
    cloud.installed.now = call.wave.departure;
    await cloud.dispatch(call);
    const left = formatInstant(call.wave.departure);
    const sent = cloud.messages().map(({ userId, dispatchedAt }) => `${userId} ${dispatchedAt}`);
    expect(sent.toSorted()).toEqual([`stan ${left}`, `wanda ${left}`]);
  });

  test('frozen waves are checked: one that runs is not changed, and one that failed again is restarted under the next name', async () => {
    const cloud = await Cloud.over(frozen);
    const { stepFunctions } = cloud.installed.standIns;
    for (const { name, status } of stepFunctions.executions)
      if (status === 'RUNNING' && name.endsWith('.r1')) stepFunctions.end(name, 'FAILED');
    cloud.installed.now = at('11:50:00');
    await cloud.check();
    const started = cloud.frozen().executions.slice(frozen.executions.length);
    const { name, input } = findExecution(frozen, 'reminder.1.20261201T1105');
    expect(started.map((each) => each.name)).toEqual([`${name}.r2`]);
    expect(JSON.parse(started[0]?.input ?? '')).toEqual(input);
  });

  test('frozen waves that are done or aborted are no longer boarded', async () => {
    const cloud = await Cloud.over(frozen);
    cloud.installed.now = at('11:37:00');
    await cloud.deliver('triggers', [
      enveloped(receives('ann', 'news', { occurredAt: '2026-12-01T11:36:00Z' }), at('11:37:00')),
    ]);
    const [{ name } = { name: '' }] = cloud.frozen().executions.slice(-1);
    expect(name).toBe('each-news.1.20261201T133601Z');
  });

  test.each(wave.endings.map((body, index) => [index, body] as const))(
    'message %i in the queue cancels the waits behind its cursor in a frozen wave that was stopped (R50)',
    async (_, body) => {
      const { cursor } = JSON.parse(body);
      const cloud = await Cloud.over(wave.cloud);
      expect(await cloud.deliver('endings', [body])).toBe(0);
      const users = wave.steps[0]?.sends ?? [];
      const states = await Promise.all(users.map((each) => cloud.enrollments('crowd', each)));
      const waiting = users.filter((_, index) => states[index]?.[0] === 'waiting');
      expect(states.flat()).toHaveLength(users.length);
      expect(waiting.length > 0).toBe(cursor !== undefined);
    },
  );
});
