import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { SECOND } from '../../core/contracts/time-span.ts';
import { openApi, resend } from '../harness/api/open-api.ts';
import type { Call } from './interface.ts';
import { calledBy } from './interface.ts';
import { remember, SLOWER, slowness, WaitLimit } from './slowness.ts';
import { act } from './writes.ts';

// These tests hold the behavior of the deployment test on a slow machine, with an interface in this process.

vi.spyOn(console, 'log').mockImplementation(() => undefined);
afterEach(() => vi.useRealTimers());

/** Records calls that make the machine look fast or slow. */
function calls(took: number): void {
  for (let each = 0; each < 100; each++) remember(took);
}

/** Creates an interface that answers 500 to a number of writes, before or after it does them. */
function breaking(times: number, when: 'before' | 'after') {
  const { call, machine } = openApi();
  let broken = 0;
  const asked: string[] = [];
  const flaky: Call = async (method, path, body) => {
    if (method === 'GET') return call(method, path);
    asked.push(`${method} ${path}`);
    const breaks = broken < times;
    broken += 1;
    if (breaks && when === 'before') return { status: 500, body: { error: { code: 'internal-failure' } } };
    const answer = await call(method, path, body);
    return breaks ? { status: 503, body: {} } : answer;
  };
  return { call, flaky, asked, machine };
}

describe('an action on a campaign in the deployment test', () => {
  test.each(['before', 'after'] as const)(
    'an action on a campaign in the deployment test is done once, even where two answers report a failure %s it was done',
    { timeout: 60_000 },
    async (when) => {
      const { call, flaky, asked, machine } = breaking(2, when);
      await machine.advanceTo(Date.now() + 60 * SECOND);
      const id = resend.id;
      expect((await act(flaky, { id, does: 'save', body: resend })).status).toBe(200);
      expect((await act(flaky, { id, does: 'publish' })).status).toBe(200);
      expect((await act(flaky, { id, does: 'stop' })).status).toBe(200);
      const { body } = await call('GET', `/campaigns/${id}`);
      expect(body.history.map(({ did }: { did: string }) => did)).toEqual(['saved', 'published', 'stopped']);
      expect(asked.length).toBe(when === 'before' ? 5 : 3);
    },
  );

  test('an action on a campaign in the deployment test is not repeated where it is refused', async () => {
    const { flaky, asked } = breaking(0, 'before');
    expect((await act(flaky, { id: 'none', does: 'publish' })).status).toBe(404);
    expect(asked).toEqual(['POST /campaigns/none/publish']);
  });

  test('an action on a campaign in the deployment test fails at last where it fails again and again', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    calls(1);
    const { flaky } = breaking(1_000, 'before');
    const slowly: Call = async (...asked) => {
      vi.setSystemTime(Date.now() + 15 * SECOND);
      return flaky(...asked);
    };
    const expected = /publish none: expected another answer than 500 within \d+ s$/;
    await expect(act(slowly, { id: 'none', does: 'publish' })).rejects.toThrow(expected);
  });
});

describe('a time-out of the deployment test', () => {
  test('a time-out of the deployment test has its given length on a fast machine, and a failure after it is a fault', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    calls(100);
    const maxWait = new WaitLimit(60 * SECOND);
    vi.setSystemTime(Date.now() + 60 * SECOND);
    expect(maxWait.isOver()).toBe(false);
    vi.setSystemTime(Date.now() + 1);
    expect(maxWait.isOver()).toBe(true);
    expect(maxWait.ended('expected a message').message).toBe('expected a message within 60 s');
  });

  test('a time-out of the deployment test grows while the machine becomes slow, and a failure after it is attributed to the machine', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    calls(1);
    const maxWait = new WaitLimit(60 * SECOND);
    vi.setSystemTime(Date.now() + 61 * SECOND);
    expect(maxWait.isOver()).toBe(true);
    calls(4_000);
    expect(slowness()).toBeGreaterThan(2);
    expect(maxWait.isOver()).toBe(false);
    vi.setSystemTime(Date.now() + 60 * slowness() * SECOND);
    expect(maxWait.isOver()).toBe(true);
    expect(maxWait.ended('expected a message').message).toContain(SLOWER);
  });

  test('a time-out of the deployment test ends on the slowest machine, too', () => {
    calls(1_000_000);
    expect(slowness()).toBeLessThanOrEqual(8);
  });

  test('a time-out of the deployment test grows with the slowness before the tests where no call was measured yet', () => {
    calls(1);
    expect([slowness(3), slowness(1), slowness(100)]).toEqual([3, 1, 8]);
  });
});

describe('a read in the deployment test', () => {
  test('a read in the deployment test is repeated while the interface or the connection fails, and returns the last answer', async () => {
    const answers = [500, 0, 503, 200];
    const server = createServer((request, response) => {
      const status = answers.shift() ?? 500;
      if (status === 0) request.socket.destroy();
      else response.writeHead(status, { 'x-test-server': 'fails on purpose' }).end('{"status":"ok"}');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const call = calledBy(undefined, { api: `http://127.0.0.1:${port}`, region: 'any' });
    expect(await call('GET', '/health')).toEqual({ status: 200, body: { status: 'ok' } });
    answers.push(500);
    expect((await call('POST', '/events', {})).status).toBe(500);
    server.close();
  });
});
