import { CAPPED_CHANNELS, type CappedChannel } from './contracts/capped-channels.ts';
import type { Instant } from './contracts/instant.ts';
import { DAY, type TimeSpan } from './contracts/time-span.ts';

/** The slot of a message in the frequency caps of its user (R45). A message that left has one, and no other message has. */
export interface FrequencySlot {
  /** The id of the enrollment, which is that of the dispatch. */
  readonly id: string;
  /** The instant at which the slot was taken. */
  readonly at: Instant;
  /** The channels that left. None, if only channels left that do not count. */
  readonly channels: readonly CappedChannel[];
}

/** The slots of a user, oldest first. */
export interface UserSlots {
  /** The revision; 0 if the user has no slots. */
  readonly rev: number;
  readonly slots: readonly FrequencySlot[];
}

/** The slots of a user who has none. */
export const NO_SLOTS: UserSlots = { rev: 0, slots: [] };

/** The time for which slots are kept, whatever the caps are: a cap that is set later counts them, too. */
export const SLOT_MEMORY: TimeSpan = 32 * DAY;
/** The maximum number of slots of a channel that are kept. It is the maximum number of messages of a cap. */
export const MAX_SLOTS_PER_CHANNEL = 100;

/** Adds the slot of a message, and drops old slots that no cap counts. */
export function addSlot({ rev, slots }: UserSlots, slot: FrequencySlot): UserSlots {
  const kept = slots.filter(({ at }) => at > slot.at - SLOT_MEMORY);
  const inOrder = [...kept, slot].sort((one, other) => one.at - other.at);
  return { rev: rev + 1, slots: keepNewest(inOrder, slot) };
}

/** Removes the slot of a message that turned out not to leave. Returns undefined if it has none. */
export function removeSlot({ rev, slots }: UserSlots, id: string): UserSlots | undefined {
  const rest = slots.filter((slot) => slot.id !== id);
  return rest.length === slots.length ? undefined : { rev: rev + 1, slots: rest };
}

/** Removes the slots of a user up to an instant. Returns undefined if there are none. */
export function removeSlotsUntil({ rev, slots }: UserSlots, until: Instant): UserSlots | undefined {
  const rest = slots.filter(({ at }) => at > until);
  return rest.length === slots.length ? undefined : { rev: rev + 1, slots: rest };
}

/** Adds the slots of another user to those of a user, each id once. Returns undefined if the user has them all. */
export function uniteSlots(into: UserSlots, { slots }: UserSlots): UserSlots | undefined {
  const known = new Set(into.slots.map(({ id }) => id));
  const added = slots.filter(({ id }) => !known.has(id)).toSorted((one, other) => one.at - other.at);
  if (added.length === 0) return undefined;
  return { ...added.reduce(addSlot, into), rev: into.rev + 1 };
}

/** Keeps the newest slots of each channel, and of those without one. The slot that was just added stays, also if a clock is behind. */
function keepNewest(slots: readonly FrequencySlot[], added: FrequencySlot): readonly FrequencySlot[] {
  if (slots.length <= MAX_SLOTS_PER_CHANNEL) return slots;
  const newest = (matches: (slot: FrequencySlot) => boolean) => slots.filter(matches).slice(-MAX_SLOTS_PER_CHANNEL);
  const kept = new Set([
    added,
    ...CAPPED_CHANNELS.flatMap((channel) => newest(({ channels }) => channels.includes(channel))),
    ...newest(({ channels }) => channels.length === 0),
  ]);
  return slots.filter((slot) => kept.has(slot));
}
