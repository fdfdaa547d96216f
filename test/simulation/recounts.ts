import { MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import type { RowWalk, Services, WalkedRow } from '../../core/ports.ts';
import { readStatistics } from '../../engine/read-statistics.ts';
import { requestRecount, stepRecount } from '../../engine/recount-statistics.ts';
import type { History } from './history.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';

/** The figures of a campaign as the product shows them. */
export type ProductFigures = Readonly<Record<string, number>>;

/** The settle time of check-waves. */
const SETTLE_TIME = 2 * MINUTE;
/** The share of steps that end at one of their writes, before or after it took effect. */
const BREAKING = 0.3;
const WRITES_OF_A_STEP = 4;

/** The recounts of a simulation: begun now and then, walked one row at a time while everything else goes on, and ended at any write. */
export class SimulatedRecounts {
  readonly #services: Services;
  readonly #scheduler: Scheduler;
  readonly #random: Random;

  constructor(services: Services, scheduler: Scheduler, random: Random) {
    this.#services = { ...services, rowWalk: walkRowByRow(services.rowWalk) };
    this.#scheduler = scheduler;
    this.#random = random;
  }

  /** Begins up to three recounts in the course of a history. */
  schedule({ hasStatistics = false, start, deliveries }: History): void {
    if (!hasStatistics) return;
    const last = Math.max(start, ...deliveries.map(({ at }) => at));
    for (let times = this.#random.upTo(3); times > 0; times -= 1) {
      const at = start + this.#random.upTo(last - start + 10 * MINUTE);
      this.#scheduler.at(at, () => this.#begin());
    }
  }

  /** Returns the figures of campaigns as they are shown, and after a last recount. */
  async readAll(
    campaigns: readonly string[],
  ): Promise<Map<string, { readonly shown: ProductFigures; readonly recounted: ProductFigures }>> {
    const shown = await this.#read(campaigns);
    const limits = { settleTime: 0, hasTimeLeft: () => false };
    // One that is running is finished first: it is older than the last changes.
    while ((await stepRecount(this.#services, limits)) === 'unfinished');
    await requestRecount(this.#services);
    while ((await stepRecount(this.#services, limits)) === 'unfinished');
    const recounted = await this.#read(campaigns);
    return new Map(campaigns.map((id) => [id, { shown: shown.get(id) ?? {}, recounted: recounted.get(id) ?? {} }]));
  }

  async #read(campaigns: readonly string[]): Promise<Map<string, ProductFigures>> {
    const found = new Map<string, ProductFigures>();
    for (const id of campaigns) found.set(id, (await readStatistics(id, this.#services)).figures);
    return found;
  }

  async #begin(): Promise<void> {
    this.#scheduler.note('a recount begins');
    await requestRecount(this.#services);
    this.#scheduler.at(this.#scheduler.now + SETTLE_TIME, () => this.#step());
  }

  async #step(): Promise<void> {
    const breaks = this.#random.chance(BREAKING);
    const services = breaks ? breakingAtWrite(this.#services, this.#random) : this.#services;
    const outcome = await stepRecount(services, { settleTime: SETTLE_TIME, hasTimeLeft: () => false }).catch(
      () => 'unfinished' as const,
    );
    this.#scheduler.note(`a step of a recount: ${outcome}`);
    if (outcome === 'nothing' || outcome === 'done') return;
    this.#scheduler.at(this.#scheduler.now + this.#random.upTo(30 * SECOND), () => this.#step());
  }
}

/** Makes every page of a walk one row, in the order of keys. All rows are in the first segment: a recount that check-waves began has more. */
function walkRowByRow(walk: RowWalk): RowWalk {
  const nameOf = ({ key }: WalkedRow) => `${key.userId} ${key.campaignId}`;
  return {
    segments: 1,
    async readPage(part, after) {
      if (part > 0) return { items: [] };
      const all: WalkedRow[] = [];
      for (let segment = 0; segment < walk.segments; segment += 1) {
        for (let cursor: string | undefined = ''; cursor !== undefined; ) {
          const page: Awaited<ReturnType<RowWalk['readPage']>> = await walk.readPage(segment, cursor);
          all.push(...page.items);
          cursor = page.cursor;
        }
      }
      const [first] = all
        .filter((each) => nameOf(each) > after)
        .sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
      return first === undefined ? { items: [] } : { items: [first], cursor: nameOf(first) };
    },
  };
}

/** Wraps services: one of the next writes of a recount fails, before or after it took effect. */
function breakingAtWrite(services: Services, random: Random): Services {
  let left = random.upTo(WRITES_OF_A_STEP);
  const isAfter = random.chance(0.5);
  const may =
    <Arguments extends readonly unknown[], Result>(write: (...given: Arguments) => Promise<Result>) =>
    async (...given: Arguments): Promise<Result> => {
      left -= 1;
      if (left !== 0) return write(...given);
      if (isAfter) await write(...given);
      throw new Error('the recount broke');
    };
  const { statistics, recounts } = services;
  return {
    ...services,
    statistics: {
      ...statistics,
      writePart: may(statistics.writePart),
      writeRecounted: may(statistics.writeRecounted),
    },
    recounts: { ...recounts, write: may(recounts.write) },
  };
}
