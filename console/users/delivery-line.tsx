import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useTexts } from '../context/texts.tsx';
import { DeliveryReason } from '../parts/delivery-reason.tsx';
import { StatusSentence } from '../parts/status-sentence.tsx';
import { Time } from '../parts/time.tsx';
import type { ShownDelivery } from './answers.ts';

const TYPES: Readonly<Record<ShownDelivery['state'], StatusIndicatorProps.Type>> = {
  pending: 'pending',
  sending: 'in-progress',
  sent: 'success',
  refused: 'error',
  expired: 'error',
  unknown: 'warning',
  'held-back': 'stopped',
};

/** Shows the state of a delivery, with its instant. */
export function DeliveryStatus({ delivery: { state, at } }: { readonly delivery: ShownDelivery }) {
  const { messages } = useTexts();
  const until = { pending: `, ${messages.nextAttempt}`, sending: `, ${messages.attemptUntil}` };
  const between = state === 'pending' || state === 'sending' ? until[state] : '';
  return (
    <StatusSentence type={TYPES[state]}>
      {messages.deliveryStates[state]}
      {between} <Time at={at} />
    </StatusSentence>
  );
}

const REPORTS = ['delivered', 'opened', 'clicked', 'bounced'] as const;

/** Shows what was reported of a message that was sent: when it was delivered, opened, clicked, bounced. */
export function DeliveryReports({ delivery }: { readonly delivery: ShownDelivery }) {
  const { messages } = useTexts();
  return REPORTS.map((report) => {
    const at = delivery[report];
    return (
      at !== undefined && (
        <div key={report}>
          {messages.reports[report]}: <Time at={at} />
        </div>
      )
    );
  });
}

/** Shows a delivery in one place: its channel and target, its state, the reason and the reports. */
export function DeliveryLine({ delivery }: { readonly delivery: ShownDelivery }) {
  const { messages } = useTexts();
  const { channel, part, target } = delivery;
  return (
    <>
      {messages.channels[channel]}
      {part > 0 && `, ${messages.part(part + 1)}`}
      {target !== undefined && ` (${target})`}: <DeliveryStatus delivery={delivery} />{' '}
      <DeliveryReason reason={delivery.reason} />
      <DeliveryReports delivery={delivery} />
    </>
  );
}
