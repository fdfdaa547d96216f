import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Table from '@cloudscape-design/components/table';
import { useTexts } from '../context/texts.tsx';
import { Time } from '../parts/time.tsx';
import { useFormatCount } from '../parts/use-format-count.ts';
import type { TimelinePart } from './rehearsal-calls.ts';

const [WIDTH, HEIGHT] = [960, 96];

interface TimelineChartProps {
  readonly timeline: readonly TimelinePart[];
  /** The place of the slider, from 0 to 1. */
  readonly share: number;
}

/** Shows when messages leave, as bars over the virtual time, and as a table. */
export function TimelineChart({ timeline, share }: TimelineChartProps) {
  const { rehearsal } = useTexts();
  const texts = rehearsal.time;
  const formatCount = useFormatCount();
  const max = Math.max(1, ...timeline.map(({ sent }) => sent));
  const width = WIDTH / Math.max(1, timeline.length);
  return (
    <div>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="timeline-chart" role="img" aria-label={texts.chart}>
        {timeline.map(({ at, sent }, part) => {
          const height = (HEIGHT * sent) / max;
          return <rect key={at} x={part * width + 1} y={HEIGHT - height} width={width - 2} height={height} />;
        })}
        <line x1={share * WIDTH} x2={share * WIDTH} y1={0} y2={HEIGHT} />
      </svg>
      <ExpandableSection headerText={texts.chart} variant="footer">
        <Table
          variant="embedded"
          items={timeline.filter(({ sent }) => sent > 0)}
          trackBy="at"
          empty={texts.nothingSent}
          ariaLabels={{ tableLabel: texts.chart }}
          columnDefinitions={[
            { id: 'at', header: texts.chartSpan, isRowHeader: true, cell: ({ at }) => <Time at={at} /> },
            { id: 'sent', header: texts.chartCount, cell: ({ sent }) => formatCount(sent) },
          ]}
        />
      </ExpandableSection>
    </div>
  );
}
