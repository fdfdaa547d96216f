import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatInstant } from '../../core/contracts/instant.ts';
import { DAY, MINUTE } from '../../core/contracts/time-span.ts';
import { Random } from '../simulation/random.ts';
import { audit, dispatchesOf, neverEnded, sentTwice } from './audit.ts';
import { type Answer, writeAnswer } from './call.ts';
import { KilledServer } from './killed-server.ts';
import type { Outcome, Part } from './part.ts';
import { CAMPAIGNS, type Day, type Entry, type Size, STORY_START, storyOf, triggerEntry } from './story.ts';

/** The number of concurrent requests. */
const WORKERS = 4;
/** The number of kills while the events of a day are sent. */
const KILLS_A_DAY = 2;
const SIZE: Size = { users: 60, days: 3, crowd: 90 };

/** A campaign that is published and stopped again and again while its triggers come. */
const CHURN = {
  ...CAMPAIGNS[1],
  id: 'churn',
  name: 'Published and stopped again',
  triggers: [{ interaction: 'email.received', campaign: 'churn-target' }],
};

/** The part that kills a real server at random moments, repeats calls that were not answered, and checks the outcome. */
export const kill: Part = { round: (seed) => killRound(seed, SIZE) };

/** Runs the round of a seed. The story is a function of the seed; the moments of the kills depend on the machine too. */
export async function killRound(seed: number, size: Size): Promise<Outcome> {
  const directory = await mkdtemp(join(tmpdir(), 'connector-torture-'));
  const server = new KilledServer(directory);
  try {
    return await new Round(seed, server, size).play();
  } finally {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

class Round {
  readonly #random: Random;
  readonly #server: KilledServer;
  readonly #story;
  readonly #broke: string[] = [];
  #sent = 0;
  #resent = 0;

  constructor(seed: number, server: KilledServer, size: Size) {
    this.#random = new Random(seed + 0x51ed);
    this.#server = server;
    this.#story = storyOf(seed, size);
  }

  async play(): Promise<Outcome> {
    this.#plan(8);
    for (const campaign of [...CAMPAIGNS, CHURN]) await this.#publish(campaign);
    await this.#moveTo(STORY_START + 60 * MINUTE);
    for (const [index, day] of this.#story.days.entries()) await this.#day(day, index);
    await this.#stopChurn();
    await this.#moveTo(STORY_START + (this.#story.days.length + 5) * DAY);
    await this.#server.forgetKill();
    await this.#judge();
    const { kills } = this.#server;
    return { tried: { kills, requests: this.#sent, 'sent again': this.#resent }, broke: this.#broke };
  }

  async #judge(): Promise<void> {
    const call = async (method: string, path: string) => {
      const answer = await this.#server.call(method, path);
      if (answer === undefined) throw new Error(`${method} ${path}: no answer`);
      return answer;
    };
    const dispatches = await dispatchesOf(call);
    const churned = dispatches.filter(({ campaignId }) => campaignId === CHURN.id);
    this.#broke.push(
      ...(await audit(this.#story, call)),
      ...sentTwice(churned),
      ...(await neverEnded([CHURN.id], call)),
    );
  }

  async #day({ batches, meanwhile, until }: Day, index: number): Promise<void> {
    const churn = Array.from({ length: 5 }, (_, user) => [churnTrigger(index, user, until)]);
    const inOrder = [...batches, ...churn];
    const all = this.#random.some(inOrder, inOrder.length, inOrder.length);
    const part = Math.ceil(all.length / KILLS_A_DAY);
    for (let from = 0; from < all.length; from += part) {
      this.#plan(part);
      await this.#post(all.slice(from, from + part));
    }
    if (this.#random.chance(0.5)) {
      await this.#stopChurn();
      this.#plan(2);
      await this.#publish(CHURN);
    }
    this.#plan(2);
    await Promise.all([this.#moveTo(until), this.#post(meanwhile)]);
    await this.#server.forgetKill();
  }

  /** Plans a kill within the next calls, soon after one of them begins. */
  #plan(calls: number): void {
    const againAfterMs = this.#random.chance(0.2) ? this.#random.upTo(1_500) : undefined;
    const afterMs = 2 ** this.#random.upTo(8);
    this.#server.planKill({ calls: this.#random.between(1, Math.max(1, calls)), afterMs, againAfterMs });
  }

  async #post(batches: readonly (readonly Entry[])[]): Promise<void> {
    const left = [...batches];
    const work = async () => {
      for (let batch = left.shift(); batch !== undefined; batch = left.shift()) {
        await this.#untilAnswered('POST', '/events', { entries: batch });
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, work));
  }

  async #publish(campaign: { readonly id: string }): Promise<void> {
    await this.#untilAnswered('PUT', `/campaigns/${campaign.id}`, campaign);
    await this.#untilAnswered('POST', `/campaigns/${campaign.id}/publish`);
  }

  async #stopChurn(): Promise<void> {
    this.#plan(1);
    // The call that was not answered may have stopped it already.
    await this.#untilAnswered('POST', `/campaigns/${CHURN.id}/stop`, undefined, [200, 409]);
  }

  async #moveTo(instant: number): Promise<void> {
    await this.#untilAnswered('POST', '/clock', { to: formatInstant(instant) });
  }

  async #untilAnswered(method: string, path: string, body?: unknown, expected = [200]): Promise<void> {
    let answer: Answer | undefined;
    for (let calls = 0; answer === undefined; calls++) {
      answer = await this.#server.call(method, path, body);
      this.#sent += 1;
      if (calls > 0) this.#resent += 1;
    }
    if (expected.includes(answer.status)) return;
    this.#broke.push(`${method} ${path}: expected ${expected}, found ${writeAnswer(answer)}`);
  }
}

function churnTrigger(day: number, user: number, until: number): Entry {
  const at = until - DAY - 130 * MINUTE;
  return triggerEntry({ campaignId: CHURN.id, userId: `churn-${user}`, eventId: `churn-${day}-${user}`, at });
}
