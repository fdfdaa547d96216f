import type { Channel } from './contracts/definition.ts';
import type { Instant } from './contracts/instant.ts';
import type { LeftOutChannel, UnreachableReason } from './contracts/left-out-channel.ts';

/** The channels of a message that reach the user now, as the senders of this installation are concerned (R81 to R83). */
export interface Reach {
  readonly leftOut: readonly LeftOutChannel[];
  /** The reason why the message is withheld: no channel is left, or the opens of the user are not tracked (R94). */
  readonly withheldReason?: UnreachableReason | 'untracked';
  /** The instant from which on senders do not send the message any more (R87). */
  readonly sendBefore: Instant;
}

/** The order in which the reason of a message is chosen when its channels have several. */
const CHOSEN_FIRST: readonly UnreachableReason[] = ['undeliverable', 'unsubscribed', 'unreachable'];

/** Returns the reason why a message is withheld: the first of several, if all of its channels are left out (R83). */
export function findWithheldReason(
  channels: readonly Channel[],
  leftOut: readonly LeftOutChannel[],
): UnreachableReason | undefined {
  if (!channels.every((channel) => leftOut.some((each) => each.channel === channel))) return undefined;
  return CHOSEN_FIRST.find((reason) => leftOut.some((each) => each.reason === reason));
}
