import type { Instant } from '../../core/contracts/instant.ts';
import type { TimeSpan } from '../../core/contracts/time-span.ts';
import { SECOND } from '../../core/contracts/time-span.ts';
import { MATCHER_TIMEOUT } from '../../core/contracts/wave.ts';
import type { Disturbances } from './history.ts';
import type { Random } from './random.ts';

/** An invocation of a stage. */
export interface Invocation {
  readonly name: string;
  readonly deadline: Instant;
  isOver: boolean;
  readonly broke: (why: string) => void;
}

/** The callbacks for the end of an invocation, and its lifetime. */
interface Fate<Answer> {
  readonly ended: (answer: Answer) => void;
  readonly broke: (why: string) => void;
  readonly lives?: TimeSpan;
}

interface Call {
  readonly by: Invocation;
  readonly name: string;
  readonly perform: () => Promise<void>;
  readonly refuse: () => void;
  notBefore: Instant;
}

interface Appointment {
  readonly at: Instant;
  readonly keep: () => void | Promise<void>;
}

/** The maximum time in which a request that was sent before its invocation died may still take effect. */
const LATE_REQUEST: TimeSpan = 20 * SECOND;
/** The maximum time that the write of a row takes once it is requested: then the SDK gives it up. Before the request anything may stall. */
const MAX_WRITE: TimeSpan = 36 * SECOND;
const ROW_WRITE = /^(?:rows\.write(?:Both)? |Put enrollments user#)/;
const MAX_STEPS = 100_000;

const FAULTS = ['stall', 'stall', 'die before', 'die after', 'die after', 'throw before', 'throw after'] as const;

/** A scheduler that lets one port call of all invocations run at a time, in an order drawn from the seed, and makes some fail. */
export class Scheduler {
  now: Instant;
  readonly trace: string[] | undefined;
  #calls: Call[] = [];
  #appointments: Appointment[] = [];
  readonly #running = new Set<Invocation>();
  #faultsLeft: number;
  readonly #random: Random;
  readonly #disturbances: Disturbances;

  constructor(now: Instant, disturbances: Disturbances, { random, isTraced }: { random: Random; isTraced: boolean }) {
    this.now = now;
    this.#disturbances = disturbances;
    this.#faultsLeft = disturbances.faults;
    this.#random = random;
    this.trace = isTraced ? [] : undefined;
  }

  at(at: Instant, keep: Appointment['keep']): void {
    this.#appointments.push({ at: Math.max(at, this.now), keep });
  }

  note(text: string): void {
    this.trace?.push(`${new Date(this.now).toISOString()}  ${text}`);
  }

  /** Runs a stage and calls `ended` with its answer, or `broke` when it died or threw: then its work may be half done. */
  invoke<Answer>(
    name: string,
    stage: (by: Invocation) => Promise<Answer>,
    { ended, broke, lives = MATCHER_TIMEOUT }: Fate<Answer>,
  ): void {
    const by: Invocation = { name, deadline: this.now + lives, isOver: false, broke };
    this.note(`${name} begins`);
    this.#running.add(by);
    const over = (then: () => void) => {
      if (by.isOver) return;
      by.isOver = true;
      this.#running.delete(by);
      then();
    };
    stage(by).then(
      (answer) => over(() => ended(answer)),
      (error) => over(() => this.#report(by, String(error))),
    );
  }

  /** Performs a port call at its turn, not before an instant. */
  call<Result>(by: Invocation, name: string, port: () => Promise<Result>, notBefore = this.now): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (by.isOver) return;
      const perform = async () => {
        try {
          const result = await port();
          if (!by.isOver) resolve(result);
        } catch (error) {
          reject(error);
        }
      };
      const refuse = () => reject(new Error(`${name}: the network broke`));
      this.#calls.push({ by, name, perform, refuse, notBefore });
    });
  }

  /** Runs until nothing is left to do. Returns the reason where it never ends. */
  async run(): Promise<string | undefined> {
    for (let step = 0; step < MAX_STEPS; step++) {
      const calls = this.#calls.filter(({ notBefore }) => notBefore <= this.now);
      const due = this.#appointments.filter(({ at }) => at <= this.now);
      const count = calls.length + due.length;
      if (count === 0) {
        const next = Math.min(
          ...this.#calls.map(({ notBefore }) => notBefore),
          ...this.#appointments.map(({ at }) => at),
        );
        if (next === Number.POSITIVE_INFINITY)
          return this.#running.size === 0
            ? undefined
            : `never ends: ${[...this.#running].map(({ name }) => name).join(', ')}`;
        this.now = next;
        continue;
      }
      const turn = this.#random.upTo(count - 1);
      const call = calls[turn];
      const appointment = due[turn - calls.length];
      if (call !== undefined) await this.#let(call);
      else if (appointment !== undefined) {
        this.#appointments = this.#appointments.filter((other) => other !== appointment);
        await appointment.keep();
      }
      await this.#quiet();
    }
    return `no end after ${MAX_STEPS} steps`;
  }

  async #let(call: Call): Promise<void> {
    const { by, name } = call;
    if (!by.isOver && this.now > by.deadline) return this.#kill(by, 'timed out');
    const strikes = !by.isOver && this.#faultsLeft > 0 && this.#random.chance(this.#disturbances.share);
    if (strikes) {
      this.#faultsLeft -= 1;
      const fault = this.#disturbances.isSlow ? 'stall' : this.#random.pick(FAULTS);
      if (fault === 'stall') return this.#stall(call);
      this.#calls = this.#calls.filter((other) => other !== call);
      this.note(`${by.name}: ${name} (${fault})`);
      if (fault === 'die before') return this.#kill(by, 'died');
      if (fault === 'throw before') return call.refuse();
      if (fault === 'throw after') {
        call.refuse();
        return call.perform();
      }
      this.#kill(by, 'died');
      return call.perform();
    }
    this.#calls = this.#calls.filter((other) => other !== call);
    this.note(`${by.name}: ${name}${by.isOver ? ' (late request)' : ''}`);
    return call.perform();
  }

  #stall(call: Call): void {
    const maxMs = ROW_WRITE.test(call.name) ? MAX_WRITE : this.#disturbances.maxStall;
    const max = Math.min(maxMs, this.#disturbances.maxStall, call.by.deadline - this.now + SECOND);
    const nearlyOver = call.by.deadline - this.now - SECOND;
    const isLong = this.#disturbances.isSlow === true && nearlyOver > 0 && this.#random.chance(0.7);
    call.notBefore = this.now + (isLong ? Math.min(max, nearlyOver) : this.#random.upTo(max));
    this.note(`${call.by.name}: ${call.name} stalls for ${call.notBefore - this.now} ms`);
  }

  /** Ends an invocation; the requests that it had sent may still take effect. */
  #kill(by: Invocation, why: string): void {
    if (by.isOver) return;
    by.isOver = true;
    this.#running.delete(by);
    const max = Math.min(LATE_REQUEST, this.#disturbances.maxStall);
    this.#calls = this.#calls.filter((call) => {
      if (call.by !== by) return true;
      call.notBefore = this.now + this.#random.upTo(max);
      return this.#random.chance(0.5);
    });
    this.#report(by, why);
  }

  #report(by: Invocation, why: string): void {
    this.note(`${by.name} breaks: ${why}`);
    by.broke(why);
  }

  /** Waits until every invocation has reached its next port call; some need a turn of the event loop for it. */
  async #quiet(): Promise<void> {
    for (let tick = 0; tick < 24; tick++) await undefined;
    for (let tick = 0; tick < 100 && this.#isBusy(); tick++) await undefined;
    for (let turn = 0; turn < 100 && this.#isBusy(); turn++) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Returns whether an invocation is between two port calls or before its end. */
  #isBusy(): boolean {
    if (this.#running.size === 0) return false;
    const waiting = new Set(this.#calls.map(({ by }) => by));
    return [...this.#running].some((by) => !waiting.has(by));
  }
}
