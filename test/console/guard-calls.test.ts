import { describe, expect, test, vi } from 'vitest';
import { guardCalls } from '../../console/rehearsal/guard-calls.ts';

/** Creates the guard of a worker that fails when the test says so. */
function createGuard() {
  const listeners: ((event: { readonly message?: string }) => void)[] = [];
  const guard = guardCalls({ addEventListener: (_, listener) => listeners.push(listener) });
  const fail = (event: { readonly message?: string }) => {
    for (const listener of listeners) listener(event);
  };
  return { guard, fail };
}

const never = () => new Promise<never>(() => undefined);

describe('the calls of the worker of rehearsals', () => {
  test('a worker that failed before its first call rejects that call and later ones, so that no page waits for ever', async () => {
    const { guard, fail } = createGuard();
    fail({});
    const start = vi.fn(never);
    for (const _ of [1, 2]) await expect(guard(start)).rejects.toThrow('the script of the worker could not be loaded');
    expect(start).not.toHaveBeenCalled();
  });

  test('a worker that fails during calls rejects all of them with what it said, and later ones with the same', async () => {
    const { guard, fail } = createGuard();
    const calls = [guard(never), guard(never)];
    fail({ message: 'out of memory' });
    fail({ message: 'another failure' });
    const settled = await Promise.allSettled([...calls, guard(never)]);
    expect(settled).toEqual(settled.map(() => ({ status: 'rejected', reason: new Error('out of memory') })));
  });

  test('what a call answers or refuses is passed on as it is', async () => {
    const { guard, fail } = createGuard();
    expect(await guard(async () => 7)).toBe(7);
    await expect(guard(() => Promise.reject(new Error('nothing was played yet')))).rejects.toThrow(
      'nothing was played',
    );
    fail({ message: 'too late' });
  });
});
