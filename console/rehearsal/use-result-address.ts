import { useSearchParams } from 'react-router';

/** The views of a result. */
export const VIEWS = ['totals', 'decisions', 'time', 'inbox', 'comparison'] as const;
export type ResultView = (typeof VIEWS)[number];

/** The state of the result in the address: the view, the filters and the page. */
interface ResultAddress {
  readonly view: ResultView;
  readonly user: string;
  readonly campaign: string;
  readonly outcome: string;
  readonly page: number;
}

/** Returns what the address says about the result, and the function that changes it. Another filter begins at the first page. */
export function useResultAddress(): ResultAddress & { readonly change: (changed: Partial<ResultAddress>) => void } {
  const [params, setParams] = useSearchParams();
  const page = Number(params.get('page') ?? 1);
  return {
    view: VIEWS.find((each) => each === params.get('view')) ?? 'totals',
    user: params.get('user') ?? '',
    campaign: params.get('campaign') ?? '',
    outcome: params.get('outcome') ?? '',
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
    change(changed) {
      setParams(
        (before) => {
          const after = new URLSearchParams(before);
          if (!('page' in changed)) after.delete('page');
          for (const [name, value] of Object.entries(changed)) {
            if (value === '') after.delete(name);
            else after.set(name, String(value));
          }
          return after;
        },
        // Another view is a step that "back" undoes; a filter that is typed is not.
        { replace: !('view' in changed) },
      );
    },
  };
}
