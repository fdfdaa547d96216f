import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import {
  getElapsedDelay,
  isCalendarDelay,
  parseDelay,
  type ScheduleDelay,
} from '../../core/contracts/schedule-delay.ts';
import { createDueInstants } from '../../core/due-instants.ts';
import { useTexts } from '../context/texts.tsx';
import { useCompanyZone } from '../data/company-zone.ts';
import { Time, useFormatTime, useZone } from '../parts/time.tsx';
import { useDraftForm } from './draft-form.ts';
import { readList } from './draft-path.ts';
import { useDescribeSelector } from './use-describe-selector.ts';

/** Shows when the messages would leave if the trigger happened now, and what would cancel the wait: as a picture, and in words. */
export function WaitPicture() {
  const { picture: texts } = useTexts().editor;
  const { content } = useDraftForm();
  const describe = useDescribeSelector();
  const format = useFormatTime();
  const readerZone = useZone();
  const companyZone = useCompanyZone();
  const [triggerAt] = useState(() => Date.now());
  const delay = parseDelay(content['delay'] ?? 'none');
  const exceptions = readList(content, ['exceptions']).map(describe);
  const zone = companyZone ?? readerZone;
  const dueAt = delay === undefined ? undefined : findDueInstant(delay, triggerAt, zone);
  const [from, to] = [triggerAt, dueAt ?? triggerAt].map((at) => new Date(at).toISOString());
  return (
    <Container header={<Header variant="h2">{texts.title}</Header>}>
      {dueAt === undefined || from === undefined || to === undefined ? (
        <Box>{texts.unknown}</Box>
      ) : dueAt === triggerAt ? (
        <Box>{texts.nobodyWaits}</Box>
      ) : (
        <SpaceBetween size="s">
          <PictureOfWait from={format(from)} to={format(to)} exceptions={exceptions} />
          <KeyValuePairs
            columns={2}
            items={[
              { label: texts.triggerNow, value: <Time at={from} /> },
              { label: texts.leaves, value: <Time at={to} /> },
            ]}
          />
          <Box>{texts.window}</Box>
          <Box>{exceptions.length === 0 ? texts.cancelledByNothing : texts.cancelledBy}</Box>
          {exceptions.length > 0 && (
            <ul>
              {exceptions.map((each) => (
                <li key={each}>{each}</li>
              ))}
            </ul>
          )}
          {typeof content['delay'] === 'object' && <Box variant="small">{texts.zone(zone)}</Box>}
        </SpaceBetween>
      )}
    </Container>
  );
}

function findDueInstant(delay: ScheduleDelay, at: number, zone: string): number {
  return isCalendarDelay(delay) ? createDueInstants(delay)(at, zone) : at + (getElapsedDelay(delay) ?? 0);
}

/** The places of the picture: the trigger, the departure, and the line between them. */
const POINTS = { left: 24, right: 576, line: 84, above: 30 } as const;

/** Draws the wait as a line from the trigger to the departure. The words beside it say the same. */
function PictureOfWait({
  from,
  to,
  exceptions,
}: {
  readonly from: string;
  readonly to: string;
  readonly exceptions: readonly string[];
}) {
  const { picture: texts } = useTexts().editor;
  const { left, right, line, above } = POINTS;
  const middle = (left + right) / 2;
  return (
    <svg className="wait-picture" viewBox="0 0 600 140" aria-hidden="true">
      <line className="wait-line" x1={left} y1={line} x2={right} y2={line} />
      <circle className="wait-trigger" cx={left} cy={line} r={9} />
      <path
        className="wait-departure"
        d={`M ${right - 12} ${line - 10} L ${right + 8} ${line} L ${right - 12} ${line + 10} Z`}
      />
      <text x={left - 12} y={line + 28}>
        {texts.trigger}
      </text>
      <text x={left - 12} y={line + 46} className="wait-time">
        {from}
      </text>
      <text x={right + 12} y={line + 28} textAnchor="end">
        {texts.leaves}
      </text>
      <text x={right + 12} y={line + 46} textAnchor="end" className="wait-time">
        {to}
      </text>
      {exceptions.length > 0 && (
        <>
          <path
            className="wait-exception"
            d={`M ${middle - 8} ${line - 8} l 16 16 m 0 -16 l -16 16 M ${middle} ${line - 14} V ${above + 8}`}
          />
          <text x={middle} y={above} textAnchor="middle">
            {texts.cancels}
          </text>
        </>
      )}
    </svg>
  );
}
