import { createSqliteDeadLetterQueues } from '../../adapters/sqlite/dead-letter-queues.ts';
import { SqliteStore } from '../../adapters/sqlite/store.ts';
import { createTaskQueue } from '../../adapters/sqlite/task-queue.ts';
import type { Bus } from '../../core/ports.ts';
import { cancelAllWaits } from '../../engine/cancel-waits.ts';
import { createRuntime } from '../../server/local-runtime.ts';
import { registerLocalRoutes } from '../../server/routes.ts';
import { createCheckedApi } from '../harness/api/checked-app.ts';
import { API_DEPS, silent } from '../harness/api/open-api.ts';
import type { Call } from './call.ts';
import { STORY_START } from './story.ts';

/** A machine on a store that can be made to fail, with the calls that the server makes, without a network. */
export interface OpenedStore {
  readonly store: SqliteStore;
  readonly call: Call;
  close(): Promise<void>;
}

/** Opens the store of a directory. */
export function openStore(directory: string): OpenedStore {
  const store = new SqliteStore(directory);
  const runtime = createRuntime(store, { clockStart: STORY_START, log: silent });
  const queue = createTaskQueue();
  const bus: Bus = { put: (entries) => queue.runShared(() => runtime.bus.put(entries)) };
  const { services } = runtime;
  const cancelWaits = (request: { campaignId: string; publication: number }) => cancelAllWaits(request, services);
  const app = createCheckedApi({
    services,
    bus,
    deadLetterQueues: createSqliteDeadLetterQueues(services),
    ...API_DEPS,
    cancelWaits,
  });
  registerLocalRoutes(app, { runtime, bus, runExclusive: queue.runExclusive });
  const call: Call = async (method, path, body) => {
    const headers = { 'content-type': 'application/json' };
    const response = await app.request(path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
  return { store, call, close: () => runtime.close() };
}
