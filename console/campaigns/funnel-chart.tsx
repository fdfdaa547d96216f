import '../parts/charts.css';
import { useTexts } from '../context/texts.tsx';
import { useFormatCount } from '../parts/use-format-count.ts';
import { campaignTabPath } from './campaign-views.ts';
import type { FunnelRow } from './funnel.ts';

const ROW_HEIGHT = 40;
const BAR_TOP = 20;
const BAR_HEIGHT = 12;

/**
 * Draws the steps of the funnel as bars, each a link to the list of its enrollments. The table beside it has the same figures and the same
 * links, so that the picture is left out for those who do not see it, and for the keyboard.
 */
export function FunnelChart({ id, rows }: { readonly id: string; readonly rows: readonly FunnelRow[] }) {
  const {
    campaigns: { overview },
  } = useTexts();
  const formatCount = useFormatCount();
  const steps = rows.filter(({ reason }) => reason === undefined);
  const most = Math.max(1, ...steps.map(({ count }) => count));
  return (
    <svg className="chart" height={steps.length * ROW_HEIGHT} aria-hidden="true">
      {steps.map(({ step, count, list }, index) => {
        const bar = (
          <g key={step}>
            <text x="0" y={index * ROW_HEIGHT + BAR_TOP - 6}>
              {`${overview.steps[step]}: ${formatCount(count)}`}
            </text>
            <rect className="track" x="0" y={index * ROW_HEIGHT + BAR_TOP} width="100%" height={BAR_HEIGHT} rx="2" />
            <rect
              className={step === 'cancelled' || step === 'withheld' || step === 'control' ? 'bar ended' : 'bar'}
              x="0"
              y={index * ROW_HEIGHT + BAR_TOP}
              width={`${(100 * count) / most}%`}
              height={BAR_HEIGHT}
              rx="2"
            />
          </g>
        );
        if (list === undefined) return bar;
        return (
          <a key={step} href={`#${enrollmentsPath(id, list)}`} tabIndex={-1}>
            {bar}
          </a>
        );
      })}
    </svg>
  );
}

/** Returns the path of the list of a campaign's enrollments in a state. */
export function enrollmentsPath(id: string, list: NonNullable<FunnelRow['list']>): string {
  return campaignTabPath(id, 'enrollments', list === 'all' ? {} : { state: list });
}
