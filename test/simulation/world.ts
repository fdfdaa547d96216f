import { type LocalServices, localServices } from '../../adapters/local/services.ts';
import { Store } from '../../adapters/local/store.ts';
import { type Campaign, type CampaignWrite, publish, save, stop } from '../../core/campaign.ts';
import type { FollowUpDefinition } from '../../core/contracts/definition.ts';
import type { MessageDispatched } from '../../core/contracts/dispatch.ts';
import type { Instant } from '../../core/contracts/instant.ts';
import { DAY, SECOND, type Span } from '../../core/contracts/span.ts';
import { firstCall, LAST_CALL_AFTER, type Wave, type WaveAnswer, type WaveCall } from '../../core/contracts/wave.ts';
import type { Services } from '../../core/ports.ts';
import type { Row } from '../../core/row.ts';
import { decisionsOf } from '../../flow/decisions-of.ts';
import { finishClaims } from '../../flow/finish-claims.ts';
import { dispatch } from '../../functions/dispatch.ts';
import { type Ending, endAllWaits } from '../../functions/end-waits.ts';
import { matchException } from '../../functions/match-exception.ts';
import { matchTrigger } from '../../functions/match-trigger.ts';
import type { PlantedFault } from './faults.ts';
import { gated } from './gated.ts';
import type { Delivery, History, OwnersAct } from './history.ts';
import { Random } from './random.ts';
import { type Invocation, Scheduler } from './scheduler.ts';

/** A message handed over. */
export interface Sent {
  readonly at: Instant;
  readonly message: MessageDispatched;
}

/** What the machine made of a history. */
export interface Ran {
  readonly stuck: string | undefined;
  readonly sent: readonly Sent[];
  readonly rows: readonly { readonly userId: string; readonly campaignId: string; readonly row: Row }[];
  readonly wavesLeft: readonly WaveCall[];
  /** The longest from a wave's departure until every passenger had a turn. */
  readonly longestPass: Span;
  /** By stage and event id: when it was first processed to its end. */
  readonly processed: ReadonlyMap<string, Instant>;
  readonly campaigns: readonly Campaign[];
  readonly trace: readonly string[];
}

const STAGES = { 'match-trigger': matchTrigger, 'match-exception': matchException } as const;
const MOST_TRIES = 40;
const ALWAYS = Number.MAX_SAFE_INTEGER;
const quiet = { warn: () => undefined, decided: () => undefined };

/** Runs a history through the stages over one store in memory. */
export async function runWorld(history: History, isTraced: boolean, planted?: PlantedFault): Promise<Ran> {
  const world = new World(history, isTraced, planted);
  try {
    return await world.run();
  } finally {
    await world.close();
  }
}

class World {
  readonly #history: History;
  readonly #planted: PlantedFault | undefined;
  readonly #random: Random;
  readonly #scheduler: Scheduler;
  readonly #store = new Store(':memory:');
  readonly #services: LocalServices;
  readonly #sent: Sent[] = [];
  readonly #processed = new Map<string, Instant>();
  readonly #knownCalls = new Set<string>();
  readonly #aborted = new Set<string>();
  #longestPass = 0;

  constructor(history: History, isTraced: boolean, planted: PlantedFault | undefined) {
    this.#history = history;
    this.#planted = planted;
    this.#random = new Random(history.seed ^ 0x5eed);
    const scheduler = new Scheduler(history.start, history.weather, { random: this.#random, isTraced });
    this.#scheduler = scheduler;
    const base = localServices(this.#store, { clock: { now: () => scheduler.now }, log: quiet });
    const recorded: LocalServices = {
      ...base,
      outbox: {
        ...base.outbox,
        send: async (message) => {
          this.#sent.push({ at: scheduler.now, message });
          return base.outbox.send(message);
        },
      },
    };
    this.#services = planted?.store?.(recorded) ?? recorded;
  }

  async run(): Promise<Ran> {
    const { users, plans, deliveries, acts, start } = this.#history;
    for (const { id, isVip } of users) {
      if (!isVip) continue;
      await this.#services.profiles.change(id, () => ({ fields: { 'attributes.vip': { value: true, at: start } } }));
    }
    for (const { definition } of plans) await this.#publish(definition.id, definition);
    for (const delivery of deliveries) {
      if (delivery.at < start) this.#deliverAt(start, delivery);
      else this.#deliverAt(delivery.at, delivery);
    }
    for (const act of acts) this.#scheduler.at(act.at, () => this.#act(act));
    const stuck = await this.#scheduler.run();
    const rows = [];
    for (const { id: userId } of users) {
      for (const { campaignId, row } of await this.#services.rows.ofUser(userId)) {
        const decisions = await decisionsOf({ userId, campaignId }, row, this.#services);
        rows.push({ userId, campaignId, row: { ...row, decisions } });
      }
    }
    const campaigns = [];
    for (const { definition } of plans) campaigns.push(await this.#campaign(definition.id));
    return {
      stuck,
      sent: this.#sent,
      rows,
      longestPass: this.#longestPass,
      wavesLeft: this.#services.waves.due(ALWAYS),
      processed: this.#processed,
      campaigns,
      trace: this.#scheduler.trace ?? [],
    };
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  #deliverAt(at: Instant, delivery: Delivery, tries = 0): void {
    this.#scheduler.at(at, () => this.#deliver(delivery, tries));
  }

  #deliver(delivery: Delivery, tries: number): void {
    const { event, stage } = delivery;
    const name = `${stage} ${event.id}`;
    const ended = () => {
      if (!this.#processed.has(name)) this.#processed.set(name, this.#scheduler.now);
    };
    if (tries > 0 && this.#planted?.acksRepeats) return ended();
    const broke = () => {
      const retry = this.#scheduler.now + this.#random.upTo(this.#history.weather.longestRetry);
      if (tries < MOST_TRIES) this.#deliverAt(retry, delivery, tries + 1);
    };
    const process = async (by: Invocation): Promise<void> => {
      const services = this.#seenBy(by);
      if (tries > 0) await finishClaims(event, services);
      await STAGES[stage](event, services);
    };
    this.#scheduler.invoke(name, process, { ended, broke });
  }

  #seenBy(by: Invocation): Services {
    const gate = <Result>(name: string, port: () => Promise<Result>) => this.#scheduler.call(by, name, port);
    const services = gated(this.#services, gate, () => this.#callWaves());
    return this.#planted?.stage?.(services) ?? services;
  }

  /** Every call that a wave asked for is made once, and again when it breaks; sometimes twice at once. */
  #callWaves(): void {
    for (const call of this.#services.waves.due(ALWAYS)) {
      const name = JSON.stringify(call);
      if (this.#knownCalls.has(name)) continue;
      this.#knownCalls.add(name);
      if (call.isLastCall && this.#planted?.skipsLastCall)
        this.#store.run('UPDATE waves SET call = NULL, call_at = NULL WHERE name = ?', call.wave.name);
      else this.#scheduler.at(call.at, () => this.#callWave(call));
    }
  }

  #callWave(call: WaveCall): void {
    if (this.#aborted.has(call.wave.name)) return;
    const name = `dispatch ${call.wave.name}${call.isLastCall ? ' (last call)' : ''}`;
    const again = () => {
      const retry = this.#scheduler.now + this.#random.upTo(this.#history.weather.longestRetry);
      this.#scheduler.at(retry, () => this.#callWave(call));
    };
    const ended = (answer: WaveAnswer) => {
      if (this.#aborted.has(call.wave.name)) return;
      if ('next' in answer) this.#services.waves.callNext(answer.next);
      const isPassOver = !('next' in answer) || answer.next.isLastCall;
      if (isPassOver && !call.isLastCall)
        this.#longestPass = Math.max(this.#longestPass, this.#scheduler.now - call.wave.departure);
      this.#callWaves();
    };
    const stage = (by: Invocation) => dispatch(call, this.#seenBy(by));
    if (this.#random.chance(0.1))
      this.#scheduler.invoke(`${name} (twin)`, stage, { ended: () => undefined, broke: () => undefined });
    this.#scheduler.invoke(name, stage, { ended, broke: again });
  }

  async #act({ act, campaignId, plan }: OwnersAct): Promise<void> {
    const campaign = await this.#campaign(campaignId);
    if (act === 'stop') return this.#stop(campaign);
    if (act === 'abort') return this.#abort(campaignId);
    if (act === 'leave') return this.#leave();
    if (act === 'edit' && campaign.status !== 'published') return;
    this.#scheduler.note(`${campaignId}: ${act}`);
    await this.#publish(campaignId, plan?.definition);
  }

  async #publish(id: string, definition?: FollowUpDefinition): Promise<void> {
    const acting = { now: this.#scheduler.now, by: 'simulation' };
    if (definition !== undefined) await this.#write(save(await this.#services.campaigns.get(id), definition, acting));
    const campaign = await this.#campaign(id);
    const { publication } = campaign;
    const newest = await this.#services.campaigns.definition(id, campaign.version);
    if (!('triggers' in newest)) throw new Error(`${id}: expected a follow-up`);
    const followUp = publication && (await this.#services.followUps.ofPublication(id, publication.number)).followUp;
    await this.#write(
      publish({ campaign, definition: newest, published: followUp?.published, archivedTargets: [] }, acting),
    );
  }

  async #stop(campaign: Campaign): Promise<void> {
    const { id, publication, status } = campaign;
    if (status !== 'published' || publication === undefined) return;
    this.#scheduler.note(`${id}: stop`);
    const { followUp } = await this.#services.followUps.ofPublication(id, publication.number);
    await this.#write(stop(campaign, followUp.published, { now: this.#scheduler.now, by: 'simulation' }));
    const waves = await this.#services.waves.openOf(id, publication.number);
    // R50: rows may follow a moment later.
    const later = this.#scheduler.now + this.#random.upTo(this.#random.pick([0, 10 * SECOND, DAY]));
    for (const wave of waves.items) this.#scheduler.at(later, () => this.#end(wave, 'campaign-stopped'));
  }

  /** An operator aborts a wave: its waits end at once and again at last call, and what is claimed is finished. */
  async #abort(campaignId: string): Promise<void> {
    const calls = this.#services.waves.due(ALWAYS).filter(({ wave }) => wave.campaignId === campaignId);
    if (calls.length === 0) return;
    const { wave } = this.#random.pick(calls);
    this.#scheduler.note(`${wave.name} is aborted`);
    this.#aborted.add(wave.name);
    await this.#services.waves.finish(wave);
    this.#end(wave, 'wave-aborted');
    this.#scheduler.at(wave.departure + LAST_CALL_AFTER, () => this.#end(wave, 'wave-aborted'));
  }

  async #leave(): Promise<void> {
    const { id } = this.#random.pick(this.#history.users);
    this.#scheduler.note(`${id} leaves or joins the audience`);
    const at = this.#scheduler.now;
    await this.#services.profiles.change(id, (profile) => {
      const isVip = profile?.fields['attributes.vip']?.value === true;
      return { fields: { 'attributes.vip': { value: !isVip, at } } };
    });
  }

  #end(wave: Wave, reason: Ending['reason']): void {
    const stage = async (by: Invocation) => {
      const services = this.#seenBy(by);
      await endAllWaits({ wave, reason }, services);
      if (reason === 'wave-aborted') await this.#finishClaimed(wave, services);
    };
    const broke = () => this.#scheduler.at(this.#scheduler.now, () => this.#end(wave, reason));
    this.#scheduler.invoke(`end-waits ${wave.name}`, stage, { ended: () => undefined, broke });
  }

  async #finishClaimed(wave: Wave, services: Services): Promise<void> {
    let answer: WaveAnswer = { next: { ...firstCall(wave), isLastCall: true } };
    while ('next' in answer) answer = await dispatch(answer.next, services);
  }

  async #write(write: CampaignWrite | { readonly message: string }): Promise<void> {
    if (!('campaign' in write)) throw new Error(write.message);
    if (!(await this.#services.campaigns.write(write))) throw new Error('campaign: expected to be written');
  }

  async #campaign(id: string): Promise<Campaign> {
    const campaign = await this.#services.campaigns.get(id);
    if (campaign === undefined) throw new Error(`campaign ${id}: expected in the store`);
    return campaign;
  }
}
