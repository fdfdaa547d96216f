import type { DecisionView } from '../../core/standing.ts';
import { describeHeadline, findReasonSentence } from '../../language/decision-sentences.ts';
import { useTexts } from '../context/texts.tsx';
import { useFormatTime } from '../parts/time.tsx';

/** Returns a function that says in a sentence what was decided, and why, in the words of `explain`. */
export function useSentence(): (decision: DecisionView) => string {
  const { decisions } = useTexts();
  const format = useFormatTime();
  return (view) => {
    const { decision, reason, exception, detail } = view;
    const headline = describeHeadline(view, decisions, format);
    const why = reason === undefined ? [] : [findReasonSentence(decision, reason, decisions)];
    const more = [exception, detail].filter((each) => each !== undefined);
    return [[headline, ...why].join(': '), ...more.map((each) => `(${each})`)].join(' ');
  };
}
