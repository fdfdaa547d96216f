import { describe, expect, test } from 'vitest';
import { retry } from '../../core/retry.ts';

/** Creates work that has no result a given number of times, and then has one. */
function createWork(failures: number) {
  const calls: string[] = [];
  const work = async () => {
    calls.push('work');
    return calls.filter((call) => call === 'work').length > failures ? 'result' : undefined;
  };
  const wait = async (retries: number) => void calls.push(`wait ${retries}`);
  return { calls, work, wait };
}

describe('a retry', () => {
  test('a retry calls its work once, and does not wait, if the first attempt has a result', async () => {
    const { calls, work, wait } = createWork(0);
    expect(await retry({ maxAttempts: 3, wait }, work)).toBe('result');
    expect(calls).toEqual(['work']);
  });

  test('a retry waits before each attempt but the first, with the number of retries before it', async () => {
    const { calls, work, wait } = createWork(2);
    expect(await retry({ maxAttempts: 3, wait }, work)).toBe('result');
    expect(calls).toEqual(['work', 'wait 0', 'work', 'wait 1', 'work']);
  });

  test('a retry returns undefined after the last attempt, without another wait', async () => {
    const { calls, work, wait } = createWork(9);
    expect(await retry({ maxAttempts: 2, wait }, work)).toBeUndefined();
    expect(calls).toEqual(['work', 'wait 0', 'work']);
  });

  test('a retry starts the next attempt at once if its policy has no wait', async () => {
    const { calls, work } = createWork(1);
    expect(await retry({ maxAttempts: 2 }, work)).toBe('result');
    expect(calls).toEqual(['work', 'work']);
  });

  test('a retry takes false, null and 0 for results', async () => {
    for (const result of [false, null, 0]) expect(await retry({ maxAttempts: 1 }, async () => result)).toBe(result);
  });

  test('a retry throws an error of its work at once, without another attempt', async () => {
    let calls = 0;
    const failing = retry({ maxAttempts: 3 }, async () => {
      calls += 1;
      throw new Error('no connection');
    });
    await expect(failing).rejects.toThrow('no connection');
    expect(calls).toBe(1);
  });
});
