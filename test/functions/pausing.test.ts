import { describe, expect, test } from 'vitest';
import { createAwsDocument } from '../../adapters/aws/installation-document.ts';
import { Table } from '../../adapters/aws/table.ts';
import { HOUR, MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import { createFirstCall, type WaveCall } from '../../core/contracts/wave.ts';
import { createPauseDocument } from '../../core/stored/installation-documents.ts';
import { pause, resume } from '../../engine/pause.ts';
import { stopCampaign } from '../../engine/publish.ts';
import { createHandler as checkWaves } from '../../functions/check-waves.ts';
import { createHandler as dispatch } from '../../functions/dispatch.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import { RESOURCE_NAMES, standIns } from '../doubles/aws.ts';
import { followUpOfTarget, NOON } from '../harness/adapters/sample.ts';
import { handed, Installed, lasting, onTheBus, record } from '../harness/functions/in-container.ts';

const gets = (userId: string) => onTheBus({ userId, interaction: 'email.received', campaignId: 'welcome' });
const LAST_CALL = 90 * SECOND;

/** Installs a follow-up for which two users wait, and returns the wave and the acts of an operator. */
async function waiting() {
  const installed = new Installed();
  await installed.publishes(followUpOfTarget('reminder', 'welcome'));
  await handed(matchTrigger(installed.lambda()), [record(gets('ann')), record(gets('bob'))]);
  const [wave] = (await installed.services.waves.listByCampaign('reminder')).items;
  if (wave === undefined) throw new Error('wave: expected');
  const act = { by: 'olga', campaignId: 'reminder' };
  return {
    installed,
    wave,
    pauses: () => pause({ ...act, services: installed.services }),
    resumes: () => resume({ ...act, services: installed.services }),
    calls: (call: WaveCall) => dispatch(installed.lambda())(call, lasting(2 * MINUTE)),
    checks: () => checkWaves(installed.lambda())({}, lasting(4 * MINUTE)),
    running: () =>
      installed.standIns.stepFunctions.executions.filter(({ status }) => status === 'RUNNING').map(({ name }) => name),
  };
}

describe('a wave of a paused campaign', () => {
  test('a wave of a paused campaign claims nothing, ends its execution, is left alone by the check, and is restarted after the pause (R92)', async () => {
    const { installed, wave, pauses, resumes, calls, checks, running } = await waiting();
    await pauses();
    installed.now = wave.departure;
    const first = await calls(createFirstCall(wave));
    if (!('call' in first)) throw new Error('answer: expected a last call');
    expect(first).toMatchObject({ state: 'next', call: { isLastCall: true, at: wave.departure + LAST_CALL } });
    installed.now = wave.departure + LAST_CALL;
    expect(await calls(first.call)).toEqual({ state: 'done' });
    installed.standIns.stepFunctions.end(wave.name, 'SUCCEEDED');
    installed.now = wave.departure + 26 * HOUR;
    await checks();
    expect(running()).toEqual([]);
    expect(installed.sent()).toEqual([]);
    await resumes();
    installed.now += 4 * MINUTE;
    await checks();
    expect(running()).toEqual([`${wave.name}.r1`]);
    await calls(createFirstCall(wave));
    expect(installed.sent().toSorted()).toEqual(['ann', 'bob']);
    installed.now += LAST_CALL;
    expect(await calls({ ...first.call, at: installed.now })).toEqual({ state: 'done' });
    installed.standIns.stepFunctions.end(`${wave.name}.r1`, 'SUCCEEDED');
    await checks();
    expect(running()).toEqual([]);
    expect(installed.sent()).toHaveLength(2);
  });

  test('a wave of a paused campaign counts as neither late nor unfinished, so that no alarm goes off but that of the pause (R92)', async () => {
    const { installed, wave, pauses, resumes, calls, checks } = await waiting();
    await pauses();
    installed.standIns.stepFunctions.end(wave.name, 'SUCCEEDED');
    installed.now = wave.departure + 2 * HOUR;
    await checks();
    expect(installed.metrics).not.toHaveProperty('OldestOpenWave');
    expect(installed.metrics).toMatchObject({ Paused: 1 });
    await resumes();
    installed.now += 20 * MINUTE;
    await checks();
    expect(installed.metrics['OldestOpenWave']).toBeLessThanOrEqual(20 * MINUTE);
    expect(installed.metrics['Paused']).toBe(1);
    await calls(createFirstCall(wave));
    await calls({ ...createFirstCall(wave), isLastCall: true });
    expect(installed.metrics).not.toHaveProperty('WaveLateness');
    expect(installed.metrics).not.toHaveProperty('WaveEndLateness');
  });

  test('a wave of a paused campaign is restarted during the pause if its publication was stopped, and cancels its waits (R50, R92)', async () => {
    const { installed, wave, pauses, calls, checks, running } = await waiting();
    await pauses();
    installed.standIns.stepFunctions.end(wave.name, 'SUCCEEDED');
    installed.now = wave.departure + 50 * HOUR;
    const services = installed.services;
    await stopCampaign('reminder', { services, by: 'olga', publishLeadTime: 0, cancelWaits: async () => 0 });
    await checks();
    expect(running()).toEqual([`${wave.name}.r1`]);
    await calls(createFirstCall(wave));
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled', 'cancelled campaign-stopped']);
    expect(installed.sent()).toEqual([]);
  });

  test('a wave of a paused campaign sends what was claimed before the pause (R35, R92)', async () => {
    const { installed, wave, pauses, calls } = await waiting();
    installed.now = wave.departure;
    const { row } = { row: await installed.services.rows.read({ userId: 'ann', campaignId: 'reminder' }) };
    const [live] = row.live;
    if (live?.state !== 'waiting') throw new Error('ann: expected to wait');
    const claimed = { ...live, state: 'claimed' as const, claim: { at: installed.now, version: 1 } };
    await installed.services.rows.write(
      { userId: 'ann', campaignId: 'reminder' },
      { ...row, rev: row.rev + 1, live: [claimed] },
    );
    await pauses();
    await calls(createFirstCall(wave));
    expect(installed.sent()).toEqual(['ann']);
  });
});

describe('the pauses that a Lambda has read', () => {
  test('the pauses that a Lambda has read are used for five seconds, so that a pause holds within ten (R92)', async () => {
    const { installed, wave, pauses, calls } = await waiting();
    installed.now = wave.departure;
    const lambda = installed.lambda();
    await lambda.services.pauses.getRecent();
    await pauses();
    expect((await lambda.services.pauses.getRecent()).state.campaigns).toEqual({});
    installed.now += 5 * SECOND;
    expect((await lambda.services.pauses.getRecent()).state.campaigns).toHaveProperty('reminder');
    await calls(createFirstCall(wave));
    expect(installed.sent()).toEqual([]);
  });
});

describe('an installation that is deployed paused', () => {
  function deployed() {
    const table = new Table(standIns().clients().documents, RESOURCE_NAMES.publications);
    const clock = { now: () => NOON };
    const open = (startsPaused: boolean) =>
      createAwsDocument({ table, clock, kind: createPauseDocument({ startsPaused }), maxAge: 0 });
    return { first: open(true), later: open(true) };
  }

  test('an installation that is deployed paused stays so until someone resumes it, and no later deployment pauses it again (R92)', async () => {
    const { first, later } = deployed();
    expect(await first.read()).toMatchObject({ rev: 0, all: { by: 'deployment' } });
    expect((await first.getRecent()).state).toHaveProperty('all');
    const services = { ...new Installed().services, pauses: first };
    expect(await resume({ services, by: 'olga' })).toMatchObject({ isRepeat: false });
    expect(await later.read()).not.toHaveProperty('all');
    expect((await later.getRecent()).state).not.toHaveProperty('all');
  });
});
