import './charts.css';
import { useTexts } from '../context/texts.tsx';
import { useFormatTime } from './time.tsx';
import { useFormatCount } from './use-format-count.ts';

const CHART_HEIGHT = 120;
const BARS_HEIGHT = 80;
const BASELINE = 96;

/** A departure as it is drawn. */
interface ShownDeparture {
  readonly departure: string;
  readonly waiting: number;
  /** True if more users may wait than were counted. */
  readonly isAtLeast?: boolean;
}

/**
 * Draws departures on a line of time, each as a bar as high as the number of users who wait for it. The table below it has the same
 * figures, so that the picture is left out for those who do not see it.
 */
export function DeparturesChart({ departures }: { readonly departures: readonly ShownDeparture[] }) {
  const { departures: texts } = useTexts();
  const format = useFormatTime();
  const formatCount = useFormatCount();
  const instants = departures.map(({ departure }) => Date.parse(departure));
  const [first, last] = [Math.min(...instants), Math.max(...instants)];
  const most = Math.max(1, ...departures.map(({ waiting }) => waiting));
  const place = (departure: string) =>
    last === first ? 50 : 2 + (96 * (Date.parse(departure) - first)) / (last - first);
  const [begin, end] = [departures.at(0)?.departure, departures.at(-1)?.departure];
  return (
    <svg className="chart" height={CHART_HEIGHT} aria-hidden="true">
      <title>{texts.chart}</title>
      <line className="zero" x1="0" x2="100%" y1={BASELINE} y2={BASELINE} />
      {departures.map(({ departure, waiting, isAtLeast = false }) => {
        const height = Math.max(2, (BARS_HEIGHT * waiting) / most);
        return (
          <rect
            key={departure}
            className={isAtLeast ? 'bar open' : 'bar'}
            x={`${place(departure)}%`}
            y={BASELINE - height}
            width="8"
            height={height}
            rx="2"
          >
            <title>{`${format(departure)}: ${isAtLeast ? texts.atLeast(formatCount(waiting)) : formatCount(waiting)}`}</title>
          </rect>
        );
      })}
      {begin !== undefined && (
        <text x="0" y={CHART_HEIGHT - 6}>
          {format(begin)}
        </text>
      )}
      {end !== undefined && end !== begin && (
        <text x="100%" y={CHART_HEIGHT - 6} textAnchor="end">
          {format(end)}
        </text>
      )}
    </svg>
  );
}
