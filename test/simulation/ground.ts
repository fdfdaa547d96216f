import type { Campaign } from '../../core/campaign.ts';
import type { MessageDispatched } from '../../core/contracts/dispatch.ts';
import type { TimeSpan } from '../../core/contracts/time-span.ts';
import type { Services } from '../../core/ports.ts';
import type { Delivery, History, StageName } from './history.ts';
import type { Random } from './random.ts';
import type { Invocation, Scheduler } from './scheduler.ts';

/** What a ground is given, and tells. */
export interface SimulationContext {
  readonly history: History;
  readonly scheduler: Scheduler;
  readonly random: Random;
  /** A message was handed over. */
  sent(message: MessageDispatched): void;
  /** A stage has processed an event to its end. */
  processed(stage: StageName, eventId: string): void;
  /** Every passenger of a wave had a turn, so long after its departure. */
  passed(span: TimeSpan): void;
}

/** Where the machine of a history stands: on one machine, or on AWS. Queues, waves and faults are its business. */
export interface Ground {
  /** The store as it is, for whoever acts beside the machine and looks at it in the end. */
  readonly services: Services;
  /** The longest after the due instant, the trigger's arrival aside, that a claim may come. */
  readonly maxLate: TimeSpan;
  /** The stages whose queues the bus fills. */
  readonly fed: readonly StageName[];
  /** The queue of a stage that the bus fills hands an event to it. */
  process(delivery: Delivery, tries: number, by: Invocation): Promise<void>;
  /** A campaign was stopped a moment ago: its waits are to end. */
  stopped(campaign: Campaign): Promise<void>;
  /** An operator ends one of a campaign's waves, if there is one. */
  abort(campaignId: string): Promise<void>;
  /** The names of waves that were never done. */
  wavesLeft(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Makes the ground of a history. */
export type Grounds = (context: SimulationContext) => Ground;
