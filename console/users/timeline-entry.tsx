import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { ReactNode } from 'react';
import { describeHeadline, findReasonSentence } from '../../language/decision-sentences.ts';
import { campaignPath } from '../context/paths.ts';
import { useTexts, useTranslate } from '../context/texts.tsx';
import { StatusSentence } from '../parts/status-sentence.tsx';
import { Time, useFormatTime } from '../parts/time.tsx';
import type { ShownDecision, ShownDelivery } from './answers.ts';
import { DeliveryLine } from './delivery-line.tsx';

const TYPES: Readonly<Record<ShownDecision['decision'], StatusIndicatorProps.Type>> = {
  enrolled: 'in-progress',
  withheld: 'stopped',
  cancelled: 'stopped',
  held: 'pending',
  dispatched: 'success',
  control: 'info',
  'late-exception': 'warning',
  converted: 'success',
};

interface TimelineEntryProps {
  readonly decision: ShownDecision;
  /** The deliveries of its message, if it is a dispatch. */
  readonly deliveries: readonly ShownDelivery[];
}

/** Shows a decision: what was decided, why, by which event, and the deliveries of a message that was sent. */
export function TimelineEntry({ decision, deliveries }: TimelineEntryProps) {
  const { users, messages, decisions: sentences } = useTexts();
  const { facts } = users;
  const translate = useTranslate();
  const format = useFormatTime();
  const { campaignId, eventId, exception, reason, detail, triggeredAt, dueAt, heldUntil, version, variant } = decision;
  const leftOut = decision.leftOut
    ?.map((each) => `${messages.channels[each.channel]}: ${messages.leftOut[each.reason]}`)
    .join('; ');
  return (
    <li>
      <Box variant="small">
        <Time at={decision.at} />
      </Box>
      <StatusSentence type={TYPES[decision.decision]}>
        <strong>{describeHeadline(decision, sentences, format)}</strong>
      </StatusSentence>
      {reason !== undefined && (
        <Box variant="p">
          {findReasonSentence(decision.decision, reason, sentences)} <code>{reason}</code>
        </Box>
      )}
      <dl className="facts">
        <Fact label={facts.campaign}>
          <Link href={`#${campaignPath(campaignId)}`}>{campaignId}</Link>
        </Fact>
        <Fact label={facts.event}>
          <code>{eventId}</code>
        </Fact>
        <Fact label={facts.exception}>{exception}</Fact>
        <Fact label={facts.triggeredAt}>
          <Time at={triggeredAt} />
        </Fact>
        <Fact label={facts.dueAt}>{dueAt && <Time at={dueAt} />}</Fact>
        <Fact label={facts.heldUntil}>{heldUntil && <Time at={heldUntil} />}</Fact>
        <Fact label={facts.version}>{version}</Fact>
        <Fact label={facts.variant}>{variant}</Fact>
        <Fact label={facts.leftOut}>{leftOut}</Fact>
        <Fact label={facts.detail}>{detail && translate(detail)}</Fact>
        <Fact label={facts.enrollment}>
          <code>{decision.enrollmentId}</code>
        </Fact>
      </dl>
      {deliveries.length > 0 && (
        <ul>
          {deliveries.map((each) => (
            <li key={`${each.channel} ${each.part}`}>
              <DeliveryLine delivery={each} />
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** Shows a field of a decision; nothing if it is absent. */
function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  if (children === undefined) return null;
  return (
    <div>
      <dt>{label}: </dt>
      <dd>{children}</dd>
    </div>
  );
}
