import { describe, expect, test } from 'vitest';
import type { FollowUpDefinition } from '../../core/contracts/definition.ts';
import { formatInstant } from '../../core/contracts/instant.ts';
import { HOUR, MINUTE, SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import { createFirstCall, type Wave, type WaveCall } from '../../core/contracts/wave.ts';
import { joinParts } from '../../core/waves.ts';
import { createHandler as checkWaves } from '../../functions/check-waves.ts';
import { createHandler as dispatch } from '../../functions/dispatch.ts';
import { createHandler as endWaits } from '../../functions/end-waits.ts';
import { createHandler as matchException } from '../../functions/match-exception.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import { createHandler as waveEnded } from '../../functions/wave-ended.ts';
import { RESOURCE_NAMES } from '../doubles/aws.ts';
import type { Around } from '../doubles/tally.ts';
import { followUpOfTarget, NOON } from '../harness/adapters/sample.ts';
import {
  breaks,
  drained,
  handed,
  Installed,
  inItsTime,
  lasting,
  onTheBus,
  record,
} from '../harness/functions/in-container.ts';

const reminder = followUpOfTarget('reminder', 'welcome');
const gets = (userId: string) => onTheBus({ userId, interaction: 'email.received', campaignId: 'welcome' });
const named = (count: number) => Array.from({ length: count }, (_, index) => `u${index}`);

/** Installs a published follow-up, for which the given number of users waits in one wave. */
async function waiting(count: number, definition: FollowUpDefinition = reminder) {
  const installed = new Installed();
  const owner = await installed.publishes(definition);
  const handler = matchTrigger(installed.lambda());
  for (let first = 0; first < count; first += 100) {
    const users = named(count).slice(first, first + 100);
    await handed(
      handler,
      users.map((each) => record(gets(each))),
    );
  }
  return { installed, owner, wave: await onlyWave(installed, definition.id) };
}

async function onlyWave({ services }: Installed, campaignId: string): Promise<Wave> {
  const [wave, another] = (await services.waves.listByCampaign(campaignId)).items;
  if (wave === undefined || another !== undefined) throw new Error('waves: expected one');
  return wave;
}

/** Returns a wrapper of requests that lets the given time pass with each page of seats. */
function slow(installed: Installed, span: TimeSpan): Around {
  return (request, perform) => {
    if (request.startsWith('Query enrollments')) installed.now += span;
    return inItsTime(request, perform);
  };
}

describe('dispatch, called by the wave machine', () => {
  const call = (installed: Installed, asked: WaveCall & { readonly isOnly?: boolean }, around?: Around) =>
    dispatch(installed.lambda(around))(asked, lasting(2 * MINUTE));

  test('dispatch dispatches a wave at its departure, page after page, and asks for the last call', async () => {
    const { installed, wave } = await waiting(600);
    installed.now = wave.departure + 1_234;
    const told = await call(installed, createFirstCall(wave));
    expect(told).toMatchObject({
      state: 'next',
      at: formatInstant(wave.departure + 90 * SECOND),
      call: { isLastCall: true, broken: 0 },
    });
    expect(installed.sent().toSorted()).toEqual(named(600).toSorted());
    expect(installed.metrics).toMatchObject({ Dispatched: 600, WaveLateness: 1_234 });
  });

  test('dispatch ends a pass, and the last call too, in one call if it may have no other (R72)', async () => {
    const { installed, wave } = await waiting(600);
    installed.now = wave.departure;
    const first = { ...createFirstCall(wave), isOnly: true };
    const told = await call(installed, first);
    expect(told).toMatchObject({ state: 'next', call: { isLastCall: true } });
    expect(installed.sent()).toHaveLength(600);
    installed.now = wave.departure + 90 * SECOND;
    const last = { ...createFirstCall(wave), isLastCall: true, isOnly: true };
    expect(await call(installed, last)).toEqual({ state: 'done' });
    expect(installed.sent()).toHaveLength(600);
  });

  test('dispatch sends the messages of a round together, ten in a call of PutEvents', async () => {
    const { installed, wave } = await waiting(90);
    installed.now = wave.departure;
    const before = installed.requests.length;
    await call(installed, createFirstCall(wave));
    const requests = installed.requests.slice(before).filter((request) => request.startsWith('PutEvents'));
    expect(installed.sent()).toHaveLength(90);
    expect(requests).toHaveLength(9);
  });

  test('dispatch sends the other messages of a round if some cannot be claimed, are cancelled or fail to render (R61, R72)', async () => {
    const body = '{% if user.id == "u2" %}{% abort_message "no" %}{% endif %}Hello';
    const { installed, wave } = await waiting(5, {
      ...reminder,
      exceptions: [{ interaction: 'email.opened', campaign: 'welcome' }],
      messages: [{ channel: 'push', body }],
    });
    await handed(matchException(installed.lambda()), [
      record(onTheBus({ userId: 'u3', interaction: 'email.opened', campaignId: 'welcome' })),
    ]);
    installed.now = wave.departure;
    const answer = await call(installed, createFirstCall(wave), breaks('Put enrollments user#u1 ', 1));
    expect(answer).toMatchObject({ state: 'next', call: { isLastCall: false, attempts: 1 } });
    expect(installed.sent().toSorted()).toEqual(['u0', 'u4']);
  });

  test('dispatch refuses to end a pass in one call if an enrollment fails: the machine calls again, and each message is sent once (R71, R72)', async () => {
    for (const isLastCall of [false, true]) {
      const { installed, wave } = await waiting(3);
      installed.now = wave.departure;
      const asked = { ...createFirstCall(wave), isLastCall };
      const refused = call(installed, { ...asked, isOnly: true }, breaks('Put enrollments user#u1 ', 1));
      await expect(refused).rejects.toMatchObject({ name: 'NeedsMoreCalls' });
      expect(await call(installed, asked)).toMatchObject(
        isLastCall ? { state: 'done' } : { call: { isLastCall: true } },
      );
      expect(installed.sent().toSorted()).toEqual(named(3));
    }
  });

  test('dispatch refuses to end a pass in one call if it takes longer than five seconds: the machine then divides it (R72)', async () => {
    const { installed, wave } = await waiting(600);
    installed.now = wave.departure;
    const refused = call(installed, { ...createFirstCall(wave), isOnly: true }, slow(installed, 3 * SECOND));
    await expect(refused).rejects.toMatchObject({ name: 'NeedsMoreCalls' });
    expect(await call(installed, createFirstCall(wave), slow(installed, 3 * SECOND))).toMatchObject({ state: 'parts' });
    expect(new Set(installed.sent()).size).toBe(installed.sent().length);
  });

  test('dispatch renders a message from an eventually consistent read of the profile, or from the profile on which the audience was checked again (R43)', async () => {
    const body = 'Hello {{ user.plan }}';
    for (const [id, recheckAudience, units] of [
      ['glanced', false, 0.5],
      ['checked', true, 1],
    ] as const) {
      const definition = followUpOfTarget(id, 'welcome', {
        audience: { plan: 'gold' },
        recheckAudience,
        messages: [{ channel: 'push', body }],
      });
      const installed = new Installed();
      await installed.services.profiles.update('u0', () => ({
        fields: { 'attributes.plan': { value: 'gold', at: NOON } },
      }));
      await installed.publishes(definition);
      await handed(matchTrigger(installed.lambda()), [record(gets('u0'))]);
      const wave = await onlyWave(installed, id);
      installed.now = wave.departure;
      installed.standIns.tally.clear();
      await call(installed, createFirstCall(wave));
      expect(installed.standIns.tally.of('DynamoDB read units profiles'), id).toBe(units);
      expect(installed.standIns.eventBridge.entries[0]?.Detail).toContain('Hello gold');
    }
  });

  test('dispatch completes a wave with its last call', async () => {
    const { installed, wave } = await waiting(3);
    installed.now = wave.departure;
    const told = await call(installed, createFirstCall(wave));
    if (told.state !== 'next') throw new Error('dispatch: expected to be called again');
    installed.now = Date.parse(told.at);
    installed.now += 2_345;
    expect(await call(installed, told.call)).toEqual({ state: 'done' });
    expect(await installed.services.waves.start(wave)).toBe(false);
    expect(installed.standIns.eventBridge.entries).toHaveLength(3);
    expect(installed.metrics).toMatchObject({ WaveLateness: 0, WaveEndLateness: 2_345 });
  });

  test('dispatch divides a pass that takes long into parts, and dispatches each enrollment once', async () => {
    const { installed, wave } = await waiting(600);
    installed.now = wave.departure;
    const told = await call(installed, createFirstCall(wave), slow(installed, 2 * SECOND));
    if (told.state !== 'parts') throw new Error('dispatch: expected parts');
    const left = installed.sent().length;
    expect(left).toBeLessThan(600);
    expect(told.parts.length).toBeGreaterThan(1);
    expect(told.parts.length).toBeLessThanOrEqual(16);
    const passed = await Promise.all(told.parts.map((part) => call(installed, part)));
    expect(passed).toEqual(told.parts.map(() => ({ state: 'passed', broken: 0 })));
    expect(installed.standIns.eventBridge.entries).toHaveLength(600);
    const last = await call(
      installed,
      joinParts(
        told.call,
        told.parts.map(() => 0),
      ),
    );
    expect(last).toMatchObject({ state: 'next', call: { isLastCall: true } });
  });

  test('dispatch continues in another call a part that takes longer than one call should', async () => {
    const { installed, wave } = await waiting(600);
    installed.now = wave.departure;
    const cursor = '0..15|';
    const part: WaveCall = { ...createFirstCall(wave), cursor, isPart: true };
    const told = await call(installed, part, slow(installed, 31 * SECOND));
    if (told.state !== 'part') throw new Error('dispatch: expected to go on with the part');
    expect(installed.sent().length).toBeLessThan(600);
    expect(await call(installed, told.call)).toEqual({ state: 'passed', broken: 0 });
    expect(installed.standIns.eventBridge.entries).toHaveLength(600);
  });

  test('dispatch retries an enrollment that failed, and dispatches the others without delay (R72)', async () => {
    const { installed, wave } = await waiting(40);
    installed.now = wave.departure;
    const told = await call(installed, createFirstCall(wave), breaks('Put enrollments user#u7 '));
    expect(told).toMatchObject({ state: 'next', call: { isLastCall: false, attempts: 1, broken: 0 } });
    expect(installed.sent()).toHaveLength(39);
    expect(installed.warned).toEqual(['ENROLLMENT_FAILED']);
    if (told.state === 'next') await call(installed, told.call);
    expect(installed.sent().toSorted()).toEqual(named(40).toSorted());
  });

  test('dispatch counts the enrollments that failed before a pass was divided, and those that failed in its parts', async () => {
    const { installed, wave } = await waiting(600);
    installed.now = wave.departure;
    const broken: Around = (request, perform) => {
      if (/^Put enrollments user#u\d*7 /.test(request)) throw new Error('the network broke');
      return slow(installed, 2 * SECOND)(request, perform);
    };
    const told = await call(installed, createFirstCall(wave), broken);
    if (told.state !== 'parts') throw new Error('dispatch: expected parts');
    const passed = await Promise.all(told.parts.map((part) => call(installed, part, broken)));
    const counts = passed.map((each) => ('broken' in each ? each.broken : 0));
    const whole = joinParts(told.call, counts);
    expect([told.call.broken > 0, whole.broken]).toEqual([true, 60]);
    expect(await call(installed, whole)).toMatchObject({ state: 'next', call: { attempts: 1, isLastCall: false } });
  });

  test('dispatch throws after five failed attempts at a wave, so that its execution fails', async () => {
    const { installed, wave } = await waiting(1);
    installed.now = wave.departure;
    const asked = { ...createFirstCall(wave), attempts: 4 };
    await expect(call(installed, asked, breaks('Put enrollments user#u0'))).rejects.toThrow('enrollments failed');
  });

  test('dispatch repeats the call that failed when its execution is redriven, completes the wave, and sends no message twice', async () => {
    const { installed, wave } = await waiting(3);
    installed.now = wave.departure;
    let asked: WaveCall = createFirstCall(wave);
    const broken = breaks('Put enrollments user#u1 ');
    const failing = async () => {
      for (;;) {
        const told = await call(installed, asked, broken);
        if (told.state !== 'next') throw new Error('dispatch: expected to be called again');
        asked = told.call;
      }
    };
    await expect(failing()).rejects.toThrow('1 enrollments failed 5 times');
    installed.standIns.stepFunctions.end(wave.name, 'FAILED');
    installed.now += HOUR;
    // A redrive enters the failed state again, with the input that it had.
    const redriven = await call(installed, asked);
    if (redriven.state !== 'next') throw new Error('dispatch: expected a last call');
    expect(await call(installed, redriven.call)).toEqual({ state: 'done' });
    expect(installed.sent().toSorted()).toEqual(named(3));
    expect(installed.standIns.eventBridge.entries).toHaveLength(3);
  });

  test('dispatch ignores a seat without an enrollment in its row', async () => {
    const { installed, wave } = await waiting(2);
    await installed.services.seats.put({ wave: wave.name, enrollmentId: 'orphan', userId: 'u0', trigger: { id: 'x' } });
    installed.now = wave.departure;
    await call(installed, createFirstCall(wave));
    expect(installed.sent().toSorted()).toEqual(named(2));
  });
});

describe('an execution that ended before its time', () => {
  const ended = (installed: Installed, wave: Wave, status: string) => {
    const [{ input } = { input: '' }] = installed.standIns.stepFunctions.executions;
    return record({
      'detail-type': 'Step Functions Execution Status Change',
      detail: { status, name: wave.name, input },
    });
  };
  const cancelRequests = (installed: Installed) =>
    installed.standIns.sqs
      .in(RESOURCE_NAMES.cancelWaitsQueueUrl)
      .splice(0)
      .map(({ body }) => body);

  test('an execution that an operator aborted has its enrollments cancelled as aborted, and its wave is no longer boarded', async () => {
    const { installed, wave } = await waiting(3);
    installed.standIns.stepFunctions.end(wave.name, 'ABORTED');
    expect(await handed(waveEnded(installed.lambda()), [ended(installed, wave, 'ABORTED')])).toEqual([]);
    expect(await installed.services.waves.start(wave)).toBe(false);
    await handed(
      endWaits(installed.lambda()),
      cancelRequests(installed).map((body) => record(body)),
    );
    for (const each of named(3))
      expect(await installed.decided(each, 'reminder')).toEqual(['enrolled', 'cancelled wave-aborted']);
    await handed(matchTrigger(installed.lambda()), [record(gets('late'))]);
    expect(await installed.decided('late', 'reminder')).toEqual(['enrolled']);
    const waves = (await installed.services.waves.listByCampaign('reminder')).items;
    expect(waves.map(({ departure }) => departure)).toEqual([wave.departure, wave.departure + MINUTE]);
  });

  test('an execution that an operator aborted during the dispatch has its claimed enrollments dispatched, once (R51)', async () => {
    const { installed, wave } = await waiting(3);
    installed.now = wave.departure;
    await dispatch(installed.lambda(breaks('PutEvents')))(createFirstCall(wave), lasting(2 * MINUTE));
    expect(installed.sent()).toEqual([]);
    installed.standIns.stepFunctions.end(wave.name, 'ABORTED');
    await handed(waveEnded(installed.lambda()), [ended(installed, wave, 'ABORTED')]);
    await handed(
      endWaits(installed.lambda()),
      cancelRequests(installed).map((body) => record(body)),
    );
    expect(installed.sent().toSorted()).toEqual(named(3));
    expect(await installed.decided('u0', 'reminder')).toEqual(['enrolled', 'dispatched']);
  });

  test.each(['FAILED', 'TIMED_OUT'])(
    'an execution that ended with the status %s is counted, and its enrollments keep waiting, because it can be redriven',
    async (status) => {
      const { installed, wave } = await waiting(1);
      await handed(waveEnded(installed.lambda()), [ended(installed, wave, status)]);
      expect([installed.metrics['WaveFailed'], installed.warned, cancelRequests(installed)]).toEqual([
        1,
        ['WAVE_EXECUTION_ENDED'],
        [],
      ]);
      expect(await installed.decided('u0', 'reminder')).toEqual(['enrolled']);
    },
  );

  test('a message about an ended execution goes back to its queue if it cannot be read', async () => {
    const installed = new Installed();
    expect(await handed(waveEnded(installed.lambda()), [record('{}')])).toEqual(['{}']);
  });
});

describe('a message to cancel waits', () => {
  test('a message to cancel waits continues in another message if a call runs out of time, until every wait is cancelled', async () => {
    const { installed, owner, wave } = await waiting(1_200);
    await owner.stops();
    const queue = installed.standIns.sqs.in(RESOURCE_NAMES.cancelWaitsQueueUrl);
    queue.push({ body: JSON.stringify({ wave, reason: 'campaign-stopped' }), attributes: {} });
    let calls = 0;
    for (const { body } of drained(queue)) {
      let left = 30 * SECOND;
      const context = lasting(() => {
        left -= 4 * SECOND;
        return left;
      });
      expect(await handed(endWaits(installed.lambda()), [record(body)], context)).toEqual([]);
      calls += 1;
    }
    expect(calls).toBe(3);
    const counts = await installed.services.counts.getByCampaign('reminder');
    expect(counts).toMatchObject({ 'cancelled:campaign-stopped': 1_200, waiting: 0 });
  });

  test('a message to cancel waits is repeated as a whole if it failed, and cancels no wait twice', async () => {
    const { installed, owner, wave } = await waiting(5);
    await owner.stops();
    const request = record({ wave, reason: 'campaign-stopped' });
    expect(await handed(endWaits(installed.lambda(breaks('Put enrollments user#u3'))), [request])).toHaveLength(1);
    expect(await handed(endWaits(installed.lambda()), [request])).toEqual([]);
    for (const each of named(5))
      expect(await installed.decided(each, 'reminder')).toEqual(['enrolled', 'cancelled campaign-stopped']);
  });
});

describe('the check of waves every five minutes', () => {
  const check = (installed: Installed) => checkWaves(installed.lambda())({}, lasting(4 * MINUTE));
  const started = (installed: Installed) => installed.standIns.stepFunctions.executions.map(({ name }) => name);
  const forgotten = (wave: Wave) => wave.departure + 90 * SECOND + 5 * MINUTE + 1;

  test('the check of waves starts an overdue wave again, once each time that its execution has ended', async () => {
    const { installed, wave } = await waiting(1);
    installed.standIns.stepFunctions.end(wave.name, 'FAILED');
    installed.now = forgotten(wave) - 1;
    await check(installed);
    expect(started(installed)).toEqual([wave.name]);
    installed.now = forgotten(wave);
    for (let times = 0; times < 3; times++) await check(installed);
    expect(started(installed)).toEqual([wave.name, `${wave.name}.r1`]);
    installed.standIns.stepFunctions.end(`${wave.name}.r1`, 'TIMED_OUT');
    await check(installed);
    expect(started(installed)).toEqual([wave.name, `${wave.name}.r1`, `${wave.name}.r2`]);
    const call = JSON.parse(installed.standIns.stepFunctions.execution(`${wave.name}.r2`)?.input ?? '').call;
    await dispatch(installed.lambda())(call, lasting(2 * MINUTE));
    expect(installed.sent()).toEqual(['u0']);
  });

  test('the check of waves starts a wave whose execution was never started because a call failed', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    await handed(matchTrigger(installed.lambda(breaks('StartExecution'))), [record(gets('u0'))]);
    const wave = await onlyWave(installed, 'reminder');
    installed.now = forgotten(wave);
    await check(installed);
    expect(started(installed)).toEqual([`${wave.name}.r1`]);
  });

  test('the check of waves leaves a wave that is running or done alone', async () => {
    const { installed, wave } = await waiting(1);
    installed.now = forgotten(wave);
    await check(installed);
    expect(started(installed)).toEqual([wave.name]);
    installed.standIns.stepFunctions.end(wave.name, 'SUCCEEDED');
    await installed.services.waves.finish(wave);
    await check(installed);
    expect([started(installed), installed.warned]).toEqual([[wave.name], []]);
  });

  test('the check of waves cancels the enrollments that boarded an aborted wave, once, and completes the wave', async () => {
    const { installed, wave } = await waiting(1);
    installed.standIns.stepFunctions.end(wave.name, 'ABORTED');
    await installed.services.waves.closeBoarding(wave);
    installed.now = forgotten(wave);
    for (let times = 0; times < 2; times++) await check(installed);
    const cancelRequests = installed.standIns.sqs.in(RESOURCE_NAMES.cancelWaitsQueueUrl);
    expect(cancelRequests.map(({ body }) => JSON.parse(body))).toEqual([{ wave, reason: 'wave-aborted' }]);
    await handed(
      endWaits(installed.lambda()),
      cancelRequests.map(({ body }) => record(body)),
    );
    expect(await installed.decided('u0', 'reminder')).toEqual(['enrolled', 'cancelled wave-aborted']);
  });

  test('the check of waves continues with the next wave if one cannot be started, and fails at its end', async () => {
    const { installed, wave } = await waiting(1);
    await installed.publishes(followUpOfTarget('second', 'other'));
    await handed(matchTrigger(installed.lambda()), [
      record(onTheBus({ userId: 'u0', interaction: 'email.received', campaignId: 'other' })),
    ]);
    for (const { name } of installed.standIns.stepFunctions.executions)
      installed.standIns.stepFunctions.end(name, 'FAILED');
    installed.now = forgotten(wave);
    const broken = checkWaves(installed.lambda(breaks(`StartExecution ${wave.name}`)))({}, lasting(4 * MINUTE));
    await expect(broken).rejects.toThrow('the network broke');
    const second = await onlyWave(installed, 'second');
    expect(started(installed)).toContain(`${second.name}.r1`);
  });

  test('the check of waves measures how long the oldest wave is past its last call, also if it cannot be checked, and nothing while none is late', async () => {
    const { installed, wave } = await waiting(1);
    installed.now = forgotten(wave) - 1;
    await check(installed);
    expect(installed.metrics).not.toHaveProperty('OldestOpenWave');
    await installed.publishes(followUpOfTarget('second', 'other'));
    const mail = { userId: 'u0', interaction: 'email.received', campaignId: 'other' };
    await handed(matchTrigger(installed.lambda()), [record(onTheBus(mail))]);
    installed.now = wave.departure + 90 * SECOND + 20 * MINUTE;
    const broken = checkWaves(installed.lambda(breaks('DescribeExecution')))({}, lasting(4 * MINUTE));
    await expect(broken).rejects.toThrow('the network broke');
    expect(installed.metrics).toMatchObject({ OldestOpenWave: 20 * MINUTE });
    await installed.services.waves.finish(wave);
  });

  test('the check of waves counts the waiting users by campaign', async () => {
    const { installed } = await waiting(7);
    await check(installed);
    expect(installed.metrics).toMatchObject({ 'Waiting reminder': 7 });
  });
});
