import { Store } from '../../adapters/sqlite/store.ts';
import { newQueue } from '../../adapters/sqlite/turns.ts';
import { apiOf } from '../../api/app.ts';
import type { Bus } from '../../core/ports.ts';
import { endWholePublication } from '../../engine/end-waits.ts';
import { machineOn } from '../../server/machine.ts';
import { localRoutes } from '../../server/routes.ts';
import { API_DEPS, silent } from '../harness/api/open-api.ts';
import type { Call } from './call.ts';
import { STORY_START } from './story.ts';

/** A machine on a store that can be made to fail, called as the server calls it, without a network. */
export interface OpenedStore {
  readonly store: Store;
  readonly call: Call;
  close(): Promise<void>;
}

/** Opens the store of a directory. */
export function openStore(directory: string): OpenedStore {
  const store = new Store(directory);
  const machine = machineOn(store, { clockStart: STORY_START, log: silent });
  const queue = newQueue();
  const bus: Bus = { put: (entries) => queue.beside(() => machine.bus.put(entries)) };
  const { services } = machine;
  const endWaits = (stopping: { campaignId: string; publication: number }) => endWholePublication(stopping, services);
  const app = apiOf({ services, bus, ...API_DEPS, endWaits });
  localRoutes(app, { machine, bus, inTurn: queue.alone });
  const call: Call = async (method, path, body) => {
    const headers = { 'content-type': 'application/json' };
    const response = await app.request(path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
  return { store, call, close: () => machine.close() };
}
