import type { Instant } from '../../core/contracts/instant.ts';
import type { Agenda } from './agenda.ts';
import { MAX_RECEIVED, POLL, POLLERS } from './assumptions.ts';
import { BATCH } from './settings.ts';

/** Messages that one invocation receives together, with the number of polls that received them. */
export interface Batch<Message> {
  readonly messages: readonly Message[];
  readonly receives: number;
}

/** A poller of a queue: the messages that wait for it, and its open batch. */
interface Poller<Message> {
  readonly waiting: Message[];
  batch: Message[];
  receives: number;
  isPolling: boolean;
  freeAt: Instant;
}

/** A queue as Lambda polls it: several pollers share it, and each fills a batch within the batching window. */
export class PolledQueue<Message> {
  readonly #agenda: Agenda;
  readonly #hand: (at: Instant, batch: Batch<Message>) => Promise<void>;
  readonly #pollers = Array.from({ length: POLLERS }, () => idle<Message>());
  #sent = 0;

  constructor(agenda: Agenda, hand: (at: Instant, batch: Batch<Message>) => Promise<void>) {
    this.#agenda = agenda;
    this.#hand = hand;
  }

  /** Adds a message; the pollers take turns. */
  send(at: Instant, message: Message): void {
    const poller = this.#pollers[this.#sent++ % POLLERS];
    if (poller === undefined) throw new Error('queue: expected pollers');
    poller.waiting.push(message);
    if (!poller.isPolling) this.#pollSoon(poller, at);
  }

  #pollSoon(poller: Poller<Message>, at: Instant): void {
    poller.isPolling = true;
    this.#agenda.plan(Math.max(at, poller.freeAt), (now) => this.#poll(poller, now));
  }

  #poll(poller: Poller<Message>, at: Instant): Promise<void> | void {
    const { batch, waiting } = poller;
    if (batch.length === 0) this.#agenda.plan(at + BATCH.window, (now) => this.#close(poller, now, batch));
    batch.push(...waiting.splice(0, Math.min(MAX_RECEIVED, BATCH.most - batch.length)));
    poller.receives += 1;
    poller.freeAt = at + POLL;
    poller.isPolling = false;
    if (waiting.length > 0) this.#pollSoon(poller, at);
    if (batch.length === BATCH.most) return this.#close(poller, at, batch);
  }

  /** Passes a batch to the handler, unless it was full before. */
  #close(poller: Poller<Message>, at: Instant, messages: readonly Message[]): Promise<void> | void {
    if (poller.batch !== messages) return;
    const { receives } = poller;
    poller.batch = [];
    poller.receives = 0;
    return this.#hand(at, { messages, receives });
  }
}

function idle<Message>(): Poller<Message> {
  return { waiting: [], batch: [], receives: 0, isPolling: false, freeAt: Number.NEGATIVE_INFINITY };
}
