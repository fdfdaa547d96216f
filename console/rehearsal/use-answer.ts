import { useEffect, useMemo, useState } from 'react';
import type { RehearsalCallName, RehearsalCalls } from './rehearsal-calls.ts';
import type { RehearsalClient } from './rehearsal-client.ts';

/** The newest answer of a worker, and why the last call failed, if it did. */
interface Answered<Answer> {
  readonly answer?: Answer;
  readonly problem?: unknown;
}

/**
 * Calls a worker whenever the request is another one, and returns the newest answer. Only one call is made at a time: of the requests that come
 * meanwhile, the last one follows. The caller memoizes the request; without one, nothing is called. A component has one client for all its life.
 */
export function useAnswer<Name extends RehearsalCallName>(
  client: RehearsalClient | undefined,
  name: Name,
  request: RehearsalCalls[Name]['request'] | undefined,
): Answered<RehearsalCalls[Name]['answer']> {
  const [answered, setAnswered] = useState<Answered<RehearsalCalls[Name]['answer']>>({});
  const latest = useMemo(createLatestOnly, []);
  useEffect(() => {
    if (client === undefined || request === undefined) return;
    latest(async () => {
      try {
        setAnswered({ answer: await client.call(name, request) });
      } catch (problem) {
        setAnswered({ problem });
      }
    });
  }, [client, name, request, latest]);
  return answered;
}

/** Creates a function that runs one work at a time, and of those that come meanwhile only the last. */
function createLatestOnly(): (work: () => Promise<void>) => Promise<void> {
  let isBusy = false;
  let next: (() => Promise<void>) | undefined;
  return async (work) => {
    next = work;
    if (isBusy) return;
    isBusy = true;
    while (next !== undefined) {
      const current: () => Promise<void> = next;
      next = undefined;
      await current();
    }
    isBusy = false;
  };
}
