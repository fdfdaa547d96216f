import { type CappedChannel, isCappedChannel } from '../core/contracts/capped-channels.ts';
import type { Channel, FollowUpDefinition } from '../core/contracts/definition.ts';
import type { Instant } from '../core/contracts/instant.ts';
import type { FrequencyCap, InstallationSettings } from '../core/contracts/settings.ts';
import { applyCaps, type CapMode, type CapsVerdict, getCapMode } from '../core/frequency-caps.ts';
import { addSlot, removeSlot, type UserSlots } from '../core/frequency-slots.ts';
import type { Services } from '../core/ports.ts';
import { getTimeZone, type Profile } from '../core/profile.ts';
import { retryContendedWrite } from '../core/retry.ts';
import { getCompanyZone } from './change-settings.ts';

/** The ports by which the frequency caps are applied. */
export type SlotServices = Pick<Services, 'clock' | 'settings' | 'frequencySlots' | 'backoff'>;

/** A message that is about to leave. */
export interface SlotRequest {
  readonly definition: FollowUpDefinition;
  readonly userId: string;
  /** The id of the enrollment, by which a repeat finds its slot. */
  readonly dispatchId: string;
  readonly channels: ReadonlySet<Channel>;
  readonly profile: Profile | undefined;
}

/** The caps that concern a message, and the channels of it that count. */
export interface CapsOfMessage {
  readonly caps: readonly FrequencyCap[];
  readonly mode: Exclude<CapMode, 'ignore'>;
  readonly counted: readonly CappedChannel[];
  readonly zone: string;
}

/** The channels that may leave, or the cap because of which the message does not leave. */
export type SlotResult = { readonly channels: readonly CappedChannel[] } | { readonly cappedBy: FrequencyCap };

/**
 * Returns the frequency caps that concern a message; undefined if none do: the installation has no caps, the campaign ignores them, or
 * the message has only channels that do not count (R45). The caps may be as old as the settings that a function keeps: a minute.
 */
export async function findCaps(
  { definition, channels, profile }: Pick<SlotRequest, 'definition' | 'channels' | 'profile'>,
  services: Pick<Services, 'settings'>,
): Promise<CapsOfMessage | undefined> {
  const mode = getCapMode(definition);
  const counted = [...channels].filter(isCappedChannel);
  if (mode === 'ignore' || counted.length === 0) return undefined;
  const { settings } = (await services.settings.getRecent()).state;
  const { frequencyCaps: caps = [] } = settings;
  if (caps.length === 0) return undefined;
  return { caps, mode, counted, zone: findCapsZone(profile, settings, services) };
}

/**
 * Takes the slot of a message just before it is sent, if the caps allow it (R45). A repeat finds the slot and decides nothing again. No
 * lock is held: of two messages that want the last slot at the same time, one writes it, and the other finds it taken.
 */
export async function reserveSlot(
  request: SlotRequest,
  caps: CapsOfMessage,
  services: SlotServices,
): Promise<SlotResult> {
  const { userId, dispatchId: id } = request;
  return retrySlots(services, async () => {
    const before = await services.frequencySlots.read(userId);
    const now = services.clock.now();
    const result = checkSlots(request, caps, { before, now });
    if ('cappedBy' in result || hasSlot(before, id)) return result;
    const next = addSlot(before, { id, at: now, channels: result.channels });
    return (await services.frequencySlots.write(userId, next)) ? result : undefined;
  });
}

/**
 * Returns what the caps allow for a message that leaves at an instant, and takes no slot: for a preview, or for a message that does not
 * leave although it could.
 */
export async function checkCaps(
  request: SlotRequest & { readonly now: Instant },
  services: SlotServices,
): Promise<SlotResult | undefined> {
  const caps = await findCaps(request, services);
  if (caps === undefined) return undefined;
  const { rev, slots } = await services.frequencySlots.read(request.userId);
  // A repeat must find what the first check found.
  const before = { rev, slots: slots.filter(({ at }) => at <= request.now) };
  return checkSlots(request, caps, { before, now: request.now });
}

/** Takes back the slot of a message that turned out not to leave. */
export async function releaseSlot(
  { userId, dispatchId }: Pick<SlotRequest, 'userId' | 'dispatchId'>,
  services: SlotServices,
): Promise<void> {
  await retrySlots(services, async () => {
    const next = removeSlot(await services.frequencySlots.read(userId), dispatchId);
    return next === undefined || (await services.frequencySlots.write(userId, next)) ? { isReleased: true } : undefined;
  });
}

/** Returns the time zone in which the calendar days of a user begin. That of an event does not count: all campaigns count the same days. */
function findCapsZone(
  profile: Profile | undefined,
  settings: InstallationSettings,
  services: Pick<Services, 'settings'>,
): string {
  return getTimeZone(profile) ?? getCompanyZone(settings, services);
}

/** The slots of a user as they were read, and the instant. */
interface SlotsReading {
  readonly before: UserSlots;
  readonly now: Instant;
}

function checkSlots(
  { dispatchId, channels }: SlotRequest,
  caps: CapsOfMessage,
  { before, now }: SlotsReading,
): SlotResult {
  const { counted } = caps;
  const own = before.slots.find(({ id }) => id === dispatchId);
  if (own !== undefined) return { channels: counted.filter((channel) => own.channels.includes(channel)) };
  const verdict: CapsVerdict =
    caps.mode === 'count' ? { channels: counted } : applyCaps({ ...caps, slots: before.slots, now, channels: counted });
  const isAnyLeft = verdict.channels.length > 0 || channels.size > counted.length;
  return verdict.cap === undefined || isAnyLeft ? { channels: verdict.channels } : { cappedBy: verdict.cap };
}

function hasSlot({ slots }: UserSlots, dispatchId: string): boolean {
  return slots.some(({ id }) => id === dispatchId);
}

/** Repeats a change of slots that another writer overtook. Throws after too many attempts: the message is tried again later. */
function retrySlots<Result>(
  { backoff }: Pick<Services, 'backoff'>,
  attempt: () => Promise<Result | undefined>,
): Promise<Result> {
  return retryContendedWrite({ what: 'slots of a user', wait: backoff }, attempt);
}
