/** The channels whose messages count for frequency caps, and are capped: all but those of the inbox (R45). */
export const CAPPED_CHANNELS = ['email', 'sms', 'push', 'webhook'] as const;
export type CappedChannel = (typeof CAPPED_CHANNELS)[number];

/** Returns whether messages of a channel count for frequency caps. */
export function isCappedChannel(channel: string): channel is CappedChannel {
  return CAPPED_CHANNELS.some((each) => each === channel);
}
