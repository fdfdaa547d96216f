import Box from '@cloudscape-design/components/box';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useMemo, useState } from 'react';
import type { CampaignOutcome } from '../../rehearse/rehearsal.ts';
import { useTexts } from '../context/texts.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { Time } from '../parts/time.tsx';
import { useFormatCount } from '../parts/use-format-count.ts';
import type { RehearsalMoment } from './rehearsal-calls.ts';
import { TimelineChart } from './timeline-chart.tsx';
import { useAnswer } from './use-answer.ts';
import type { FinishedRehearsal } from './use-rehearsal.ts';
import { VirtualClock } from './virtual-clock.tsx';

/** The number of steps of the slider: the whole plays in 24 seconds. */
const STEPS = 240;

/** Shows a slider over the virtual time, and who waits and who got what at its instant. It plays by itself, too. */
export function TimeView({ finished: { client, summary } }: { readonly finished: FinishedRehearsal }) {
  const [from, until] = [Date.parse(summary.from), Date.parse(summary.until)];
  const [at, setAt] = useState(from);
  const request = useMemo(() => ({ at }), [at]);
  const { answer, problem } = useAnswer(client, 'moment', request);
  return (
    <SpaceBetween size="l">
      <TimelineChart timeline={summary.timeline} share={(at - from) / Math.max(1, until - from)} />
      <VirtualClock from={from} until={until} at={at} onMove={setAt} steps={STEPS}>
        <Time at={new Date(at).toISOString()} />
      </VirtualClock>
      {problem !== undefined && <ProblemAlert problem={problem} />}
      {answer !== undefined && <Moment moment={answer} played={summary.campaigns} />}
    </SpaceBetween>
  );
}

interface MomentProps {
  readonly moment: RehearsalMoment;
  readonly played: readonly CampaignOutcome[];
}

/** The counts of a campaign about which nothing was decided yet. */
const NO_COUNTS = { waiting: 0, sent: 0, withheld: 0, cancelled: 0, control: 0 };

function Moment({ moment: { campaigns, waiting, sent }, played }: MomentProps) {
  const { rehearsal } = useTexts();
  const { time: texts, totals, decisions } = rehearsal;
  const formatCount = useFormatCount();
  return (
    <SpaceBetween size="l">
      <Table
        variant="borderless"
        items={played.map(({ campaignId }) => ({
          campaignId,
          ...NO_COUNTS,
          ...campaigns.find((each) => each.campaignId === campaignId),
        }))}
        trackBy="campaignId"
        header={<Header variant="h3">{texts.title}</Header>}
        empty={totals.none}
        columnDefinitions={[
          {
            id: 'campaign',
            header: totals.campaign,
            isRowHeader: true,
            cell: ({ campaignId }) => <Box variant="code">{campaignId}</Box>,
          },
          { id: 'waiting', header: totals.waiting, cell: (each) => formatCount(each.waiting) },
          { id: 'sent', header: totals.sent, cell: (each) => formatCount(each.sent) },
          { id: 'withheld', header: totals.withheld, cell: (each) => formatCount(each.withheld) },
          { id: 'cancelled', header: totals.cancelled, cell: (each) => formatCount(each.cancelled) },
          { id: 'control', header: totals.control, cell: (each) => formatCount(each.control) },
        ]}
      />
      <ColumnLayout columns={2}>
        <Table
          variant="borderless"
          items={waiting.rows}
          header={
            <Header
              variant="h3"
              {...(waiting.total > waiting.rows.length && { description: texts.firstShown(waiting.rows.length) })}
            >
              {texts.waitingTitle(formatCount(waiting.total))}
            </Header>
          }
          empty={texts.nobodyWaits}
          columnDefinitions={[
            { id: 'user', header: decisions.user, isRowHeader: true, cell: ({ userId }) => userId },
            { id: 'campaign', header: decisions.campaign, cell: ({ campaignId }) => campaignId },
            { id: 'due', header: texts.due, cell: ({ dueAt }) => (dueAt === undefined ? '–' : <Time at={dueAt} />) },
          ]}
        />
        <Table
          variant="borderless"
          items={sent.rows}
          header={
            <Header
              variant="h3"
              {...(sent.total > sent.rows.length && { description: texts.lastShown(sent.rows.length) })}
            >
              {texts.sentTitle(formatCount(sent.total))}
            </Header>
          }
          empty={texts.nothingSent}
          columnDefinitions={[
            { id: 'user', header: decisions.user, isRowHeader: true, cell: ({ userId }) => userId },
            { id: 'campaign', header: decisions.campaign, cell: ({ campaignId }) => campaignId },
            { id: 'at', header: decisions.at, cell: ({ at }) => <Time at={at} /> },
          ]}
        />
      </ColumnLayout>
    </SpaceBetween>
  );
}
