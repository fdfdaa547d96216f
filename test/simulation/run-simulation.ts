import {
  type ActContext,
  type AlreadyDone,
  type Campaign,
  type CampaignActRefusal,
  type CampaignWrite,
  planPublish,
  planSave,
  planStop,
} from '../../core/campaign.ts';
import { planApply } from '../../core/campaign-apply.ts';
import type { FollowUpDefinition } from '../../core/contracts/definition.ts';
import type { MessageDispatched } from '../../core/contracts/dispatch.ts';
import type { Detail } from '../../core/contracts/event.ts';
import type { Instant } from '../../core/contracts/instant.ts';
import type { TimeSpan } from '../../core/contracts/time-span.ts';
import { SECOND_SWEEP_DELAY } from '../../core/erasure.ts';
import type { FrequencySlot } from '../../core/frequency-slots.ts';
import type { PauseAct } from '../../core/pauses.ts';
import type { Row } from '../../core/row.ts';
import { changeSettings } from '../../engine/change-settings.ts';
import { findUser } from '../../engine/follow-merges.ts';
import { recordFirstCampaign } from '../../engine/merge-history.ts';
import { pause, resume } from '../../engine/pause.ts';
import { readDecisions } from '../../engine/read-decisions.ts';
import type { Alias } from './alias.ts';
import { findBrokenDeliveries, findBrokenFigures } from './broken-deliveries.ts';
import { cutOf, type Done, type History, type OwnerAction, type Plan } from './history.ts';
import { findLeftOfDeleted } from './left-of-deleted.ts';
import type { CreatePlatform, Platform } from './platform.ts';
import { Provider, SENT_CHANNEL } from './provider.ts';
import { Random } from './random.ts';
import { drawReactions } from './reactions.ts';
import { type ProductFigures, SimulatedRecounts } from './recounts.ts';
import { Scheduler } from './scheduler.ts';

/** A message that was dispatched. */
export interface Sent {
  readonly at: Instant;
  readonly message: MessageDispatched;
}

/** A publication: its number, and its newest published definition. */
export interface Publication {
  readonly number: number;
  readonly definition: FollowUpDefinition;
}

/** The result of running a history. */
export interface Ran {
  readonly stuck: string | undefined;
  readonly sent: readonly Sent[];
  readonly rows: readonly { readonly userId: string; readonly campaignId: string; readonly row: Row }[];
  /** The names of waves that were never done. */
  readonly wavesLeft: readonly string[];
  /** The bodies of messages that failed too often to be delivered again. */
  readonly deadLetters: readonly string[];
  /** The maximum time from a wave's departure until every enrollment had its turn. */
  readonly maxPass: TimeSpan;
  /** The maximum time between the due instant, or the arrival of the trigger if that is later, and the claim. */
  readonly maxLate: TimeSpan;
  /** The instants at which events were first processed completely, by stage and event id. */
  readonly processed: ReadonlyMap<string, Instant>;
  readonly campaigns: readonly Campaign[];
  /** The publications of campaigns: as their owners wanted them last, and as the store has them. */
  readonly publications: ReadonlyMap<string, { readonly wanted: Publication; readonly found: Publication }>;
  /** The campaigns of which an apply was accepted although it named another revision (R55). */
  readonly missedConflicts: readonly string[];
  /** The saved versions of campaigns, by id and number. */
  readonly definitions: ReadonlyMap<string, FollowUpDefinition>;
  /** The faults of the deliveries of messages, if the installation sends them itself. */
  readonly brokenDeliveries: readonly string[];
  /** The slots of each user in the frequency caps. */
  readonly slots: ReadonlyMap<string, readonly FrequencySlot[]>;
  /** The faults of the deletions of users (R65). */
  readonly leftOfDeleted: readonly string[];
  /** The instants at which the first sweep of a user's erasure was over. */
  readonly swept: ReadonlyMap<string, Instant>;
  /** The instants of the tombstones of deleted users whose erasure was done, by the last deletion of each. */
  readonly tombstones: ReadonlyMap<string, Instant>;
  /** The statistics of each campaign: as they were shown last, and as a recount then found them. */
  readonly statistics: ReadonlyMap<string, { readonly shown: ProductFigures; readonly recounted: ProductFigures }>;
  /** The users who were merged. */
  readonly aliases: ReadonlyMap<string, Alias>;
  /** The acts on pauses, oldest first. */
  readonly pauses: readonly PauseAct[];
  /** The events of users after their messages (R47). */
  readonly reactions: readonly Done[];
  /** The interactions that the connector itself reported, oldest first, repeats included. */
  readonly told: readonly Detail[];
  /** The plans by campaign and version. */
  readonly plans: ReadonlyMap<string, Plan>;
  readonly trace: readonly string[];
}

/** Runs a history on a platform. */
export async function runSimulation(history: History, isTraced: boolean, createPlatform: CreatePlatform): Promise<Ran> {
  const simulation = new Simulation(history, isTraced, createPlatform);
  try {
    return await simulation.run();
  } finally {
    await simulation.close();
  }
}

const isSentHere = ({ messages }: MessageDispatched) => messages.some(({ channel }) => channel === SENT_CHANNEL);

class Simulation {
  readonly #history: History;
  readonly #random: Random;
  readonly #scheduler: Scheduler;
  readonly #platform: Platform;
  readonly #recounts: SimulatedRecounts;
  readonly #sent: Sent[] = [];
  readonly #reported = new Set<string>();
  readonly #reactions: Done[] = [];
  readonly #told: Detail[] = [];
  readonly #plans = new Map<string, Plan>();
  /** A source of its own, so that other histories stay as they are. */
  readonly #reacting: Random;
  /** True if the installation knows from its first campaign on that no user was merged. */
  readonly #knowsMerges: boolean;
  readonly #provider: Provider | undefined;
  readonly #processed = new Map<string, Instant>();
  readonly #swept = new Map<string, Instant>();
  #longestPass = 0;
  /** The distance of the version that the next stale act names: one after the newest, then one before it. */
  #staleness = 1;
  /** True if the latest act of an owner was an apply; every second edit is one. */
  #isApplied = false;
  readonly #wanted = new Map<string, Publication>();
  readonly #missedConflicts: string[] = [];

  constructor(history: History, isTraced: boolean, createPlatform: CreatePlatform) {
    this.#history = history;
    this.#random = new Random(history.seed ^ 0x5eed);
    this.#reacting = new Random(history.seed ^ 0x7eac7);
    this.#knowsMerges = new Random(history.seed ^ 0x6e26e).chance(0.7);
    const scheduler = new Scheduler(history.start, history.disturbances, { random: this.#random, isTraced });
    this.#scheduler = scheduler;
    this.#provider = history.hasSender === true ? new Provider(new Random(history.seed ^ 0x5e4d)) : undefined;
    this.#platform = createPlatform({
      provider: this.#provider,
      reported: (id) => this.#reported.add(id),
      history,
      scheduler,
      random: this.#random,
      told: (detail) => this.#told.push(detail),
      sent: (message) => {
        const sent = { at: scheduler.now, message };
        if (this.#history.isConverting) this.#react(sent);
        this.#sent.push(sent);
      },
      processed: (stage, eventId) => {
        const name = `${stage} ${eventId}`;
        if (!this.#processed.has(name)) this.#processed.set(name, scheduler.now);
      },
      swept: (userId) => {
        if (!this.#swept.has(userId)) this.#swept.set(userId, scheduler.now);
      },
      passed: (span) => {
        this.#longestPass = Math.max(this.#longestPass, span);
      },
    });
    this.#recounts = new SimulatedRecounts(this.#platform.services, scheduler, new Random(history.seed ^ 0x57a75));
  }

  async run(): Promise<Ran> {
    const { users, plans, deliveries, acts, start, companyZone, caps } = this.#history;
    for (const { id, isVip, zone } of users) {
      if (!isVip && zone === undefined) continue;
      const fields = {
        ...(isVip && { 'attributes.vip': { value: true, at: start } }),
        ...(zone !== undefined && { timeZone: { value: zone, at: start } }),
      };
      await this.#platform.services.profiles.update(id, () => ({ fields }));
    }
    if (this.#provider !== undefined) await this.#giveAddresses();
    const settings = { ...(companyZone && { companyZone }), ...(caps && { frequencyCaps: caps }) };
    if (Object.keys(settings).length > 0)
      await changeSettings(settings, { by: 'simulation', services: this.#platform.services });
    for (const plan of plans) await this.#publish(plan.definition.id, plan);
    for (const delivery of deliveries.filter(({ stage }) => this.#platform.fed.includes(stage))) {
      this.#scheduler.at(Math.max(start, delivery.at), () => this.#platform.deliver(delivery));
    }
    for (const act of acts) this.#scheduler.at(act.at, () => this.#act(act));
    for (const { userId, at, deliveries: times } of this.#history.deletions ?? []) {
      const event = {
        kind: 'deletion',
        id: `deletion of ${userId}`,
        source: 'simulation',
        userId,
        at,
        detail: {},
      } as const;
      for (const time of times) this.#scheduler.at(time, () => this.#platform.deleteUser(event));
    }
    this.#recounts.schedule(this.#history);
    for (const { deliveries: times, ...merge } of this.#history.merges ?? []) {
      const { userId, intoUserId } = merge;
      const detail = { fromUserId: userId, intoUserId };
      const id = `merge of ${userId} into ${intoUserId}`;
      const event = { ...merge, kind: 'merge', id, source: 'simulation', detail } as const;
      for (const time of times) this.#scheduler.at(time, () => this.#platform.mergeUsers(event));
    }
    const stuck = await this.#scheduler.run();
    const brokenDeliveries: string[] =
      this.#provider === undefined
        ? []
        : await findBrokenDeliveries({
            // A frequency cap may leave out the channel.
            dispatched: this.#sent
              .flatMap(({ message }) => (isSentHere(message) ? [message] : []))
              .filter(({ userId }) => !this.#mayBeDeleted(userId)),
            deliveries: this.#platform.services.deliveries,
            provider: this.#provider,
            reported: this.#reported,
          });
    brokenDeliveries.push(...(await this.#findBrokenFigures()));
    const rows = [];
    const slots = new Map<string, readonly FrequencySlot[]>();
    for (const { id: userId } of users) {
      slots.set(userId, (await this.#platform.services.frequencySlots.read(userId)).slots);
      for (const { campaignId, row } of await this.#platform.services.rows.listByUser(userId)) {
        const decisions = await readDecisions({ userId, campaignId }, row, this.#platform.services);
        rows.push({ userId, campaignId, row: { ...row, decisions } });
      }
    }
    const campaigns = [];
    const publications = new Map<string, { wanted: Publication; found: Publication }>();
    for (const { definition } of plans) {
      campaigns.push(await this.#campaign(definition.id));
      const wanted = this.#wanted.get(definition.id);
      if (wanted !== undefined)
        publications.set(definition.id, { wanted, found: await this.#publication(definition.id) });
    }
    const aliases = await this.#listAliases();
    return {
      stuck,
      sent: this.#sent,
      rows,
      maxPass: this.#longestPass,
      deadLetters: this.#platform.deadLetters,
      wavesLeft: await this.#platform.wavesLeft(),
      maxLate: this.#platform.maxLate,
      processed: this.#processed,
      campaigns,
      publications,
      missedConflicts: this.#missedConflicts,
      definitions: await this.#definitions(campaigns),
      brokenDeliveries,
      slots,
      leftOfDeleted: await findLeftOfDeleted(this.#history, {
        services: this.#platform.services,
        stored: this.#platform.listStored(),
        aliases,
      }),
      swept: this.#swept,
      tombstones: await this.#listTombstones(),
      statistics: await this.#recounts.readAll(plans.map(({ definition }) => definition.id)),
      aliases,
      pauses: (await this.#platform.services.pauses.read()).history,
      reactions: this.#reactions,
      told: this.#told,
      plans: this.#plans,
      trace: this.#scheduler.trace ?? [],
    };
  }

  async #definitions(campaigns: readonly Campaign[]): Promise<Map<string, FollowUpDefinition>> {
    const found = new Map<string, FollowUpDefinition>();
    for (const { id, version: newest } of campaigns) {
      for (let version = 1; version <= newest; version++) {
        const definition = await this.#platform.services.campaigns.getDefinition(id, version);
        if ('triggers' in definition) found.set(`${id} ${version}`, definition);
      }
    }
    return found;
  }

  /** Returns whether what a user was sent may be deleted: with that user, or with one who may be the same after the merges. */
  #mayBeDeleted(userId: string): boolean {
    const { merges = [] } = this.#history;
    const same = new Set([userId]);
    for (let count = 0; count !== same.size; ) {
      count = same.size;
      for (const each of merges) {
        if (!same.has(each.userId) && !same.has(each.intoUserId)) continue;
        same.add(each.userId);
        same.add(each.intoUserId);
      }
    }
    return [...same].some((each) => cutOf(this.#history, each) !== undefined);
  }

  /** Returns what is wrong with the figures of deliveries. Where users are deleted, theirs are gone. */
  async #findBrokenFigures(): Promise<string[]> {
    const { hasStatistics = false, deletions, plans } = this.#history;
    if (this.#provider === undefined) return [];
    const ids = new Set(
      this.#sent.filter(({ message }) => isSentHere(message)).map(({ message }) => message.dispatchId),
    );
    const all = await Promise.all([...ids].map((id) => this.#platform.services.deliveries.listByDispatch(id)));
    const faults: string[] = [];
    for (const { definition } of plans) {
      const campaignId = definition.id;
      const figures = await this.#platform.services.deliveries.readFigures(campaignId);
      if (!hasStatistics && Object.keys(figures).length > 0)
        faults.push(`${campaignId}: counted without statistics (R48)`);
      const counted = { campaignId, deliveries: all.flat(), figures };
      if (hasStatistics && deletions === undefined)
        faults.push(...findBrokenFigures({ ...counted, isExact: this.#platform.losesNoFigures }));
    }
    return faults;
  }

  close(): Promise<void> {
    return this.#platform.close();
  }

  async #listTombstones(): Promise<ReadonlyMap<string, Instant>> {
    const tombstones = new Map<string, Instant>();
    for (const { userId } of this.#history.deletions ?? []) {
      const erasure = await this.#platform.services.erasures.get(userId);
      if (erasure?.position.state === 'done') tombstones.set(userId, erasure.secondSweepAt - SECOND_SWEEP_DELAY);
    }
    return tombstones;
  }

  async #listAliases(): Promise<Ran['aliases']> {
    const aliases = new Map<string, Alias>();
    const { profiles } = this.#platform.services;
    for (const { id } of this.#history.users) {
      const { userId: root } = await findUser(id, profiles.get).catch(() => ({ userId: 'a circle' }));
      const profile = await profiles.get(id);
      if (root !== id) aliases.set(id, { root, into: profile?.mergedInto ?? root, mergedAt: profile?.mergedAt ?? 0 });
    }
    return aliases;
  }

  async #giveAddresses(): Promise<void> {
    for (const { id, hasAddress = true } of this.#history.users) {
      if (!hasAddress) continue;
      const address = { value: `${id}@example.com`, at: this.#history.start };
      await this.#platform.services.contacts.update(id, SENT_CHANNEL, () => ({ rev: 1, address }));
    }
  }

  async #act({ act, campaignId, isOfAll, plan }: OwnerAction): Promise<void> {
    const campaign = await this.#campaign(campaignId);
    if (act === 'stop') return this.#stop(campaign);
    if (act === 'abort') return this.#platform.abort(campaignId);
    if (act === 'leave') return this.#leave();
    if (act === 'pause' || act === 'resume') return this.#pause(act, isOfAll ? undefined : campaignId);
    if (act === 'edit' && campaign.status !== 'published') return;
    this.#isApplied = !this.#isApplied;
    if (act === 'edit' && plan !== undefined && this.#isApplied) return this.#apply(campaign, plan);
    this.#scheduler.note(`${campaignId}: ${act}`);
    await this.#publish(campaignId, plan);
  }

  /** Schedules what the user does after a message; each event comes once or twice, some late (R47). */
  #react({ message }: Sent): void {
    const { userId, dispatchId, campaignId, version, dispatchedAt } = message;
    const plan = this.#plans.get(`${campaignId} ${version}`);
    if (plan === undefined || this.#sent.some((each) => each.message.dispatchId === dispatchId)) return;
    const { maxRetry, maxBacklog } = this.#history.disturbances;
    const received = { userId, dispatchId, claimed: Date.parse(dispatchedAt) };
    for (const done of drawReactions(received, plan, this.#reacting)) {
      this.#reactions.push(done);
      for (const stage of this.#platform.fed) {
        for (let times = this.#reacting.chance(0.3) ? 2 : 1; times > 0; times--) {
          const late = this.#reacting.upTo(this.#reacting.pick([0, 0, maxRetry, maxBacklog]));
          const at = Math.max(this.#scheduler.now, done.event.at) + late;
          this.#scheduler.at(at, () => this.#platform.deliver({ at, event: done.event, stage }));
        }
      }
    }
  }

  async #publish(id: string, plan?: Plan): Promise<void> {
    const definition = plan?.definition;
    const acting = { now: this.#scheduler.now, by: 'simulation' };
    if (definition !== undefined) {
      const before = await this.#platform.services.campaigns.get(id);
      if (this.#knowsMerges) await recordFirstCampaign(this.#platform.services);
      await this.#writeByVersion(before, (context) => planSave(before, definition, { ...acting, ...context }));
    }
    const campaign = await this.#campaign(id);
    const { publication } = campaign;
    if (plan !== undefined) this.#plans.set(`${id} ${campaign.version}`, plan);
    const newest = await this.#platform.services.campaigns.getDefinition(id, campaign.version);
    if (!('triggers' in newest)) throw new Error(`${id}: expected a follow-up`);
    const followUp =
      publication && (await this.#platform.services.followUps.getByPublication(id, publication.number)).followUp;
    const publishing = { campaign, definition: newest, published: followUp?.published, archivedTargets: [] };
    await this.#writeByVersion(campaign, (context) => planPublish(publishing, { ...acting, ...context }));
    const isEdit = campaign.status === 'published';
    this.#wanted.set(id, { number: (publication?.number ?? 0) + (isEdit ? 0 : 1), definition: newest });
  }

  /** Saves and publishes an edit in one write, as a folder is applied, after an apply that names another revision, which is a conflict (R55). */
  async #apply(campaign: Campaign, { definition, ...edited }: Plan): Promise<void> {
    const { id, rev } = campaign;
    this.#scheduler.note(`${id}: edit by an apply`);
    const { campaigns, followUps } = this.#platform.services;
    const newest = await campaigns.getDefinition(id, campaign.version);
    const { published } = (await followUps.getByPublication(id, campaign.publication?.number ?? 0)).followUp;
    const plan = (expectedRevision: number) =>
      planApply(
        { id, state: 'published', definition },
        { campaign, newest, published, archivedTargets: [] },
        { now: this.#scheduler.now, by: 'simulation', project: 'simulation', expectedRevision },
      );
    const stale = plan(rev + this.#staleness);
    this.#staleness = -this.#staleness;
    if (!('code' in stale) || stale.code !== 'changed-meanwhile') this.#missedConflicts.push(id);
    await this.#write(plan(rev));
    this.#plans.set(`${id} ${(await this.#campaign(id)).version}`, { definition, ...edited });
    this.#wanted.set(id, { number: campaign.publication?.number ?? 0, definition });
  }

  async #stop(campaign: Campaign): Promise<void> {
    const { id, publication, status } = campaign;
    if (status !== 'published' || publication === undefined) return;
    this.#scheduler.note(`${id}: stop`);
    const { followUp } = await this.#platform.services.followUps.getByPublication(id, publication.number);
    const acting = { now: this.#scheduler.now, by: 'simulation' };
    await this.#writeByVersion(campaign, (context) =>
      planStop(campaign, followUp.published, { ...acting, ...context }),
    );
    await this.#platform.stopped(campaign);
  }

  async #pause(act: 'pause' | 'resume', campaignId: string | undefined): Promise<void> {
    this.#scheduler.note(`${campaignId ?? 'all'}: ${act}`);
    const context = { services: this.#platform.services, by: 'simulation', ...(campaignId && { campaignId }) };
    const result = await (act === 'pause' ? pause(context) : resume(context));
    if ('code' in result) throw new Error(result.code);
  }

  async #leave(): Promise<void> {
    const { id } = this.#random.pick(this.#history.users);
    this.#scheduler.note(`${id} leaves or joins the audience`);
    const at = this.#scheduler.now;
    await this.#platform.services.profiles.update(id, (profile) => {
      if (at <= (profile?.deletedUntil ?? at - 1)) return undefined;
      const isVip = profile?.fields['attributes.vip']?.value === true;
      return { ...profile, fields: { 'attributes.vip': { value: !isVip, at } } };
    });
  }

  /** Writes an act that names the newest version, after another owner's act that names another one, which is a conflict (R97). */
  async #writeByVersion(
    campaign: Campaign | undefined,
    plan: (context: Pick<ActContext, 'expectedVersion'>) => CampaignWrite | CampaignActRefusal | AlreadyDone,
  ): Promise<void> {
    const expectedVersion = campaign?.version ?? 0;
    const stale = plan({ expectedVersion: expectedVersion + this.#staleness });
    this.#staleness = -this.#staleness;
    if (!('code' in stale) || stale.code !== 'changed-meanwhile') throw new Error('version: expected a conflict');
    await this.#write(plan({ expectedVersion }));
  }

  async #write(write: CampaignWrite | CampaignActRefusal | AlreadyDone): Promise<void> {
    if (!('campaign' in write)) throw new Error('code' in write ? write.code : 'done already');
    if (!(await this.#platform.services.campaigns.write(write))) throw new Error('campaign: expected to be written');
  }

  async #publication(id: string): Promise<Publication> {
    const { publication } = await this.#campaign(id);
    const number = publication?.number ?? 0;
    const { followUp } = await this.#platform.services.followUps.getByPublication(id, number);
    return { number, definition: followUp.published.definition };
  }

  async #campaign(id: string): Promise<Campaign> {
    const campaign = await this.#platform.services.campaigns.get(id);
    if (campaign === undefined) throw new Error(`campaign ${id}: expected in the store`);
    return campaign;
  }
}
