import { describe, expect, test } from 'vitest';
import { MINUTE } from '../../core/contracts/time-span.ts';
import { Installed } from '../harness/functions/in-container.ts';
import { opened } from '../harness/functions/opened.ts';
import { stubDeadLetterQueues } from '../harness/lib/dead-letters.ts';
import { stubEnvironment } from '../harness/lib/stubbed-clients.ts';

/** Opens the management API of an installation whose dead-letter queues are named in a parameter. */
function open({ failures = 0 } = {}) {
  const installed = new Installed();
  let reads = 0;
  stubDeadLetterQueues(async (_, perform) => {
    reads += 1;
    if (reads <= failures) throw new Error('the parameter could not be read');
    return perform();
  });
  return { installed, call: opened(installed), countReads: () => reads };
}

describe('the dead-letter queues of an installation on AWS', () => {
  test('the names of dead-letter queues are read when an operator asks, and again after a minute', async () => {
    const { installed, call, countReads } = open();
    await call('GET', '/health');
    expect(countReads()).toBe(0);
    for (let calls = 0; calls < 2; calls += 1)
      expect((await call('GET', '/dead-letters/events')).body).toEqual({ name: 'events', sample: [] });
    installed.now += MINUTE - 1;
    expect((await call('GET', '/dead-letters/unknown')).body.error.message).toContain('one of events, triggers');
    expect(countReads()).toBe(1);
    installed.now += 1;
    expect((await call('GET', '/dead-letters')).body.queues).toHaveLength(7);
    expect(countReads()).toBe(2);
  });

  test('while a stack is updated, code that finds the names of dead-letter queues in the environment of before knows none, and answers', async () => {
    stubEnvironment({ DEAD_LETTER_QUEUES: '{"events":["dead-events"]}' });
    const call = opened(new Installed());
    expect(await call('GET', '/dead-letters')).toMatchObject({ status: 200, body: { queues: [] } });
  });

  test('names that cannot be read fail the calls about dead letters and no other, and are read again by the next call', async () => {
    const { call } = open({ failures: 1 });
    expect(await call('GET', '/dead-letters')).toMatchObject({
      status: 500,
      body: { error: { code: 'internal-failure' } },
    });
    expect((await call('GET', '/campaigns')).status).toBe(200);
    expect((await call('GET', '/dead-letters')).status).toBe(200);
  });
});
