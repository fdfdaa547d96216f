import { describe, expect, test } from 'vitest';
import { computeStopRate } from '../../adapters/aws/stop-rate.ts';
import { SECOND } from '../../core/contracts/time-span.ts';
import { createHandler as endWaits } from '../../functions/end-waits.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import { createHandler as waveEnded } from '../../functions/wave-ended.ts';
import { RESOURCE_NAMES } from '../doubles/aws.ts';
import type { Around } from '../doubles/tally.ts';
import { followUpOfTarget, NOON } from '../harness/adapters/sample.ts';
import { drained, handed, Installed, inItsTime, onTheBus, record } from '../harness/functions/in-container.ts';
import { OWNER, opened } from '../harness/functions/opened.ts';

const WAVE = 'reminder.1.20261201T130000Z';

/** Installs a published follow-up for which ann waits, and returns the functions of its interface. */
async function waiting() {
  const installed = new Installed();
  const owner = await installed.publishes(followUpOfTarget('reminder', 'welcome', { precision: '1 second' }));
  const gets = onTheBus({ userId: 'ann', interaction: 'email.received', campaignId: 'welcome' });
  expect(await handed(matchTrigger(installed.lambda()), [record(gets)])).toEqual([]);
  return { installed, owner };
}

/** Installs a stopped follow-up with running executions. */
async function withWaves(count: number) {
  const installed = new Installed();
  for (let minute = 1; minute <= count; minute += 1) {
    const departure = NOON + minute * 60 * SECOND;
    const name = `reminder.1.${new Date(departure).toISOString().replace(/\.\d+|[-:]/g, '')}`;
    await installed.services.waves.start({ name, campaignId: 'reminder', publication: 1, departure });
  }
  return installed;
}

const running = ({ standIns: { stepFunctions } }: Installed) =>
  stepFunctions.executions.filter(({ status }) => status === 'RUNNING').length;

describe('POST /drain on AWS', () => {
  test('a drain is refused while campaigns are published, whose events would start waves again, and ends nothing', async () => {
    const { installed } = await waiting();
    const { status, body } = await opened(installed)('POST', '/drain');
    expect([status, body.error.code]).toEqual([409, 'published']);
    expect(body.error.details).toEqual([{ code: 'published', message: 'stop reminder' }]);
    expect(running(installed)).toBe(1);
  });

  test('a drain stops every execution, says by whom, and answers that nothing is left when it is called again', async () => {
    const { installed, owner } = await waiting();
    await owner.stops();
    const call = opened(installed);
    expect((await call('GET', '/waves')).body).toEqual({ waves: [{ name: WAVE, campaignId: 'reminder' }] });
    expect((await call('POST', '/drain')).body).toEqual({ ended: [WAVE], isDone: false });
    expect(installed.standIns.stepFunctions.execution(WAVE)).toMatchObject({
      status: 'ABORTED',
      cause: `drained by ${OWNER}`,
    });
    expect((await call('POST', '/drain')).body).toEqual({ ended: [], isDone: true });
    expect((await call('GET', '/waves')).body).toEqual({ waves: [] });
  });

  test('a drain leaves no user waiting: those in an ended wave whom the stop did not reach are cancelled with wave-aborted (R50)', async () => {
    const { installed, owner } = await waiting();
    await owner.stops();
    await opened(installed)('POST', '/drain');
    const { name, input } = installed.standIns.stepFunctions.execution(WAVE) ?? {};
    await handed(waveEnded(installed.lambda()), [record({ detail: { status: 'ABORTED', name, input } })]);
    const queue = installed.standIns.sqs.in(RESOURCE_NAMES.cancelWaitsQueueUrl);
    for (const { body } of drained(queue)) await handed(endWaits(installed.lambda()), [record(body)]);
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled', 'cancelled wave-aborted']);
  });

  test('a drain stops no more executions a second than the quota of the region allows, and leaves those that it has no time for', async () => {
    const installed = await withWaves(50);
    let remaining = 12.5 * SECOND;
    const around: Around = (request, perform) => {
      if (request.startsWith('StopExecution')) remaining -= 50;
      return inItsTime(request, perform);
    };
    const began = performance.now();
    const { body } = await opened(installed, { around, remaining: () => remaining })('POST', '/drain');
    expect([body.ended.length, body.isDone, running(installed)]).toEqual([20, false, 30]);
    expect(performance.now() - began).toBeGreaterThan(950);
    expect(['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1', undefined].map(computeStopRate)).toEqual([
      160, 160, 160, 20, 20,
    ]);
  });

  test('a drain leaves executions whose stop is throttled for the next call, and fails if one fails for another reason', async () => {
    const installed = await withWaves(3);
    const failing = (name: string): Around => {
      return (request, perform) => {
        if (!request.includes('StopExecution') || !request.includes('T1201')) return inItsTime(request, perform);
        throw Object.assign(new Error('Rate exceeded'), { name });
      };
    };
    const { body } = await opened(installed, { around: failing('ThrottlingException') })('POST', '/drain');
    expect([body.ended.length, running(installed)]).toEqual([2, 1]);
    expect((await opened(installed, { around: failing('AccessDenied') })('POST', '/drain')).status).toBe(500);
    expect((await opened(installed)('POST', '/drain')).body.ended).toEqual(['reminder.1.20261201T120100Z']);
  });
});

describe('GET /waves on AWS', () => {
  test('the list of waves on AWS has every wave once, page by page, though some end meanwhile, and refuses a cursor that it never issued', async () => {
    const installed = await withWaves(1_100);
    const call = opened(installed);
    const first = (await call('GET', '/waves')).body;
    installed.standIns.stepFunctions.end(first.waves[0].name, 'SUCCEEDED');
    const second = (await call('GET', `/waves?cursor=${first.cursor}`)).body;
    expect(new Set([...first.waves, ...second.waves].map(({ name }) => name)).size).toBe(1_100);
    expect([first.waves.length, second.cursor]).toEqual([1_000, undefined]);
    const forged = Buffer.from(JSON.stringify([1, 'waves', { from: 'any', skip: 0 }])).toString('base64url');
    expect((await call('GET', `/waves?cursor=${forged}`)).body.error.code).toBe('broken-cursor');
  });
});
