import type { Instant } from '../../core/contracts/instant.ts';
import type { Agenda } from './agenda.ts';
import { MAX_RECEIVED, POLL, POLLERS } from './assumptions.ts';
import { BATCH } from './settings.ts';

/** Messages that are handed to a Lambda together, and how many polls brought them. */
export interface Batch<Message> {
  readonly messages: readonly Message[];
  readonly receives: number;
}

/** One of those that share a queue: what waits for it, and the batch that it gathers. */
interface Poller<Message> {
  readonly waiting: Message[];
  gathered: Message[];
  receives: number;
  isPolling: boolean;
  freeAt: Instant;
}

/** A queue as Lambda empties it: so many pollers share it, and each gathers a batch for as long as it may. */
export class PolledQueue<Message> {
  readonly #agenda: Agenda;
  readonly #hand: (at: Instant, batch: Batch<Message>) => Promise<void>;
  readonly #pollers = Array.from({ length: POLLERS }, () => idle<Message>());
  #sent = 0;

  constructor(agenda: Agenda, hand: (at: Instant, batch: Batch<Message>) => Promise<void>) {
    this.#agenda = agenda;
    this.#hand = hand;
  }

  /** A message comes: the pollers take turns. */
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
    const { gathered, waiting } = poller;
    if (gathered.length === 0) this.#agenda.plan(at + BATCH.window, (now) => this.#close(poller, now, gathered));
    gathered.push(...waiting.splice(0, Math.min(MAX_RECEIVED, BATCH.most - gathered.length)));
    poller.receives += 1;
    poller.freeAt = at + POLL;
    poller.isPolling = false;
    if (waiting.length > 0) this.#pollSoon(poller, at);
    if (gathered.length === BATCH.most) return this.#close(poller, at, gathered);
  }

  /** Hands over what was gathered, unless it was full before. */
  #close(poller: Poller<Message>, at: Instant, messages: readonly Message[]): Promise<void> | void {
    if (poller.gathered !== messages) return;
    const { receives } = poller;
    poller.gathered = [];
    poller.receives = 0;
    return this.#hand(at, { messages, receives });
  }
}

function idle<Message>(): Poller<Message> {
  return { waiting: [], gathered: [], receives: 0, isPolling: false, freeAt: Number.NEGATIVE_INFINITY };
}
