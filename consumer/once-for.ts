import { randomUUID } from 'node:crypto';
import type { TimeSpan } from '../core/contracts/time-span.ts';
import { AlreadyRunningError } from './already-running-error.ts';
import { type ConsumerLog, consoleLog } from './log.ts';
import { createOnceStore, type OnceStore } from './once-store.ts';
import { readSettings } from './settings.ts';

/** The dependencies of `onceFor`. */
export interface OnceDeps {
  readonly store: OnceStore;
  readonly lease: TimeSpan;
  readonly now: () => number;
  readonly log: ConsumerLog;
}

let lambdaDeps: OnceDeps | undefined;

/**
 * Performs work once for an id, which is remembered for 30 days in the table of the consumer. Returns true if the work was done now, and false
 * if it had been done before. If the work throws, the id is free again. If it crashes, the id is free when the timeout of the Lambda function
 * has passed: the work may then have been done, and is done a second time. So give the provider the id too, if it takes one.
 */
export function onceFor(id: string, work: () => Promise<unknown>): Promise<boolean> {
  lambdaDeps ??= createDeps();
  return doOnce(id, work, lambdaDeps);
}

/** Performs work once for an id, with the dependencies given. */
export async function doOnce(id: string, work: () => Promise<unknown>, deps: OnceDeps): Promise<boolean> {
  const { store, lease, now, log } = deps;
  const claim = { id, token: randomUUID() };
  const result = await store.claim(claim, { now: now(), until: now() + lease });
  if (result === 'done') return false;
  if (result !== 'claimed') throw new AlreadyRunningError(id, result.leaseUntil);
  try {
    await work();
  } catch (error) {
    // If this fails, the lease ends by itself.
    await store
      .release(claim)
      .catch((failure: unknown) => log.warn('ONCE_NOT_RELEASED', { id, error: String(failure) }));
    throw error;
  }
  // The work is done: to fail now would do it again.
  await store
    .finish(id, now())
    .catch((failure: unknown) => log.warn('ONCE_NOT_MARKED', { id, error: String(failure) }));
  return true;
}

function createDeps(): OnceDeps {
  const { tableName, lease } = readSettings(process.env);
  return {
    store: createOnceStore(tableName),
    lease,
    now: () => Date.now(),
    log: consoleLog,
  };
}
