import { describe, expect, test } from 'vitest';
import { AlreadyRunningError } from '../../consumer/already-running-error.ts';
import { doOnce, type OnceDeps, onceFor } from '../../consumer/once-for.ts';
import { OnceStoreInMemory } from '../doubles/once-store.ts';
import { onceContract } from './once-contract.ts';

const LEASE = 31_000;

onceContract('memory', () => new OnceStoreInMemory());

/** Returns the dependencies of a Lambda function, with a clock that is moved by hand. */
function createDeps(changes: Partial<OnceDeps> = {}) {
  const warned: string[] = [];
  const clock = { now: 0 };
  const store = new OnceStoreInMemory();
  const deps: OnceDeps = {
    store,
    lease: LEASE,
    now: () => clock.now,
    log: { warn: (code) => warned.push(code) },
    ...changes,
  };
  return { clock, warned, store, deps };
}

describe('onceFor', () => {
  test('onceFor does the work for the first message, and drops a repeat with the same dispatch id (R71)', async () => {
    const { deps } = createDeps();
    const sent: string[] = [];
    const send = async () => sent.push('ada');
    expect(await doOnce('d1', send, deps)).toBe(true);
    expect(await doOnce('d1', send, deps)).toBe(false);
    expect(await doOnce('d2', send, deps)).toBe(true);
    expect(sent).toEqual(['ada', 'ada']);
  });

  test('onceFor does the work of a message that failed again at once', async () => {
    const { deps } = createDeps();
    await expect(doOnce('d1', () => Promise.reject(new Error('503')), deps)).rejects.toThrow('503');
    expect(await doOnce('d1', async () => undefined, deps)).toBe(true);
  });

  test('onceFor does the work of a call that crashed again after the lease, and until then refuses it as running', async () => {
    const { deps, clock, store } = createDeps();
    await store.claim({ id: 'd1', token: 'crashed' }, { now: 0, until: LEASE });
    await expect(doOnce('d1', async () => undefined, deps)).rejects.toThrow(AlreadyRunningError);
    clock.now = LEASE + 1;
    expect(await doOnce('d1', async () => undefined, deps)).toBe(true);
  });

  test('onceFor does not fail a message that was sent because it cannot be marked as sent, since it would be sent again', async () => {
    const store = new OnceStoreInMemory();
    const failing = {
      claim: store.claim,
      release: store.release,
      finish: () => Promise.reject(new Error('throttled')),
    };
    const { deps, warned } = createDeps({ store: failing });
    expect(await doOnce('d1', async () => undefined, deps)).toBe(true);
    expect(warned).toEqual(['ONCE_NOT_MARKED']);
  });

  test('onceFor passes on why the work failed, also if the id cannot be given back', async () => {
    const store = new OnceStoreInMemory();
    const failing = { claim: store.claim, finish: store.finish, release: () => Promise.reject(new Error('throttled')) };
    const { deps, warned } = createDeps({ store: failing });
    await expect(doOnce('d1', () => Promise.reject(new Error('503')), deps)).rejects.toThrow('503');
    expect(warned).toEqual(['ONCE_NOT_RELEASED']);
  });

  test('onceFor says which construct is missing in a Lambda function without its environment', () => {
    expect(() => onceFor('d1', async () => undefined)).toThrow(
      'CONSUMER_TABLE: expected a value that the construct `MessageConsumer`, or `onMessage` of a connector, sets',
    );
  });
});
