import '../parts/charts.css';

const ROW_HEIGHT = 40;
const LINE_TOP = 28;
/** The share of the width that is left free on each side, so that no dot is cut off. */
const MARGIN_PERCENT = 2;

/** A figure with its interval, as it is drawn. */
export interface DrawnInterval {
  readonly name: string;
  /** The figure and its interval as text. */
  readonly text: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

interface IntervalChartProps {
  readonly title: string;
  readonly intervals: readonly DrawnInterval[];
}

/** Draws figures as dots on their intervals, with a line at 0. Each figure is written above its interval. */
export function IntervalChart({ title, intervals }: IntervalChartProps) {
  const low = Math.min(0, ...intervals.map((each) => each.low));
  const high = Math.max(0, ...intervals.map((each) => each.high));
  const width = high - low === 0 ? 1 : high - low;
  const place = (value: number) => `${MARGIN_PERCENT + ((100 - 2 * MARGIN_PERCENT) * (value - low)) / width}%`;
  const height = intervals.length * ROW_HEIGHT;
  return (
    <figure className="chart-figure">
      <figcaption>{title}</figcaption>
      <svg className="chart" height={height} aria-hidden="true">
        <line className="zero" x1={place(0)} x2={place(0)} y1="0" y2={height} />
        {intervals.map((each, index) => {
          const y = index * ROW_HEIGHT + LINE_TOP;
          return (
            <g key={each.name}>
              <text x="0" y={index * ROW_HEIGHT + 16}>{`${each.name}: ${each.text}`}</text>
              <line className="line" x1={place(each.low)} x2={place(each.high)} y1={y} y2={y} />
              <circle className="bar" cx={place(each.value)} cy={y} r="5" />
            </g>
          );
        })}
      </svg>
    </figure>
  );
}
