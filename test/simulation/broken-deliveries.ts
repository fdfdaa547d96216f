import type { MessageDispatched } from '../../core/contracts/dispatch.ts';
import type { Delivery } from '../../core/delivery.ts';
import type { Deliveries } from '../../core/ports.ts';
import type { Figures } from '../../core/statistics/figures.ts';
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

/** The deliveries of a campaign with statistics, and what is counted of them. */
export interface CountedDeliveries {
  readonly campaignId: string;
  readonly deliveries: readonly Delivery[];
  readonly figures: Figures;
  /** True if a delivery and its figures are written together, so that nothing may be missing. */
  readonly isExact: boolean;
}

/** Returns what is wrong with the figures of deliveries: never more is counted than what was sent, and less only where a crash or a lost answer may take some (R48). */
export function findBrokenFigures({ campaignId, deliveries, figures, isExact }: CountedDeliveries): string[] {
  const sent = deliveries.filter((each) => each.campaignId === campaignId && each.state === 'sent').length;
  const counted = Object.entries(figures).reduce(
    (sum, [key, count]) => (key.includes('|sent:') ? sum + count : sum),
    0,
  );
  const isWrong = counted > sent || (isExact && counted < sent);
  return isWrong ? [`${campaignId}: ${counted} counted as sent, ${sent} were (R48)`] : [];
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
