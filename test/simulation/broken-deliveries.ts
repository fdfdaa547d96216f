import type { MessageDispatched } from '../../core/contracts/dispatch.ts';
import type { Delivery } from '../../core/delivery.ts';
import type { Deliveries } from '../../core/ports.ts';
import type { Provider } from './provider.ts';

/** The messages that were dispatched, their deliveries, and what was reported of them. */
export interface SentMessages {
  readonly dispatched: readonly MessageDispatched[];
  readonly deliveries: Pick<Deliveries, 'listByDispatch'>;
  readonly provider: Provider;
  /** The ids of the interactions that senders reported. */
  readonly reported: ReadonlySet<string>;
}

/** Returns what is wrong with the deliveries of a history: each ends, and none is given to the provider twice but where that is recorded (R80). */
export async function findBrokenDeliveries(sent: SentMessages): Promise<string[]> {
  const faults: string[] = [];
  for (const dispatchId of new Set(sent.dispatched.map((message) => message.dispatchId))) {
    const deliveries = await sent.deliveries.listByDispatch(dispatchId);
    if (deliveries.length !== 1) faults.push(`${dispatchId}: ${deliveries.length} deliveries, not one (R80)`);
    faults.push(...deliveries.flatMap((delivery) => findFaults(delivery, sent)));
  }
  return faults;
}

function findFaults(delivery: Delivery, { provider, reported }: SentMessages): string[] {
  const { dispatchId, channel, part, state, unknownAttempts } = delivery;
  const accepted = provider.accepted.get(`${dispatchId} ${part}`) ?? 0;
  const faults: string[] = [];
  const add = (fault: string) => faults.push(`${dispatchId}, ${state}: ${fault}`);
  if (state === 'pending' || state === 'sending') add('its delivery never ends (R87)');
  if (accepted > 1 + unknownAttempts) add(`accepted ${accepted} times, recorded ${unknownAttempts} unknown (R80)`);
  if (accepted > 2) add(`accepted ${accepted} times (R80)`);
  if (state === 'sent' && accepted === 0) add('never given to the provider (R80)');
  if (state !== 'sent' && accepted > unknownAttempts) add('the provider has it, and nothing says so (R80)');
  if (state === 'sent' && !reported.has(`sent.${dispatchId}.${channel}.${part}`)) add('not reported (R86)');
  return faults;
}
