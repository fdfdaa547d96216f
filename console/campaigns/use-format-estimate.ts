import { useLoadedTexts } from '../context/texts.tsx';

/** A figure with its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** The kinds of estimates: a share, a lift over another share, and a difference of shares in points. */
type EstimateKind = 'rate' | 'lift' | 'points';

/** Returns a function that formats a figure with its interval in the language of the reader, such as "12.5% (8.1% to 18.8%)". */
export function useFormatEstimate(): (estimate: Estimate, kind: EstimateKind) => string {
  const {
    locale,
    texts: {
      campaigns: { statistics },
    },
  } = useLoadedTexts();
  const formats: Readonly<Record<EstimateKind, Intl.NumberFormat>> = {
    rate: new Intl.NumberFormat(locale, { style: 'percent', minimumFractionDigits: 2, maximumFractionDigits: 2 }),
    lift: new Intl.NumberFormat(locale, {
      style: 'percent',
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
      signDisplay: 'exceptZero',
    }),
    points: new Intl.NumberFormat(locale, {
      minimumFractionDigits: 2,
      maximumFractionDigits: 2,
      signDisplay: 'exceptZero',
    }),
  };
  return ({ value, low, high }, kind) => {
    const factor = kind === 'points' ? 100 : 1;
    const format = (number: number) => formats[kind].format(factor * number);
    return `${format(value)} (${statistics.interval(format(low), format(high))})`;
  };
}
