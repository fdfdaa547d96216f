import { createSqliteInbox } from '../../adapters/sqlite/inbox.ts';
import { SqliteStore } from '../../adapters/sqlite/store.ts';
import type { Channel } from '../../core/contracts/definition.ts';
import type { Services } from '../../core/ports.ts';
import type { ReportedEntry } from '../../core/reported-entry.ts';
import { callWave } from '../../engine/call-wave.ts';
import { createServerBus } from '../../server/bus.ts';
import { createRuntime, type LocalRuntime } from '../../server/local-runtime.ts';
import { startServer } from '../../server/server.ts';
import type { SentEvent } from './events.ts';
import type { FrozenTokens } from './token-story.ts';

// The only file of the frozen tests that names the server of one machine.
const log = { warn: () => undefined, logDecisions: () => undefined };

/** The file of the store in its directory. */
export const STORE_FILE = 'campaign-connector.db';

/** Creates a store whose installation has an id, keys of links and a key of hashes that are not drawn at random. */
export async function createStore(
  directory: string,
  { installation, keyRing }: Pick<FrozenTokens, 'installation' | 'keyRing'>,
): Promise<void> {
  const store = new SqliteStore(directory);
  store.transactionSync(() => {
    for (const row of [
      ['installation', installation],
      ['token-keys', keyRing],
      ['suppression-key', 'key of the hashes of the story'],
    ] as const)
      store.run('INSERT INTO settings (name, value) VALUES (?, ?)', ...row);
  });
  await store.close();
}

const toEntry = ({ type, detail }: SentEvent) => ({ Source: 'shop', DetailType: type, Detail: detail });

/** A server on one machine with a clock that is moved by hand, driven over HTTP. */
export class OneMachine {
  readonly store: SqliteStore;
  readonly machine: LocalRuntime;
  #serving: Awaited<ReturnType<typeof startServer>> | undefined;

  /** With channels, messages on them have deliveries. Nothing sends those by itself. */
  constructor(directory: string, clockStart: number, channels: ReadonlySet<Channel> = new Set()) {
    this.store = new SqliteStore(directory);
    const senderSetup = { policy: { mode: 'live', allow: [] }, channels, createSenders: () => [] } as const;
    this.machine = createRuntime(this.store, { clockStart, log, ...(channels.size > 0 && { senderSetup }) });
  }

  get services(): Services {
    return this.machine.services;
  }

  /** Makes an HTTP call; returns the body of the answer. Throws where the call is refused. */
  async http(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) {
    this.#serving ??= await startServer(this.machine, { port: 0, currentsToken: 'secret', log });
    const response = await fetch(`${this.#serving.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  }

  /** Sends events, and returns the results. */
  async takes(...events: readonly SentEvent[]) {
    return (await this.http('POST', '/events', { entries: events.map(toEntry) })).entries;
  }

  async moveTo(time: number): Promise<void> {
    await this.http('POST', '/clock', { to: new Date(time).toISOString() });
  }

  /** Puts an event into the inbox whose processing failed before. */
  shelve(event: SentEvent, at: number): void {
    const accepted = { entry: toEntry(event), entryId: `entry of ${event.detail['id']}`, at };
    createSqliteInbox(this.store).add(accepted, { attempts: 2, dueAt: at + 60_000 });
  }

  /** Calls every wave that is due, for five users of each. The very first message is claimed, and cannot be dispatched. */
  async callsForFive(time: number): Promise<void> {
    const { services, manualClock } = this.machine;
    await services.transaction(async () => manualClock?.moveTo(time));
    let sends = 0;
    const send: typeof services.outbox.send = async (message) => {
      sends += 1;
      if (sends === 1) throw new Error('outbox: broken');
      return services.outbox.send(message);
    };
    const broken = { ...services, outbox: { ...services.outbox, send } };
    const pace = () => ({ pageSize: 5, hasTime: () => false });
    for (const call of services.waves.listDueCalls(time)) await callWave(call, broken, { createLimits: pace });
  }

  /** Calls every wave that is due. Every message is claimed, and none can be dispatched or reported. */
  async callsInVain(time: number): Promise<void> {
    const { services, manualClock } = this.machine;
    await services.transaction(async () => manualClock?.moveTo(time));
    const fails = () => Promise.reject(new Error('outbox: broken'));
    const outbox = { ...services.outbox, send: fails };
    const broken = { ...services, outbox, reporter: { ...services.reporter, report: fails } };
    for (const call of services.waves.listDueCalls(time)) await callWave(call, broken);
  }

  /** Calls the waves that are due by now, and takes events. Returns what that makes the connector report, which is not processed. */
  async reportsOf(...events: readonly SentEvent[]): Promise<ReportedEntry[]> {
    const { services } = this.machine;
    const seen: ReportedEntry[] = [];
    const report = async (entries: readonly ReportedEntry[]) => void seen.push(...entries);
    const listening = { ...services, reporter: { report, hasNews: () => false } };
    for (const call of services.waves.listDueCalls(services.clock.now())) await callWave(call, listening);
    await createServerBus(listening, services.inbox).put(events.map(toEntry));
    return seen;
  }

  async stop(): Promise<void> {
    if (this.#serving === undefined) await this.machine.close();
    else await this.#serving.stop();
  }
}
