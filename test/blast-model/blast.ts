import { SHARDS } from '../../adapters/aws/shards.ts';
import type { Instant } from '../../core/contracts/instant.ts';
import { SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import { MATCHER_TIMEOUT } from '../../core/contracts/wave.ts';
import { Agenda } from '../cost/agenda.ts';
import { BLAST_RATE, PROCESSOR_TIME, ROUND_TRIP, WHOLE_PROCESSOR } from '../cost/assumptions.ts';
import { BATCH, FUNCTION_SETTINGS } from '../cost/settings.ts';
import { Random } from '../simulation/random.ts';
import { SdkRetries } from './sdk-retries.ts';
import { ThrottledTable } from './throttled-table.ts';

/** A blast of triggers, and the settings of what enrolls their users. */
export interface Blast {
  readonly users: number;
  readonly maxConcurrency: number;
  /** The write units a second that the table of enrollments accepts: 4,000 while it is new. */
  readonly writesPerSecond: number;
  readonly maxDeliveries: number;
  /** Returns the time after which a message comes back that failed in its nth delivery. */
  readonly redeliveryDelay: (delivery: number) => TimeSpan;
  readonly maxAttempts: number;
}

/** The outcome of a blast. */
export interface BlastOutcome {
  readonly enrolled: number;
  readonly deadLetters: number;
  /** The time from the first event until the last user is enrolled or its message is a dead letter. */
  readonly lasted: TimeSpan;
  readonly deliveries: number;
  readonly throttledWrites: number;
}

/** The writes with which a user is enrolled: the seat in the wave, then the row. */
const WRITES = 2;
/** The requests before the first write: the row, and the wave. */
const READS = 2;
/** The number of calls with which Lambda begins to read a queue, and by which it adds more in a second. */
const CALLS_AT_FIRST = 5;
const CALLS_ADDED = 5;

interface Message {
  /** The hashes of the keys of its two items: the seat, which shares its partition key with those of its shard, and the row. */
  readonly hashes: readonly [seat: number, row: number];
  deliveries: number;
}

/** A call of match-trigger: its processor, its SDK client, and the messages that it still works on. */
interface Call {
  readonly begun: Instant;
  readonly retries: SdkRetries;
  readonly working: Set<Message>;
  readonly failed: Message[];
  processorFreeAt: Instant;
}

/**
 * Plays a blast against a model of the queue of triggers, of match-trigger and of a table that throttles. It has what decides
 * whether messages become dead letters: batches, deliveries, the retries of the SDK and their budget, and the time-out of a call.
 */
export async function playBlast(blast: Blast): Promise<BlastOutcome> {
  const { users, maxConcurrency, writesPerSecond, maxDeliveries, redeliveryDelay, maxAttempts } = blast;
  const [agenda, random, table] = [new Agenda(), new Random(1), new ThrottledTable(writesPerSecond)];
  const processorTime = PROCESSOR_TIME * (WHOLE_PROCESSOR / FUNCTION_SETTINGS['match-trigger'].memory);
  const clients = Array.from({ length: maxConcurrency }, () => new SdkRetries(maxAttempts, random));
  const shards = Array.from({ length: SHARDS }, () => random.next());
  const waiting: Message[] = [];
  const outcome = { enrolled: 0, deadLetters: 0, lasted: 0, deliveries: 0 };
  let next = 0;

  const startCalls = (at: Instant): void => {
    const allowed = Math.min(maxConcurrency, CALLS_AT_FIRST + (CALLS_ADDED * at) / SECOND);
    while (next < waiting.length && maxConcurrency - clients.length < Math.floor(allowed)) {
      const retries = clients.pop();
      if (retries === undefined) return;
      startCall(at, retries);
    }
  };
  const startCall = (at: Instant, retries: SdkRetries): void => {
    const call: Call = { begun: at, retries, working: new Set(), failed: [], processorFreeAt: at };
    while (next < waiting.length && call.working.size < BATCH.most) receive(call, waiting[next++], at);
    if (call.working.size === 0) return endCall(call, at);
    for (const message of call.working) request(call, message, { at, attempts: 0, done: -READS });
  };
  const receive = (call: Call, message: Message | undefined, at: Instant): void => {
    if (message === undefined) return;
    if (message.deliveries === maxDeliveries) {
      outcome.deadLetters += 1;
      outcome.lasted = at;
      return;
    }
    message.deliveries += 1;
    outcome.deliveries += 1;
    call.working.add(message);
  };
  /** Makes the next request for a message; `done` counts its writes, and the reads before them as negative numbers. */
  const request = (call: Call, message: Message, step: { at: Instant; attempts: number; done: number }): void => {
    const sentAt = Math.max(step.at, call.processorFreeAt) + processorTime;
    call.processorFreeAt = sentAt;
    agenda.plan(sentAt + ROUND_TRIP, (at) => answer(call, message, { ...step, at, attempts: step.attempts + 1 }));
  };
  const answer = (call: Call, message: Message, step: { at: Instant; attempts: number; done: number }): void => {
    const { at, attempts, done } = step;
    if (at > call.begun + MATCHER_TIMEOUT) return leave(call, message, { at, isDone: false });
    if ((done === 0 || done === 1) && !table.write(at, message.hashes[done])) {
      const pause = call.retries.takePause(attempts);
      if (pause === undefined) return leave(call, message, { at, isDone: false });
      return agenda.plan(at + pause, (now) => request(call, message, { at: now, attempts, done }));
    }
    call.retries.recordSuccess(attempts);
    if (done + 1 === WRITES) return leave(call, message, { at, isDone: true });
    request(call, message, { at, attempts: 0, done: done + 1 });
  };
  const leave = (call: Call, message: Message, { at, isDone }: { at: Instant; isDone: boolean }): void => {
    call.working.delete(message);
    if (!isDone) call.failed.push(message);
    else {
      outcome.enrolled += 1;
      outcome.lasted = at;
    }
    if (call.working.size === 0) endCall(call, at);
  };
  const endCall = (call: Call, at: Instant): void => {
    clients.push(call.retries);
    for (const message of call.failed) {
      agenda.plan(at + redeliveryDelay(message.deliveries), (now) => {
        waiting.push(message);
        startCalls(now);
      });
    }
    startCalls(at);
  };

  for (let sent = 0; sent < users; sent += BATCH.most) {
    agenda.plan((sent / BLAST_RATE) * SECOND, (at) => {
      for (let each = sent; each < Math.min(users, sent + BATCH.most); each++)
        waiting.push({ hashes: [random.pick(shards), random.next()], deliveries: 0 });
      startCalls(at);
    });
  }
  // Lambda adds calls while messages wait.
  for (let second = 1; CALLS_AT_FIRST + CALLS_ADDED * second <= maxConcurrency + CALLS_ADDED; second++)
    agenda.plan(second * SECOND, startCalls);
  await agenda.run();
  return { ...outcome, throttledWrites: table.throttled };
}
