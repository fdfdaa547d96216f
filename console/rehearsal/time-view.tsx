import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Slider from '@cloudscape-design/components/slider';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useEffect, useMemo, useState } from 'react';
import type { CampaignOutcome } from '../../rehearse/rehearsal.ts';
import { useTexts } from '../context/texts.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { Time, useFormatTime } from '../parts/time.tsx';
import { useFormatCount } from '../parts/use-format-count.ts';
import type { RehearsalMoment } from './rehearsal-calls.ts';
import { TimelineChart } from './timeline-chart.tsx';
import { useAnswer } from './use-answer.ts';
import type { FinishedRehearsal } from './use-rehearsal.ts';

/** The number of steps of the slider. */
const STEPS = 240;
/** The time in milliseconds between two steps while the rehearsal plays: the whole takes 24 seconds. */
const STEP_INTERVAL_MS = 100;

/** Shows a slider over the virtual time, and who waits and who got what at its instant. It plays by itself, too. */
export function TimeView({ finished: { client, summary } }: { readonly finished: FinishedRehearsal }) {
  const { rehearsal } = useTexts();
  const texts = rehearsal.time;
  const format = useFormatTime();
  const [step, setStep] = useState(0);
  const [isPlaying, setPlaying] = useState(false);
  const [from, until] = [Date.parse(summary.from), Date.parse(summary.until)];
  const instantOf = (value: number) => Math.round(from + ((until - from) * value) / STEPS);
  const at = instantOf(step);
  const request = useMemo(() => ({ at }), [at]);
  const { answer, problem } = useAnswer(client, 'moment', request);
  useEffect(() => {
    if (!isPlaying) return;
    const timer = setInterval(() => setStep((before) => Math.min(STEPS, before + 1)), STEP_INTERVAL_MS);
    return () => clearInterval(timer);
  }, [isPlaying]);
  useEffect(() => {
    if (step === STEPS) setPlaying(false);
  }, [step]);
  const togglePlaying = () => {
    if (!isPlaying && step === STEPS) setStep(0);
    setPlaying(!isPlaying);
  };
  return (
    <SpaceBetween size="l">
      <TimelineChart timeline={summary.timeline} share={step / STEPS} />
      <FormField label={texts.slider} description={<Time at={new Date(at).toISOString()} />} stretch>
        <Slider
          min={0}
          max={STEPS}
          value={step}
          ariaLabel={texts.slider}
          valueFormatter={(value) => format(new Date(instantOf(value)).toISOString())}
          onChange={({ detail }) => setStep(detail.value)}
        />
      </FormField>
      <SpaceBetween direction="horizontal" size="xs">
        <Button iconName={isPlaying ? 'pause' : 'play'} onClick={togglePlaying}>
          {isPlaying ? texts.pause : texts.play}
        </Button>
        <Button iconName="angle-left" ariaLabel={texts.previous} onClick={() => setStep(Math.max(0, step - 1))} />
        <Button iconName="angle-right" ariaLabel={texts.next} onClick={() => setStep(Math.min(STEPS, step + 1))} />
      </SpaceBetween>
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
