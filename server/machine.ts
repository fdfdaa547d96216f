import { type ManualClock, machineClock, manualClock } from '../adapters/sqlite/clock.ts';
import { localInbox } from '../adapters/sqlite/inbox.ts';
import { localRetention } from '../adapters/sqlite/retention.ts';
import { type LocalServices, localServices } from '../adapters/sqlite/services.ts';
import { Store } from '../adapters/sqlite/store.ts';
import { storeFailure } from '../adapters/sqlite/store-failure.ts';
import type { Instant } from '../core/contracts/instant.ts';
import { SECOND, type Span } from '../core/contracts/span.ts';
import type { Log } from '../core/ports.ts';
import { type CallOptions, callWave, RETRY_AFTER } from '../engine/call-wave.ts';
import { type LocalBus, localBus } from './bus.ts';
import { newSlice } from './slice.ts';

/** Passengers of a wave whose turns are not interrupted, and how long one call of it may keep everybody else waiting, in milliseconds. */
const FEW = 5;
const LONGEST_CALL = 25;

/** The time until a wave is called again whose messages could not be written: nothing is wrong with the wave itself. */
const WRITE_AGAIN_AFTER: Span = 5 * SECOND;

const CALL_OPTIONS: CallOptions = {
  newPace: () => ({ page: FEW, hasTime: newSlice(LONGEST_CALL) }),
  retryAfter: (error) => (storeFailure(error) === undefined ? RETRY_AFTER : WRITE_AGAIN_AFTER),
};

/** A clock that is moved takes along so many steps of deleting; what is left is deleted by and by. */
const MOST_STEPS = 20;

/** Where a machine keeps what it knows, and what time it goes by. */
export interface MachineSettings {
  /** A directory, or ":memory:". */
  readonly directory: string;
  /** The first instant of a manual clock; absent: the machine's own clock. */
  readonly clockStart?: Instant;
  readonly log: Log;
}

/** The whole system on one machine, without its server. */
export interface Machine {
  readonly services: LocalServices;
  readonly bus: LocalBus;
  /** There where the clock is moved by hand. */
  readonly manualClock?: ManualClock;
  /** Does everything that is due by now. */
  runDue(): Promise<void>;
  /** When something is due next, if anything is. */
  nextAt(): Instant | undefined;
  /** Moves a manual clock, doing on the way everything that falls due, at its own instant. */
  advanceTo(instant: Instant): Promise<void>;
  /** Deletes a little of what has outlived its lifetime; answers whether there may be more. */
  sweep(): Promise<boolean>;
  /** Why nothing can be written, if so. */
  storeFailure(): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Opens the store and puts the machine together. */
export function openMachine({ directory, ...settings }: MachineSettings): Machine {
  return machineOn(new Store(directory), settings);
}

/** Puts the machine together over a store. */
export function machineOn(store: Store, { clockStart, log }: Omit<MachineSettings, 'directory'>): Machine {
  const byHand = clockStart === undefined ? undefined : manualClock(store, clockStart);
  const services = localServices(store, { clock: byHand ?? machineClock, log });
  const inbox = localInbox(store);
  const bus = localBus(services, inbox);
  const retention = localRetention(store);
  const sweep = (): Promise<boolean> => services.together(async () => retention.step(services.clock.now()));
  const restored = services.waves.restore();
  if (restored.length > 0) log.warn('WAVES_RESTORED', { waves: restored.length, first: restored[0] });

  const runDue = async (): Promise<void> => {
    let broken: { readonly error: unknown } | undefined;
    // Waves leave even where the inbox breaks.
    const retry = (): Promise<number> =>
      bus.retry().catch((error: unknown) => {
        broken = { error };
        return 0;
      });
    for (;;) {
      const calls = services.waves.due(services.clock.now());
      for (const call of calls) await callWave(call, services, CALL_OPTIONS);
      // What broke before is tried again a few at a time: no wave waits for more than that.
      const retried = broken === undefined ? await retry() : 0;
      if (calls.length === 0 && retried === 0) break;
    }
    if (broken !== undefined) throw broken.error;
  };
  const moveTo = (clock: ManualClock, instant: Instant): Promise<void> =>
    services.together(async () => clock.moveTo(instant));
  const nextAt = (): Instant | undefined => earliest(services.waves.nextCallAt(), inbox.nextAt());

  return {
    services,
    bus,
    ...(byHand === undefined ? {} : { manualClock: byHand }),
    runDue,
    nextAt,
    async advanceTo(instant) {
      if (byHand === undefined) throw new Error('advanceTo: expected a manual clock');
      await runDue();
      for (let at = nextAt(); at !== undefined && at <= instant; at = nextAt()) {
        await moveTo(byHand, Math.max(at, byHand.now()));
        await runDue();
      }
      await moveTo(byHand, instant);
      // The clock has moved, whatever becomes of this.
      const sweepOn = (): Promise<boolean> => sweep().catch(() => false);
      let steps = 1;
      while (steps < MOST_STEPS && (await sweepOn())) steps += 1;
    },
    sweep,
    storeFailure: () => store.failure(),
    close: () => store.close(),
  };
}

function earliest(...instants: readonly (Instant | undefined)[]): Instant | undefined {
  const known = instants.filter((instant) => instant !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
