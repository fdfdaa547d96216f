import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { type ReactNode, useEffect, useRef } from 'react';
import { useLoadedTexts } from '../context/texts.tsx';
import { RawJson } from '../parts/raw-json.tsx';
import { SentenceList } from '../parts/sentence-list.tsx';
import { Time } from '../parts/time.tsx';
import { useFormatCount } from '../parts/use-format-count.ts';
import { ComparisonView } from './comparison-view.tsx';
import { DecisionList } from './decision-list.tsx';
import { InboxView } from './inbox-view.tsx';
import type { RehearsalSummary } from './rehearsal-calls.ts';
import { TimeView } from './time-view.tsx';
import { TotalsTable } from './totals-table.tsx';
import type { FinishedRehearsal } from './use-rehearsal.ts';
import { type ResultView, useResultAddress, VIEWS } from './use-result-address.ts';

interface ResultTabsProps {
  readonly finished: FinishedRehearsal;
  readonly showsHtml: boolean;
}

/** Shows the result of a rehearsal: what was played, and its views. */
export function ResultTabs({ finished, showsHtml }: ResultTabsProps) {
  const { texts, locale } = useLoadedTexts();
  const { rehearsal } = texts;
  const formatCount = useFormatCount();
  const { view, change } = useResultAddress();
  const { summary, client } = finished;
  const { comparison, campaigns, events, durationMs } = summary;
  const seconds = new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 }).format(durationMs / 1000);
  const contents: Readonly<Record<ResultView, ReactNode>> = {
    totals: <TotalsTable campaigns={campaigns} />,
    decisions: <DecisionList finished={finished} />,
    time: <TimeView finished={finished} />,
    inbox: <InboxView finished={finished} showsHtml={showsHtml} />,
    comparison: comparison && <ComparisonView client={client} comparison={comparison} />,
  };
  const start = useRef<HTMLDivElement>(null);
  // The result is below what was entered: the reader is led there.
  useEffect(() => {
    start.current?.scrollIntoView({ block: 'start' });
    start.current?.focus({ preventScroll: true });
  }, []);
  const shown = VIEWS.filter((each) => contents[each] !== undefined);
  return (
    <div ref={start} tabIndex={-1} className="result">
      <Container
        header={
          <Header variant="h2" description={rehearsal.done(formatCount(events), seconds)}>
            {rehearsal.result.title}
          </Header>
        }
      >
        <SpaceBetween size="l">
          <Played summary={summary} />
          <Tabs
            ariaLabel={rehearsal.views.label}
            activeTabId={shown.find((each) => each === view) ?? 'totals'}
            onChange={({ detail }) => change({ view: VIEWS.find((each) => each === detail.activeTabId) ?? 'totals' })}
            tabs={shown.map((id) => ({ id, label: rehearsal.views[id], content: contents[id] }))}
          />
          <RawJson value={summary} />
        </SpaceBetween>
      </Container>
    </div>
  );
}

function Played({ summary: { from, until, events, leftOut, refused } }: { readonly summary: RehearsalSummary }) {
  const { texts, translate } = useLoadedTexts();
  const { result } = texts.rehearsal;
  const formatCount = useFormatCount();
  return (
    <SpaceBetween size="m">
      <KeyValuePairs
        columns={4}
        items={[
          { label: result.from, value: <Time at={from} /> },
          { label: result.until, value: <Time at={until} /> },
          { label: result.events, value: formatCount(events) },
          leftOut > 0
            ? { label: result.leftOut, value: formatCount(leftOut) }
            : { label: result.refused, value: formatCount(refused.count) },
        ]}
      />
      {refused.count > 0 && (
        <Alert type="warning" header={result.refusedTitle(formatCount(refused.count))}>
          <SentenceList
            sentences={refused.first.map(({ line, reason }) => result.refusedLine(line, translate(reason)))}
            className="lines"
          />
          {refused.count > refused.first.length && result.refusedFirst(formatCount(refused.first.length))}
        </Alert>
      )}
    </SpaceBetween>
  );
}
