import type { DecisionView } from '../../core/standing.ts';
import { describeHeadline, findReasonSentence } from '../../language/decision-sentences.ts';
import { useTexts, useTranslate } from '../context/texts.tsx';
import { useFormatTime } from '../parts/time.tsx';

/** Returns a function that says in a sentence what was decided, and why, in the words of `explain`. */
export function useSentence(): (decision: DecisionView) => string {
  const { decisions } = useTexts();
  const format = useFormatTime();
  return (view) => {
    const { decision, reason } = view;
    const headline = describeHeadline(view, decisions, format);
    return reason === undefined ? headline : `${headline}: ${findReasonSentence(decision, reason, decisions)}`;
  };
}

/** Returns a function that says the same with the exception that matched, as it is written, and further facts. */
export function useDetailedSentence(): (decision: DecisionView) => string {
  const sentence = useSentence();
  const translate = useTranslate();
  return (view) => {
    const details = [view.exception, view.detail && translate(view.detail)].filter((each) => each !== undefined);
    return [sentence(view), ...details.map((each) => `(${each})`)].join(' ');
  };
}
