import type { Campaign } from '../../core/campaign.ts';
import type { MessageDispatched } from '../../core/contracts/dispatch.ts';
import type { Detail, UserDeletion, UserMerge } from '../../core/contracts/event.ts';
import type { TimeSpan } from '../../core/contracts/time-span.ts';
import type { Services } from '../../core/ports.ts';
import type { Delivery, History, StageName } from './history.ts';
import type { StoredTexts } from './left-of-deleted.ts';
import type { Provider } from './provider.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';

/** The parts of a simulation that a platform uses, and its callbacks. */
export interface SimulationContext {
  readonly history: History;
  readonly scheduler: Scheduler;
  readonly random: Random;
  /** The provider of the sender; absent if the installation sends nothing itself. */
  readonly provider?: Provider | undefined;
  /** Records that a sender reported an interaction. */
  reported(id: string): void;
  /** Records an interaction that the connector itself reported. */
  told(detail: Detail): void;
  /** Records that a message was dispatched. */
  sent(message: MessageDispatched): void;
  /** Records that a stage has processed an event completely. */
  processed(stage: StageName, eventId: string): void;
  /** Records that the first sweep of the erasure of a user is over. */
  swept(userId: string): void;
  /** Records that a pass over all enrollments of a wave ended so long after its departure. */
  passed(span: TimeSpan): void;
}

/** A platform that a history runs on: one machine or AWS. It simulates the queues, waves and faults of it. */
export interface Platform {
  /** Services without faults, for actions of owners and for the final check of the state. */
  readonly services: Services;
  /** The maximum time between the due instant, or the arrival of the trigger if that is later, and the claim. */
  readonly maxLate: TimeSpan;
  /** True if no fault takes along figures of deliveries. On AWS a Lambda that dies does, and a write whose answer is lost. */
  readonly losesNoFigures: boolean;
  /** The stages whose queues the bus fills. */
  readonly fed: readonly StageName[];
  /** Processes an event that the bus delivered to the queue of a stage, and again where that fails. */
  deliver(delivery: Delivery): void;
  /** Processes the event of a deletion, and again where that fails; then the erasure. */
  deleteUser(deletion: UserDeletion): void;
  /** Processes the event of a merge, and again where that fails; then its sweeps. */
  mergeUsers(merge: UserMerge): void;
  /** Returns everything that is stored, each item as a text that begins with its table. */
  listStored(): StoredTexts;
  /** Begins to cancel the waits of a campaign that was just stopped. */
  stopped(campaign: Campaign): Promise<void>;
  /** Aborts one of the campaign's waves, if there is one, as an operator does. */
  abort(campaignId: string): Promise<void>;
  /** The bodies of messages that failed too often to be delivered again. */
  readonly deadLetters: readonly string[];
  /** Returns the names of waves that were never done. */
  wavesLeft(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A function that creates the platform of a history. */
export type CreatePlatform = (context: SimulationContext) => Platform;
