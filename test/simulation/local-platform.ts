import { createSqliteServices, type SqliteServices } from '../../adapters/sqlite/services.ts';
import { SqliteStore } from '../../adapters/sqlite/store.ts';
import type { Campaign } from '../../core/campaign.ts';
import type { CancelWaveRequest } from '../../core/contracts/cancel-waits.ts';
import type { MessageDispatched } from '../../core/contracts/dispatch.ts';
import type { UserDeletion, UserMerge } from '../../core/contracts/event.ts';
import type { Instant } from '../../core/contracts/instant.ts';
import { DAY, MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import {
  createFirstCall,
  LAST_CALL_DELAY,
  type Wave,
  type WaveCall,
  type WaveCallResult,
} from '../../core/contracts/wave.ts';
import { listMessageParts } from '../../core/delivery/create-delivery.ts';
import type { Bus, Services } from '../../core/ports.ts';
import { createCallAfterPause } from '../../engine/call-wave.ts';
import { cancelAllWaits } from '../../engine/cancel-waits.ts';
import { deleteUser } from '../../engine/delete-user.ts';
import { dispatchWave } from '../../engine/dispatch-wave.ts';
import { eraseUser } from '../../engine/erase-user.ts';
import { finishClaims } from '../../engine/finish-claims.ts';
import { mergeUserData } from '../../engine/merge-user-data.ts';
import { mergeUsers } from '../../engine/merge-users.ts';
import type { SendingServices } from '../../engine/read-attempt-facts.ts';
import { type SendOutcome, sendMessage } from '../../engine/send-message.ts';
import { applyExceptions, applyTriggers } from '../harness/scenarios/matched.ts';
import type { PlantedFault } from './faults.ts';
import { gated } from './gated.ts';
import { type Delivery, STAGES as STAGE_NAMES } from './history.ts';
import { UNSENDABLE } from './kinds.ts';
import type { StoredTexts } from './left-of-deleted.ts';
import { LIVES, MAX_ERASURE_BACKLOG } from './lives.ts';
import type { CreatePlatform, Platform, SimulationContext } from './platform.ts';
import { type CallProvider, type Provider, SENT_CHANNEL } from './provider.ts';
import type { Invocation } from './scheduler.ts';

const STAGES = { 'match-trigger': applyTriggers, 'match-exception': applyExceptions } as const;
const MAX_TRIES = 40;
const ALWAYS = Number.MAX_SAFE_INTEGER;
const quiet = { warn: () => undefined, logDecisions: () => undefined };

/** Creates the platform of one machine: the stages over one store in memory. Each port call is scheduled separately. */
export function localPlatform(planted?: PlantedFault): CreatePlatform {
  return (context) => new LocalPlatform(context, planted);
}

class LocalPlatform implements Platform {
  readonly services: SqliteServices;
  readonly losesNoFigures = true;
  readonly fed = STAGE_NAMES;
  /** The time of a window, a last call and some retries. */
  readonly maxLate = 60 * MINUTE;
  readonly deadLetters: readonly string[] = [];
  readonly #context: SimulationContext;
  readonly #planted: PlantedFault | undefined;
  readonly #store = new SqliteStore(':memory:');
  readonly #knownCalls = new Set<string>();
  readonly #aborted = new Set<string>();

  constructor(context: SimulationContext, planted: PlantedFault | undefined) {
    this.#context = context;
    this.#planted = planted;
    const base = createSqliteServices(this.#store, {
      clock: { now: () => context.scheduler.now },
      log: quiet,
      senderChannels: new Set(context.provider === undefined ? [] : [SENT_CHANNEL]),
    });
    const recorded: SqliteServices = {
      ...base,
      reporter: {
        ...base.reporter,
        report: async (entries) => {
          for (const { Detail } of entries) context.told(Detail);
        },
      },
      outbox: {
        ...base.outbox,
        send: async (message) => {
          if (message.trigger[UNSENDABLE] === true) return 'too-large';
          context.sent(message);
          const result = await base.outbox.send(message);
          this.#queueForSender(message);
          return result;
        },
      },
      erasures: {
        ...base.erasures,
        schedule: async (userId, at) => {
          await base.erasures.schedule(userId, at);
          const { random } = context;
          const late = random.upTo(random.pick([0, 0, MAX_ERASURE_BACKLOG]));
          context.scheduler.at(at + late, () => this.#erase(userId));
        },
      },
      merges: {
        ...base.merges,
        schedule: async (userId, at) => context.scheduler.at(at, () => this.#merge(userId)),
      },
    };
    this.services = planted?.store?.(recorded) ?? recorded;
  }

  deliver(delivery: Delivery, tries = 0): void {
    const { history, random, scheduler } = this.#context;
    const broke = () => {
      const retry = scheduler.now + random.upTo(history.disturbances.maxRetry);
      if (tries < MAX_TRIES) scheduler.at(retry, () => this.deliver(delivery, tries + 1));
    };
    const process = (by: Invocation) => this.#process(delivery, tries, by);
    scheduler.invoke(`${delivery.stage} ${delivery.event.id}`, process, { ended: () => undefined, broke });
  }

  deleteUser(deletion: UserDeletion): void {
    const { history, random, scheduler } = this.#context;
    const broke = () =>
      scheduler.at(scheduler.now + random.upTo(history.disturbances.maxRetry), () => this.deleteUser(deletion));
    const stage = (by: Invocation) => deleteUser(deletion, this.#seenBy(by));
    scheduler.invoke(`delete ${deletion.userId}`, stage, { ended: () => undefined, broke });
  }

  mergeUsers(merge: UserMerge): void {
    const { history, random, scheduler } = this.#context;
    const broke = () =>
      scheduler.at(scheduler.now + random.upTo(history.disturbances.maxRetry), () => this.mergeUsers(merge));
    const stage = (by: Invocation) => mergeUsers(merge, this.#seenBy(by));
    scheduler.invoke(`merge ${merge.userId} ${merge.intoUserId}`, stage, { ended: () => undefined, broke });
  }

  /** Continues the merge of a user, sometimes twice at the same time. */
  #merge(userId: string): void {
    const { history, random, scheduler } = this.#context;
    const broke = () =>
      scheduler.at(scheduler.now + random.upTo(history.disturbances.maxRetry), () => this.#merge(userId));
    const stage = async (by: Invocation) => {
      await mergeUserData(userId, { services: this.#seenBy(by), hasTimeLeft: () => random.chance(0.7) });
    };
    const fate = { ended: () => undefined, lives: LIVES.cancelWaits };
    if (random.chance(0.1)) scheduler.invoke(`sweep ${userId} (duplicate)`, stage, { ...fate, broke: () => undefined });
    scheduler.invoke(`sweep ${userId}`, stage, { ...fate, broke });
  }

  /** Continues the erasure of a user, sometimes twice at the same time. */
  #erase(userId: string): void {
    const { history, random, scheduler } = this.#context;
    const broke = () =>
      scheduler.at(scheduler.now + random.upTo(history.disturbances.maxRetry), () => this.#erase(userId));
    const stage = async (by: Invocation) => {
      await eraseUser(userId, { services: this.#seenBy(by), hasTimeLeft: () => random.chance(0.7) });
      const { state } = (await this.services.erasures.get(userId))?.position ?? {};
      if (state === 'paused' || state === 'done') this.#context.swept(userId);
    };
    const fate = { ended: () => undefined, lives: LIVES.cancelWaits };
    if (random.chance(0.1)) scheduler.invoke(`erase ${userId} (duplicate)`, stage, { ...fate, broke: () => undefined });
    scheduler.invoke(`erase ${userId}`, stage, { ...fate, broke });
  }

  listStored(): StoredTexts {
    const tables = this.#store
      .all("SELECT name FROM sqlite_schema WHERE type = 'table'")
      .map(({ name }) => String(name));
    // An emptied message keeps its number and its id.
    const isEmptied = (row: object) => 'body' in row && row.body === '';
    return tables.flatMap((table) =>
      this.#store
        .all(`SELECT * FROM ${table}`)
        .filter((row) => !isEmptied(row))
        .map((row) => `${table} ${JSON.stringify(row)}`),
    );
  }

  async #process({ event, stage }: Delivery, tries: number, by: Invocation): Promise<void> {
    if (tries > 0 && this.#planted?.acksRepeats) return;
    const services = this.#seenBy(by);
    if (tries > 0) await finishClaims(event, services);
    await STAGES[stage](event, services);
    // As the handler does: an event may be a trigger when it is forwarded, and no longer since an edit.
    if (this.#context.history.isConverting && stage === 'match-trigger') await applyExceptions(event, services);
    this.#context.processed(stage, event.id);
  }

  /** Delivers a message to the sender, sometimes twice at the same time. */
  #queueForSender(message: MessageDispatched): void {
    const { provider, random, scheduler, history } = this.#context;
    if (provider === undefined) return;
    for (let times = random.chance(0.2) ? 2 : 1; times > 0; times--)
      scheduler.at(scheduler.now + random.upTo(history.disturbances.maxRetry), () => this.#send(message, provider));
  }

  #send(dispatched: MessageDispatched, provider: Provider): void {
    const { random, scheduler, history } = this.#context;
    const again = (at: Instant) => scheduler.at(at, () => this.#send(dispatched, provider));
    const [first] = listMessageParts(dispatched, SENT_CHANNEL);
    if (first === undefined) return;
    const stage = (by: Invocation) => {
      const call: CallProvider = (name, perform) => scheduler.call(by, name, perform);
      const sending = { dispatched, ...first, sender: provider.createSender(call) };
      return sendMessage(sending, this.#createSendingServices(by));
    };
    const ended = (outcome: SendOutcome) => ('retryAt' in outcome ? again(outcome.retryAt) : undefined);
    const broke = () => again(scheduler.now + random.upTo(history.disturbances.maxRetry));
    scheduler.invoke(`send ${dispatched.dispatchId}`, stage, { ended, broke, lives: LIVES.send });
  }

  #createSendingServices(by: Invocation): SendingServices {
    const { random, reported, scheduler } = this.#context;
    const { clock, log, pauses, settings, contacts, deliveries } = this.#seenBy(by);
    const put: Bus['put'] = (entries) =>
      scheduler.call(by, 'bus.put', async () => {
        const ids = entries.map((entry) => String(Object(Object(entry).Detail).id));
        ids.forEach(reported);
        return ids.map((eventId) => ({ eventId }));
      });
    return {
      ...{ clock, log, pauses, settings, contacts, deliveries, bus: { put } },
      policy: { mode: 'live', allow: [] },
      takeSendSlot: async () => undefined,
      random: () => random.upTo(1_000) / 1_000,
    };
  }

  async stopped({ id, publication }: Campaign): Promise<void> {
    const { random, scheduler } = this.#context;
    const waves = await this.services.waves.listOpenByPublication(id, publication?.number ?? 0);
    // R50: rows may follow a moment later.
    const later = scheduler.now + random.upTo(random.pick([0, 10 * SECOND, DAY]));
    for (const wave of waves.items) scheduler.at(later, () => this.#end(wave, 'campaign-stopped'));
  }

  /** Aborts a wave: its waits are cancelled at once and again at the last call, and claimed enrollments are dispatched. */
  async abort(campaignId: string): Promise<void> {
    const { random, scheduler } = this.#context;
    const calls = this.services.waves.listDueCalls(ALWAYS).filter(({ wave }) => wave.campaignId === campaignId);
    if (calls.length === 0) return;
    const { wave } = random.pick(calls);
    scheduler.note(`${wave.name} is aborted`);
    this.#aborted.add(wave.name);
    await this.services.waves.finish(wave);
    this.#end(wave, 'wave-aborted');
    scheduler.at(wave.departure + LAST_CALL_DELAY, () => this.#end(wave, 'wave-aborted'));
  }

  async wavesLeft(): Promise<string[]> {
    return this.services.waves.listDueCalls(ALWAYS).map(({ wave }) => wave.name);
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  #seenBy(by: Invocation): Services {
    const { scheduler } = this.#context;
    const gate = <Result>(name: string, port: () => Promise<Result>) => scheduler.call(by, name, port);
    const services = gated(this.services, gate, () => this.#callWaves());
    return this.#planted?.stage?.(services) ?? services;
  }

  /** Schedules every call that a wave asked for once, and again when it fails; sometimes twice at the same time. */
  #callWaves(): void {
    for (const call of this.services.waves.listDueCalls(ALWAYS)) {
      const name = JSON.stringify(call);
      if (this.#knownCalls.has(name)) continue;
      this.#knownCalls.add(name);
      if (call.isLastCall && this.#planted?.skipsLastCall)
        this.#store.run('UPDATE waves SET call = NULL, call_at = NULL WHERE name = ?', call.wave.name);
      else this.#context.scheduler.at(call.at, () => this.#callWave(call));
    }
  }

  #callWave(call: WaveCall): void {
    if (this.#aborted.has(call.wave.name)) return;
    const { random, scheduler, history } = this.#context;
    const name = `dispatch ${call.wave.name}${call.isLastCall ? ' (last call)' : ''}`;
    const again = () => {
      const retry = scheduler.now + random.upTo(history.disturbances.maxRetry);
      scheduler.at(retry, () => this.#callWave(call));
    };
    const ended = (answer: WaveCallResult) => {
      if (this.#aborted.has(call.wave.name)) return;
      if ('next' in answer) this.services.waves.scheduleCall(answer.next);
      if ('paused' in answer)
        this.services.waves.scheduleCall(createCallAfterPause(call.wave, this.#context.scheduler.now));
      const isPassOver = !('next' in answer) || answer.next.isLastCall;
      if (isPassOver && !call.isLastCall) this.#context.passed(scheduler.now - call.wave.departure);
      this.#callWaves();
    };
    const stage = (by: Invocation) => dispatchWave(call, this.#seenBy(by));
    if (random.chance(0.1))
      scheduler.invoke(`${name} (duplicate)`, stage, {
        ended: () => undefined,
        broke: () => undefined,
        lives: LIVES.dispatch,
      });
    scheduler.invoke(name, stage, { ended, broke: again, lives: LIVES.dispatch });
  }

  #end(wave: Wave, reason: CancelWaveRequest['reason']): void {
    const { scheduler } = this.#context;
    const stage = async (by: Invocation) => {
      const services = this.#seenBy(by);
      await cancelAllWaits({ wave, reason }, services);
      if (reason === 'wave-aborted') await this.#finishClaimed(wave, services);
    };
    const broke = () => scheduler.at(scheduler.now, () => this.#end(wave, reason));
    scheduler.invoke(`end-waits ${wave.name}`, stage, { ended: () => undefined, broke, lives: LIVES.cancelWaits });
  }

  async #finishClaimed(wave: Wave, services: Services): Promise<void> {
    let answer: WaveCallResult = { next: { ...createFirstCall(wave), isLastCall: true } };
    while ('next' in answer) answer = await dispatchWave(answer.next, services);
  }
}
