import type { Channel } from '../../core/contracts/definition.ts';
import { SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import type { SendLimits } from '../../core/token-bucket.ts';
import type { SendingServices } from '../../engine/read-attempt-facts.ts';
import type { Container } from '../runtime/container.ts';
import { readSendingPolicy } from '../runtime/read-sending-policy.ts';

/** The longest time that a message waits in a call for its turn. Meanwhile its queue hands out no other, so that it counts few receives. */
const MAX_RATE_WAIT: TimeSpan = 15 * SECOND;

/** A function that returns how many messages of a channel may be sent; undefined if there is no limit. */
export type GetLimits = () => Promise<SendLimits | undefined>;

/** Creates the services of a sender. Its function may use no others. */
export function createSendingServices({ services }: Container, getLimits: GetLimits): SendingServices {
  const { clock, log, pauses, settings, contacts, deliveries, sendRate, bus } = services;
  const takeSendSlot = async (channel: Channel) => {
    const limits = await getLimits();
    if (limits === undefined) return undefined;
    const giveUpAt = clock.now() + MAX_RATE_WAIT;
    for (;;) {
      const taken = await sendRate.take(channel, limits, clock.now());
      if (taken === 'granted') return undefined;
      if (taken.retryAt > giveUpAt) return taken;
      await new Promise((resolve) => setTimeout(resolve, Math.max(1, taken.retryAt - clock.now())));
    }
  };
  return {
    clock,
    log,
    pauses,
    settings,
    contacts,
    deliveries,
    bus,
    policy: readSendingPolicy(process.env),
    takeSendSlot,
    random: Math.random,
  };
}
