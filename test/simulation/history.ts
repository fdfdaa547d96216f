import type { ConversionLetter } from '../../core/contracts/conversion.ts';
import type { FollowUpDefinition } from '../../core/contracts/definition.ts';
import type { UserEvent } from '../../core/contracts/event.ts';
import type { Instant } from '../../core/contracts/instant.ts';
import type { QuietHours } from '../../core/contracts/quiet-hours.ts';
import type { CalendarDelay } from '../../core/contracts/schedule-delay.ts';
import type { FrequencyCap } from '../../core/contracts/settings.ts';
import { MINUTE, type TimeSpan } from '../../core/contracts/time-span.ts';
import type { Choice, Kind } from './kinds.ts';

/** A follow-up campaign of a history, in plain terms for the model and as its definition for the machine. */
export interface Plan {
  readonly definition: FollowUpDefinition;
  /** The elapsed delay; 0 where a calendar delay takes its place. */
  readonly delay: TimeSpan;
  readonly calendar?: CalendarDelay;
  /** The zone of the company; UTC where it is not set. */
  readonly companyZone?: string;
  /** The quiet hours of the campaign; absent where it has none. */
  readonly quiet?: QuietHours;
  /** The duration of the campaign in instants; absent where it has none. */
  readonly duration?: { readonly start: Instant; readonly end: Instant };
  /** The re-eligibility; infinite where it is never. */
  readonly window: TimeSpan;
  readonly triggers: readonly Choice[];
  readonly exceptions: readonly Choice[];
  /** True where only users with `vip` are in the audience. */
  readonly vipOnly: boolean;
  /** The conversion events; absent where there are none. */
  readonly conversions?: readonly PlannedConversion[];
}

/** A conversion event of a plan (R47). */
export interface PlannedConversion {
  readonly letter: ConversionLetter;
  readonly choice: Choice;
  readonly within: TimeSpan;
  /** The deadline as the campaign writes it. */
  readonly text: string;
}

export interface User {
  readonly id: string;
  readonly isVip: boolean;
  /** False where the user has no address, so that no sender reaches them. */
  readonly hasAddress?: boolean;
  /** The time zone in the profile, which may not exist. */
  readonly zone?: string | undefined;
}

export interface Done {
  readonly kind: Kind;
  readonly event: UserEvent;
}

export const STAGES = ['match-trigger', 'match-exception'] as const;
export type StageName = (typeof STAGES)[number];

/** The delivery of an event to a stage by a queue; a delivery that fails is repeated. */
export interface Delivery {
  readonly at: Instant;
  readonly event: UserEvent;
  readonly stage: StageName;
}

/** The deletion of a user, and when its event is delivered: it may come several times. */
export interface UserDeletionPlan {
  readonly userId: string;
  /** The instant of the deletion. */
  readonly at: Instant;
  readonly deliveries: readonly Instant[];
}

/** The merge of a user into another, and when its event is delivered: it may come several times. */
export interface UserMergePlan {
  readonly userId: string;
  readonly intoUserId: string;
  readonly at: Instant;
  readonly deliveries: readonly Instant[];
}

/** The time after a deletion up to which what was done is forgotten (R65). */
const FORGOTTEN_AFTER: TimeSpan = 5 * MINUTE;

/** Returns the instant up to which what a user did is forgotten; undefined if the user is never deleted. */
export function cutOf({ deletions = [] }: Pick<History, 'deletions'>, userId: string): Instant | undefined {
  const cuts = deletions.filter((each) => each.userId === userId).map(({ at }) => at + FORGOTTEN_AFTER);
  return cuts.length === 0 ? undefined : Math.max(...cuts);
}

/** An action of the owner of a campaign. */
export interface OwnerAction {
  readonly at: Instant;
  readonly campaignId: string;
  /** `abort`: an operator aborts one of its waves in the console. `leave`: a user leaves or joins the audience. */
  readonly act: 'stop' | 'publish' | 'edit' | 'abort' | 'leave' | 'pause' | 'resume';
  /** True for a pause or resumption of all campaigns. */
  readonly isOfAll?: boolean;
  /** The edited campaign. */
  readonly plan?: Plan;
}

/** The maximum number of faults in a history where they are frequent: fewer than the deliveries after which a queue gives an event up. */
export const MAX_FAULTS = 13;

/** The number, the kind and the length of the faults in a history. */
export interface Disturbances {
  /** The maximum number of faults. */
  readonly faults: number;
  /** The share of port calls that fail while there are faults left. */
  readonly share: number;
  /** The maximum time that a port call stalls. */
  readonly maxStall: TimeSpan;
  /** The maximum time until a failed delivery is repeated. */
  readonly maxRetry: TimeSpan;
  /** The maximum time until an event that was forwarded to the second queue is delivered. */
  readonly maxBacklog: TimeSpan;
  /** True where every fault is a stall, mostly until just before the deadline of its invocation. */
  readonly isSlow?: true;
}

/** The course of one simulation as a function of a seed: users, campaigns, events, deliveries, actions and faults. */
export interface History {
  readonly seed: number;
  readonly start: Instant;
  /** The zone of the company in the settings; UTC where it is not set. */
  readonly companyZone?: string;
  /** The frequency caps of the installation; absent where it has none. */
  readonly caps?: readonly FrequencyCap[];
  /** True if the bus does not take messages that cannot be sent, so that their slots are taken back. */
  readonly isTakenBack?: true;
  readonly users: readonly User[];
  readonly plans: readonly Plan[];
  readonly events: readonly Done[];
  readonly deliveries: readonly Delivery[];
  readonly acts: readonly OwnerAction[];
  /** The deletions of users. */
  readonly deletions?: readonly UserDeletionPlan[];
  /** True if the campaigns have statistics, which are recounted now and then. */
  readonly hasStatistics?: boolean;
  /** The merges of users. */
  readonly merges?: readonly UserMergePlan[];
  /** The users who did the events, by the ids of the events, where merged users are looked at as one. */
  readonly owners?: ReadonlyMap<string, string>;
  /** True if the installation sends the messages itself. */
  readonly hasSender?: boolean;
  /** True if campaigns have conversion events (R47). */
  readonly isConverting?: boolean;
  readonly disturbances: Disturbances;
}

/** Returns whether an action of an owner concerns a campaign. */
export function isActOn({ campaignId, isOfAll = false }: OwnerAction, id: string): boolean {
  return isOfAll || campaignId === id;
}
