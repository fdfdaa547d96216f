import { createManualClock, type ManualClock, systemClock } from '../adapters/sqlite/clock.ts';
import { createSqliteRetention } from '../adapters/sqlite/retention.ts';
import { createSqliteServices, type SqliteServices } from '../adapters/sqlite/services.ts';
import { SqliteStore } from '../adapters/sqlite/store.ts';
import { describeStoreFailure } from '../adapters/sqlite/store-failure.ts';
import type { Channel } from '../core/contracts/definition.ts';
import type { Instant } from '../core/contracts/instant.ts';
import type { Sender } from '../core/contracts/sender.ts';
import type { SendingPolicy } from '../core/contracts/sending.ts';
import { SECOND, type TimeSpan } from '../core/contracts/time-span.ts';
import type { Log, Services } from '../core/ports.ts';
import type { SenderFacts } from '../core/sending-facts.ts';
import { type CallWaveOptions, callWave, WAVE_RETRY_DELAY } from '../engine/call-wave.ts';
import { type RecountLimits, requestDueRecount, stepRecount } from '../engine/recount-statistics.ts';
import { createServerBus, type ServerBus } from './bus.ts';
import { eraseDue } from './erase-due.ts';
import { type LocalLinks, openLocalLinks } from './local-links.ts';
import { mergeDue } from './merge-due.ts';
import { createLocalSending, type LocalSending } from './sending.ts';
import { createTimeCheck } from './time-check.ts';

/** The number of enrollments of a wave that are processed without a break. */
const PAGE_SIZE = 5;
/** The longest time, in milliseconds, that one call of a wave may keep other waves and requests waiting. */
const MAX_CALL_MS = 25;

/** The time until a wave is called again after the store failed: nothing is wrong with the wave itself. */
const WRITE_RETRY_DELAY: TimeSpan = 5 * SECOND;

const CALL_WAVE_OPTIONS: CallWaveOptions = {
  createLimits: () => ({ pageSize: PAGE_SIZE, hasTime: createTimeCheck(MAX_CALL_MS) }),
  getRetryDelay: (error) => (describeStoreFailure(error) === undefined ? WAVE_RETRY_DELAY : WRITE_RETRY_DELAY),
};

/** The largest number of deletion steps of one move of the clock; the sweeper deletes the rest gradually. */
const MAX_SWEEP_STEPS = 20;

/** Counting again stops for other work between two pages of rows. All changes of rows are written one after another, so none is unfinished. */
const RECOUNT_LIMITS: RecountLimits = {
  settleTime: 0,
  hasTimeLeft: () => true,
  rest: () => new Promise((resolve) => setImmediate(resolve)),
};

/** The directory of a store, the clock and the log of a runtime. */
export interface RuntimeSettings {
  /** The path of a directory, or ":memory:", which keeps nothing. */
  readonly directory: string;
  /** The first instant of a manual clock. Absent, the clock of the machine is used. */
  readonly clockStart?: Instant;
  /** The time zone of the company while none is set. */
  readonly companyZone?: string | undefined;
  /** The senders; none if absent. */
  readonly senderSetup?: SenderSetup | undefined;
  readonly log: Log;
}

/** The senders of a runtime, and what they may send. */
export interface SenderSetup {
  readonly policy: SendingPolicy;
  readonly channels: ReadonlySet<Channel>;
  /** The senders as the interface shows them; if absent, it shows none. */
  readonly facts?: readonly SenderFacts[];
  readonly prepareHtml?: Services['prepareHtml'];
  readonly createSenders: (deps: SenderDeps) => readonly Sender[];
}

/** The parts that senders on one machine are created with. */
export interface SenderDeps {
  readonly services: SqliteServices;
  readonly links: LocalLinks;
}

const NO_SENDERS: SenderSetup = { policy: { mode: 'off', allow: [] }, channels: new Set(), createSenders: () => [] };

/** The whole system on one machine, without its server. */
export interface LocalRuntime {
  readonly services: SqliteServices;
  readonly bus: ServerBus;
  readonly sending: LocalSending;
  readonly senderFacts: readonly SenderFacts[];
  /** The links in messages; absent if there are no senders. */
  readonly links?: LocalLinks;
  /** The clock, if it is moved by hand. */
  readonly manualClock?: ManualClock;
  /** Processes everything that is due by now. */
  runDue(): Promise<void>;
  /** Returns the instant at which something is due next, if anything is. */
  nextDueAt(): Instant | undefined;
  /** Moves a manual clock, and processes everything that falls due on the way, each at its own instant. */
  advanceTo(instant: Instant): Promise<void>;
  /** Counts the statistics again that a recount was begun for, and that of the day if it is due (R48). */
  recount(): Promise<void>;
  /** Deletes a few expired items, and returns whether there may be more. */
  sweep(): Promise<boolean>;
  /** Returns why the store cannot be written, or undefined if it can. */
  findStoreFailure(): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Opens the store of a directory and creates the runtime over it. */
export function openRuntime({ directory, ...settings }: RuntimeSettings): LocalRuntime {
  return createRuntime(new SqliteStore(directory), settings);
}

/** Creates the runtime of one machine over a store. */
export function createRuntime(
  store: SqliteStore,
  { clockStart, companyZone, senderSetup = NO_SENDERS, log }: Omit<RuntimeSettings, 'directory'>,
): LocalRuntime {
  const manual = clockStart === undefined ? undefined : createManualClock(store, clockStart);
  const services = createSqliteServices(store, {
    clock: manual ?? systemClock,
    log,
    defaultZone: companyZone,
    senderChannels: senderSetup.channels,
    prepareHtml: senderSetup.prepareHtml,
  });
  const { inbox } = services;
  const bus = createServerBus(services, inbox);
  const links = senderSetup.channels.size === 0 ? undefined : openLocalLinks(store);
  const sending = createLocalSending(
    { senders: links === undefined ? [] : senderSetup.createSenders({ services, links }), policy: senderSetup.policy },
    services,
    bus,
  );
  const retention = createSqliteRetention(store);
  const sweep = (): Promise<boolean> => services.transaction(async () => retention.deleteExpired(services.clock.now()));
  const restored = services.waves.restoreUnregistered();
  if (restored.length > 0) log.warn('WAVES_RESTORED', { waves: restored.length, first: restored[0] });

  const runDue = async (): Promise<void> => {
    let failure: { readonly error: unknown } | undefined;
    // Waves are dispatched even if the retries fail.
    const retry = (): Promise<number> =>
      bus.retryDue().catch((error: unknown) => {
        failure = { error };
        return 0;
      });
    for (;;) {
      const calls = services.waves.listDueCalls(services.clock.now());
      for (const call of calls) await callWave(call, services, CALL_WAVE_OPTIONS);
      // Events that failed before are retried a few at a time, so that no wave waits for many of them.
      const retried = failure === undefined ? await retry() : 0;
      const changed = (await mergeDue(services)) + (await eraseDue(services));
      if (calls.length === 0 && retried === 0 && changed === 0) break;
    }
    if (failure !== undefined) throw failure.error;
  };
  /** Processes what is due, and sends the messages that leave by it, whose reports may cause more. */
  const runAndSend = async (): Promise<void> => {
    do await runDue();
    while ((await sending.sendAllDue()) > 0);
  };
  const moveTo = (clock: ManualClock, instant: Instant): Promise<void> =>
    services.transaction(async () => clock.moveTo(instant));
  const recount = async (): Promise<void> => {
    await requestDueRecount(services);
    while ((await stepRecount(services, RECOUNT_LIMITS)) === 'unfinished');
  };
  const nextDueAt = (): Instant | undefined =>
    earliest(
      services.waves.nextCallAt(),
      inbox.nextDueAt(),
      services.erasures.nextDueAt(),
      services.merges.nextDueAt(),
    );

  return {
    services,
    bus,
    sending,
    senderFacts: senderSetup.facts ?? [],
    ...(links !== undefined && { links }),
    ...(manual === undefined ? {} : { manualClock: manual }),
    runDue,
    recount,
    nextDueAt,
    async advanceTo(instant) {
      if (manual === undefined) throw new Error('advanceTo: expected a manual clock');
      const nextAt = () => earliest(nextDueAt(), ...sending.senders.map(({ channel }) => sending.nextDueAt(channel)));
      await runAndSend();
      for (let at = nextAt(); at !== undefined && at <= instant; at = nextAt()) {
        await moveTo(manual, Math.max(at, manual.now()));
        await runAndSend();
      }
      await moveTo(manual, instant);
      await recount();
      // The clock has moved already, whether or not the deletion succeeds.
      const trySweep = (): Promise<boolean> => sweep().catch(() => false);
      let steps = 1;
      while (steps < MAX_SWEEP_STEPS && (await trySweep())) steps += 1;
    },
    sweep,
    findStoreFailure: () => store.findFailure(),
    async close() {
      sending.close();
      await store.close();
    },
  };
}

function earliest(...instants: readonly (Instant | undefined)[]): Instant | undefined {
  const known = instants.filter((instant) => instant !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
