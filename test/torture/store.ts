import { setImmediate } from 'node:timers/promises';
import { formatInstant } from '../../core/contracts/instant.ts';
import { DAY, HOUR, MINUTE } from '../../core/contracts/time-span.ts';
import { Random } from '../simulation/random.ts';
import { audit } from './audit.ts';
import { type Answer, writeAnswer } from './call.ts';
import { canMount, type Failure, failureOf } from './failing-store.ts';
import { type OpenedStore, openStore } from './opened-store.ts';
import type { Outcome, Part } from './part.ts';
import { CAMPAIGNS, type Day, type Entry, type Size, STORY_START, type Story, storyOf } from './story.ts';

const SIZE: Size = { users: 30, days: 3, crowd: 60 };
/** The number of attempts at a call after writes succeed again. */
const MAX_TRIES = 10;

/** The part that makes writes fail at random moments, repeats calls that were answered 500, and checks the outcome, also after a restart. */
export const store: Part = {
  round: (seed) => storeRound(seed, SIZE),
  skips: () => (canMount() ? undefined : 'no disk may be mounted here, so none is filled'),
};

/** Runs the round of a seed. */
export async function storeRound(seed: number, size: Size): Promise<Outcome> {
  const random = new Random(seed + 0x57);
  const failure = failureOf(random);
  const round = new Round(storyOf(seed, size), failure, random);
  try {
    return await round.play();
  } finally {
    // The store is closed already where it could not be opened again.
    await round.close().catch(() => undefined);
    failure.remove();
  }
}

class Round {
  readonly #story: Story;
  readonly #failure: Failure;
  readonly #random: Random;
  readonly #broke: string[] = [];
  #opened: OpenedStore;
  #isFailing = false;
  #failures = 0;
  #refused = 0;
  #calls = 0;
  #reopened = 0;

  constructor(story: Story, failure: Failure, random: Random) {
    this.#story = story;
    this.#failure = failure;
    this.#random = random;
    this.#opened = openStore(failure.directory);
  }

  async play(): Promise<Outcome> {
    for (const campaign of CAMPAIGNS) {
      await this.#untilDone('PUT', `/campaigns/${campaign.id}`, campaign);
      await this.#untilDone('POST', `/campaigns/${campaign.id}/publish`);
    }
    await this.#moveTo(STORY_START + HOUR);
    for (const day of this.#story.days) await this.#day(day);
    await this.#moveTo(STORY_START + (this.#story.days.length + 5) * DAY);
    await this.#judge('');
    await this.#reopen();
    await this.#judge('after a restart: ');
    const tried = {
      failures: this.#failures,
      calls: this.#calls,
      'calls that broke': this.#refused,
      restarts: this.#reopened,
    };
    return { tried, broke: this.#broke };
  }

  close(): Promise<void> {
    return this.#opened.close();
  }

  async #judge(when: string): Promise<void> {
    const complaints = await audit(this.#story, this.#opened.call);
    this.#broke.push(...complaints.map((complaint) => `${this.#failure.name}: ${when}${complaint}`));
  }

  async #day({ batches, meanwhile, until }: Day): Promise<void> {
    const left = [...batches];
    while (left.length > 0) {
      const group = left.splice(0, this.#random.between(1, 4));
      const [answers] = await Promise.all([this.#postAll(group), this.#random.chance(0.3) ? this.#begin() : undefined]);
      left.push(...group.filter((_, index) => this.#isToRepeat(answers[index])));
      if (this.#random.chance(0.4)) this.#end();
    }
    this.#end();
    if (this.#random.chance(0.3)) await this.#reopen();
    // The disk is full while waves leave, for a quarter of an hour.
    await this.#moveTo(until - 2 * HOUR - 25 * MINUTE);
    const fails = this.#failure.outlastsTime && this.#random.chance(0.7) ? this.#begin() : undefined;
    const moving = this.#call('POST', '/clock', { to: formatInstant(until - 2 * HOUR - 10 * MINUTE) });
    const [moved, answers] = await Promise.all([moving, this.#postAll(meanwhile), fails]);
    this.#isToRepeat(moved);
    this.#end();
    for (const [index, batch] of meanwhile.entries()) {
      if (this.#isToRepeat(answers[index])) await this.#untilDone('POST', '/events', { entries: batch });
    }
    // Enrollments that could not leave are called again within minutes; until then exceptions of the next day would still cancel them (R32).
    await this.#moveTo(until + 10 * MINUTE);
  }

  /** Begins the failure after some turns of the event loop, in the middle of running calls. */
  async #begin(): Promise<void> {
    const turns = this.#random.upTo(12);
    for (let turn = 0; turn < turns; turn++) await setImmediate();
    if (this.#isFailing) return;
    this.#isFailing = true;
    this.#failures += 1;
    this.#failure.begin(this.#opened.store);
  }

  #end(): void {
    if (!this.#isFailing) return;
    this.#failure.end(this.#opened.store);
    this.#isFailing = false;
  }

  async #reopen(): Promise<void> {
    if (!this.#failure.outlastsStore) this.#end();
    await this.#opened.close();
    this.#opened = this.#open();
    this.#reopened += 1;
  }

  /** Opens the store, which may be refused on a full disk. */
  #open(): OpenedStore {
    try {
      return openStore(this.#failure.directory);
    } catch (error) {
      if (!this.#isFailing) throw error;
      this.#end();
      return openStore(this.#failure.directory);
    }
  }

  #postAll(batches: readonly (readonly Entry[])[]): Promise<Answer[]> {
    return Promise.all(batches.map((entries) => this.#call('POST', '/events', { entries })));
  }

  #moveTo(instant: number): Promise<void> {
    return this.#untilDone('POST', '/clock', { to: formatInstant(instant) });
  }

  /** Returns whether a call is to be repeated: it was answered 500 while writes failed. */
  #isToRepeat(answer: Answer | undefined): boolean {
    if (answer === undefined || answer.status === 200) return false;
    if (answer.status === 500) this.#refused += 1;
    else this.#broke.push(`${this.#failure.name}: expected 200 or 500, found ${writeAnswer(answer)}`);
    return answer.status === 500;
  }

  #call(method: string, path: string, body?: unknown): Promise<Answer> {
    this.#calls += 1;
    return this.#opened.call(method, path, body);
  }

  async #untilDone(method: string, path: string, body?: unknown): Promise<void> {
    let answer = await this.#call(method, path, body);
    for (let tries = 1; answer.status !== 200 && tries < MAX_TRIES; tries++) {
      answer = await this.#call(method, path, body);
    }
    if (answer.status === 200) return;
    this.#broke.push(`${this.#failure.name}: ${method} ${path}: expected 200, found ${writeAnswer(answer)}`);
  }
}
